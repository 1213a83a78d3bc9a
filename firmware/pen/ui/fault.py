"""FAULT: what failed, its code, and what to do."""

from micropython import const

from pen.core.states import FAULT
from pen.core.states.fault import SETTLING

from .layout import dots, title
from .texts import labels
from .texts import lookup as texts

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs

    from .canvas import Canvas

_LINES_Y = (11, 21, 29, 39, 47)


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the latched fault, and how to test again."""
    text = texts.fault(pen.ledger.fault)
    title(canvas, labels.FAULT % pen.ledger.fault, inputs)
    for i in range(len(text)):
        canvas.text(1, _LINES_Y[i], text[i])
    if pen.phase == SETTLING:
        canvas.centre(56, labels.SAVING + "." * dots(now_ms))
    else:
        canvas.button(56, labels.STILL_FAILING if inputs.broken_part else labels.TEST_AGAIN)


def content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """The fault, the part that is broken now, and the moving dots while the fault is stored."""
    return (pen.ledger.fault, inputs.broken_part, dots(now_ms) if pen.phase == SETTLING else 0)


SCREENS = {FAULT: (draw, content)}
