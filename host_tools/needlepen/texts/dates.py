"""Moments and lengths of time as people read them: local dates where they are known, "day N" of the pen where not.

Must not decide anything: the pen alone counts, and no date shown here is earlier than the pen's own (H26).
"""

from datetime import datetime, timezone

from ..clock import DAY_S, dated


def date(at: int) -> str:
    """UTC seconds as a local date, or that it is none."""
    return _local(at, "%-d %b %Y") or "no date"


def day(proven_s: int) -> str:
    """Proven seconds as the pen's own day count."""
    return f"day {proven_s // DAY_S}"


def when(at: "int | None", proven_s: int, guess: int = 0) -> str:
    """A local date and time; "~" in front when it was worked out afterwards; "day N" when there is no date."""
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
    if not dated(at):
        return None
    moment = datetime.fromtimestamp(at, timezone.utc).astimezone()
    return moment.strftime(form.replace("%-d", str(moment.day)))  # %-d does not exist on every system
