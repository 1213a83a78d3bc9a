"""The three buttons, as they are this instant. Debouncing and gestures belong to the core.

SELECT is normally closed to 3V3 with a pull-down: pressed and wire broken look the same, low. The same
contact is the stop input of the needle program. UP and DOWN close to ground.
"""

from machine import Pin

from pen.formats.button_bits import DOWN, SELECT, UP


class Buttons:
    """The buttons on three GPIO numbers."""

    def __init__(self, select_pin: int, up_pin: int, down_pin: int):
        self._select = Pin(select_pin, Pin.IN, Pin.PULL_DOWN)
        self._up = Pin(up_pin, Pin.IN, Pin.PULL_UP)
        self._down = Pin(down_pin, Pin.IN, Pin.PULL_UP)

    def read(self) -> int:
        """The pressed buttons as a mask of SELECT, UP, DOWN. No allocation."""
        pressed = 0
        if not self._select.value():
            pressed |= SELECT
        if not self._up.value():
            pressed |= UP
        if not self._down.value():
            pressed |= DOWN
        return pressed
