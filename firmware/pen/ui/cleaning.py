"""CLEANING: the countdown of the disinfection, and drying."""

from pen.core.states import CLEANING
from pen.core.states.cleaning import DRYING

from .giant import countdown
from .parts import title
from .texts import short as words

_LINES_Y = (12, 21, 30, 39)


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """How long still, large; or what to wait for when it is over."""
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


def _left_s(pen, now_ms: int) -> int:
    return (pen.screening.left_ms() + 999) // 1_000


def watch(pen, inputs, now_ms: int) -> tuple:
    """What it shows: changes once a second."""
    return (_left_s(pen, now_ms), pen.screening.disinfect_ms) if pen.phase != DRYING else ()


SCREENS = {CLEANING: (draw, watch)}
