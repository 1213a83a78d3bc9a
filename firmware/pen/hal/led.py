"""The colour lamp (WS2812): state without reading. It must not be the only sign of anything."""

from machine import Pin
from neopixel import NeoPixel


class Led:
    """One WS2812 on GPIO `pin_number`, dark at first."""

    def __init__(self, pin_number: int):
        self._pixel = NeoPixel(Pin(pin_number), 1)
        self._rgb = -1
        self.show(0, 0, 0)

    def show(self, red: int, green: int, blue: int) -> None:
        """Set the colour, 0..255 each. Writes only on a change (interrupts are off for 30 us)."""
        rgb = red << 16 | green << 8 | blue  # a tuple would be allocated
        if rgb != self._rgb:
            self._rgb = rgb
            self._pixel[0] = (red, green, blue)
            self._pixel.write()
