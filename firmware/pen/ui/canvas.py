"""A 128 x 64 picture in the display's own page format, and the few ways of drawing the pen needs.

Byte = 8 pixels of one column, least significant bit on top; index = page * 128 + x; 8 pages. Positions are
pixels, `y` counts down. Texts invert what is under them, so that a bar is drawn first and written on; they
allocate next to nothing. Lines 9 or more rows apart keep their descenders free. It must not know states or words.
"""

from micropython import const

from .digits import DIGITS
from .font import BOX, FIRST, GLYPHS

WIDTH = const(128)
HEIGHT = const(64)
CELL = const(6)  # columns a small character takes
LINE = const(8)  # rows it takes, the descender included
BAR = const(9)  # rows of an inverse bar
_EDGE = const(127)  # texts at the right end before this column
_BIG = const(12)  # columns a large digit takes
_GAP = const(4)  # columns a point or a blank takes between large digits
_HALF = const(10)  # bytes of half a large digit
_SIZE = const(1024)
_BLANK = bytes(WIDTH)  # a page
_FULL = b"\xff" * WIDTH
# A nibble with every bit doubled: pixels twice as high.
_TALL = b"\x00\x03\x0c\x0f\x30\x33\x3c\x3f\xc0\xc3\xcc\xcf\xf0\xf3\xfc\xff"


class Canvas:
    """`buffer`: the frame. `clipped`: how much was left out since `clear()`, because it did not fit.

    `shown`: what the picture in the buffer shows, if a screen has said so: it need draw only what is different then.
    One such picture can be put aside, to be there at once when it is needed.
    """

    def __init__(self):
        self.buffer = bytearray(_SIZE)
        self.clipped = 0
        self.shown = []
        self.aside = []  # what the picture put aside shows
        self._aside = b""

    def clear(self) -> None:
        """All dark."""
        self.wipe(HEIGHT // 8)
        self.clipped = 0
        self.shown = []

    def put_aside(self) -> None:
        """Remember the picture as it is now."""
        self._aside = bytes(self.buffer)
        self.aside = self.shown

    def take(self) -> None:
        """The picture that was put aside, as long as it is still remembered."""
        self.buffer[:] = self._aside
        self.shown = list(self.aside)

    def wipe(self, pages: int) -> None:
        """The upper pages dark."""
        for at in range(0, pages * WIDTH, WIDTH):
            self.buffer[at : at + WIDTH] = _BLANK

    # --- text -------------------------------------------------------------------------------------------

    def text(self, x: int, y: int, text: str) -> None:
        """Write `text` with its top left corner at (x, y). Characters that do not fit are left out."""
        buf = self.buffer
        shift = y & 7
        for code in text.encode():
            if self.fits(x, y, CELL - 1, LINE):
                at = (y >> 3) * WIDTH + x
                i = _index(code)
                if shift:
                    for c in range(CELL - 1):
                        bits = GLYPHS[i + c] << shift
                        buf[at + c] ^= bits & 0xFF
                        if bits > 0xFF:
                            buf[at + c + WIDTH] ^= bits >> 8
                else:
                    buf[at] ^= GLYPHS[i]
                    buf[at + 1] ^= GLYPHS[i + 1]
                    buf[at + 2] ^= GLYPHS[i + 2]
                    buf[at + 3] ^= GLYPHS[i + 3]
                    buf[at + 4] ^= GLYPHS[i + 4]
            x += CELL

    def centre(self, y: int, text: str, left: int = 0, right: int = WIDTH) -> None:
        """Write `text` in the middle between two columns."""
        self.text((left + right + 1 - len(text) * CELL) // 2, y, text)

    def right(self, y: int, text: str) -> None:
        """Write `text` so that it ends at the right."""
        self.text(_EDGE + 1 - len(text) * CELL, y, text)

    def double(self, y: int, text: str) -> None:
        """`text` at twice the size, 12 x 16 a character, in the middle."""
        x = (WIDTH + 2 - len(text) * 2 * CELL) // 2
        for code in text.encode():
            if self.fits(x, y, 2 * CELL - 2, 2 * LINE):
                i = _index(code)
                self._twice(x, y, [GLYPHS[i + c] for c in range(CELL - 1)])
            x += 2 * CELL

    def field(self, x: int, page: int, text: str) -> None:
        """Write `text` over whatever was there, on one page: the cheapest way."""
        if not self.fits(x, page * 8, len(text) * CELL - 1, LINE):
            return
        buf = self.buffer
        at = page * WIDTH + x
        for code in text.encode():
            i = _index(code)
            for c in range(CELL - 1):
                buf[at + c] = GLYPHS[i + c]
            at += CELL
            if (at - 1) % WIDTH:  # the gap, but for one behind the last column
                buf[at - 1] = 0

    # --- numbers ----------------------------------------------------------------------------------------

    def hero(self, y: int, text: str, left: int = 0, right: int = WIDTH) -> None:
        """`text` in the middle: digits large (10 x 16), all else small on the same base line."""
        x = (left + right + 2 - hero_width(text)) // 2
        for code in text.encode():
            wide = _advance(code)
            if code != 32 and self.fits(x, y, wide - 1, 16):
                if 48 <= code <= 57:
                    for c in range(_HALF):
                        self._put(x + c, y, _digit_column(code, c))
                elif code == 46:
                    self._put(x, y + 14, 3)
                    self._put(x + 1, y + 14, 3)
                else:
                    i = _index(code)
                    for c in range(CELL - 1):
                        self._put(x + c, y + 9, GLYPHS[i + c] & 0x7F)
            x += wide

    def large(self, x: int, page: int, text: str) -> None:
        """Large digits as in `hero`, and blanks as wide, over whatever was there, on two pages."""
        for code in text.encode():
            if self.fits(x, page * 8, _BIG, 16):
                at = page * WIDTH + x
                i = (code - 48) * 2 * _HALF
                for _ in range(2):
                    self.buffer[at : at + _BIG] = _BLANK[:_BIG]
                    if code != 32:
                        self.buffer[at : at + _HALF] = DIGITS[i : i + _HALF]
                    at += WIDTH
                    i += _HALF
            x += _BIG

    # --- shapes -----------------------------------------------------------------------------------------

    def columns(self, x: int, y: int, data: bytes) -> None:
        """Invert a small picture eight rows high."""
        if self.fits(x, y, len(data), LINE):
            for i in range(len(data)):
                self._put(x + i, y, data[i])

    def hline(self, x: int, y: int, width: int) -> None:
        """A line one pixel high."""
        if self.fits(x, y, width, 1):
            for i in range(x, x + width):
                self._put(i, y, 1)

    def block(self, x: int, y: int, width: int, height: int) -> None:
        """Invert a part of the picture; at most 22 rows."""
        if self.fits(x, y, width, height):
            for i in range(x, x + width):
                self._put(i, y, (1 << height) - 1)

    def bar(self, y: int, left: int = 0, right: int = WIDTH) -> None:
        """Light BAR rows from `y`, between two columns. Fastest where a page begins or ends it."""
        if self.fits(left, y, right - left, BAR):
            at = (y >> 3) * WIDTH
            mask = 0x1FF << (y & 7)
            self._light(at + left, at + right, mask & 0xFF)
            self._light(at + WIDTH + left, at + WIDTH + right, mask >> 8)

    def title(self, text: str) -> None:
        """`text` in an inverse bar across the top."""
        self.bar(0)
        self.text(2, 1, text)

    def button(self, y: int, text: str, left: int = 0, right: int = WIDTH) -> None:
        """`text` at `y` in the middle of an inverse bar: what the buttons act on now."""
        self.bar(y - 1, left, right)
        self.centre(y, text, left, right)

    def progress(self, x: int, page: int, width: int, part: int, whole: int) -> None:
        """A framed bar six rows high, filled to `part` of `whole`."""
        if self.fits(x, page * 8, width, LINE):
            inside = width - 4
            filled = 0 if part <= 0 or whole <= 0 else inside if part >= whole else part * inside // whole
            at = page * WIDTH + x
            bar = b"\x3c\x42" + b"\x5a" * filled + b"\x42" * (inside - filled) + b"\x42\x3c"
            self.buffer[at : at + width] = bar

    # --- inside -----------------------------------------------------------------------------------------

    def fits(self, x: int, y: int, width: int, height: int) -> bool:
        """Is it wholly on the screen? What is not is counted."""
        if x >= 0 and x + width <= WIDTH and y >= 0 and y + height <= HEIGHT:
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

    def _twice(self, x: int, y: int, columns: list) -> None:
        """Columns of bits at twice the size; where pixels touch at a corner only, the corner is filled."""
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


def _index(code: int) -> int:
    """Where the glyph of a code starts; the box for what has none."""
    return ((code if FIRST <= code <= BOX else BOX) - FIRST) * (CELL - 1)


def _digit_column(code: int, column: int) -> int:
    """Sixteen rows of a large digit's column."""
    i = (code - 48) * 2 * _HALF + column
    return DIGITS[i] | DIGITS[i + _HALF] << 8


def _advance(code: int) -> int:
    """Columns a character of `hero` takes."""
    if 48 <= code <= 57:
        return _BIG
    return _GAP if code == 46 or code == 32 else CELL


def hero_width(text: str) -> int:
    """Columns `hero` needs for `text`, the gap behind it included."""
    width = 0
    for code in text.encode():
        width += _advance(code)
    return width
