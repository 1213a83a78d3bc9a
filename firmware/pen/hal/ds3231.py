"""DS3231 clock, used as a free-running seconds counter that nobody sets (rule S7, hazard H9).

It must not know wall time. The registers count from 2000-01-01 00:00:00 of their own calendar; what that instant meant
is an offset kept elsewhere, for display only. Sources: DS3231 data sheet, figure 1 (timekeeping registers), "Control
Register (0Eh)" and "Status Register (0Fh)".
"""

from micropython import const

from .errors import CLOCK, BusError, DataError, PartError

_ADDRESS = const(0x68)
_SECONDS = const(0x00)
_CONTROL = const(0x0E)
_STATUS = const(0x0F)
_MONTH = const(0x05)
_SPARE = const(0x0B)  # alarm 2, which nothing uses: three bytes that the coin cell keeps
_SPARE_CHECK = const(0x5A)
_OSF = const(0x80)  # status bit 7: the oscillator is stopped or was stopped
_CONTROL_VALUE = const(0x1C)  # the power-on value: EOSC = 0 (runs from the cell), no square wave, no alarms

_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)  # days of a common year


class Ds3231:
    """The clock on a ready `machine.I2C` bus."""

    def __init__(self, i2c):
        self._i2c = i2c
        self._time = bytearray(7)
        self._one = bytearray(1)

    def read_s(self) -> int:
        """Seconds counted since 2000-01-01 00:00:00, 0 .. about 3.1e9.

        All seven registers come in one burst: the chip copies them at the START condition, so a carry cannot tear
        them. Every digit, range and mode bit is checked. Raises BusError, DataError.
        """
        time = self._time
        self._read(_SECONDS, time)
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
        """True when the oscillator has stopped since the last `restart()`: the count proves nothing (H10).

        Raises BusError.
        """
        self._read(_STATUS, self._one)
        return bool(self._one[0] & _OSF)

    def restart(self) -> None:
        """Start the count again from 2000-01-01 00:00:00: the single way to write the time registers.

        Refused with PartError while the clock runs and reads sensibly: a running clock is never set (S7).
        A power cut on the way leaves a clock that is known as lost: the stop flag is cleared last, and where it was
        clear already the month is no month until everything else is written.
        Raises BusError, DataError (the chip did not take it).
        """
        if not self.stopped() and self._sensible():
            raise PartError(CLOCK, "runs: not set")
        self._write(_MONTH, b"\x00\x00")  # month 0, year 0
        self._write(_SECONDS, b"\x00\x00\x00\x01\x01")
        self._write(_MONTH, b"\x01")
        self._write(_CONTROL, bytes((_CONTROL_VALUE,)))
        self._read(_STATUS, self._one)
        self._write(_STATUS, bytes((self._one[0] & ~_OSF & 0xFF,)))
        if self.stopped() or self.read_s() > 2:
            raise DataError(CLOCK, "did not restart")

    def note(self, low: int, high: int) -> None:
        """Keep two bytes in spare registers, for what no store takes; 0, 0 clears them. Raises BusError."""
        check = low ^ high ^ _SPARE_CHECK if low or high else 0
        self._write(_SPARE, bytes((low, high, check)))

    def noted(self) -> "tuple[int, int]":
        """What `note` has kept; (0, 0): nothing, or something that is not ours. Raises BusError."""
        spare = bytearray(3)
        self._read(_SPARE, spare)
        low, high, check = spare
        return (low, high) if low ^ high ^ check == _SPARE_CHECK else (0, 0)

    def senseless(self) -> bool:
        """True when two readings hold the same nonsense: it stands in the registers and did not come from the bus.

        Raises BusError.
        """
        first = b""
        for _ in range(2):
            try:
                self.read_s()
                return False
            except DataError:
                if first and first != bytes(self._time):
                    return False
                first = bytes(self._time)
        return True

    def _sensible(self) -> bool:
        try:
            self.read_s()
        except DataError:
            return False
        return True

    def _read(self, register: int, buf) -> None:
        try:
            self._i2c.readfrom_mem_into(_ADDRESS, register, buf)
        except OSError:
            raise BusError(CLOCK, "no answer") from None

    def _write(self, register: int, data) -> None:
        try:
            self._i2c.writeto_mem(_ADDRESS, register, data)
        except OSError:
            raise BusError(CLOCK, "no answer") from None


def _bcd(value: int, low: int, high: int) -> int:
    """Two decimal digits in one byte, between `low` and `high`; anything else is a DataError."""
    number = (value >> 4) * 10 + (value & 0x0F)
    if value & 0x0F > 9 or not low <= number <= high:
        raise DataError(CLOCK, "registers")
    return number
