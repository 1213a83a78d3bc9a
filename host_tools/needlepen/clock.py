"""The time of this computer in UTC seconds, what counts as a date at all, and how one is written for programs.

Must not decide anything: only the pen counts the time that matters for its lock-out. Dates for people are in
`texts/dates.py`.
"""

import os
import time
from datetime import datetime, timezone

from .errors import UsageError
from .language import tr

DAY_S = 86_400
LATEST_S = 7_258_118_400  # the year 2200: every calendar, clock and library can say what lies before

_FROM_S, _TO_S = 1_577_836_800, 4_102_444_800  # 2020 to 2099: what a pen takes, firmware/pen/link/requests.py


def now() -> int:
    """This computer's UTC in seconds; NEEDLEPEN_NOW replaces it where time is simulated (the virtual pen's demo)."""
    given = os.environ.get("NEEDLEPEN_NOW", "")
    if not given:
        return int(time.time())
    if not (given.isascii() and given.isdecimal() and len(given) < 12 and int(given) < LATEST_S):
        raise UsageError(
            tr("NEEDLEPEN_NOW is '{given}'.", given=given[:40]), tr("It takes UTC in seconds."), "unset NEEDLEPEN_NOW"
        )
    return int(given)


def dated(at: "int | None") -> "int | None":
    """The UTC seconds, or None: unknown, 0, or no date that a calendar could show."""
    return at if at and 0 < at < LATEST_S else None


def utc(proven_s: int, offset_s: int) -> "int | None":
    """A pen's proven seconds as UTC; None: it was never told a date (0), or one that is none."""
    return dated(proven_s + offset_s) if offset_s else None


def is_impossible() -> bool:
    """Can this computer's clock not be right? Then it dates nothing, and no pen is told what it says."""
    return not _FROM_S <= now() < _TO_S


def minute_up(at: int) -> int:
    """The first whole minute not before `at`: what is shown of a moment ahead must not be too early (H26)."""
    return -(-at // 60) * 60


def iso(at: "int | None") -> "str | None":
    """UTC seconds as ISO 8601; None if they are no date."""
    at = dated(at)
    return datetime.fromtimestamp(at, timezone.utc).isoformat().replace("+00:00", "Z") if at else None
