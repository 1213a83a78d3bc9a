"""Display of 128 x 64 with an SSD1306 or an SH1106, over I2C: puts a finished frame on the glass.

It must not draw: frames come from the user interface as 1024 bytes in page format (page p holds rows 8p to 8p + 7, one
byte a column, least significant bit on top: the controller's own order, SSD1306 data sheet rev 1.1 section 8.7).
Sources are given by section of that data sheet. The SH1106 (Sino Wealth V2.3) knows page addressing alone, and what it
does not know of `_BEGIN` (20h and 8Dh) it passes over: the bytes after them set the column, as each page does anew.
"""

from micropython import const

from . import i2c as bus
from .errors import DISPLAY, BusError, DataError, again

_ADDRESS = const(0x3C)  # SA0 low, section 8.1.5
_PAGES = const(8)
_PAGE_BYTES = const(128)
_HALF_BYTES = const(64)
_HALVES = const(16)  # of pages: what is sent at once, 1.7 ms
_HEAD = const(7)
_COLUMN_HIGH = const(5)  # in the head

_COMMANDS = const(0x00)  # control byte: Co = 0, D/C# = 0, commands follow, section 8.1.5.2
_COMMAND = const(0x80)  # control byte: Co = 1, D/C# = 0, one command and another control byte follow
_DATA = const(0x40)  # control byte: Co = 0, D/C# = 1, display data follow
_STATUS = const(b"\x00")  # the same: then a read gives the status byte, section 8.1.5.1
_IS_OFF = const(0x40)  # status bit D6: the display is off

_SLEEP = const(0xAE)
_OFF = bytes((_COMMANDS, _SLEEP, 0xE3))  # no operation (table 9-1)
_ON = bytes((_COMMANDS, 0xAF, 0xE3))

# Control byte, then commands of table 9-1 in the order of the software initialisation flow chart.
_BEGIN = bytes(
    (
        _COMMANDS,
        0xD5, 0x80,  # clock divide ratio 1, default oscillator frequency (10.1.16)
        0xA8, 0x3F,  # multiplex ratio 64 (10.1.11)
        0xD3, 0x00,  # display offset 0 (10.1.15)
        0x40,  # start line 0 (10.1.6)
        0x20, 0x02,  # page addressing (10.1.3)
        0xA1,  # segment remap: column 127 is SEG0, module mounted upright (10.1.8)
        0xC8,  # scan COM63 to COM0 (10.1.14)
        0xDA, 0x12,  # alternative COM pins, no left/right remap (10.1.18)
        0xD9, 0xF1,  # pre-charge for the internal charge pump (10.1.17)
        0xDB, 0x30,  # V COMH deselect 0.83 x VCC (10.1.19)
        0xA4,  # show the RAM, not all-on (10.1.9)
        0xA6,  # a 1 is a lit pixel (10.1.10)
        0x81, 0x7F,  # contrast as after power-on (10.1.7)
        0x8D, 0x14,  # charge pump on (application note, charge pump setting)
    )
)  # fmt: skip


class Ssd1306:
    """The display on a ready `machine.I2C` bus. `offset`: the column where the glass begins, 2 in an SH1106."""

    def __init__(self, i2c, offset: int = 0):
        self._i2c = i2c
        self._no_answer = BusError(DISPLAY, "no answer")
        # What the glass shows, a line a page: its address (10.1.13, 10.1.1, 10.1.2), then 128 bytes. Of that are sent
        self._lines = []  # the first half with its address, and the second with 7 bytes before it, for its own
        self._shadows = []
        for page in range(_PAGES):
            line = memoryview(bytearray(_HEAD + _PAGE_BYTES))
            head = (_COMMAND, 0xB0 + page, _COMMAND, offset & 15, _COMMAND, 0x10 | offset >> 4, _DATA)
            line[:_HEAD] = bytes(head)
            self._lines += (line[: _HEAD + _HALF_BYTES], line[_HALF_BYTES:])
            self._shadows.append(line[_HEAD:])
        self.kept = bytearray(_HEAD)
        self._known = 0  # bit h: half h is on the glass as in its page's line
        self._status = bytearray(1)
        self._next = 0  # page to be sent again by the next `refresh`
        self._frame = None
        self._views = []

    def begin(self) -> None:
        """Set the controller up, switched off: what it holds is no picture. `show`, then `power`. Raises BusError."""
        self.power(False)
        self._write(_BEGIN)
        self._known = 0

    def show(self, frame, limit: int = _HALVES) -> bool:
        """Send the pages of `frame` that differ from the glass, at most `limit` halves of them (1.7 ms each).

        Return True when the glass shows the whole frame. A half whose transfer failed counts as unknown and is sent
        again by the next call. Raises BusError, ValueError (frame not 1024 bytes).
        """
        if frame is not self._frame:
            self._look_at(frame)
        for page in range(_PAGES):
            view = self._views[page]
            shadow = self._shadows[page]
            if view != shadow:
                shadow[:] = view
                self._known &= ~(3 << 2 * page)
            while (self._known >> 2 * page) & 3 != 3:
                if limit <= 0:
                    return False
                limit -= 1
                half = 2 * page + (self._known >> 2 * page & 1)
                self._send(half)
                self._known |= 1 << half
        return True

    def _send(self, half: int) -> None:
        """Send half a page. The second one's address takes the place of the first one's end meanwhile."""
        line = self._lines[half]
        if not half & 1:
            self._write(line)
            return
        kept = self.kept
        head = self._lines[half - 1]
        for i in range(_HEAD):
            kept[i] = line[i]
            line[i] = head[i]
        line[_COLUMN_HIGH] += _HALF_BYTES >> 4
        self._write(line)  # if it fails, the line differs from the frame, and all of it is sent again
        for i in range(_HEAD):
            line[i] = kept[i]

    def refresh(self) -> bool:
        """Give a display that should be on all its registers again, and have one page of the picture sent anew.

        The picture cannot be read back, but the status can. Returns False when it was off: it has lost its registers,
        all of the picture is to be sent, and then `power`. Raises BusError. 1 ms, nothing allocated.
        """
        on = self._is_on()
        self._write(_BEGIN)
        if on:
            self._known &= ~(3 << 2 * self._next)
            self._next = (self._next + 1) % _PAGES
        else:
            self._known = 0
        return on

    def power(self, on: bool) -> None:
        """Wake the panel or put it to sleep; the picture is kept. Raises BusError, DataError (it stays off)."""
        self._write(_ON if on else _OFF)
        if on and not self._is_on():
            raise DataError(DISPLAY, "stays off")

    def _is_on(self) -> bool:
        try:
            bus.read(self._i2c, _ADDRESS, _STATUS, self._status)
        except OSError:
            raise again(self._no_answer) from None
        return not self._status[0] & _IS_OFF

    def _look_at(self, frame) -> None:
        if len(frame) != _PAGES * _PAGE_BYTES:
            raise ValueError("frame must be 1024 bytes")
        whole = memoryview(frame)
        self._views = [whole[at : at + _PAGE_BYTES] for at in range(0, len(frame), _PAGE_BYTES)]
        self._frame = frame

    def _write(self, data) -> None:
        try:
            bus.write(self._i2c, _ADDRESS, data)
        except OSError:
            raise again(self._no_answer) from None
