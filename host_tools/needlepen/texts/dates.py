"""Moments and lengths of time as people read them: local dates where they are known, "day N" of the pen where not.

Must not decide anything: the pen alone counts, and no date shown here is earlier than the pen's own (H26).
"""

import re
from datetime import datetime, timezone

from ..clock import DAY_S, dated, minute_up
from ..language import current, tr, trn

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # of matplotlib
_MONTH = re.compile("|".join(_MONTHS))


def date(at: int) -> str:
    """UTC seconds as a local date, or that it is none."""
    moment = _local(at)
    return day_of(moment) if moment else tr("no date")


def day_of(moment: datetime) -> str:
    """A date in the present language."""
    return f"{moment.day} {moment:%b %Y}" if current() == "en" else _as_usual(moment, "yMMMd")


def short_day_of(moment: datetime) -> str:
    """The same without the year."""
    return f"{moment.day} {moment:%b}" if current() == "en" else _as_usual(moment, "MMMd")


def months_of(label: str) -> str:
    """What matplotlib writes at an axis, with the names of months that the present language has."""
    if current() == "en":
        return label
    from babel.dates import get_month_names

    names = get_month_names("abbreviated", locale=current())
    return _MONTH.sub(lambda found: names[_MONTHS.index(found[0]) + 1], label)


def day(proven_s: int) -> str:
    """Proven seconds as the pen's own day count."""
    return tr("day {number}", number=proven_s // DAY_S)


def when(at: "int | None", proven_s: int, guess: int = 0) -> str:
    """A local date and time; "~" in front when it was worked out afterwards; "day N" when there is no date."""
    moment = _local(at) if at else None
    return ("~" if guess else "") + f"{day_of(moment)} {_minute(moment)}" if moment else day(proven_s)


def from_minute(at: int) -> str:
    """A moment ahead: the date, and the minute from which it counts, rounded up (H26)."""
    moment = _local(minute_up(at))
    return tr("{date}, from {time}", date=date(minute_up(at)), time=_minute(moment) if moment else f"{at} s")


def not_before(at: "int | None", proven_s: int) -> str:
    """When something ends that the pen waits for; its own days, rounded up, where there is no date."""
    return from_minute(at) if at else tr("{day} of the pen", day=day(proven_s + DAY_S - 1))


def wait(seconds: int) -> str:
    """A waiting time, rounded up so that it is never shown too short (H26)."""
    if seconds <= 0:
        return tr("now")
    if seconds > DAY_S:
        return trn("in {n} day", "in {n} days", -(-seconds // DAY_S))
    if seconds > 3600:
        return trn("in {n} hour", "in {n} hours", -(-seconds // 3600))
    if seconds > 60:
        return trn("in {n} minute", "in {n} minutes", -(-seconds // 60))
    return tr("in a minute")


def _local(at: int) -> "datetime | None":
    return datetime.fromtimestamp(at, timezone.utc).astimezone() if dated(at) else None


def _as_usual(moment: datetime, skeleton: str) -> str:
    """By Unicode's tables of what is usual where a language is spoken."""
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, moment.replace(tzinfo=None), locale=current())


def _minute(moment: datetime) -> str:
    return f"{moment:%H:%M}{_which(moment)}"  # in all languages here


def _which(moment: datetime) -> str:
    """When clocks are put back an hour comes twice: which of the two this is, by its offset; else nothing."""
    naive = moment.replace(tzinfo=None)
    if naive.replace(fold=0).timestamp() == naive.replace(fold=1).timestamp():
        return ""
    return f" (UTC{moment.isoformat()[-6:]})"
