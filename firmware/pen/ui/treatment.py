"""ARMING and RUNNING: what the pen is doing, and what the thumb can do about it."""

from pen.core.depth import limit_um
from pen.core.states import ARMED, COMMITTING, HOMING, MOVING, RELEASE

from . import words
from .amounts import mm
from .parts import dots, title, waiting

_RIGHT = 49  # where the right column of RUNNING starts


def _target_um(pen) -> int:
    """The set-point of this arming: an open session keeps its own."""
    wanted = pen.ledger.session_depth_um if pen.ledger.session_open else pen.depth_um
    return limit_um(wanted, pen.ceiling_um())


def draw_arming(canvas, pen, inputs, now_ms: int) -> None:
    """From homing to the release of the buttons."""
    target = mm(_target_um(pen))
    title(canvas, words.ARMED if pen.phase == ARMED else words.GETTING_READY, inputs)
    if pen.phase <= HOMING:
        waiting(canvas, words.HOMING, words.RING_TO_ZERO, words.CANCEL, now_ms)
    elif pen.phase == MOVING:
        waiting(canvas, words.MOVING, words.TO_DEPTH % target, words.CANCEL, now_ms)
    elif pen.phase == ARMED:
        canvas.hero(13, "%s %s" % (target, words.DEPTH_UNIT))
        canvas.centre(33, words.MEASURED % mm(inputs.measured_um))
        canvas.button(45, words.STARTS)
        canvas.centre(56, words.CANCEL)
    elif pen.phase == COMMITTING:
        waiting(canvas, words.SAVING, words.ONE_MOMENT, "", now_ms)
    elif pen.phase == RELEASE:
        canvas.double(15, words.RELEASE)
        canvas.centre(39, words.RELEASE_THEN)
        canvas.centre(49, words.NEEDLES_MOVE)


def watch_arming(pen, inputs, now_ms: int) -> tuple:
    """What arming shows."""
    if pen.phase == ARMED:
        return (_target_um(pen), mm(inputs.measured_um))
    return (_target_um(pen), dots(now_ms) if pen.phase != RELEASE else 0)


def _left_s(pen, now_ms: int) -> int:
    return max(pen.session.left_ms(now_ms) + 999, 0) // 1_000


def draw_running(canvas, pen, inputs, now_ms: int) -> None:
    """Seconds left of this start, large; depth, strokes and rate beside them. Strokes are those of the last sample."""
    left_s = _left_s(pen, now_ms)
    title(canvas, words.RUNNING, inputs)
    canvas.giant(1, 12, left_s)
    canvas.text(2, 45, words.SECONDS_LEFT)
    canvas.text(_RIGHT, 13, "%s %s" % (mm(inputs.measured_um), words.DEPTH_UNIT))
    canvas.text(_RIGHT, 23, "%d %s" % (pen.session.strokes(pen.sample_strokes), words.STROKES_UNIT))
    canvas.text(_RIGHT, 33, "%s %s" % (pen.measured_hz or words.UNKNOWN, words.RATE_UNIT))
    canvas.progress(_RIGHT, 44, 126 - _RIGHT, pen.measured_hz, pen.ledger.rate_max_hz)
    canvas.button(55, words.ANY_BUTTON_STOPS)


def watch_running(pen, inputs, now_ms: int) -> tuple:
    """What running shows: changes once a second, and with the depth."""
    return (_left_s(pen, now_ms), mm(inputs.measured_um), pen.measured_hz, pen.sample_strokes)
