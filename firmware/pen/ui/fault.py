"""FAULT: what failed, its code, and what to do."""

from pen.core.states import FAULT
from pen.core.states.fault import SETTLING

from .parts import dots, title
from .texts import lookup as texts
from .texts import short as words

_LINES_Y = (11, 21, 29, 39, 47)


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """The latched fault, and how to test again."""
    text = texts.fault(pen.ledger.fault)
    title(canvas, words.FAULT % pen.ledger.fault, inputs)
    for i in range(len(text)):
        canvas.text(1, _LINES_Y[i], text[i])
    if pen.phase == SETTLING:
        canvas.centre(56, words.SAVING + "." * dots(now_ms))
    else:
        canvas.button(56, words.STILL_FAILING if inputs.broken_part else words.TEST_AGAIN)


def watch(pen, inputs, now_ms: int) -> tuple:
    """What a fault shows."""
    return (pen.ledger.fault, inputs.broken_part, dots(now_ms) if pen.phase == SETTLING else 0)


SCREENS = {FAULT: (draw, watch)}
