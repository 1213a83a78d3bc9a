"""Words of the screens from getting ready until the needles are at rest again, loaded with them."""

from pen.core import touch
from pen.ui.font import DOWN, TICK, UP

GETTING_READY = "Getting ready"
HOMING = "Homing"
MOVING = "Moving"
TO_DEPTH = "Depth ring to %s mm"
CANCEL = "SELECT or " + DOWN + ": cancel"
ARMED = "Armed: %s"
MEASURED = TICK + " measured %s mm"
STARTS = UP + " starts"
IN_AIR_FIRST = "Start in air"
RELEASE = "Let go"
THEN_THEY_MOVE = "then the needles move"
STAY_IN_AIR = "(keep it in the air)"
ANY_PRESS_CANCELS = "Any press cancels"
RUNNING = "Needles moving"
PERCENT = "%"
ANY_BUTTON_STOPS = "Any button stops"
TOUCH = {
    touch.CALIBRATING: "in air",
    touch.NO_AIR: "in air",
    touch.NONE: "no skin",
    touch.LIGHT: "light",
    touch.FIRM: "firm",
    touch.HARD: "too hard",
}
# Directions of the passes that the pen guides.
PASSES = ("up, down", "across", "diagonal")
# What to do in place of a pass.
HOLD_IN_AIR = "Hold in air"
TOUCH_NOW = "Touch skin"
LESS = "Press less"
