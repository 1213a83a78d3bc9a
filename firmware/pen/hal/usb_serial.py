"""The USB serial line: bytes in, bytes out, never waiting. Frames and messages belong to the link.

It must not print, and nothing else may while it is in use. Works on the built-in CDC of the chip and, with standard
input and output as a pty or socket, on the unix port.
"""

import select
import sys

import micropython
from micropython import const

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .usb_gap import Gap

_NO_WAIT = const(0)
_WRITABLE = select.POLLOUT
_NOTHING = (None, 0)  # an answer of poll


class UsbSerial:
    """The line over standard input and output."""

    def __init__(self):
        self._in = _raw(sys.stdin)
        self._out = _raw(sys.stdout)
        self._readable = _poller(self._in, select.POLLIN)
        self._writable = _poller(self._out, select.POLLOUT)
        self._one = bytearray(1)
        self._gap: Gap | None = None  # loaded with the first byte

    def begin(self) -> None:
        """Turn Ctrl-C into an ordinary byte. `end()` undoes it."""
        micropython.kbd_intr(-1)

    def end(self) -> None:
        """Give Ctrl-C back to the interpreter, before the port goes to the REPL."""
        micropython.kbd_intr(3)

    def readinto(self, buf: "bytearray | memoryview") -> int:
        """Read what is there into `buf`; return the count, 0 when there is nothing. Never waits for an absent byte.

        On the chip `buf` has to be no longer than what is due, a frame or the rest of it. An ended or broken line reads
        as nothing.
        """
        try:
            entry = next(iter(self._readable(_NO_WAIT)), None)  # a loop would take its variables from the heap
            if len(buf) and entry is not None and entry[1] & select.POLLIN:
                return self._take_packets(buf) if sys.platform == "rp2" else self._take(buf)
        except OSError:
            pass
        return 0

    def _take(self, buf: "bytearray | memoryview") -> int:
        """Read what is there, at least one byte, byte by byte: a longer read would wait for its last one.

        Raises OSError.
        """
        one, poll, read = self._one, self._readable, self._in.readinto
        count = 0
        for count in range(len(buf)):  # noqa: B007 - how many came before this one
            if not read(one):
                return count
            buf[count] = one[0]
            for _ in poll(_NO_WAIT):  # it looks for bytes only; a broken line ends by `read`
                break
            else:
                break
        return count + 1

    def _take_packets(self, buf: "bytearray | memoryview") -> int:
        """As `_take` on the chip, five times as fast: an update is 200,000 bytes. Raises OSError."""
        if self._gap is None:
            from .usb_gap import Gap

            self._gap = Gap(self._in, self._readable)
        return self._gap.take(memoryview(buf))

    def write(self, buf: "bytes | bytearray | memoryview") -> int:
        """Write `buf`, or nothing when the line is full; return the count.

        The chip waits while the laptop takes packet after packet, 1 ms for a frame. From one that stops in the middle
        it turns away half a second later, once: the next look finds the line full (v1.28.0,
        shared/tinyusb/mp_usbd_cdc.c). Waiting for every packet by itself would halve the speed. One more variable here,
        and each call would take heap.
        """
        try:
            if next(iter(self._writable(_NO_WAIT)), _NOTHING)[1] & _WRITABLE and len(buf):  # else full, or broken
                return self._out.write(buf) or 0
        except OSError:
            pass
        return 0


def _raw(stream):
    """The unbuffered binary stream under `stream` (CPython has one more layer than MicroPython)."""
    buffer = stream.buffer
    return getattr(buffer, "raw", buffer)


def _poller(stream, events: int):
    """The allocation-free poll of one stream (`poll` where there is no `ipoll`)."""
    poller = select.poll()
    poller.register(stream, events)
    return getattr(poller, "ipoll", poller.poll)
