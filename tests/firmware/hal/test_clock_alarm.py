"""The alarm that switches the pen on (H43): in its second, on the coin cell too, and never by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.hal import clock_writes
from pen.hal.chip import i2c_bus
from pen.hal.ds3231 import Ds3231
from pen.hal.errors import BusError, DataError

from boards.virtual import bench, wiring
from boards.virtual.world import World

SECOND_US = 1_000_000
DAY_S = 86_400


def driver() -> Ds3231:
    return Ds3231(i2c_bus(0, wiring.SDA, wiring.SCL, 400_000))


@pytest.fixture
def clock(world):
    made = driver()
    clock_writes.restart(made)
    return made


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400 * DAY_S), st.integers(1, 6 * DAY_S), st.booleans())
def test_h43_it_comes_in_its_second_and_not_before(begin_s, in_s, powered):
    world = World(seed=1, flash_sectors=4)
    bench.use(world)
    made = driver()
    clock_writes.restart(made)
    world.advance_us(begin_s * SECOND_US)
    clock_writes.wake(made, in_s)
    if not powered:
        world.power_cut()
    world.advance_us((in_s - 1) * SECOND_US)
    assert not world.clock.pulls_int()
    world.advance_us(SECOND_US + 100_000)
    assert world.clock.pulls_int()


def test_h43_none_takes_the_old_one_back_and_lets_go_of_int(world, clock):
    clock_writes.wake(clock, 60)
    world.advance_us(61 * SECOND_US)
    assert world.clock.pulls_int()
    clock_writes.wake(clock, 0)
    assert not world.clock.pulls_int()
    world.advance_us(20 * DAY_S * SECOND_US)
    assert not world.clock.pulls_int()


def test_h43_a_new_one_lets_go_of_int_until_it_comes(world, clock):
    clock_writes.wake(clock, 60)
    world.advance_us(61 * SECOND_US)
    clock_writes.wake(clock, 3_600)
    assert not world.clock.pulls_int(), "the pen could not let go"
    world.advance_us(3_601 * SECOND_US)
    assert world.clock.pulls_int()


def test_s7_it_does_not_touch_the_count_nor_what_is_noted(world, clock):
    clock_writes.note(clock, 3, 1)
    world.advance_us(100 * SECOND_US)
    writes = world.clock.time_writes
    clock_writes.wake(clock, 3_600)
    assert world.clock.time_writes == writes and clock.read_s() == 100
    assert clock.noted() == (3, 1)
    assert not clock.stopped()


def test_h10_it_keeps_the_flag_of_a_stopped_clock(world, clock):
    world.clock.halt()
    world.clock.halt(False)
    clock_writes.wake(clock, 60)
    assert clock.stopped()


def test_h43_a_clock_that_does_not_take_it_is_an_error(world, clock, monkeypatch):
    monkeypatch.setattr(world.clock, "_write", lambda register, byte: None)
    with pytest.raises(DataError):
        clock_writes.wake(clock, 60)
    world.clock.present = False
    with pytest.raises(BusError):
        clock_writes.wake(clock, 60)


def test_h43_a_reading_that_is_disturbed_sets_no_alarm(world, clock, monkeypatch):
    seen = iter((100, 4_000))
    monkeypatch.setattr(clock, "read_s", lambda: next(seen))
    with pytest.raises(DataError):
        clock_writes.wake(clock, 60)
    assert world.clock.regs[0x0E] == 0x1C


def test_s7_a_cut_at_every_write_of_the_alarm_leaves_a_clock_that_counts(cuts):
    def make(world):
        clock_writes.restart(driver())
        world.advance_us(500 * SECOND_US)

    def check(world):
        assert not driver().stopped() and driver().read_s() >= 500

    assert cuts(make, lambda world: clock_writes.wake(driver(), 3_600), check) == 7
