"""What the screen says of new firmware. It is a file of its own because it is rarely needed."""

from pen.ui.font import DOWN, UP

NEW = "New software"
BACK = "Previous software"
OLDER = "Older software!"
AGREE = DOWN + " agree   others: no"
BOTH_AGREE = UP + DOWN + " agree  SELECT: no"
ARRIVES = "Leave the cable in"
RESTARTS = "It restarts now"
COMES_BACK = "If it fails, the old", "software comes back"
