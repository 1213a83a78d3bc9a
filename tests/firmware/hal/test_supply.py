"""Letting go of the pen's own supply (H43): it returns only if the power stays, and holds again then."""

import pytest
from pen.hal import supply

from boards.virtual import wiring
from boards.virtual.mcu.pin import Pin
from boards.virtual.resets import PowerCut


@pytest.fixture
def latched(world):
    world.latch.fitted = True
    Pin(wiring.HOLD, Pin.OUT, value=1)
    return world


def test_h43_the_power_goes(latched):
    with pytest.raises(PowerCut):
        supply.let_go(wiring.HOLD, lambda: False)
    assert latched.latch.off


def test_h43_a_latch_that_does_not_open_is_told_and_held_again(latched):
    latched.fault("latch:frozen")
    begin_us = latched.now_us
    assert supply.let_go(wiring.HOLD, lambda: False) is False
    assert latched.gpio.level(wiring.HOLD) == 1
    assert 1_900_000 <= latched.now_us - begin_us <= 2_500_000


def test_h43_whoever_wants_the_pen_meanwhile_keeps_it_on(latched):
    assert supply.let_go(wiring.HOLD, lambda: latched.now_us > 100_000) is True
    latched.advance_us(5_000_000)
    assert latched.powered and latched.gpio.level(wiring.HOLD) == 1


def test_h43_an_error_on_the_way_does_not_leave_it_low(latched):
    def fails():
        raise OSError

    with pytest.raises(OSError):
        supply.let_go(wiring.HOLD, fails)
    assert latched.gpio.level(wiring.HOLD) == 1
