"""Which numbers of `pen/formats/reasons.py` refuse, and which stop needles: the pen needs no such lists."""

from pen.formats import reasons

REFUSALS = tuple(range(1, 34)) + (reasons.CARTRIDGE_WAS_OUT,) + tuple(range(reasons.POWER_WAS_CUT, 54))
STOPS = range(1, 23)
