"""ARMING and RUNNING: what the pen is doing, and what the thumb can do about it."""

from pen.core.depth import limit_um
from pen.core.states import ARMED, ARMING, COMMITTING, HOMING, MARKING, MOVING, RELEASE, RUNNING

from . import words
from .amounts import level, mm
from .parts import dots, title, waiting

_RIGHT = 49  # where the right column of RUNNING starts
_BAR_X = 56


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
    elif pen.phase in (MARKING, COMMITTING):
        waiting(canvas, words.SAVING, words.ONE_MOMENT, "", now_ms)
    else:
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
    """Seconds left of this start, large; beside them depth, and strokes and rate of the last sample.

    Needles move, so this one is cheap: what stays is drawn once and kept.
    """
    still = (RUNNING, level(inputs.battery_mv), inputs.vbus)
    if not canvas.recall(still):
        title(canvas, words.RUNNING, inputs)
        canvas.text(46, 42, words.SECONDS_LEFT)
        canvas.button(56, words.ANY_BUTTON_STOPS)
        canvas.keep(still)
    canvas.giant(1, 2, _left_s(pen, now_ms))
    canvas.text(_RIGHT, 12, "%s %s" % (mm(inputs.measured_um), words.DEPTH_UNIT))
    canvas.text(_RIGHT, 21, "%d %s" % (pen.session.strokes(pen.sample_strokes), words.STROKES_UNIT))
    canvas.text(_RIGHT, 30, "%s %s" % (pen.measured_hz or words.UNKNOWN, words.RATE_UNIT))
    canvas.progress(_BAR_X, 5, 127 - _BAR_X, pen.measured_hz, pen.ledger.rate_max_hz)


def watch_running(pen, inputs, now_ms: int) -> tuple:
    """What running shows: changes once a second, and with the depth."""
    strokes = pen.session.strokes(pen.sample_strokes)
    return (_left_s(pen, now_ms), mm(inputs.measured_um), pen.measured_hz, strokes, pen.ledger.rate_max_hz)


SCREENS = {ARMING: (draw_arming, watch_arming), RUNNING: (draw_running, watch_running)}
