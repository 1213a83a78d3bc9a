"""The time of this computer in UTC seconds, and how it is written for programs.

Must not decide anything: only the pen counts the time that matters for its lock-out. Dates for people are in
`texts/dates.py`.
"""

import os
import time
from datetime import datetime, timezone

DAY_S = 86_400

_FROM_S, _TO_S = 1_577_836_800, 4_102_444_800  # 2020 to 2099: what a pen takes, firmware/pen/link/requests.py


def now() -> int:
    """This computer's UTC in seconds; NEEDLEPEN_NOW replaces it where time is simulated (the virtual pen's demo)."""
    given = os.environ.get("NEEDLEPEN_NOW", "")
    return int(given) if given.isdigit() else int(time.time())


def is_impossible() -> bool:
    """Can this computer's clock not be right? Then it dates nothing, and no pen is told what it says."""
    return not _FROM_S <= now() < _TO_S


def iso(at: "int | None") -> "str | None":
    """UTC seconds as ISO 8601; None if they are unknown, 0, or beyond any calendar."""
    try:
        return datetime.fromtimestamp(at, timezone.utc).isoformat().replace("+00:00", "Z") if at else None
    except (OverflowError, OSError, ValueError):
        return None
