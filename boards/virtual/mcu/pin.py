"""machine.Pin of the drop-in `machine`."""

from boards.virtual import current, heap
from boards.virtual.mcu.gpio import FUNC_OTHER, PINS


def pin_number(pin) -> int:
    """Pin number of a Pin, a number or a name like "GP10". Raises ValueError for anything else."""
    if isinstance(pin, Pin):
        return pin.n
    if isinstance(pin, str) and pin.startswith("GP"):
        pin = int(pin[2:])
    if not isinstance(pin, int) or not 0 <= pin < PINS:
        raise ValueError("invalid pin")
    return pin


class Pin:
    """machine.Pin. Only SIO functions, pulls and edge interrupts."""

    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    ALT = 3
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_FALLING = 4
    IRQ_RISING = 8

    def __init__(self, id, mode=None, pull=None, *, value=None, alt=None) -> None:
        self.n = pin_number(id)
        if mode is not None or pull is not None or value is not None:
            self.init(mode, pull, value=value, alt=alt)

    def init(self, mode=None, pull=None, *, value=None, alt=None) -> None:
        """Configure; pulls are set whether given or not, as on the port."""
        world = current.world
        world.check()
        depth = heap.enter()
        try:
            gpio = world.gpio
            if mode == self.OUT:
                gpio.open_drain[self.n] = False
                if value is not None:
                    gpio.set_out(self.n, 1 if value else 0)
                gpio.set_direction(self.n, True, pull or 0)
            elif mode == self.OPEN_DRAIN:
                gpio.set_open_drain(self.n, value is None or bool(value), pull or 0)
            elif mode == self.IN:
                gpio.set_direction(self.n, False, pull or 0)
            elif mode is None:
                gpio.pull[self.n] = pull or 0
            else:
                gpio.set_function(self.n, FUNC_OTHER)
        finally:
            heap.leave(depth)

    def value(self, x=None):
        """Level of the pin, or set its output."""
        world = current.world
        world.check()
        if x is None:
            return world.gpio.level(self.n)
        depth = heap.enter()
        try:
            world.gpio.set_out(self.n, 1 if x else 0)
        finally:
            heap.leave(depth)
        return None

    def __call__(self, x=None):
        """Set or get the level, as `value` does."""
        return self.value(x)

    def on(self) -> None:
        """Drive the output high."""
        self.value(1)

    def off(self) -> None:
        """Drive the output low."""
        self.value(0)

    high = on
    low = off

    def toggle(self) -> None:
        """Drive the output to the other level."""
        self.value(1 - current.world.gpio.out[self.n])

    def irq(self, handler=None, trigger=12, hard=False):
        """Install, or with `handler` None remove, the edge interrupt of the pin."""
        world = current.world
        world.check()
        world.gpio.irq[self.n] = None if handler is None else (handler, trigger, bool(hard), self)
        return self

    def __repr__(self) -> str:
        return "Pin(GP%d)" % self.n
