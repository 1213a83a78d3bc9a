"""DS3231 clock, used as a free-running seconds counter that nobody sets (rule S7, hazard H9).

It must not know wall time. The registers count from 2000-01-01 00:00:00 of their own calendar; what that instant meant
is an offset kept elsewhere, for display only. It writes nothing, `clock_writes.py` does. Sources: DS3231 data sheet,
figure 1 (timekeeping registers), "Control Register (0Eh)" and "Status Register (0Fh)".
"""

from micropython import const

from . import i2c as bus
from .errors import CLOCK, BusError, DataError

_ADDRESS = const(0x68)  # also in `clock_writes.py`
_SECONDS = const(0x00)
_SPARE = const(0x0B)  # alarm 2, which nothing uses: a note of `clock_writes.py`, which says the same
_SPARE_CHECK = const(0x5A)
_STATUS = const(0x0F)
_OSF = const(0x80)  # status bit 7: the oscillator is stopped or was stopped

_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)  # days of a common year


class Ds3231:
    """The clock on a ready `machine.I2C` bus."""

    def __init__(self, i2c):
        self.i2c = i2c
        self._time = bytearray(7)
        self._one = bytearray(1)
        self._head = bytearray(1)

    def read_s(self) -> int:
        """Seconds counted since 2000-01-01 00:00:00, 0 .. about 3.1e9.

        All seven registers come in one burst: the chip copies them at the START condition, so a carry cannot tear
        them. Every digit, range and mode bit is checked. Raises BusError, DataError.
        """
        time = self._time
        self.read_registers(_SECONDS, time)
        # A bit that must be 0 (12-hour mode, century, reserved) makes its byte exceed the range below.
        second = _bcd(time[0], 0, 59)
        minute = _bcd(time[1], 0, 59)
        hour = _bcd(time[2], 0, 23)
        _bcd(time[3], 1, 7)
        date = _bcd(time[4], 1, 31)
        month = _bcd(time[5], 1, 12)
        year = _bcd(time[6], 0, 99)
        leap = 1 if year % 4 == 0 else 0  # holds to 2099 (data sheet, general description)
        day = _BEFORE_MONTH[month - 1] + date - 1 + (leap if month > 2 else 0)
        if day >= _BEFORE_MONTH[month] + (leap if month > 1 else 0):
            raise DataError(CLOCK, "registers")
        days = year * 365 + (year + 3) // 4 + day
        return ((days * 24 + hour) * 60 + minute) * 60 + second

    def stopped(self) -> bool:
        """True when the oscillator has stopped since the last `clock_writes.restart`: the count proves nothing (H10).

        Raises BusError.
        """
        self.read_registers(_STATUS, self._one)
        return bool(self._one[0] & _OSF)

    def noted(self) -> "tuple[int, int]":
        """What `clock_writes.note` has kept; (0, 0): nothing, or something that is not ours. Raises BusError."""
        spare = bytearray(3)
        self.read_registers(_SPARE, spare)
        low, high, check = spare
        return (low, high) if low ^ high ^ check == _SPARE_CHECK else (0, 0)

    def read_registers(self, register: int, buf) -> None:
        """Fill `buf` from `register` on. Raises BusError."""
        try:
            self._head[0] = register
            bus.read(self.i2c, _ADDRESS, self._head, buf)
        except OSError:
            raise BusError(CLOCK, "no answer") from None


def _bcd(value: int, low: int, high: int) -> int:
    """Two decimal digits in one byte, between `low` and `high`; anything else is a DataError."""
    number = (value >> 4) * 10 + (value & 0x0F)
    if value & 0x0F > 9 or not low <= number <= high:
        raise DataError(CLOCK, "registers")
    return number
