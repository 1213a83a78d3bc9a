"""Proven seconds and UTC, for people: dates when the pen knows them, "day N" when it does not.

Must not decide anything: the pen alone counts, and the host never shows an earlier date than the pen would
(H26).
"""

import os
import time
from datetime import datetime, timezone

DAY_S = 86_400


def now() -> int:
    """This computer's UTC in seconds; NEEDLEPEN_NOW replaces it where time is simulated (the virtual pen's demo)."""
    given = os.environ.get("NEEDLEPEN_NOW", "")
    return int(given) if given.isdigit() else int(time.time())


def iso(at: "int | None") -> "str | None":
    """UTC seconds as ISO 8601, None if unknown or beyond any calendar."""
    try:
        return datetime.fromtimestamp(at, timezone.utc).isoformat().replace("+00:00", "Z") if at else None
    except (OverflowError, OSError, ValueError):
        return None


def date(at: int) -> str:
    """UTC seconds as a local date."""
    return _local(at, "%-d %b %Y") or f"{at} s"


def day(proven_s: int) -> str:
    """Proven seconds as the pen's own day count."""
    return f"day {proven_s // DAY_S}"


def when(at: "int | None", proven_s: int, guess: int = 0) -> str:
    """A local date and time; "~" when it was worked out afterwards; "day N" when there is none."""
    text = _local(at, "%-d %b %Y %H:%M") if at else None
    return ("~" if guess else "") + text if text else day(proven_s)


def wait(seconds: int) -> str:
    """A waiting time, rounded up so that it is never shown too short (H26)."""
    if seconds <= 0:
        return "now"
    for unit, name in ((DAY_S, "day"), (3600, "hour"), (60, "minute")):
        if seconds > unit:
            count = -(-seconds // unit)
            return f"in {count} {name}s"
    return "in a minute"


def _local(at: int, form: str) -> "str | None":
    try:
        moment = datetime.fromtimestamp(at, timezone.utc).astimezone()
        return moment.strftime(form.replace("%-d", str(moment.day)))  # %-d is not known everywhere
    except (OverflowError, OSError, ValueError):
        return None
