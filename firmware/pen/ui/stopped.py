"""The needles had to stop: PAUSED in its first phase, until they are at rest, and FAULT with what to do."""

from micropython import const

from pen.core.states import FAULT, PAUSED, SETTLING

from .layout import dots, title, waiting
from .texts import labels, stops
from .texts import lookup as texts

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Canvas, Controller, Inputs

_LINES_Y = (11, 21, 29, 39, 47)


def _draw_stopping(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw that the needles stop, and why."""
    title(canvas, stops.PAUSED, inputs)
    waiting(canvas, stops.STOPPING, stops.stop(pen.stop_reason)[0], "", now_ms)


def _draw_fault(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the latched fault, and how to test again."""
    text = texts.fault(pen.ledger.fault)
    title(canvas, stops.FAULT % pen.ledger.fault, inputs)
    for i in range(len(text)):
        canvas.text(1, _LINES_Y[i], text[i])
    if pen.phase == SETTLING:
        canvas.centre(56, labels.SAVING + "." * dots(now_ms))
    else:
        canvas.button(56, stops.TEST_AGAIN if inputs.store_ok and not inputs.broken_part else stops.STILL_FAILING)


SCREENS = {PAUSED: _draw_stopping, FAULT: _draw_fault}
