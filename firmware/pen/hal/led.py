"""The colour lamp (WS2812): state without reading. It must not be the only sign of anything."""

from machine import Pin
from micropython import const
from neopixel import NeoPixel

_AGAIN = const(100)  # calls, one each control step


class Led:
    """One WS2812 on GPIO `pin_number`, dark at first."""

    def __init__(self, pin_number: int):
        self._pixel = NeoPixel(Pin(pin_number), 1)
        self._rgb = -1
        self._told = 0  # calls since the lamp was told
        self.show(0, 0, 0)

    def show(self, red: int, green: int, blue: int) -> None:
        """Set the colour, 0..255 each. Writes on a change (interrupts are off for 30 us), and once a second: noise."""
        rgb = red << 16 | green << 8 | blue
        self._told += 1
        if rgb != self._rgb:
            self._rgb = rgb
            on_wire = self._pixel.buf  # a colour given to the pixel itself would be a tuple, which is allocated
            on_wire[0] = green
            on_wire[1] = red
            on_wire[2] = blue
        elif self._told < _AGAIN:
            return
        self._told = 0
        self._pixel.write()
