"""Words of the screens from getting ready until the needles are at rest again, loaded with them."""

from pen.core import touch
from pen.ui.font import DOWN, TICK, UP

GETTING_READY = "Vorbereitung"
HOMING = "Auf Null"
MOVING = "Fährt"
TO_DEPTH = "Tiefenring: %s mm"
CANCEL = "SELECT, " + DOWN + ": abbrechen"
ARMED = "Klar: %s"
MEASURED = TICK + " gemessen %s mm"
STARTS = UP + " startet"
IN_AIR_FIRST = "Start in Luft"
RELEASE = "Loslassen"
THEN_THEY_MOVE = "die Nadeln laufen an"
STAY_IN_AIR = "(in der Luft halten)"
ANY_PRESS_CANCELS = "Jede Taste bricht ab"
RUNNING = "Nadeln laufen"
PERCENT = "%"
ANY_BUTTON_STOPS = "Jede Taste stoppt"
TOUCH = {
    touch.CALIBRATING: "in Luft",
    touch.NO_AIR: "in Luft",
    touch.NONE: "ohne Haut",
    touch.LIGHT: "leicht",
    touch.FIRM: "fest",
    touch.HARD: "zu fest",
}
# Directions of the passes that the pen guides.
PASSES = ("auf, ab", "quer", "diagonal")
# What to do in place of a pass.
HOLD_IN_AIR = "In der Luft"
TOUCH_NOW = "Auf die Haut"
LESS = "Weniger Druck"
