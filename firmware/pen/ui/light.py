"""The lamp's colour in each state. It must not be the only sign of anything: the screen has words for it."""

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

# red, green, blue, 0..255: dim, because the pen is held near the eyes
_DARK = (0, 0, 0)
_NOTICE = (24, 8, 0)
_COLOURS = {
    OFF: _DARK,
    SELF_TEST: (6, 6, 6),  # white
    LOCKED: (4, 0, 8),  # violet: resting
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


def colour(pen, now_ms: int) -> tuple:
    """(red, green, blue) for the pen now. A refusal on the screen is orange, and so is pressing too hard."""
    if pen.state == RUNNING and pen.running.touch.level == touch.HARD:
        return _NOTICE
    if pen.state in (LOCKED, READY, PAUSED) and pen.notice.visible(now_ms):
        return _NOTICE
    return _COLOURS.get(pen.state, _DARK)
