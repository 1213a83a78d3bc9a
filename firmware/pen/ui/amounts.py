"""Quantities as people read them: millimetres, volts, degrees, minutes, charge.

Integers in, text out. It must not know where a text goes.
"""

from pen.core.io import NO_DEPTH
from pen.core.limits import BATTERY_START_MV

from .font import DEGREE
from .texts.short import UNKNOWN

# resting cell voltage → charge; a Li-ion cell at room temperature, coarse on purpose (J)
_CHARGE = (
    (4_150, 100),
    (4_050, 90),
    (3_970, 80),
    (3_900, 70),
    (3_840, 60),
    (3_790, 50),
    (3_750, 40),
    (3_710, 30),
)
_CHARGE_LOW = ((3_650, 20), (BATTERY_START_MV, 10))
FULL = 4  # highest battery level


def mm(um: int) -> str:
    """Micrometres as millimetres, two places: "0.25"."""
    if um == NO_DEPTH:
        return UNKNOWN
    sign = "-" if um < -4 else ""
    hundredths = (abs(um) + 5) // 10
    return "%s%d.%02d" % (sign, hundredths // 100, hundredths % 100)


def volts(mv: int) -> str:
    """Millivolts as volts, two places, rounded down: "3.49" is below 3.5 V."""
    return "%d.%02d" % (mv // 1_000, mv % 1_000 // 10)


def celsius(dc: int) -> str:
    """Tenths of a degree as "41.2 °C"."""
    sign = "-" if dc < 0 else ""
    return "%s%d.%d %sC" % (sign, abs(dc) // 10, abs(dc) % 10, DEGREE)


def minutes(ms: int) -> str:
    """Milliseconds as minutes and seconds: "8:20"."""
    seconds = ms // 1_000
    return "%d:%02d" % (seconds // 60, seconds % 60)


def percent(mv: int) -> int:
    """The battery's charge in steps of ten percent, from its resting voltage; 0: too low for a session."""
    for table in (_CHARGE, _CHARGE_LOW):
        for least_mv, charge in table:
            if mv >= least_mv:
                return charge
    return 0


def level(mv: int) -> int:
    """The battery's charge from 0 (too low for a session) to FULL."""
    return (percent(mv) + 20) * FULL // 120
