"""What the screen says of new firmware. It is a file of its own because it is rarely needed."""

from pen.ui.font import DOWN, UP

NEW = "New software"
BACK = "Previous software"
OLDER = "Older software!"
FROM_LAPTOP = "The laptop offers"
HOLD = "Hold " + DOWN + ": accept"
HOLD_BOTH = "Hold " + UP + " and " + DOWN
OR_NOT = "No: unplug the cable"
ARRIVES = "Leave the cable in"
RESTARTS = "It restarts now"
COMES_BACK = "If it fails, the old", "software comes back"
