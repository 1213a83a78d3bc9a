"""A picture of 128 x 64 pixels in the display's own format, and the few ways of drawing that the screens need.

A byte holds eight pixels of one column, the least significant bit on top. Its index is page * 128 + x, and there are
eight pages of eight rows. Positions are in pixels, and `y` counts downwards. A text inverts what is under it, so a bar
is drawn first and then written on. Two lines of text stand at least nine rows apart, so that the descenders of the
upper one stay free. This file must not know states or words.
"""

from array import array
from struct import pack_into

from micropython import const

from .font import BOX, DIGIT_WIDTH, DIGITS, FIRST, GLYPHS

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = const(128)
_HEIGHT = const(64)
CELL = const(6)  # columns a small character takes; the sixth stays empty
_LINE = const(8)  # rows it takes, the descender included
_BAR = const(9)  # rows of an inverse bar
DIGIT = const(12)  # columns a digit of double height takes, the gap included
VALUES = const(6)  # numbers that a picture drawn in pieces may remember
_EDGE = const(127)  # texts at the right end before this column
_GAP = const(4)  # columns a point or a blank takes between digits of double height
SIZE = const(1024)  # bytes of a picture
_FULL = b"\xff" * WIDTH  # one page, lit
# A nibble with every bit doubled: pixels twice as high.
_TALL = b"\x00\x03\x0c\x0f\x30\x33\x3c\x3f\xc0\xc3\xcc\xcf\xf0\xf3\xfc\xff"


class Canvas:
    """`buffer`: the frame. `clipped`: how much was left out since `clear()`, because it did not fit.

    A screen that redraws only what has changed (RUNNING) sets `in_pieces` and writes into `values` what its picture
    shows. `clear()` resets `in_pieces`. One picture with its values can be kept for later: see `pieces.py`.
    """

    def __init__(self):
        self.buffer = bytearray(SIZE)
        self.clipped = 0
        self.in_pieces = False
        self.values = array("h", (0,) * VALUES)
        self.kept_values = array("h", (0,) * VALUES)
        self.kept: bytearray | None = None

    def clear(self) -> None:
        """Make every pixel of the picture dark."""
        pack_into("1024s", self.buffer, 0, b"")  # it fills up with zeros: so this darkens without allocating
        self.clipped = 0
        self.in_pieces = False

    def wipe(self, pages: int) -> None:
        """Make the upper `pages` pages dark."""
        for at in range(0, pages * WIDTH, WIDTH):
            pack_into("128s", self.buffer, at, b"")

    # --- text -------------------------------------------------------------------------------------------

    def text(self, x: int, y: int, text: str) -> None:
        """Write `text` with its top left corner at (x, y). Characters that do not fit are left out."""
        self.codes(x, y, text.encode())

    def codes(self, x: int, y: int, codes: bytes) -> None:
        """As `text`, for a text that is encoded already. Allocates nothing."""
        buf = self.buffer
        shift = y & 7
        for code in codes:
            if self.fits(x, y, CELL - 1, _LINE):
                at = (y >> 3) * WIDTH + x
                i = glyph(code)
                for c in range(CELL - 1):
                    bits = GLYPHS[i + c] << shift
                    buf[at + c] ^= bits & 0xFF
                    if bits > 0xFF:
                        buf[at + c + WIDTH] ^= bits >> 8
            x += CELL

    def centre(self, y: int, text: str, left: int = 0, right: int = WIDTH) -> None:
        """Write `text` in the middle between two columns."""
        self.text((left + right + 1 - len(text) * CELL) // 2, y, text)

    def right(self, y: int, text: str) -> None:
        """Write `text` so that it ends at the right."""
        self.text(_EDGE + 1 - len(text) * CELL, y, text)

    def double(self, y: int, text: str) -> None:
        """Write `text` at twice the size, 12 x 16 pixels a character, in the middle."""
        x = (WIDTH + 2 - len(text) * 2 * CELL) // 2
        for code in text.encode():
            if self.fits(x, y, 2 * CELL - 2, 2 * _LINE):
                i = glyph(code)
                self.twice(x, y, [GLYPHS[i + c] for c in range(CELL - 1)])
            x += 2 * CELL

    # --- numbers ----------------------------------------------------------------------------------------

    def value(self, y: int, text: str, left: int = 0, right: int = WIDTH) -> None:
        """Write a value in the middle: its digits 16 rows high, everything else small on the same base line."""
        x = (left + right + 2 - value_width(text)) // 2
        for code in text.encode():
            wide = _advance(code)
            if code != 32 and self.fits(x, y, wide - 1, 16):
                if 48 <= code <= 57:
                    for c in range(DIGIT_WIDTH):
                        self._put(x + c, y, digit_column(code - 48, c))
                elif code == 46:
                    self._put(x, y + 14, 3)
                    self._put(x + 1, y + 14, 3)
                else:
                    i = glyph(code)
                    for c in range(CELL - 1):
                        self._put(x + c, y + 9, GLYPHS[i + c] & 0x7F)
            x += wide

    # --- shapes -----------------------------------------------------------------------------------------

    def columns(self, x: int, y: int, data: bytes) -> None:
        """Invert a small picture eight rows high."""
        if self.fits(x, y, len(data), _LINE):
            for i in range(len(data)):
                self._put(x + i, y, data[i])

    def block(self, x: int, y: int, width: int, height: int) -> None:
        """Invert a part of the picture, at most 22 rows high."""
        if self.fits(x, y, width, height):
            for i in range(x, x + width):
                self._put(i, y, (1 << height) - 1)

    def bar(self, y: int, left: int = 0, right: int = WIDTH) -> None:
        """Light the nine rows of a bar from `y` on, between two columns."""
        if self.fits(left, y, right - left, _BAR):
            at = (y >> 3) * WIDTH
            mask = 0x1FF << (y & 7)
            self._light(at + left, at + right, mask & 0xFF)
            self._light(at + WIDTH + left, at + WIDTH + right, mask >> 8)

    def title(self, text: str) -> None:
        """Write `text` in an inverse bar across the top."""
        self.bar(0)
        self.text(2, 1, text)

    def button(self, y: int, text: str, left: int = 0, right: int = WIDTH) -> None:
        """Write `text` in the middle of an inverse bar: it is what the buttons act on now."""
        self.bar(y - 1, left, right)
        self.centre(y, text, left, right)

    def call(self, draw: "Callable[..., None]", *args: object) -> None:
        """Let a function that writes into `buffer` draw: `draw(canvas, *args)`."""
        draw(self, *args)

    # --- inside -----------------------------------------------------------------------------------------

    def fits(self, x: int, y: int, width: int, height: int) -> bool:
        """Whether a rectangle is wholly on the screen. One that is not is counted in `clipped`."""
        if x >= 0 and x + width <= WIDTH and y >= 0 and y + height <= _HEIGHT:
            return True
        self.clipped += 1
        return False

    def _light(self, start: int, end: int, mask: int) -> None:
        """Light the rows of `mask` in a part of a page."""
        if mask == 0xFF:
            self.buffer[start:end] = _FULL[: end - start]
        else:
            for i in range(start, end):
                self.buffer[i] |= mask

    def _put(self, x: int, y: int, bits: int) -> None:
        """Invert a column of pixels downwards from (x, y), the lowest bit on top; at most 22 bits."""
        at = (y >> 3) * WIDTH + x
        bits <<= y & 7
        while bits:
            self.buffer[at] ^= bits & 0xFF
            bits >>= 8
            at += WIDTH

    def twice(self, x: int, y: int, columns: "list[int]") -> None:
        """Draw columns of bits at twice the size. Where two pixels touch only at a corner, the corner is filled."""
        even = odd = 0  # what the column before adds to the upper and lower halves of our pixels
        for c in range(len(columns)):
            here = columns[c]
            after = columns[c + 1] if c + 1 < len(columns) else 0
            falling = here & ~after & (after & ~here) >> 1  # a pixel here, the next one right below
            rising = after & ~here & (here & ~after) >> 1
            self._tall(x, y, here, even, odd)
            self._tall(x + 1, y, here, falling << 1, rising)
            even, odd = rising << 1, falling
            x += 2

    def _tall(self, x: int, y: int, bits: int, even: int, odd: int) -> None:
        """One column, twice as high, with extra upper (`even`) and lower (`odd`) halves of pixels."""
        while bits or even or odd:
            self._put(x, y, _TALL[bits & 15] | _TALL[even & 15] & 0x55 | _TALL[odd & 15] & 0xAA)
            bits >>= 4
            even >>= 4
            odd >>= 4
            y += 8


def glyph(code: int) -> int:
    """Where the glyph of a code starts; the box for what has none."""
    return ((code if FIRST <= code <= BOX else BOX) - FIRST) * (CELL - 1)


def digit_column(digit: int, column: int) -> int:
    """Sixteen rows of a digit's column."""
    i = digit * 2 * DIGIT_WIDTH + column
    return DIGITS[i] | DIGITS[i + DIGIT_WIDTH] << 8


def _advance(code: int) -> int:
    """Columns a character of `value` takes."""
    if 48 <= code <= 57:
        return DIGIT
    return _GAP if code == 46 or code == 32 else CELL


def value_width(text: str) -> int:
    """Columns `value` needs for `text`, the gap behind it included."""
    width = 0
    for code in text.encode():
        width += _advance(code)
    return width
