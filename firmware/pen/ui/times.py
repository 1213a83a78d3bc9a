"""Times and dates as people read them, how long something takes, and figures that a power cut left uncertain.

Loaded with the screens that show one, which leaves more of the heap at home. Integers come in, texts go out. Wall time
is for display only; it must never take part in a rule (S7).
"""

from micropython import const

from .texts.times import AT_LEAST, AT_MOST, DAYS_HOURS, DAYS_MINUTES, HOURS, HOURS_MINUTES, MINUTES, MONTHS, SECONDS

_FROM_S = const(946_684_800)  # 2000-01-01; a wall clock before it or after _TO_S was never set
_TO_S = const(4_102_444_800)  # 2100-01-01
_ZONES = const(0x1F)  # of the ledger's `cut_zones`


def at_most(text: str, zones: int) -> str:
    """A figure that was charged, not counted, where the power was cut in one of `zones` (mask): at most that."""
    return AT_MOST % text if zones & _ZONES else text


def at_least(text: str, zones: int) -> str:
    """A figure that was counted, but not in the runs that a power cut ended in `zones` (mask): at least that."""
    return AT_LEAST % text if zones & _ZONES else text


def minutes(ms: int) -> str:
    """Milliseconds as minutes and seconds: "8:20"."""
    seconds = ms // 1_000
    return "%d:%02d" % (seconds // 60, seconds % 60)


def civil(unix_s: int) -> "tuple[int, int, int, int, int]":
    """Year, month, day, hour and minute of `unix_s` seconds since 1970-01-01, Gregorian, any sign."""
    days = unix_s // 86_400
    minute = unix_s % 86_400 // 60
    z = days + 719_468  # days since 0000-03-01: years that begin in March have their odd day at the end
    era = z // 146_097
    doe = z % 146_097
    yoe = (doe - doe // 1_460 + doe // 36_524 - doe // 146_096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    shifted = (5 * doy + 2) // 153  # month, March = 0
    day = doy - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return (yoe + era * 400 + (1 if month <= 2 else 0), month, day, minute // 60, minute % 60)


def when(left_s: int) -> str:
    """How long it still takes: "27 d 23 h", "28 d 4 min", "3 h 12 min", "12 min" or "40 s".

    It is rounded up, so that it never promises an earlier moment. If less than an hour is left over beside whole days,
    minutes are shown: the clock's margin of some minutes (S7) would otherwise look like an hour.
    """
    if left_s <= 60:
        return SECONDS % max(left_s, 0)
    minutes = (left_s + 59) // 60
    if minutes < 60:
        return MINUTES % minutes
    if minutes < 1_440:
        return HOURS_MINUTES % (minutes // 60, minutes % 60)
    if 0 < left_s % 86_400 <= 59 * 60:
        return DAYS_MINUTES % (minutes // 1_440, minutes % 1_440)
    hours = (left_s + 3_599) // 3_600
    return DAYS_HOURS % (hours // 24, hours % 24)


def roughly(left_s: int) -> str:
    """How long it still takes, rounded up to the hour: "2 d 3 h" or "17 h"."""
    hours = (max(left_s, 0) + 3_599) // 3_600
    return DAYS_HOURS % (hours // 24, hours % 24) if hours >= 24 else HOURS % hours


def wall_s(proven_s: int, offset_s: int) -> int:
    """Unix time of a proven second, rounded up to the minute; 0 without a believable wall clock."""
    if not offset_s:
        return 0
    unix_s = (proven_s + offset_s + 59) // 60 * 60
    return unix_s if _FROM_S <= unix_s < _TO_S else 0


def date_time(proven_s: int, offset_s: int) -> str:
    """ "22 Nov 2026, 14:05" at a proven second; "" without a wall clock."""
    unix_s = wall_s(proven_s, offset_s)
    if not unix_s:
        return ""
    year, month, day, hour, minute = civil(unix_s)
    return "%d %s %d, %02d:%02d" % (day, MONTHS[month - 1], year, hour, minute)


def date(proven_s: int, offset_s: int) -> str:
    """ "22 Nov 2026" at a proven second; "" without a wall clock."""
    return date_time(proven_s, offset_s).split(",")[0]
