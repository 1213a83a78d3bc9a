"""CLEANING: the countdown while the tip is disinfected, then the wait until it is dry."""

from micropython import const

from pen.core.states import CLEANING
from pen.core.states.cleaning import DRYING

from .large_digits import countdown
from .layout import title
from .texts import cleaning as words

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs

    from .canvas import Canvas

_LINES_Y = (12, 21, 30, 39)


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw how long the disinfection still takes; when it is over, that the tip has to dry."""
    title(canvas, words.DISINFECTING, inputs)
    if pen.phase == DRYING:
        canvas.double(13, words.DRYING)
        for i in range(2):
            canvas.centre(33 + 9 * i, words.IN_THE_AIR[i])
        canvas.button(56, words.IS_DRY)
        return
    for i in range(4):
        canvas.text(1, _LINES_Y[i], words.WET[i])
    left_s = _left_s(pen, now_ms)
    countdown(canvas, 48, 2, left_s)
    canvas.progress(1, 6, 126, pen.screening.disinfect_ms // 1_000 - left_s, pen.screening.disinfect_ms // 1_000)
    canvas.centre(56, words.LATER)


def _left_s(pen: "Controller", now_ms: int) -> int:
    return (pen.screening.left_ms() + 999) // 1_000


def content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """The seconds left."""
    return (_left_s(pen, now_ms), pen.screening.disinfect_ms) if pen.phase != DRYING else ()


SCREENS = {CLEANING: (draw, content)}
