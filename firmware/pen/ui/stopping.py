"""PAUSED, first phase: until the needles are at rest and everything is stored. Says why they stop."""

from micropython import const

from pen.core.states import PAUSED

from .layout import dots, title, waiting
from .texts import labels, stops

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs

    from .canvas import Canvas


def _draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw that the needles stop, and why."""
    title(canvas, labels.PAUSED, inputs)
    waiting(canvas, labels.STOPPING, stops.stop(pen.stop_reason)[0], "", now_ms)


def _content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """The reason and the moving dots."""
    return (pen.stop_reason, dots(now_ms))


SCREENS = {PAUSED: (_draw, _content)}
