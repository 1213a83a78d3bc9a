"""Reads several bytes at once from the chip's standard input without ever waiting for one that does not come.

Such a read waits for its last byte, and nothing says how many are there. `os.dupterm` gives MicroPython a second source
for it (`decisions/059-what-does-not-come-is-read-as-zeros.md`). Loaded by `usb_serial.py` with the first byte that
comes. It knows nothing of frames.
"""

import os
from io import IOBase

from micropython import const

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

_NO_WAIT = const(0)
_PACKET = const(64)  # bytes of a packet on the cable, read in one go
_LOOKS = const(32)  # at the line, 60 us each: for so long, 2 ms, the rest of what has begun to come is waited for
_LOOKS_IN_ALL = const(256)  # of one `take`: a sender that lets its bytes drip holds the pen for 16 ms, no longer (S10)


class Gap(IOBase):
    """What stands in for bytes that do not come: zeros, counted. `line`: standard input; `readable`: `ipoll` of it.

    MicroPython asks it for a byte whenever the line has none. It gives the line a moment, then zeros at once. They are
    behind what came, unless a byte comes while they are given: the sum of its frame will not be right then, and the
    laptop sends it again. But for `take` its methods must not raise: MicroPython would print that on the line.
    """

    def __init__(self, line: "Any", readable: "Any"):
        self._line = line
        self._readable = readable
        self._zeros = 0
        self._looks = 0

    def take(self, buf: memoryview) -> int:
        """Fill `buf`, which is no longer than what is due; return how many bytes of it came. Raises OSError."""
        self._zeros = count = 0
        self._looks = _LOOKS_IN_ALL
        os.dupterm(self)  # pyright: ignore[reportAttributeAccessIssue] - MicroPython's own
        try:
            while count < len(buf) and not self._zeros:
                count += self._line.readinto(buf[count : count + _PACKET])
        finally:
            os.dupterm(None)  # pyright: ignore[reportAttributeAccessIssue]
        return count - self._zeros

    def readinto(self, buf: bytearray) -> int:
        """One byte: the line's if one comes in time, else a zero."""
        looks = 0 if self._zeros else min(_LOOKS, self._looks)
        while looks:
            self._looks -= 1
            if next(iter(self._readable(_NO_WAIT)), None):
                return self._line.readinto(buf)
            looks -= 1
        self._zeros += 1
        buf[0] = 0
        return 1

    def write(self, buf: memoryview) -> int:
        """Whatever is printed meanwhile goes to the line only."""
        return len(buf)

    def ioctl(self, _request: int, _argument: int) -> int:
        """There is nothing to be polled here."""
        return 0
