"""CLEANING: the countdown while the tip is disinfected, then the wait until it is dry."""

from micropython import const

from pen.core.states import CLEANING
from pen.core.states.cleaning import DRYING

from .layout import title
from .pieces import large, progress
from .texts import cleaning as words

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Canvas, Controller, Inputs

_LINES_Y = (12, 21, 30, 39)


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw how long the disinfection still takes; when it is over, that the tip has to dry."""
    title(canvas, words.DISINFECTING, inputs)
    if pen.phase == DRYING:
        canvas.double(13, words.DRYING)
        for i in range(2):
            canvas.centre(33 + 9 * i, words.IN_THE_AIR[i])
        wet_s = (pen.cleaning.dry_left_ms() + 999) // 1_000
        if wet_s:
            canvas.centre(56, words.NOT_DRY_FOR % wet_s)
        else:
            canvas.button(56, words.IS_DRY)
        return
    for i in range(4):
        canvas.text(1, _LINES_Y[i], words.WET[i])
    left_s = (pen.screening.left_ms() + 999) // 1_000
    whole_s = pen.screening.disinfect_ms // 1_000
    canvas.call(large, 48, 16, left_s // 60, 1)
    for y in (26, 34):  # the colon
        canvas.block(72, y, 4, 4)
    canvas.call(large, 80, 16, left_s % 60)
    canvas.call(progress, 1, 6, 126, whole_s - left_s, whole_s)
    canvas.centre(56, words.LATER)


SCREENS = {CLEANING: draw}
