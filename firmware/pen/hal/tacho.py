"""The stroke counter: one rising edge of the hall sensor for every stroke.

It counts and nothing else; rates and budgets belong to the core. The hard interrupt is a notification only:
an exception in its handler would disable it for good, so there is nothing in it that can fail.
"""

from machine import Pin
from micropython import const

_MASK = const(0x3FFFFFFF)  # 30 bits: a small integer, so that counting allocates nothing


class Tacho:
    """The sensor on GPIO `pin_number`. `strokes`: running count, wraps at 2**30 (compare differences)."""

    def __init__(self, pin_number: int):
        self.strokes = 0
        self._handler = self._edge  # bound once: binding allocates
        self._pin = Pin(pin_number, Pin.IN, Pin.PULL_UP)
        self._pin.irq(handler=self._handler, trigger=Pin.IRQ_RISING, hard=True)

    def _edge(self, _pin) -> None:
        self.strokes = (self.strokes + 1) & _MASK
