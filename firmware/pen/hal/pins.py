"""The inputs that are one level on a pin: the three buttons, USB power, the stroke counter.

They say what is true this instant, and count what came and went between two looks. Debouncing, holds, rates and
budgets belong to the core.
"""

from machine import Pin
from micropython import const

from pen.formats.button_bits import DOWN, SELECT, UP

from .ticks import ticks_diff, ticks_us

_COUNT = const(0x3FFFFFFF)  # 30 bits: a small integer, so that counting allocates nothing


class Buttons:
    """The buttons on three GPIO numbers. UP and DOWN close to ground.

    SELECT is normally closed to 3V3 with a pull-down: pressed and wire broken look the same, low. The same contact is
    the stop input of the needle program. `edges`: a running count of what the contacts did, wraps at 2**30. It counts
    a press that began and ended in a turn that stored something, too; an edge is kept while interrupts are off. Either
    edge of SELECT ends a sleep, as its interrupt has a handler (micropython issue 7035).
    """

    def __init__(self, select: int, up: int, down: int):
        self._select = Pin(select, Pin.IN, Pin.PULL_DOWN)
        self._up = Pin(up, Pin.IN, Pin.PULL_UP)
        self._down = Pin(down, Pin.IN, Pin.PULL_UP)
        self.edges = 0
        self._handler = self._edge  # bound once: binding allocates
        self._select.irq(handler=self._handler, trigger=Pin.IRQ_FALLING | Pin.IRQ_RISING, hard=True)
        for pin in (self._up, self._down):
            pin.irq(handler=self._handler, trigger=Pin.IRQ_FALLING, hard=True)

    def _edge(self, _pin) -> None:
        self.edges = (self.edges + 1) & _COUNT

    def read(self) -> int:
        """The pressed buttons as a mask of SELECT, UP, DOWN. No allocation."""
        pressed = 0 if self._select.value() else SELECT
        if not self._up.value():
            pressed |= UP
        if not self._down.value():
            pressed |= DOWN
        return pressed


class Vbus:
    """USB power sense on GPIO `pin_number`: high means a cable with power is in, no needles (rule S10, hazard H20)."""

    def __init__(self, pin_number: int):
        self._pin = Pin(pin_number, Pin.IN)

    def present(self) -> bool:
        """True while USB power is there. No allocation."""
        return self._pin.value() == 1


class Tacho:
    """The hall sensor on GPIO `pin_number`, one rising edge for every stroke.

    `strokes`: running count, wraps at 2**30 (compare differences). `uneven`: of these, how many came after an interval
    half as long again as the one before, or the other way round: edges that were lost or doubled. `span_us`: what the
    last four took. The hard interrupt is a notification only: an exception in its handler would disable it for good, so
    there is nothing in it that can fail.
    """

    def __init__(self, pin_number: int):
        self.strokes = self.uneven = self.span_us = 0
        self._edges_us = [0, 0, 0, 0]  # of the last four
        self._edge_us = self._took_us = 0  # of the last one
        self._handler = self._edge  # bound once: binding allocates
        self._pin = Pin(pin_number, Pin.IN, Pin.PULL_UP)
        self._pin.irq(handler=self._handler, trigger=Pin.IRQ_RISING, hard=True)

    def _edge(self, _pin) -> None:
        now_us = ticks_us()
        took_us = ticks_diff(now_us, self._edge_us)
        before_us = self._took_us
        if took_us > before_us + (before_us >> 1) or before_us > took_us + (took_us >> 1):
            self.uneven = (self.uneven + 1) & _COUNT
        self._edge_us = now_us
        self._took_us = took_us
        strokes = (self.strokes + 1) & _COUNT
        self.strokes = strokes
        edges_us = self._edges_us
        self.span_us = ticks_diff(now_us, edges_us[strokes & 3])
        edges_us[strokes & 3] = now_us
