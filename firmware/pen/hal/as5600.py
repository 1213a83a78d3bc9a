"""AS5600 magnetic encoder on the depth ring: the depth measured independently of the step pulses.

It returns counts; what they mean in micrometres is the board's calibration. It never writes to the chip: its one-time
memory (BURN) and its zero position stay as they left the factory, hence RAW ANGLE. Sources: AS5600 data sheet v1-06,
figure 21 (register map), figure 23 (STATUS), "Automatic Increment of the Address Pointer".
"""

from micropython import const

from . import i2c as bus
from .errors import ENCODER, BusError, DataError, again

_ADDRESS = const(0x36)
_STATUS = b"\x0b"  # register, followed by RAW ANGLE high (0x0C) and low (0x0D)
_MH = const(0x08)  # magnet too strong
_ML = const(0x10)  # magnet too weak
_MD = const(0x20)  # magnet detected


class As5600:
    """The encoder on a ready `machine.I2C` bus."""

    def __init__(self, i2c):
        self._i2c = i2c
        self._buf = bytearray(3)
        self._no_answer = BusError(ENCODER, "no answer")
        self._bad_magnet = DataError(ENCODER, "magnet")
        self._bad_angle = DataError(ENCODER, "angle")

    def read_counts(self) -> int:
        """The angle, 0..4095 counts a turn, rising with depth; one burst, nothing allocated.

        Status and angle come in the same transfer, so the status vouches for this angle (H3).
        Raises BusError, DataError (magnet missing, too weak, too strong; reserved bits set).
        """
        buf = self._buf
        try:
            bus.read(self._i2c, _ADDRESS, _STATUS, buf)
        except OSError:
            raise again(self._no_answer) from None
        if buf[0] & (_MD | _ML | _MH) != _MD:
            raise again(self._bad_magnet)
        if buf[1] & 0xF0:
            raise again(self._bad_angle)
        return buf[1] << 8 | buf[2]
