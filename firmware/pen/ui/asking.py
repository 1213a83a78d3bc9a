"""ASKING: one question a picture, and what the three buttons mean for it."""

from pen.core.questions import CONFIRM
from pen.core.states import ASKING
from pen.core.states.asking import COMMITTING

from .parts import dots, right_title, title, waiting
from .texts import lookup as texts
from .texts import short as words

_HALF = 64
_FIRST_Y = 10
_LINE = 9


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """The question, yes and no, and the way back or out."""
    asking = pen.asking.round
    title(canvas, words.GROUPS.get(asking.group, ""), inputs)
    if pen.phase == COMMITTING:
        waiting(canvas, words.SAVING, words.ONE_MOMENT, "", now_ms)
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
    canvas.button(46, words.RIGHT if confirming else words.YES, 0, _HALF - 1)
    canvas.button(46, words.ASK_AGAIN if confirming else words.NO, _HALF + 1, 128)
    canvas.centre(56, words.LEAVE if number <= 1 else words.ONE_BACK)


def watch(pen, inputs, now_ms: int) -> tuple:
    """What a question shows."""
    asking = pen.asking.round
    if pen.phase == COMMITTING:
        return (asking.group, dots(now_ms))
    return (asking.group, asking.question) + asking.place()


SCREENS = {ASKING: (draw, watch)}
