"""Drawing that only some screens need: what goes over what was there, for pictures in pieces; a countdown and its bar.

Loaded with those screens; what more of them need is in the canvas. `field`, `digit`, `restore` and `write_number` are
called with needles moving and allocate nothing, and no more does any `keep` but the first.
"""

from struct import pack_into

from micropython import const

from .canvas import CELL, DIGIT, SIZE, VALUES, WIDTH, digit_column, glyph
from .font import DIGIT_WIDTH, DIGITS, GLYPHS

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .canvas import Canvas

_LINE = const(8)  # rows a small character takes


def field(canvas: "Canvas", x: int, page: int, codes: "bytes | bytearray") -> None:
    """Write an encoded text on one page."""
    if not canvas.fits(x, page * 8, len(codes) * CELL - 1, _LINE):
        return
    buf = canvas.buffer
    at = page * WIDTH + x
    for code in codes:
        i = glyph(code)
        for c in range(CELL - 1):
            buf[at + c] = GLYPHS[i + c]
        at += CELL
        if (at - 1) % WIDTH:  # darken the gap behind the character, unless it is beyond the last column
            buf[at - 1] = 0


def digit(canvas: "Canvas", x: int, page: int, number: int) -> None:
    """Draw one digit as in `Canvas.value` on two pages."""
    if canvas.fits(x, page * 8, DIGIT, 16):
        buf = canvas.buffer
        at = page * WIDTH + x
        i = number * 2 * DIGIT_WIDTH
        for c in range(DIGIT_WIDTH):
            buf[at + c] = DIGITS[i + c]
            buf[at + WIDTH + c] = DIGITS[i + DIGIT_WIDTH + c]
        for c in range(DIGIT_WIDTH, DIGIT):
            buf[at + c] = buf[at + WIDTH + c] = 0


def large(canvas: "Canvas", x: int, y: int, number: int, digits: int = 2) -> None:
    """Draw one or two digits, 20 x 32 pixels each, 24 columns apart. A number that is too high shows as nines."""
    number = min(max(number, 0), 99 if digits == 2 else 9)
    for one in (number // 10, number % 10)[2 - digits :]:
        if canvas.fits(x, y, 2 * DIGIT_WIDTH, 32):
            canvas.twice(x, y, [digit_column(one, c) for c in range(DIGIT_WIDTH)])
        x += 2 * DIGIT


def progress(canvas: "Canvas", x: int, page: int, width: int, part: int, whole: int) -> None:
    """Draw a framed bar six rows high, filled to `part` of `whole`."""
    if canvas.fits(x, page * 8, width, _LINE):
        inside = width - 4
        filled = 0 if part <= 0 or whole <= 0 else inside if part >= whole else part * inside // whole
        at = page * WIDTH + x
        bar = b"\x3c\x42" + b"\x5a" * filled + b"\x42" * (inside - filled) + b"\x42\x3c"
        canvas.buffer[at : at + width] = bar


def keep(canvas: "Canvas") -> None:
    """Keep a copy of the picture and of its values."""
    if canvas.kept is None:
        canvas.kept = bytearray(SIZE)
    pack_into("1024s", canvas.kept, 0, canvas.buffer)
    for i in range(VALUES):
        canvas.kept_values[i] = canvas.values[i]


def restore(canvas: "Canvas") -> None:
    """Show the picture that was kept. It stays kept. Without one, nothing changes."""
    if canvas.kept is not None:
        pack_into("1024s", canvas.buffer, 0, canvas.kept)
        for i in range(VALUES):
            canvas.values[i] = canvas.kept_values[i]
        canvas.in_pieces = True


def write_number(text: bytearray, number: int) -> None:
    """Write a number, 0..999, into the first three places of `text`, at their right. Allocates nothing."""
    text[0] = 48 + number // 100 if number > 99 else 32
    text[1] = 48 + number // 10 % 10 if number > 9 else 32
    text[2] = 48 + number % 10
