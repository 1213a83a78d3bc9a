"""ARMING: what the pen is doing, and what the thumb can do about it."""

from pen.core.ring import HOMING
from pen.core.states import ARMING, RUNNING
from pen.core.states.arming import ARMED, COMMITTING, MARKING, MOVING, RELEASE

from . import portrait, running
from .amounts import mm
from .parts import dots, title, waiting
from .texts import short as words

_LEFT = 42  # where the column beside the face starts


def draw_arming(canvas, pen, inputs, now_ms: int) -> None:
    """From homing to the release of the buttons."""
    if pen.phase == ARMED:
        running.prepare(canvas, pen, inputs)
    depth = mm(pen.depth_um)
    zone = words.ZONES[pen.menu.zone]
    if pen.phase == ARMED:
        portrait.draw(canvas, 0, pen.menu.zone, 0)
    title(canvas, words.ARMED % zone if pen.phase == ARMED else words.GETTING_READY, inputs)
    if pen.phase <= HOMING:
        waiting(canvas, words.HOMING, words.RING_TO_ZERO, words.CANCEL, now_ms)
    elif pen.phase == MOVING:
        waiting(canvas, words.MOVING, words.TO_DEPTH % depth, words.CANCEL, now_ms)
    elif pen.phase == ARMED:
        canvas.hero(11, "%s %s" % (depth, words.DEPTH_UNIT), _LEFT, 128)
        canvas.centre(29, words.IN_AIR_FIRST, _LEFT, 128)
        canvas.button(38, words.STARTS, _LEFT, 128)
        canvas.centre(47, words.MEASURED % mm(inputs.measured_um))
        canvas.centre(56, words.CANCEL)
    elif MARKING <= pen.phase <= COMMITTING:
        waiting(canvas, words.SAVING, words.ONE_MOMENT, "", now_ms)
    else:
        canvas.double(15, words.RELEASE)
        canvas.centre(37, words.RELEASE_THEN)
        canvas.centre(46, words.NEEDLES_MOVE)
        canvas.centre(55, words.STAY_IN_AIR)


def watch_arming(pen, inputs, now_ms: int) -> tuple:
    """What arming shows."""
    if pen.phase == ARMED:
        return (pen.menu.zone, pen.depth_um, mm(inputs.measured_um))
    return (pen.depth_um, dots(now_ms) if pen.phase != RELEASE else 0)


SCREENS = {ARMING: (draw_arming, watch_arming), RUNNING: (running.draw, running.watch, running.step)}
