"""USB power sense. High means a cable with power is in: no needles (rule S10, hazard H20)."""

from machine import Pin


class Vbus:
    """The sense input on GPIO `pin_number`; the divider is on the board."""

    def __init__(self, pin_number: int):
        self._pin = Pin(pin_number, Pin.IN)

    def present(self) -> bool:
        """True while USB power is there. No allocation."""
        return self._pin.value() == 1
