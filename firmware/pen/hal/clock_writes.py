"""What is ever written into the DS3231: a new start for one that has lost its count, a note that no store took, and the
alarm that switches the pen on.

Loaded for a moment. `restart` is the single way to write the time registers. Sources as in `ds3231.py`, and "Alarms".
"""

from micropython import const

from . import i2c as bus
from .errors import CLOCK, BusError, DataError, PartError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .ds3231 import Ds3231

_ADDRESS = const(0x68)
_SECONDS = const(0x00)
_DAY = const(0x03)  # of the week, 1 to 7
_MONTH = const(0x05)
_ALARM = const(0x07)  # alarm 1: second, minute, hour, day
_BY_WEEKDAY = const(0x40)
_SPARE = const(0x0B)  # alarm 2, which nothing uses: three bytes that the coin cell keeps
_CONTROL = const(0x0E)
_STATUS = const(0x0F)
_OSF = const(0x80)  # status bit 7: the oscillator is stopped or was stopped
_CONTROL_VALUE = const(0x1C)  # the power-on value: EOSC = 0 (runs from the cell), no square wave, no alarms
_ALARM_VALUE = const(0x5D)  # … with A1IE, and with BBSQW: without it INT does nothing while VCC is off
_A1F = const(0x01)  # status bit 0: alarm 1 has come; INT stays low until it is cleared
_DAY_S = const(86_400)
_SPARE_CHECK = const(0x5A)


def restart(clock: "Ds3231") -> None:
    """Start the count again from 2000-01-01 00:00:00.

    Refused with PartError while the clock runs and reads sensibly: a running clock is never set (S7).
    A power cut on the way leaves a clock that is known as lost: the stop flag is cleared last, and where it was clear
    already the month is no month until everything else is written.
    Raises BusError, DataError (the chip did not take it).
    """
    if not clock.stopped() and _sensible(clock):
        raise PartError(CLOCK, "runs: not set")
    _write(clock, _MONTH, b"\x00\x00")  # month 0, year 0
    _write(clock, _SECONDS, b"\x00\x00\x00\x01\x01")
    _write(clock, _MONTH, b"\x01")
    _write(clock, _CONTROL, bytes((_CONTROL_VALUE,)))
    status = bytearray(1)
    clock.read_registers(_STATUS, status)
    _write(clock, _STATUS, bytes((status[0] & ~_OSF & 0xFF,)))
    if clock.stopped() or clock.read_s() > 2:
        raise DataError(CLOCK, "did not restart")


def senseless(clock: "Ds3231") -> bool:
    """True when two readings are the same nonsense: it stands in the registers and did not come from the bus.

    Raises BusError.
    """
    seen: list[bytes] = []
    for _ in range(2):
        time = bytearray(7)
        clock.read_registers(_SECONDS, time)
        seen.append(bytes(time))
    return seen[0] == seen[1] and not _sensible(clock)


def note(clock: "Ds3231", low: int, high: int) -> None:
    """Keep two bytes in spare registers (`Ds3231.noted` reads them), for what no store takes; 0, 0: none. BusError."""
    _write(clock, _SPARE, bytes((low, high, low ^ high ^ _SPARE_CHECK if low or high else 0)))


def wake(clock: "Ds3231", for_s: int) -> None:
    """The alarm: INT goes low in `for_s` seconds (1 .. 6 days), on the coin cell too; 0: never. Until then INT lets go.

    The day is matched by the day of the week, which needs no calendar. Raises BusError, DataError (it did not take it).
    """
    day = bytearray(1)
    at_s = clock.read_s() + for_s
    clock.read_registers(_DAY, day)
    now_s = clock.read_s()
    if not 0 <= now_s + for_s - at_s <= 1 or now_s // _DAY_S != (at_s - for_s) // _DAY_S:
        raise DataError(CLOCK, "disturbed")
    weekday = (day[0] - 1 + at_s // _DAY_S - now_s // _DAY_S) % 7 + 1
    second, minute, hour = at_s % 60, at_s // 60 % 60, at_s // 3600 % 24
    wanted = bytes((_bcd(second), _bcd(minute), _bcd(hour), _BY_WEEKDAY | weekday))
    control = bytes((_ALARM_VALUE if for_s else _CONTROL_VALUE,))
    _write(clock, _CONTROL, bytes((_CONTROL_VALUE,)))
    _write(clock, _ALARM, wanted)
    status = bytearray(1)
    clock.read_registers(_STATUS, status)
    _write(clock, _STATUS, bytes((status[0] & ~_A1F & 0xFF,)))
    _write(clock, _CONTROL, control)
    for register, expected in ((_ALARM, wanted), (_CONTROL, control)):
        found = bytearray(len(expected))
        clock.read_registers(register, found)
        if found != expected:
            raise DataError(CLOCK, "did not take the alarm")


def _bcd(number: int) -> int:
    """Two decimal digits as one byte."""
    return number // 10 << 4 | number % 10


def _sensible(clock: "Ds3231") -> bool:
    try:
        clock.read_s()
    except DataError:
        return False
    return True


def _write(clock: "Ds3231", register: int, data: bytes) -> None:
    try:
        bus.write(clock.i2c, _ADDRESS, bytes((register,)) + data)
    except OSError:
        raise BusError(CLOCK, "no answer") from None
