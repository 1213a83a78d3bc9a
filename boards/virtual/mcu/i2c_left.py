"""A chip on the I2C bus whose master went away in the middle of a byte (UM10204 3.1.16): it waits for clocks.

It sends on: a bit at each falling edge of SCL, then it lets go of SDA for the acknowledge. High there, or a START or
STOP at any time, ends it; low has it send its next byte.
"""

_BITS = 8


class Left:
    """`chip` sends `byte`, of which `bits` (1..8) are still to be seen on SDA; 0: it acknowledges what it was given."""

    def __init__(self, chip, byte: int, bits: int) -> None:
        self._chip = chip
        self._byte = byte
        self._bits = bits
        self._sends = bits > 0

    @property
    def sda(self) -> int:
        """What it puts on the line, 1: it lets go."""
        if 0 < self._bits <= _BITS:
            return self._byte >> self._bits - 1 & 1
        return 0 if not self._sends and self._bits == 0 else 1

    def clock(self, level: int, sda: int) -> bool:
        """An edge of SCL, with what SDA carries; returns False when it is idle again."""
        if level:
            if self._sends and self._bits == 0:
                if sda:
                    self._chip.stop()
                    return False
                self._byte = self._chip.read_byte()
                self._bits = _BITS + 1  # the first bit comes with the falling edge
        elif self._bits >= 0:
            self._bits -= 1
        return True

    def end(self) -> None:
        """Let the chip see a START and a STOP condition."""
        self._chip.start(False)
        self._chip.stop()
