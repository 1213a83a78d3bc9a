"""ARMING: what the pen is doing, and how to go on or cancel. Also makes the first picture of RUNNING."""

from micropython import const

from pen.core.ring import HOMING
from pen.core.states import ARMING, RUNNING
from pen.core.states.arming import ARMED, COMMITTING, MARKING, MOVING, RELEASE

from . import face_map, running
from .layout import dots, title, waiting
from .texts import labels
from .texts import treatment as words
from .units import mm

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs

    from .canvas import Canvas

_LEFT = 42  # where the column beside the face map starts


def _draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the present phase, from homing to the release of the buttons."""
    if pen.phase == ARMED:
        running.prepare(canvas, pen, inputs)
    depth = mm(pen.depth_um)
    zone = labels.ZONES[pen.menu.zone]
    if pen.phase == ARMED:
        face_map.draw(canvas, 0, pen.menu.zone, 0)
    title(canvas, words.ARMED % zone if pen.phase == ARMED else words.GETTING_READY, inputs)
    if pen.phase <= HOMING:
        waiting(canvas, words.HOMING, labels.RING_TO_ZERO, words.CANCEL, now_ms)
    elif pen.phase == MOVING:
        waiting(canvas, words.MOVING, words.TO_DEPTH % depth, words.CANCEL, now_ms)
    elif pen.phase == ARMED:
        canvas.value(11, "%s %s" % (depth, labels.DEPTH_UNIT), _LEFT, 128)
        canvas.centre(29, words.IN_AIR_FIRST, _LEFT, 128)
        canvas.button(38, words.STARTS, _LEFT, 128)
        canvas.centre(47, words.MEASURED % mm(inputs.measured_um))
        canvas.centre(56, words.CANCEL)
    elif MARKING <= pen.phase <= COMMITTING:
        waiting(canvas, labels.SAVING, labels.ONE_MOMENT, "", now_ms)
    else:
        canvas.double(15, words.RELEASE)
        canvas.centre(37, words.RELEASE_THEN)
        canvas.centre(46, words.NEEDLES_MOVE)
        canvas.centre(55, words.STAY_IN_AIR)


def _content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """Zone, depth set and measured once the pen is armed; before and after that the depth and the moving dots."""
    if pen.phase == ARMED:
        return (pen.menu.zone, pen.depth_um, mm(inputs.measured_um))
    return (pen.depth_um, dots(now_ms) if pen.phase != RELEASE else 0)


SCREENS = {ARMING: (_draw, _content), RUNNING: (running.draw, running.content, running.draw_piece)}
