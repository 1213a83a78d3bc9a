"""The zones of the face by number, as the pen stores them (firmware/pen/formats/README.md) and its texts name them."""

FOREHEAD, LEFT_CHEEK, RIGHT_CHEEK, CHIN, UPPER_LIP = range(5)
