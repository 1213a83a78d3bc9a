"""The clock's driver: a seconds counter that nobody sets (S7), and that never lies about having stopped (H10)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.hal import clock_writes
from pen.hal.chip import i2c_bus
from pen.hal.ds3231 import Ds3231
from pen.hal.errors import CLOCK, BusError, DataError, PartError

from boards.virtual import bench, wiring
from boards.virtual.world import World

EPOCH = datetime.datetime(2000, 1, 1)
MINUTE_US = 60_000_000


def driver() -> Ds3231:
    return Ds3231(i2c_bus(0, wiring.SDA, wiring.SCL, 400_000))


@pytest.fixture
def clock(i2c):
    return Ds3231(i2c)


@pytest.fixture
def running(clock):
    """A clock restarted in its factory, as every pen's is."""
    clock_writes.restart(clock)
    return clock


def test_h10_a_new_chip_says_that_it_had_stopped(clock):
    assert clock.stopped()


def test_restart_begins_at_zero_and_counts_true_seconds(world, running):
    assert running.read_s() == 0
    assert not running.stopped()
    world.advance_us(86_400_000_000 * 40 + 1)
    assert running.read_s() in (86_400 * 40 - 1, 86_400 * 40)


@given(st.datetimes(EPOCH, datetime.datetime(2099, 12, 31, 23, 59, 58)))
def test_the_count_agrees_with_the_calendar(when):
    world = World(1, flash_sectors=1)
    bench.use(world)
    world.clock.tamper_set(when.year, when.month, when.day, when.hour, when.minute, when.second)
    assert driver().read_s() == int((when - EPOCH).total_seconds())


@pytest.mark.parametrize("year", [2000, 2001, 2003, 2004, 2096, 2099])
def test_every_midnight_of_a_year_is_a_day_later(world, clock, year):
    last = None
    day = datetime.date(year, 1, 1)
    while day.year == year:
        world.clock.tamper_set(day.year, day.month, day.day, 0, 0, 0)
        seconds = clock.read_s()
        assert last is None or seconds - last == 86_400
        last = seconds
        day += datetime.timedelta(days=1)
        if day > datetime.date(2099, 12, 30):
            break


@given(st.integers(0, 6), st.integers(0, 255))
def test_every_byte_in_every_register_is_a_calendar_value_or_a_data_error(register, value):
    """12-hour mode, century bit, reserved bits, nibbles above 9, day 0, month 13: none passes as a time."""
    world = World(1, flash_sectors=1)
    bench.use(world)
    world.clock.tamper_set(2024, 2, 28, 11, 22, 33)
    world.clock.regs[register] = value
    high, low = value >> 4, value & 15
    limits = ((0, 59), (0, 59), (0, 23), (1, 7), (1, 29), (1, 12), (0, 99))[register]
    legal = low <= 9 and limits[0] <= high * 10 + low <= limits[1]
    try:
        driver().read_s()
        assert legal
    except DataError as error:
        assert not legal
        assert error.part == CLOCK


@pytest.mark.parametrize(
    "date", [(2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)], ids=lambda date: "%d-%d" % date
)
def test_days_that_no_month_has_are_nonsense(world, clock, date):
    world.clock.tamper_set(2024, date[0], date[1], 0, 0, 0)
    with pytest.raises(DataError):
        clock.read_s()


def test_the_29th_of_february_only_in_leap_years(world, clock):
    world.clock.tamper_set(2024, 2, 29, 0, 0, 0)
    assert clock.read_s()
    world.clock.tamper_set(2023, 2, 29, 0, 0, 0)
    with pytest.raises(DataError):
        clock.read_s()


@pytest.mark.parametrize("fault", ["clock_absent", "i2c_stuck"])
def test_no_answer_is_a_bus_error(world, clock, fault):
    world.fault(fault)
    for act in (clock.read_s, clock.stopped, lambda: clock_writes.restart(clock)):
        with pytest.raises(BusError) as caught:
            act()
        assert caught.value.part == CLOCK
    assert world.clock.time_writes == 0


def test_all_registers_come_in_one_burst(world, running):
    """The chip copies the time at the START: two transfers could read 1:59 and 2:00 as 2:59."""
    before = world.i2c.transfers
    running.read_s()
    assert world.i2c.transfers == before + 2


# --- S7: a running clock is never set ---------------------------------------------------------------------

MOVES = st.lists(st.sampled_from(["minute", "month", "power", "restart", "read", "fast", "slow", "mcu"]), max_size=12)


@given(MOVES)
def test_s7_restart_never_sets_a_running_clock(moves):
    world = World(1, flash_sectors=1)
    bench.use(world)
    clock = driver()
    clock_writes.restart(clock)
    written = world.clock.time_writes
    last = 0
    for move in [*moves, "restart"]:
        if move == "minute":
            world.advance_us(MINUTE_US)
        elif move == "month":
            world.advance_us(30 * 86_400_000_000)
        elif move == "power":
            world.power_cut()
            world.advance_us(MINUTE_US)
            world.power_on()
            clock = driver()
        elif move == "mcu":
            world.reset_mcu()
            clock = driver()
        elif move in ("fast", "slow"):
            world.clock.set_drift(100 if move == "fast" else -100)
        elif move == "restart":
            with pytest.raises(PartError) as caught:
                clock_writes.restart(clock)
            assert caught.value.part == CLOCK
        now = clock.read_s()
        assert now >= last
        last = now
    assert world.clock.time_writes == written
    assert not clock.stopped()


def test_s7_a_clock_that_was_set_from_outside_is_not_set_back_either(world, running):
    world.clock.tamper_set(2050, 1, 1, 0, 0, 0)
    written = world.clock.time_writes
    with pytest.raises(PartError):
        clock_writes.restart(running)
    assert world.clock.time_writes == written


def test_h10_without_coin_cell_a_power_cut_is_noticed(world, running):
    world.fault("coin_cell_removed")
    world.power_cut()
    world.advance_us(MINUTE_US)
    world.power_on()
    clock = driver()
    assert clock.stopped()
    clock_writes.restart(clock)
    assert not clock.stopped()


def test_with_coin_cell_it_counts_on_without_power(world, running):
    world.power_cut()
    world.advance_us(MINUTE_US * 60)
    world.power_on()
    clock = driver()
    assert not clock.stopped()
    assert clock.read_s() == 3600


def test_a_dead_crystal_cannot_be_restarted(world, running):
    world.fault("clock_stopped")
    assert running.stopped()
    with pytest.raises(DataError) as caught:
        clock_writes.restart(running)
    assert caught.value.part == CLOCK
    assert running.stopped()


def test_senseless_registers_are_restarted(world, running):
    world.clock.regs[1] = 0x7F
    clock_writes.restart(running)
    assert running.read_s() == 0


def restarted_or_still_to_be(world) -> None:
    """After a cut in `restart`: the flag, or the registers, still say that the count proves nothing."""
    clock = driver()
    try:
        proven = not clock.stopped() and clock.read_s()
    except DataError:
        proven = False
    assert proven is False or proven <= 2
    if proven is False:
        clock_writes.restart(clock)
    assert clock.read_s() <= 2
    assert not clock.stopped()


def test_h9_a_cut_at_every_write_of_restart_proves_nothing(cuts):
    def make(world):
        world.clock.tamper_set(2031, 5, 6, 7, 8, 9)  # what it happened to say when it stopped
        world.clock.regs[0x0F] |= 0x80

    assert cuts(make, lambda world: clock_writes.restart(driver()), restarted_or_still_to_be) == 10


@pytest.mark.parametrize("register", [2, 3, 4, 5, 6])  # seconds and minutes count themselves back into range
def test_h9_nor_with_senseless_registers_and_a_clear_stop_flag(cuts, register):
    """The flag does not help here: a torn restart must not leave an old year with new minutes that look well."""

    def make(world):
        world.clock.regs[0x0F] &= 0x7F
        world.clock.tamper_set(2031, 5, 6, 7, 8, 9)
        world.clock.regs[register] = 0 if register == 3 else 0x7F

    assert cuts(make, lambda world: clock_writes.restart(driver()), restarted_or_still_to_be) == 10
