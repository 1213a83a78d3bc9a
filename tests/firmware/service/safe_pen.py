"""What a pen must be like whose program has ended: nothing moves, and nothing will."""

import time

import micropython
import pytest

from boards.virtual import ticks, wiring
from boards.virtual.resets import NEVER, Reset

ticks.inject(time)  # the chip's own names, before the first driver asks for them

GATE, NENABLE, STEP = wiring.GATE, wiring.NENABLE, wiring.STEP
COASTING_MS = 2_000


def safe(world) -> None:
    """Nothing that could move can, and the chip itself says so."""
    gpio = world.gpio
    assert (gpio.level(GATE), gpio.level(NENABLE), gpio.level(STEP)) == (0, 1, 0)
    assert gpio.toggle_duty(GATE) == 0 and world.motor.duty == 0
    assert world.watchdog.due_us == NEVER, "the watchdog would bite in the middle of a copy"
    assert micropython.break_char == 3, "Ctrl-C does not reach the REPL"


def still(world, ms=5_000) -> None:
    """Needles and ring, once the motor has coasted."""
    world.advance_us(COASTING_MS * 1000)
    strokes, pulses = world.strokes_true, world.ring.moved
    world.advance_us(ms * 1000)
    assert (world.strokes_true, world.ring.moved) == (strokes, pulses)


def restart_cause(life) -> int:
    """SELECT on the service screen; what the journal says of the start that follows."""
    with pytest.raises(Reset):
        life.world.press("SELECT")
        life.world.advance_us(1000)
    life.world.release("SELECT")
    life.boot()
    life.run_ms(1_500)
    return [fields["cause"] for fields in life.records() if fields["kind"] == "boot"][-1]


class Over:
    """An application whose `run` is over: the laptop has asked for service."""

    def run(self) -> None:
        """Return at once, as a program that ends does."""


def raises(error):
    """A function that raises it, whatever it is called with."""

    def act(*_):
        raise error

    return act
