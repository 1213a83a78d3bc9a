"""When the next session is possible, and why not before, in sentences.

`from_pen` and `from_history` choose the sentences by one rule. The pen alone decides whether a session may begin: no
sentence names an earlier day than the pen's own (H26), and none says "yes" where the pen said "no".
"""

from typing import Any

from ..clock import DAY_S, now
from ..codec import reasons as r
from ..language import tr, trn
from . import cartridge_text, pen_codes, skin_codes
from .dates import date, day, not_before, when
from .limits import SETTINGS
from .numbers import capital, count

PenHistory = dict[str, Any]


def from_history(pen: PenHistory, skin: "dict[str, Any]") -> "dict[str, Any]":
    """The answer of a pen's history (`queries.history`) and the state of its owner's skin (`skin_status`).

    A dict of `title`, `because`, `also` (a list: what else is asked for), `at` (UTC or None) and `state`: "no" (a date
    alone does not help), "wait", "open", or "new" (there was no session yet).
    """
    at = pen["next_session"]["not_before_s"]
    also = _conditions(pen, skin)
    if also and also[0][0]:
        state, title = "no", tr("No session for now")
    elif pen["next_session"]["unlock_at_s"] and (at is None or at > now()):
        state, title = "wait", tr("Next safe day: {at}", at=not_before(at, pen["next_session"]["unlock_at_s"]))
    else:
        state, title = allowed(pen["next_session"]["unlock_at_s"], at, asked=False)
    because = _because(pen)
    if state == "no" and at is not None and at > now():
        because = f"{tr('Not before {at} either.', at=not_before(at, 0))} {because}"
    return {"state": state, "title": title, "because": because, "also": [text for _, text in also], "at": at}


def from_pen(
    why: "list[str]",
    fault: "str | None",
    blocked: bool,
    wait_s: "int | None",
    unlock_at_s: int,
    not_before_s: "int | None",
) -> "dict[str, Any]":
    """The answer of a pen that was asked, in the form of `from_history`; the arguments are fields of `NextSession`.

    Its `because` is the first of `why`; with an empty one it is what to do now.
    """
    at = not_before(not_before_s, unlock_at_s)
    why = list(why)
    if fault:
        state, title = "no", tr("No session for now")
        why.insert(
            0,
            tr("The pen has a fault: {fault}. {remedy}", fault=fault, remedy=pen_codes.remedy(pen_codes.FAULT_LATCHED)),
        )
    elif blocked:
        state, title = "no", tr("No session for now")
    elif wait_s or (wait_s is None and unlock_at_s):
        state, title = "wait", tr("Next safe day: {at}", at=at)
    else:
        state, title = allowed(unlock_at_s, not_before_s, asked=True)
        why = why or [_first() if state == "new" else tr("Unplug the pen to begin.")]
    if state == "no" and wait_s:
        why.append(tr("Not before {at} either.", at=at))
    return {"state": state, "title": title, "because": why[0] if why else "", "also": why[1:]}


def allowed(unlock_at_s: int, not_before_s: "int | None", asked: bool) -> "tuple[str, str]":
    """`state` and `title` of a pen that neither time nor another reason keeps from a session.

    `asked`: the pen has just said so; a pen that is only remembered may know better by now.
    """
    if not unlock_at_s:
        return "new", tr("No session yet")
    since = tr(" since {when}", when=when(not_before_s, 0)) if not_before_s else ""
    if asked:
        return "open", tr("A session is allowed{since}", since=since)
    return "open", tr("The rest is over{since}: the pen decides", since=since)


def refused(reason: int, detail: int) -> str:
    """Why the pen would refuse now, and what to do about it."""
    said = pen_codes.refusal(reason, detail)
    return f"{capital(said)}. {pen_codes.remedy(reason)}"


def held(reason: int) -> str:
    """Why an answer of that day keeps the pen locked."""
    return f"{capital(pen_codes.refusal(skin_codes.HOLD, reason))}."


def rests(interval_s: int) -> str:
    """The least time between two sessions."""
    return tr(
        "Skin rests at least {interval_s} between two sessions.", interval_s=SETTINGS["interval"].said(interval_s)
    )


def rests_longer(reaction_s: int) -> str:
    """By how much a reaction has lengthened that time."""
    return tr("It reacted: {reaction_s} more.", reaction_s=SETTINGS["interval"].said(reaction_s))


def checkin_due(hours: int) -> str:
    """A check-in that nobody has answered yet."""
    return tr("The check-in {hours} h after the last session is due: needlepen checkin", hours=hours)


def clock_impossible() -> str:
    """This computer's clock stands where none can."""
    return tr("This computer's clock is impossible ({date}): set it.", date=date(now()))


def clocks_disagree() -> str:
    """Pen and computer do not show the same time."""
    return tr("This computer's clock and the pen's do not agree: needlepen clock")


def not_synced(records: int) -> str:
    """Records that only the pen holds."""
    return trn(
        "{n:,} record is not synced yet: needlepen sync", "{n:,} records are not synced yet: needlepen sync", records
    )


def journal_replaced(journals: int) -> str:
    """The history holds more than one journal of this pen."""
    return tr("The pen's journal was replaced; {journals} are kept apart: needlepen history", journals=journals)


def clock_before_sync(synced_at: int) -> str:
    """This computer's clock shows a time before the last sync."""
    return tr("This computer's clock is before the last sync ({date}): one of the two is wrong", date=date(synced_at))


def _conditions(pen: PenHistory, skin: "dict[str, Any]") -> "list[tuple[bool, str]]":
    """(rules a session out, words) of everything besides time; what rules out comes first."""
    said: list[tuple[bool, str]] = []
    if pen["fault"]:
        said.append(
            (
                True,
                tr(
                    "The pen has a fault: {fault_words}. {remedy}",
                    fault_words=pen["fault_words"],
                    remedy=pen_codes.remedy(pen_codes.FAULT_LATCHED),
                ),
            )
        )
    if skin["blocking"]:
        remedy = pen_codes.remedy(r.PROFILE_NOTE)
        said.append(
            (
                True,
                tr(
                    "Told and not cleared: {conditions}. {remedy}",
                    conditions=skin_codes.conditions(skin["blocking"]),
                    remedy=remedy,
                ),
            )
        )
    if skin["review"]:
        remedy = pen_codes.remedy(r.REVIEW_NEEDED)
        said.append(
            (
                True,
                tr(
                    "After blood, two reactions in a row or a late one somebody has to look at the skin. {remedy}",
                    remedy=remedy,
                ),
            )
        )
    if skin["checkin_open"] and not skin["review"]:
        said.append((False, tr("Before it, the pen wants to know how the skin took the last session.")))
    said += [(False, text) for text in recalled(pen["cartridges"])]
    return said


def recalled(cartridges: "list[dict[str, Any]]") -> "list[str]":
    """A sentence for each cartridge that the pen would still take and whose lot is recalled."""
    return [cartridge_text.discard(row) for row in cartridges if row["recalled"] is not None and row["left"]]


def _first() -> str:
    """What comes before a first session."""
    return tr("Before the first session the pen asks about the skin and starts gently.")


def _because(pen: PenHistory) -> str:
    """Why the next session is not possible earlier."""
    if not pen["sessions"]:
        return _first()
    last = pen["sessions"][-1]
    unlock_s = pen["next_session"]["unlock_at_s"]
    days = count((unlock_s - last["proven_s"]) // DAY_S, "day")
    began = date(last["at"]) if last["at"] else tr("{day} of the pen", day=day(last["proven_s"]))
    whole = tr("The last session began on {began} and skin rests at least {days} between two.", began=began, days=days)
    if unlock_s == last["unlock_at_s"]:
        return whole
    after = [row for row in pen["skin"] if row["proven_s"] >= last["proven_s"]]
    if any(row["findings"] or row["kind"] == "bleeding" for row in after):
        return tr("The last session began on {began}; the skin reacted, so it rests {days}.", began=began, days=days)
    if any(row["kind"] == "hold" for row in after):
        return tr(
            "The last session began on {began}; since then an answer on the pen asked for more time.", began=began
        )
    return (
        whole if unlock_s > last["proven_s"] else tr("The last session began on {began}; the pen says so.", began=began)
    )
