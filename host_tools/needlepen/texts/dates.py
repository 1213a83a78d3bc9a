"""Moments and lengths of time as people read them: local dates where they are known, "day N" of the pen where not.

Must not decide anything: the pen alone counts, and no date shown here is earlier than the pen's own (H26).
"""

from datetime import datetime, timezone

from ..clock import DAY_S, dated, minute_up

_MINUTE = "%H:%M%z"  # %z: only where clocks show this minute twice


def date(at: int) -> str:
    """UTC seconds as a local date, or that it is none."""
    return _local(at, "%-d %b %Y") or "no date"


def day(proven_s: int) -> str:
    """Proven seconds as the pen's own day count."""
    return f"day {proven_s // DAY_S}"


def when(at: "int | None", proven_s: int, guess: int = 0) -> str:
    """A local date and time; "~" in front when it was worked out afterwards; "day N" when there is no date."""
    text = _local(at, f"%-d %b %Y {_MINUTE}") if at else None
    return ("~" if guess else "") + text if text else day(proven_s)


def from_minute(at: int) -> str:
    """A moment ahead: the date, and the minute from which it counts, rounded up (H26)."""
    return f"{date(minute_up(at))}, from {_local(minute_up(at), _MINUTE) or f'{at} s'}"


def not_before(at: "int | None", proven_s: int) -> str:
    """When something ends that the pen waits for; its own days, rounded up, where there is no date."""
    return from_minute(at) if at else f"{day(proven_s + DAY_S - 1)} of the pen"


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
    form = form.replace("%-d", str(moment.day))  # %-d does not exist on every system
    return moment.strftime(form.replace("%z", _which(moment)))


def _which(moment: datetime) -> str:
    """When clocks are put back an hour comes twice: which of the two this is, by its offset; else nothing."""
    naive = moment.replace(tzinfo=None)
    if naive.replace(fold=0).timestamp() == naive.replace(fold=1).timestamp():
        return ""
    return f" (UTC{moment.isoformat()[-6:]})"
