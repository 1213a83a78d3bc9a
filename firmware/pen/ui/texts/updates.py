"""What the screen says of new firmware. It is a file of its own because it is rarely needed."""

NEW = "New software"
BACK = "Previous software"
OLDER = "Older software!"
ARRIVES = "Leave the cable in"
RESTARTS = "It restarts now"
COMES_BACK = "If it fails, the old", "software comes back"
