"""What the screen says of new firmware, and the buttons that answer the laptop: rarely needed."""

from pen.ui.font import DOWN, UP

AGREE = DOWN + " agree   others: no"
BOTH_AGREE = UP + DOWN + " agree  SELECT: no"
NEW = "New software"
BACK = "Previous software"
OLDER = "Older software!"
ARRIVES = "Leave the cable in"
RESTARTS = "It restarts now"
COMES_BACK = "If it fails, the old", "software comes back"
