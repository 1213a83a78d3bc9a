"""The lamp's colour in each state. It must not be the only sign of anything: the screen says it in words."""

from micropython import const

from pen.core import states

from .screens import noticed

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Controller

# Red, green and blue of each state by its number, 0..255. They are dim because the pen is held near the eyes.
_COLOURS = (
    b"\x00\x00\x00"  # OFF
    b"\x06\x06\x06"  # SELF_TEST: white
    b"\x04\x00\x08"  # LOCKED: violet, the skin rests
    b"\x00\x0a\x02"  # READY: green
    b"\x10\x0a\x00"  # ARMING: yellow, something is about to move
    b"\x00\x08\x18"  # RUNNING: blue, needles move
    b"\x00\x08\x08"  # PAUSED: cyan
    b"\x00\x0a\x02"  # ENDED
    b"\x18\x00\x00"  # FAULT: red
    b"\x00\x0a\x02"  # ASKING
    b"\x00\x0a\x02"  # CLEANING
    b"\x06\x06\x06"  # PRACTISING: white, never blue, as nothing moves
)
_ORANGE = const(0x180800)


def colour(pen: "Controller", now_ms: int) -> int:
    """Red, green and blue now, a byte each: orange for a refusal on the screen and while the pen is pressed too hard.

    Allocates nothing.
    """
    if noticed(pen, now_ms) or (pen.state == states.RUNNING and pen.running_state.too_hard()):
        return _ORANGE
    at = 3 * pen.state
    return _COLOURS[at] << 16 | _COLOURS[at + 1] << 8 | _COLOURS[at + 2]
