"""Stands in for MicroPython's `neopixel`: a strip of WS2812 on a pin."""

from machine import bitstream

_ORDER = (1, 0, 2, 3)  # green, red, blue, white on the wire


class NeoPixel:
    """`n` pixels of `bpp` bytes."""

    def __init__(self, pin, n, bpp=3, timing=1) -> None:
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self.buf = bytearray(n * bpp)
        pin.init(pin.OUT)

    def __len__(self) -> int:
        return self.n

    def __setitem__(self, i, color) -> None:
        for k in range(self.bpp):
            self.buf[i * self.bpp + _ORDER[k]] = color[k]

    def __getitem__(self, i):
        return tuple(self.buf[i * self.bpp + _ORDER[k]] for k in range(self.bpp))

    def fill(self, color) -> None:
        """Give all pixels the same colour."""
        for i in range(self.n):
            self[i] = color

    def write(self) -> None:
        """Send the colours to the pixels."""
        bitstream(self.pin, 0, None, self.buf)
