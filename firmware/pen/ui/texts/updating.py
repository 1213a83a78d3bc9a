"""What the pen says of new firmware: here and not in `words.py`, because it is rarely needed."""

from pen.ui.font import DOWN, UP

NEW = "New software"
BACK = "Back to the old"
OLDER = "Older software!"
FROM_LAPTOP = "The laptop offers"
HOLD = "Hold " + DOWN + ": accept"
HOLD_BOTH = "Hold " + UP + " and " + DOWN
OR_NOT = "Or pull the cable"
ARRIVES = "Leave the cable in"
RESTARTS = "It restarts now"
COMES_BACK = "If it fails, the old", "one comes back"
