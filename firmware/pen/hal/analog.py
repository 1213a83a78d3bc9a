"""The three analogue readings: motor current, battery voltage, motor temperature.

It turns counts into units and refuses a broken sensor; limits belong to the core. Scales come from the board.
The current, which the motor makes noisy, is the mean of four conversions (2 us each: RP2040 data sheet, section 4.9).
Where 3V3, the converter's full scale, can sag with the cell, a voltage that does not tells what 3V3 is (decision 057).
"""

from machine import ADC as Converter
from machine import Pin
from micropython import const

from .errors import ADC, DataError, again

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

_FULL = const(65535)  # read_u16
_SHUNT_MV = const(2_048)  # the reference at REFERENCE_PIN
_RAIL_MIN_MV = const(2_400)  # further down it no longer regulates; one that is missing looks like 2,093 mV
_RAIL_MAX_MV = const(3_450)  # 3.3 V with all tolerances: regulator 2 %, reference 0.5 %, converter
_CELL_MAX_MV = const(4_500)  # a lithium cell gives 4.2 V at most: more is a wire on 3V3, or a divider that is none

# Motor NTC: 10 kOhm at 25 C, B = 3950 K, to ground; 10 kOhm to the reference. Counts of 65535 at -20, -10 ..
# 120 C from R = 10k * exp(3950 * (1/T - 1/298.15)), counts = 65535 * R / (R + 10k). Straight lines between
# the entries are off by 0.5 C at most; the supply cancels out, as it is also the ADC reference.
_NTC_COUNTS = (
    59855, 55932, 50511, 43816, 36454, 29202, 22706, 17306, 13049, 9807, 7387, 5596, 4273, 3293, 2563,
)  # fmt: skip
_NTC_FIRST_DC = const(-200)
_NTC_STEP_DC = const(100)


class Analog:
    """The ADC inputs of `board`, with its scales: the reference, the current amplifier, the battery's divider."""

    def __init__(self, board: "Any"):
        self._current = Converter(Pin(board.CURRENT_PIN))
        self._battery = Converter(Pin(board.BATTERY_PIN))
        self._ntc = Converter(Pin(board.NTC_PIN))
        known = getattr(board, "REFERENCE_PIN", None)  # where 2,048 mV stand; an older board file has none
        self._known = None if known is None else Converter(Pin(known))
        self._reference_mv = board.ADC_REFERENCE_MV
        self._current_full = _FULL * board.CURRENT_MV_PER_MA
        self._divider = board.BATTERY_DIVIDER
        self._open = DataError(ADC, "motor NTC open")
        self._short = DataError(ADC, "motor NTC short")
        self._no_cell = DataError(ADC, "battery divider")
        self._lost = DataError(ADC, "3V3 or its reference")

    def current_ma(self) -> int:
        """Motor current, mA, by the 3V3 that `battery_mv` found. No allocation."""
        adc = self._current
        mean = (adc.read_u16() + adc.read_u16() + adc.read_u16() + adc.read_u16()) >> 2
        return mean * self._reference_mv // self._current_full

    def battery_mv(self) -> int:
        """Cell voltage, mV. Raises DataError (more than a cell gives, or no true 3V3). No allocation."""
        if self._known is not None:
            rail_mv = _SHUNT_MV * _FULL // (self._known.read_u16() or 1)
            if not _RAIL_MIN_MV <= rail_mv <= _RAIL_MAX_MV:
                raise again(self._lost)
            self._reference_mv = rail_mv
        mv = self._battery.read_u16() * self._divider * self._reference_mv // _FULL
        if mv > _CELL_MAX_MV:
            raise again(self._no_cell)
        return mv

    def motor_temp_dc(self) -> int:
        """Motor temperature in 0.1 C, -200 .. 1200. Raises DataError (beyond: open, short). No allocation."""
        counts = self._ntc.read_u16()
        if counts > _NTC_COUNTS[0]:
            raise again(self._open)
        below = 1
        while counts < _NTC_COUNTS[below]:
            below += 1
            if below == len(_NTC_COUNTS):
                raise again(self._short)
        upper = _NTC_COUNTS[below - 1]
        lower = _NTC_COUNTS[below]
        part = (upper - counts) * _NTC_STEP_DC // (upper - lower)
        return _NTC_FIRST_DC + (below - 1) * _NTC_STEP_DC + part
