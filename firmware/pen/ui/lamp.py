"""The lamp's colour in each state. It must not be the only sign of anything: the screen says it in words."""

from micropython import const

from pen.core import touch
from pen.core.states import (
    ARMING,
    ASKING,
    CLEANING,
    ENDED,
    FAULT,
    LOCKED,
    OFF,
    PAUSED,
    PRACTISING,
    READY,
    RUNNING,
    SELF_TEST,
)

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# Red, green, blue, 0..255. They are dim because the pen is held near the eyes.
_DARK = (0, 0, 0)
_NOTICE = (24, 8, 0)
_WITH_NOTICE = (LOCKED, READY, PAUSED)  # as in screens.py
_COLOURS = {
    OFF: _DARK,
    SELF_TEST: (6, 6, 6),  # white
    LOCKED: (4, 0, 8),  # violet: the skin rests
    READY: (0, 10, 2),  # green
    ARMING: (16, 10, 0),  # yellow: something is about to move
    RUNNING: (0, 8, 24),  # blue: needles move
    PAUSED: (0, 8, 8),  # cyan
    ENDED: (0, 10, 2),
    FAULT: (24, 0, 0),  # red
    ASKING: (0, 10, 2),
    CLEANING: (0, 10, 2),
    PRACTISING: (6, 6, 6),  # never blue: nothing moves
}


def colour(pen: "Controller", now_ms: int) -> "tuple[int, int, int]":
    """Red, green and blue now. It is orange for a refusal on the screen and while the pen is pressed too hard.

    Allocates nothing.
    """
    state = pen.state
    if state == RUNNING:
        return _NOTICE if pen.running.touch.level == touch.HARD else _COLOURS[RUNNING]
    if state in _WITH_NOTICE and pen.notice.visible(now_ms):
        return _NOTICE
    return _COLOURS.get(state, _DARK)
