"""ASKING: one question, and what the three buttons mean for it."""

from micropython import const

from pen.core.questions import CONFIRM
from pen.core.states import ASKING
from pen.core.states.asking import COMMITTING

from .layout import right_title, title, waiting
from .texts import asking as words
from .texts import labels
from .texts import lookup as texts

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Canvas, Controller, Inputs

_HALF = const(64)
_FIRST_Y = const(10)
_LINE = const(9)


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the question, yes and no, and the way back or out."""
    asking = pen.asking.round
    title(canvas, words.GROUPS.get(asking.group, ""), inputs)
    if pen.phase == COMMITTING:
        waiting(canvas, labels.SAVING, labels.ONE_MOMENT, "", now_ms)
        return
    number, total = asking.place()
    confirming = asking.question == CONFIRM
    if not confirming:
        right_title(canvas, words.PLACE % (number, total))
    text = texts.question(asking.question)
    y = _FIRST_Y + (4 - len(text)) * _LINE // 2
    for line in text:
        canvas.text(1, y, line)
        y += _LINE
    canvas.button(46, words.YES, 0, _HALF - 1)
    canvas.button(46, words.ASK_AGAIN if confirming else words.NO, _HALF + 1, 128)
    canvas.centre(56, words.LEAVE if number <= 1 else words.ONE_BACK)


SCREENS = {ASKING: draw}
