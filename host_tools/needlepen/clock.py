"""The time of this computer in UTC seconds, and how it is written for programs.

Must not decide anything: only the pen counts the time that matters for its lock-out. Dates for people are in
`texts/dates.py`.
"""

import os
import time
from datetime import datetime, timezone

DAY_S = 86_400


def now() -> int:
    """This computer's UTC in seconds; NEEDLEPEN_NOW replaces it where time is simulated (the virtual pen's demo)."""
    given = os.environ.get("NEEDLEPEN_NOW", "")
    return int(given) if given.isdigit() else int(time.time())


def minute_up(at: int) -> int:
    """The first whole minute not before `at`: what is shown of a moment ahead must not be too early (H26)."""
    return -(-at // 60) * 60


def iso(at: "int | None") -> "str | None":
    """UTC seconds as ISO 8601; None if they are unknown, 0, or beyond any calendar."""
    try:
        return datetime.fromtimestamp(at, timezone.utc).isoformat().replace("+00:00", "Z") if at else None
    except (OverflowError, OSError, ValueError):
        return None
