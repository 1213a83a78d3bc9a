"""Quantities, times and dates as people read them: millimetres, volts, degrees, charge, how long something takes.

Integers come in, texts go out. This file must not know where a text is shown. Wall time is for display only; it must
never take part in a rule (S7).
"""

from micropython import const

from pen.core.io import NO_DEPTH
from pen.core.limits import BATTERY_START_MV

from .font import DEGREE
from .texts.labels import AT_LEAST, AT_MOST, DAYS_HOURS, DAYS_MINUTES, HOURS, HOURS_MINUTES, MINUTES, MONTHS, SECONDS

# Resting cell voltages in millivolts, each of which stands for ten percent of charge more than the one before. Of a
# lithium-ion cell at room temperature, coarse on purpose (J).
_TENTHS_MV = (BATTERY_START_MV, 3_650, 3_710, 3_750, 3_790, 3_840, 3_900, 3_970, 4_050, 4_150)
FULL = 4  # highest battery level
_MM_MOST = const(9_999)  # hundredths: five characters hold 99.99 and -9.99
_MM_LEAST = const(-999)
_FROM_S = const(946_684_800)  # 2000-01-01; a wall clock before it or after _TO_S was never set
_TO_S = const(4_102_444_800)  # 2100-01-01


def at_most(text: str, cut: int) -> str:
    """A figure that was charged, not counted, after a power `cut` (not 0): it is at most that."""
    return AT_MOST % text if cut else text


def at_least(text: str, cut: int) -> str:
    """A figure that was counted, but not during the run that a power `cut` ended (not 0): it is at least that."""
    return AT_LEAST % text if cut else text


def hundredths(um: int) -> int:
    """Micrometres as hundredths of a millimetre, rounded, -999..9999; NO_DEPTH stays what it is."""
    if um == NO_DEPTH:
        return NO_DEPTH
    return min((um + 5) // 10, _MM_MOST) if um >= 0 else max(-((5 - um) // 10), _MM_LEAST)


def mm(um: int) -> str:
    """Micrometres as millimetres with two places: "0.25"."""
    text = bytearray(5)
    write_mm(text, hundredths(um))
    return text.decode().strip()


def write_mm(text: bytearray, value: int) -> None:
    """Write hundredths of a millimetre, as from `hundredths`, into the first five places of `text`.

    Blanks fill what is left. Allocates nothing.
    """
    for i in range(5):
        text[i] = 32
    if value == NO_DEPTH:
        text[0] = text[1] = 45  # UNKNOWN
        return
    at = 0
    if value < 0:
        text[0] = 45  # minus
        at = 1
        value = -value
    if value >= 1_000:
        text[at] = 48 + value // 1_000
        at += 1
        value %= 1_000
    text[at] = 48 + value // 100
    text[at + 1] = 46  # point
    text[at + 2] = 48 + value // 10 % 10
    text[at + 3] = 48 + value % 10


def write_number(text: bytearray, number: int) -> None:
    """Write a number, 0..999, into the first three places of `text`, at their right. Allocates nothing."""
    text[0] = 48 + number // 100 if number > 99 else 32
    text[1] = 48 + number // 10 % 10 if number > 9 else 32
    text[2] = 48 + number % 10


def volts(mv: int) -> str:
    """Millivolts as volts with two places, rounded down: "3.49" is below 3.5 V."""
    return "%d.%02d" % (mv // 1_000, mv % 1_000 // 10)


def celsius(dc: int) -> str:
    """Tenths of a degree Celsius as "41.2 °C"."""
    sign = "-" if dc < 0 else ""
    return "%s%d.%d %sC" % (sign, abs(dc) // 10, abs(dc) % 10, DEGREE)


def minutes(ms: int) -> str:
    """Milliseconds as minutes and seconds: "8:20"."""
    seconds = ms // 1_000
    return "%d:%02d" % (seconds // 60, seconds % 60)


def percent(mv: int) -> int:
    """The battery's charge in steps of ten percent, from its resting voltage; 0 is too low for a session."""
    charge = 0
    for least_mv in _TENTHS_MV:
        if mv >= least_mv:
            charge += 10
    return charge


def level(mv: int) -> int:
    """The battery's charge from 0 (too low for a session) to FULL."""
    return (percent(mv) + 20) * FULL // 120


# --- times and dates ------------------------------------------------------------------------------------


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
