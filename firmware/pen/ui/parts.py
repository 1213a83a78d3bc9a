"""Pieces that several screens share: title bar with its symbols, rows of a table, the picture of waiting."""

from .amounts import FULL, level
from .font import PLUG

_DOT_MS = 400  # pace of the animated dots
_CHARGE = b"\x1c"  # a column of charge inside the cell
_BATTERY_X = 114
_PLUG_X = 105
# outline of a cell; between its ends eight columns are filled by and by
_BATTERY = b"\x7f\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x7f\x1c"


def title(canvas, text: str, inputs) -> None:
    """The title bar: text at the left, USB plug and battery at the right."""
    canvas.title(text)
    canvas.columns(_BATTERY_X, 1, _BATTERY)
    canvas.columns(_BATTERY_X + 2, 1, _CHARGE * (level(inputs.battery_mv) * 8 // FULL))
    if inputs.vbus:
        canvas.text(_PLUG_X, 1, PLUG)


def right_title(canvas, text: str) -> None:
    """A few words at the right of a title bar that has been drawn."""
    canvas.text(_PLUG_X - 6 * len(text) - 1, 1, text)


def row(canvas, y: int, label: str, value: str, left: int = 1) -> None:
    """One line of a table from column `left`: what at the left, how much at the right."""
    canvas.text(left, y, label)
    canvas.right(y, value)


def dots(now_ms: int) -> int:
    """How many dots the animation shows now, 0..3."""
    return now_ms // _DOT_MS % 4


def waiting(canvas, word: str, first: str, second: str, now_ms: int) -> None:
    """The pen is busy: one large word, moving dots, two small lines."""
    canvas.double(15, word)
    for i in range(dots(now_ms)):
        canvas.columns(54 + 9 * i, 36, b"\x03\x03")
    canvas.centre(45, first)
    canvas.centre(55, second)
