"""What several screens share: the title bar with its symbols, rows of a table, the picture of a pen that is busy."""

from micropython import const

from .font import PLUG
from .units import FULL, level

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Canvas, Inputs

_DOT_MS = const(400)  # pace of the animated dots
_BATTERY_X = const(114)
_PLUG_X = const(105)


def title(canvas: "Canvas", text: str, inputs: "Inputs") -> None:
    """Draw the title bar: the text at the left, USB plug and battery at the right."""
    canvas.title(text)
    canvas.columns(_BATTERY_X, 1, b"\x7f\x41\x41\x41\x41\x41\x41\x41\x41\x41\x41\x7f\x1c")  # a cell, 8 columns inside
    canvas.columns(_BATTERY_X + 2, 1, b"\x1c" * (level(inputs.battery_mv) * 8 // FULL))  # columns of charge in it
    if inputs.vbus:
        canvas.text(_PLUG_X, 1, PLUG)


def right_title(canvas: "Canvas", text: str) -> None:
    """Write a few words at the right of a title bar that is drawn already."""
    canvas.text(_PLUG_X - 6 * len(text) - 1, 1, text)


def row(canvas: "Canvas", y: int, label: str, value: str, left: int = 1) -> None:
    """Write one row of a table: the label from column `left` on, the value at the right."""
    canvas.text(left, y, label)
    canvas.right(y, value)


def dots(now_ms: int) -> int:
    """How many dots the animation shows now, 0..3."""
    return now_ms // _DOT_MS % 4


def waiting(canvas: "Canvas", word: str, first: str, second: str, now_ms: int) -> None:
    """Draw that the pen is busy: one word at double size, moving dots, two small lines."""
    canvas.double(15, word)
    for i in range(dots(now_ms)):
        canvas.columns(54 + 9 * i, 36, b"\x03\x03")
    canvas.centre(45, first)
    canvas.centre(55, second)
