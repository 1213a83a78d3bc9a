"""The colour lamp (WS2812): state without reading. It must not be the only sign of anything."""

from machine import Pin
from micropython import const
from neopixel import NeoPixel

_AGAIN = const(100)  # calls, one each control step


class Led:
    """One WS2812 on GPIO `pin_number`, dark at first."""

    def __init__(self, pin_number: int):
        self._pixel = NeoPixel(Pin(pin_number), 1)
        self._colour = -1
        self._told = 0  # calls since the lamp was told
        self.show(0)

    def show(self, colour: int) -> None:
        """Red, green and blue, a byte each. Writes on a change (interrupts off for 30 us) and once a second: noise."""
        self._told += 1
        if colour != self._colour:
            self._colour = colour
            on_wire = self._pixel.buf  # a colour given to the pixel itself would be a tuple, which is allocated
            on_wire[0] = colour >> 8 & 255
            on_wire[1] = colour >> 16
            on_wire[2] = colour & 255
        elif self._told < _AGAIN:
            return
        self._told = 0
        self._pixel.write()
