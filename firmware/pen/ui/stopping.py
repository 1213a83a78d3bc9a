"""PAUSED, until the needles are at rest and all is stored: why they stop."""

from pen.core.states import PAUSED

from .parts import dots, title, waiting
from .texts import short as words
from .texts import stops


def _draw(canvas, pen, inputs, now_ms: int) -> None:
    title(canvas, words.PAUSED, inputs)
    waiting(canvas, words.STOPPING, stops.stop(pen.stop_reason)[0], "", now_ms)


def _watch(pen, inputs, now_ms: int) -> tuple:
    return (pen.stop_reason, dots(now_ms))


SCREENS = {PAUSED: (_draw, _watch)}
