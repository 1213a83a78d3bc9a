"""What the synced records say about the owner's skin: what was told, what is cleared, and what the pen waits for.

Codes and bits only; the sentences are in `texts/next_session_text.py`. The pen decides, and what it was told since the
last sync can only be stricter than this.
"""

from typing import Any

from ..texts.skin_codes import REVIEWED

PenHistory = dict[str, Any]

_FINAL_H = 48  # a check-in this late can settle the matter
_IN_A_ROW = 2  # sessions with a reaction before somebody must look at it


def skin_status(pen: PenHistory) -> "dict[str, Any]":
    """Of one pen (from `queries.history`): profile and cleared bits, what blocks, review and check-in needed."""
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
            review = review or kind == "bleeding" or bool(row["findings"] & REVIEWED)
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
