"""Quantities as people read them: millimetres, charge. Volts and degrees are in `refusal.py`, times in `times.py`.

Integers come in, texts go out. This file must not know where a text is shown.
"""

from micropython import const

from pen.core.io import NO_DEPTH
from pen.core.limits import BATTERY_START_MV

# Resting cell voltages in millivolts, each of which stands for ten percent of charge more than the one before. Of a
# lithium-ion cell at room temperature, coarse on purpose (J).
_TENTHS_MV = (BATTERY_START_MV, 3_650, 3_710, 3_750, 3_790, 3_840, 3_900, 3_970, 4_050, 4_150)
FULL = 4  # highest battery level
_MM_MOST = const(9_999)  # hundredths: five characters hold 99.99 and -9.99
_MM_LEAST = const(-999)


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
