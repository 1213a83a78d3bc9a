"""The latched supply of the model, as the circuit has it: what closes it, what it lets go of, what can be wrong."""

import pytest

from boards.virtual import wiring
from boards.virtual.mcu.pin import Pin
from boards.virtual.physics.latch import OFF_US, ON_US


@pytest.fixture
def held(world):
    """A pen with the circuit, that holds its own supply."""
    world.latch.fitted = True
    Pin(wiring.HOLD, Pin.OUT, value=1)
    world.advance_us(10 * OFF_US)
    assert world.powered and world.latch.closed
    return world


def _let_go(world) -> None:
    Pin(wiring.HOLD, Pin.OUT, value=0)
    world.advance_us(2 * OFF_US)


def test_without_hold_the_power_goes_and_the_chip_with_it(held):
    _let_go(held)
    assert not held.powered and held.latch.off and not held.latch.closed
    held.advance_us(10**12)
    assert held.latch.off, "and nothing brings it back"


def test_a_reset_is_shorter_than_the_latch(held):
    held.reset_mcu()
    held.advance_us(OFF_US // 4)
    Pin(wiring.HOLD, Pin.OUT, value=1)
    held.advance_us(10 * OFF_US)
    assert held.powered


def test_select_closes_it(held):
    _let_go(held)
    held.press("SELECT")
    held.advance_us(2 * ON_US)
    assert held.latch.closed and held.latch.calls and not held.latch.off


def test_the_clock_closes_it(held, bus):
    bus.write(0x68, 7, 0x30, 0x80, 0x80, 0x80)
    bus.write(0x68, 0x0F, 0)
    bus.write(0x68, 0x0E, 0x45)
    _let_go(held)
    assert held.latch.off
    held.advance_us(70_000_000)
    assert held.latch.calls


def test_the_cable_feeds_the_chip_but_not_the_motor(held):
    held.plug_usb()
    _let_go(held)
    assert held.powered and not held.latch.closed and held.motor.duty == 0
    held.plug_usb(False)
    assert not held.powered and held.latch.off
    held.plug_usb()
    assert held.latch.calls


def test_a_new_cell_starts_it_and_a_pulled_one_is_not_a_latch(held):
    held.power_cut()
    assert not held.latch.off
    held.press("SELECT")
    held.advance_us(10 * ON_US)
    assert not held.latch.calls, "there is no cell"
    held.power_on()
    assert held.latch.closed


@pytest.mark.parametrize("fault", ("latch:frozen", "latch:wrong", "HOLD:high"))
def test_faults_that_keep_it_closed(held, fault):
    held.fault(fault)
    _let_go(held)
    held.advance_us(10**10)
    assert held.powered
    held.fault(fault, False)
    held.advance_us(2 * OFF_US)
    assert not held.powered


@pytest.mark.parametrize("fault", ("HOLD:low", "HOLD:open"))
def test_faults_that_open_it(held, fault):
    held.fault(fault)
    held.advance_us(2 * OFF_US)
    assert not held.powered


@pytest.mark.parametrize("fault", ("select:absent", "SELECT:open"))
def test_a_broken_wire_of_select_does_not_switch_it_on(held, fault):
    held.fault(fault)
    _let_go(held)
    held.press("SELECT")
    held.advance_us(10 * ON_US)
    assert held.latch.off
