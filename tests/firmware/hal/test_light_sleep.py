"""Light sleep: how long the processor sleeps, and what wakes it."""

import pytest
from pen.hal.chip import light_sleep, wake_on
from pen.hal.pins import Buttons

from boards.virtual import wiring
from boards.virtual.resets import NEVER


def test_it_sleeps_for_as_long_as_told(world):
    begin_us = world.now_us
    light_sleep(1234)
    assert world.now_us - begin_us == 1_234_000


@pytest.mark.parametrize(("ms", "slept_ms"), [(0, 1), (-5, 1), (10_000_000, 3_600_000)])
def test_the_time_is_clamped_to_what_the_port_can(world, ms, slept_ms):
    begin_us = world.now_us
    light_sleep(ms)
    assert world.now_us - begin_us == slept_ms * 1000


class Happening:
    """Something outside that nobody has scheduled: the world's own events wake a sleep by themselves."""

    def __init__(self, world, after_us: int, act):
        self.due_us = world.now_us + after_us
        self._world = world
        self._act = act
        world.timed = (*world.timed, self)

    def run(self) -> None:
        self.due_us = NEVER
        self._act(self._world)


WAKES = {
    "SELECT pressed": lambda world: world.press("SELECT"),
    "stop wire breaks": lambda world: world.fault("stop_wire_broken"),
    "cable plugged in": lambda world: world.plug_usb(),
}


@pytest.mark.parametrize("how", WAKES)
def test_select_and_the_cable_wake(world, how):
    Buttons(wiring.SELECT, wiring.UP, wiring.DOWN)
    wake_on(wiring.VBUS)
    Happening(world, 5_000_000, WAKES[how])
    begin_us = world.now_us
    light_sleep(3_600_000)
    assert world.now_us - begin_us == 5_000_000
    assert world.violations == []


def test_nothing_else_wakes(world):
    wake_on(wiring.VBUS)
    Happening(world, 5_000_000, lambda world: world.touch(40))
    begin_us = world.now_us
    light_sleep(60_000)
    assert world.now_us - begin_us == 60_000_000
