"""One session as it was: zones with depth and dose, load, cartridge, how it ended, and what it means for the next.

Must not judge: measured is beside asked, and the pen had its limits. Plain data, ready for JSON.
"""

from typing import Any

from ..errors import UsageError
from ..language import tr
from ..texts import skin_codes
from . import measures
from .next_session import answer

PenHistory = dict[str, Any]


def session_summary(pen: PenHistory, number: "int | None") -> "dict[str, Any]":
    """Session `number` of a pen (from `queries.history`), the last one if None; raises UsageError: no such session.

    A pen that began anew counts from 1 again: the latest session of that number is meant.
    """
    found = [row for row in pen["sessions"] if number in (None, row["number"])]
    if not found:
        known = len(pen["sessions"])
        why = (
            tr("It knows {known} of pen {pen_id}.", known=known, pen_id=pen["pen_id"])
            if known
            else tr("Pen {pen_id} has had none yet.", pen_id=pen["pen_id"])
        )
        what = (
            tr("There is no session in this history yet.")
            if number is None
            else tr("No session {number} in this history.", number=number)
        )
        raise UsageError(what, why, "needlepen history" if known else "needlepen sync")
    return of_session(pen, found[-1])


def of_session(pen: PenHistory, session: "dict[str, Any]") -> "dict[str, Any]":
    """The same, for a row of the pen's sessions."""
    last = session is pen["sessions"][-1]
    findings = 0
    zones, skin = (measures.of_session(pen[name], session) for name in ("zones", "skin"))
    checkins = [row for row in skin if row["kind"] == "checkin"]
    for row in checkins:
        findings |= row["findings"]
    return {
        "pen_id": pen["pen_id"],
        "session": session,
        "zones": zones,
        "zones_together": measures.sums(zones),
        "load": load(measures.of_session(pen["touches"], session), session["hard"]),
        "cartridge": next((row for row in pen["cartridges"] if row["serial"] == session["cartridge"]), None),
        "bled": any(row["kind"] == "bleeding" for row in skin),
        "checkins": [row["hours"] for row in checkins],
        "findings": skin_codes.findings(findings) if checkins else None,
        "reacted": bool(findings),
        "next": answer(pen) if last else None,
    }


def load(touches: "list[dict[str, Any]]", hard: int) -> "dict[str, int]":
    """How hard it was pressed: seconds firm and too hard (at least), how often too hard, the highest load index."""
    by_level = {level: sum(row["ms"] for row in touches if row["level"] == level) for level in _LEVELS}
    return {
        "firm_ms": by_level[skin_codes.FIRM],
        "hard_ms": by_level[skin_codes.HARD],
        "hard": hard,
        "index_ma": max((row["index_ma"] for row in touches), default=0),
    }


_LEVELS = (skin_codes.FIRM, skin_codes.HARD)
