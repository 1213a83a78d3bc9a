"""The lamp's colour in each state. It must not be the only sign of anything: the screen says it in words."""

from micropython import const

from pen.core import states, touch

from .screens import noticed

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Controller

# Red, green, blue, 0..255. They are dim because the pen is held near the eyes.
_DARK = (0, 0, 0)
_WHITE = (6, 6, 6)
_GREEN = (0, 10, 2)
_ORANGE = (24, 8, 0)
_COLOURS = {
    states.SELF_TEST: _WHITE,
    states.LOCKED: (4, 0, 8),  # violet: the skin rests
    states.READY: _GREEN,
    states.ARMING: (16, 10, 0),  # yellow: something is about to move
    states.RUNNING: (0, 8, 24),  # blue: needles move
    states.PAUSED: (0, 8, 8),  # cyan
    states.ENDED: _GREEN,
    states.FAULT: (24, 0, 0),  # red
    states.ASKING: _GREEN,
    states.CLEANING: _GREEN,
    states.PRACTISING: _WHITE,  # never blue: nothing moves
}


def colour(pen: "Controller", now_ms: int) -> "tuple[int, int, int]":
    """Red, green and blue now: orange for a refusal on the screen and while the pen is pressed too hard.

    Allocates nothing.
    """
    hard = pen.state == states.RUNNING and pen.running.touch.level == touch.HARD
    return _ORANGE if hard or noticed(pen, now_ms) else _COLOURS.get(pen.state, _DARK)
