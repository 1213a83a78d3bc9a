"""How the owner stands with the pen: when the next session is possible, why not before, and what else is in the way.

Worked out from what was synced, so it is the pen's state of then. The pen decides: what it was told since can only make
it later than what stands here (H26), and this must never say earlier than the records do.
"""

from datetime import datetime, timezone
from typing import Any

from .. import words, words_skin
from ..clock import DAY_S, date, now
from ..codec import reasons as r

Pen = dict[str, Any]

_BLED = 1  # a finding of a check-in that needs a review at once
_FINAL_H = 48  # a check-in this late can settle the matter
_IN_A_ROW = 2  # sessions with a reaction before somebody must look at it


def standing(pen: Pen) -> "dict[str, Any]":
    """Of one pen (from `overview.history`): profile and cleared bits, what blocks, review and check-in needed."""
    profile = cleared = reactions = 0
    review = asked = False
    reacted: set[int] = set()
    settled: set[int] = set()
    for row in pen["skin"]:
        kind, session = row["kind"], row["session"] or 0
        if kind == "profile":
            profile, cleared, asked = row["profile"], row["cleared"], True
        elif kind == "clearance" and row["cleared"]:
            cleared |= row["cleared"]
        elif kind == "clearance":
            review, reactions = False, 0
        elif kind == "bleeding" or (kind == "checkin" and row["findings"]):
            review = review or kind == "bleeding" or bool(row["findings"] & _BLED)
            if session not in reacted:
                reacted.add(session)
                reactions += 1
            review = review or reactions >= _IN_A_ROW
        elif kind == "checkin" and row["hours"] >= _FINAL_H and session not in reacted:
            reactions = 0
        if kind == "checkin" and row["hours"] >= _FINAL_H:
            settled.add(session)
    last = pen["sessions"][-1]["number"] if pen["sessions"] else 0
    return {
        "asked": asked,
        "profile": profile,
        "cleared": cleared & profile,
        "blocking": profile & ~cleared,
        "review": review,
        "reacted": sorted(reacted),
        "checkin_open": bool(last) and last not in settled,
    }


def answer(pen: Pen) -> "dict[str, Any]":
    """The next safe day in words: `title`, `because`, `also` (what else is asked for) and `state`.

    `state` is "no" (a date alone does not help), "wait", "open", or "new" (no session yet).
    """
    at = pen["next_session"]["not_before_s"]
    stands = standing(pen)
    also = _conditions(pen, stands)
    if also and also[0][0]:
        state, title = "no", "No session for now"
    elif not pen["next_session"]["unlock_at_s"]:
        state, title = "new", "No session yet"
    elif at is None:
        day = -(-pen["next_session"]["unlock_at_s"] // DAY_S)
        state, title = "wait", f"Next safe day: day {day} of the pen"
    elif at > now():
        state, title = "wait", f"Next safe day: {from_(at)}"
    else:
        state, title = "open", "The rest is over: the pen decides"
    because = _because(pen)
    if state == "no" and at is not None and at > now():
        because = f"Not before {from_(at)} either. {because}"
    return {"state": state, "title": title, "because": because, "also": [text for _, text in also], "at": at}


def from_(at: int) -> str:
    """A local date with the minute from which it counts, rounded up: the pen is never later than this says (H26)."""
    moment = datetime.fromtimestamp(-(-at // 60) * 60, timezone.utc).astimezone()
    return f"{date(at)}, from {moment:%H:%M}"


def _conditions(pen: Pen, stands: "dict[str, Any]") -> "list[tuple[bool, str]]":
    """(rules a session out, words) of everything besides time; what rules out comes first."""
    said: list[tuple[bool, str]] = []
    if pen["fault"]:
        said.append((True, f"The pen has a fault: {pen['fault_words']}. {words.remedy(words.FAULT_LATCHED)}"))
    if stands["blocking"]:
        remedy = words.remedy(r.PROFILE_NOTE)
        said.append((True, f"Told and not cleared: {words_skin.conditions(stands['blocking'])}. {remedy}"))
    if stands["review"]:
        remedy = words.remedy(r.REVIEW_NEEDED)
        said.append((True, f"After blood or two reactions in a row somebody has to look at the skin. {remedy}"))
    if stands["checkin_open"] and not stands["review"]:
        said.append((False, "Before it, the pen wants to know how the skin took the last session."))
    return said


def _because(pen: Pen) -> str:
    """Why not before."""
    if not pen["sessions"]:
        return "Before the first session the pen asks about the skin and starts gently."
    last = pen["sessions"][-1]
    unlock_s = pen["next_session"]["unlock_at_s"]
    days = (unlock_s - last["proven_s"]) // DAY_S
    began = date(last["at"]) if last["at"] else f"day {last['proven_s'] // DAY_S} of the pen"
    whole = f"The last session began on {began} and skin rests at least {days} days between two."
    if unlock_s == last["unlock_at_s"]:
        return whole
    after = [row for row in pen["skin"] if row["proven_s"] >= last["proven_s"]]
    if any(row["findings"] or row["kind"] == "bleeding" for row in after):
        return f"The last session began on {began}; the skin reacted, so it rests {days} days."
    if any(row["kind"] == "hold" for row in after):
        return f"The last session began on {began}; since then an answer on the pen asked for more time."
    return whole if unlock_s > last["proven_s"] else f"The last session began on {began}; the pen says so."
