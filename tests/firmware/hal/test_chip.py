"""The processor itself: identity, reset cause, bus set-up, watchdog, ticks."""

import machine
import pytest
from pen.hal import chip, ticks
from pen.hal.chip import Watchdog
from pen.hal.errors import BusError, DataError, PartError, again

from boards.virtual.resets import Reset, SoftReset


def test_identity(world):
    assert chip.unique_id() == world.uid
    assert len(chip.unique_id()) == 8


def test_every_start_knows_why(world):
    assert chip.why_started() == chip._POWER_ON
    with pytest.raises(SoftReset):
        machine.soft_reset()
    assert chip.why_started() == chip._SOFT_RESET
    world.reset_mcu()  # the watchdog: nobody had the time to say goodbye
    assert chip.why_started() == chip.WATCHDOG
    with pytest.raises(Reset):
        chip.reset()
    assert chip.why_started() == chip.RESTART
    for why in (chip.CRASH, chip.SERVICE):
        chip.note(why)
        world.reset_mcu()
        assert chip.why_started() == why
    world.power_cut()
    world.power_on()
    assert chip.why_started() == chip._POWER_ON


def test_the_port_names_two_of_the_reasons():
    assert (chip._POWER_ON, chip.WATCHDOG) == (machine.PWRON_RESET, machine.WDT_RESET)


def test_the_four_chips_answer_on_the_bus(i2c):
    assert i2c.scan() == sorted((0x36, 0x3C, 0x57, 0x68))


@pytest.mark.parametrize("kind", [BusError, DataError, PartError])
def test_a_ready_made_error_is_raised_again_without_growing(kind):
    error = kind(3, "text")
    assert (error.part, error.what) == (3, "text")
    for _ in range(3):
        try:
            raise again(error)
        except PartError as caught:
            assert caught is error
            frames = 0
            trace = caught.__traceback__
            while trace is not None:
                frames += 1
                trace = trace.tb_next
            assert frames == 1


# --- watchdog ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ms", [0, -1, 8389])
def test_a_time_the_chip_cannot_count_is_refused(world, ms):
    with pytest.raises(ValueError):
        Watchdog(ms)


def test_h14_a_starved_watchdog_resets_the_chip(world):
    watchdog = Watchdog(2000)
    world.advance_us(10_000_000)  # not started: nothing happens
    watchdog.feed()
    watchdog.start()
    for _ in range(5):
        world.advance_us(1_900_000)
        watchdog.feed()
    with pytest.raises(Reset):
        world.advance_us(2_000_000)
    assert world.watchdog.starved == 1


def test_a_stopped_watchdog_lets_the_pen_sleep_and_can_start_again(world):
    watchdog = Watchdog(2000)
    watchdog.start()
    watchdog.stop()
    watchdog.feed()
    world.advance_us(60_000_000)
    watchdog.start()
    with pytest.raises(Reset):
        world.advance_us(2_000_001)


def test_ticks_are_measured_over_their_wrap(world):
    start_ms, start_us = ticks.ticks_ms(), ticks.ticks_us()
    ticks.sleep_ms(25_000)  # both wrap on the way
    assert ticks.ticks_diff(ticks.ticks_ms(), start_ms) == 25_000
    assert ticks.ticks_diff(ticks.ticks_us(), start_us) == 25_000_000
    ticks.sleep_us(7)
    assert ticks.ticks_diff(ticks.ticks_us(), start_us) == 25_000_007
