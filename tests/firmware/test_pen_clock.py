"""S7, H9, H10: the clock loses its cell, stops, is set, talks nonsense or is gone: never early, nothing gained."""

import micropython
import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.ui.texts import faults

from tests.firmware.whole_pen import DAY_MS, HOUR_MS, WholePen

REST_S = 28 * 86_400


@pytest.fixture(scope="module")
def after_session():
    """A pen in the drawer, just after its first session; its image and the true time of the session."""
    life = WholePen()
    begun_us = life.world.now_us
    assert life.session()
    return life.keep(), begun_us


def _out(kept):
    """A pen out of the drawer, without power."""
    life = WholePen.out_of_drawer(kept[0])
    life.begun_us = kept[1]
    return life


@pytest.fixture(scope="module")
def five_days_later(after_session):
    """It, after five days of sleep in which it has let go of its supply: all that it knows is in its chips."""
    life = _out(after_session)
    life.power_up()
    life.run_ms(5 * DAY_MS)
    assert life.state == states.OFF
    return life.keep(), life.begun_us


@pytest.fixture
def pen(after_session):
    life = _out(after_session)
    life.power_up()
    return life


def _true_s(pen):
    """Seconds since the session, by the world's clock."""
    return (pen.world.now_us - pen.begun_us) // 1_000_000


def _gained_s(pen):
    """How much more time the pen believes in than has passed since the session began."""
    return pen.app.inputs.proven_s - pen.ledger.lock_from_s - _true_s(pen)


def _opens(pen, at_least_s=REST_S, at_most_s=REST_S + 300):
    """Goes on until the pen opens; checks that this is not early, and not later than it has to be."""
    for _ in range(4):  # a day in the drawer may have cost something on the way
        left_s = REST_S + 240 - (pen.app.inputs.proven_s - pen.ledger.lock_from_s)
        pen.run_ms(max(1, left_s + 1) * 1_000)
        pen.wake()
        assert _gained_s(pen) <= 1
        if pen.state == states.READY:
            break
    assert _true_s(pen) <= at_most_s, "opened late"
    assert pen.state == states.READY, f"still locked {_true_s(pen) - REST_S} s after the rest"
    assert _true_s(pen) >= at_least_s, "opened early"


def test_s7_a_good_clock_opens_on_the_day(pen):
    _opens(pen)


def test_s7_a_pen_without_its_battery_counts_on(pen):
    pen.cycle_power(20 * DAY_MS)
    assert -3 <= _gained_s(pen) <= 0
    assert pen.found("boot")[-1]["clock"] == r.CLOCK_OK
    _opens(pen)


@pytest.mark.parametrize("off_days", (1, 10, 100))
def test_h10_battery_and_coin_cell_out_the_time_off_does_not_count(pen, off_days):
    pen.never_let_go()
    pen.run_ms(5 * DAY_MS)
    pen.cut_power()
    pen.world.fault("coin_cell_removed")
    pen.world.advance_us(off_days * 86_400_000_000)
    pen.world.fault("coin_cell_removed", False)
    pen.power_up()
    assert pen.found("clock", event=r.CLOCK_STOPPED)
    assert pen.state == states.LOCKED
    lost_s = -_gained_s(pen)
    assert off_days * 86_400 <= lost_s <= off_days * 86_400 + 86_400 + 3_600  # and at most the day since the mark
    _opens(pen, REST_S + off_days * 86_400, REST_S + lost_s + 300)


def test_h10_the_coin_cell_alone_may_be_changed_while_the_pen_has_power(pen):
    pen.never_let_go()
    pen.run_ms(5 * DAY_MS)
    pen.world.fault("coin_cell_removed")
    pen.run_ms(DAY_MS)
    pen.world.fault("coin_cell_removed", False)
    _opens(pen)


@pytest.mark.parametrize("off", (False, True))
def test_h10_a_stopped_crystal_proves_nothing(pen, off):
    """Stopped for a week, awake (it just does not count) or with the battery out (the flag tells)."""
    pen.run_ms(3 * DAY_MS)
    if off:
        pen.cut_power()
    pen.world.fault("clock_stopped")
    (pen.world.advance_us(7 * 86_400_000_000) if off else pen.run_ms(7 * DAY_MS))
    pen.world.fault("clock_stopped", False)
    if off:
        pen.power_up()
    pen.wake()
    pen.run_ms(2_000)
    if pen.state == states.FAULT:  # a dead crystal is said, and acknowledged when it runs again
        pen.acknowledge_fault()
    assert pen.state == states.LOCKED
    assert _gained_s(pen) <= -7 * 86_400 + 20
    _opens(pen, REST_S + 6 * 86_400, REST_S + 9 * 86_400)


SET_TO = {  # the counter starts in 2000, the pen's life so far took days
    "back to the start": (2000, 1, 1),
    "an hour from now on": None,
    "a month ahead": (2000, 2, 20),
    "to today, as people do": (2026, 7, 1),
    "far ahead": (2099, 12, 31),
    "beyond the century": (2150, 1, 1),
}


@pytest.mark.parametrize("name", SET_TO)
@pytest.mark.parametrize("awake", (True, False))
def test_s7_h9_setting_the_clock_gains_nothing_and_is_noticed_within_the_hour(five_days_later, name, awake):
    """By a clip on the bus, while the pen has power: awake, or asleep in the drawer as its latch does not open.

    One that has let go of its supply compares nothing (decision 054, test_pen_supply_time.py).
    """
    pen = _out(five_days_later)
    pen.power_up()
    pen.never_let_go()
    if not awake:
        pen.run_ms(5 * 60_000)
        assert pen.state == states.OFF
    world = pen.world
    if SET_TO[name] is None:
        world.clock.tamper_set(2000, 1, 6, 1, 30, 0)
    else:
        world.clock.tamper_set(*SET_TO[name], 0, 0, 0)
    events = len(pen.found("clock"))
    pen.run_ms(2_500 if awake else HOUR_MS + 2_000)
    pen.wake()
    assert _gained_s(pen) <= 3, "time was gained"
    assert len(pen.found("clock")) > events, "not noticed"
    assert pen.state == states.LOCKED
    pen.cycle_power()
    assert _gained_s(pen) <= 3
    assert -_gained_s(pen) <= 2 * 3_600, "more was lost than the hour in doubt"


def test_s7_h9_setting_it_again_and_again_gains_no_more_than_once(pen):
    pen.run_ms(DAY_MS)
    pen.wake()
    for day in range(2, 28, 5):
        pen.world.clock.tamper_set(2000, 1, day, 0, 0, 0)
        pen.run_ms(1_500)
        pen.world.clock.tamper_set(2000, 1, 1, 0, 0, 0)
        pen.run_ms(1_500)
    pen.wake()
    assert _gained_s(pen) <= 3
    assert pen.state == states.LOCKED


def test_s7_small_pushes_every_hour_stay_within_what_crystals_differ(pen):
    """2 s an hour, for ever: below what can be told from drift in one look, not over the days."""
    pen.never_let_go()  # else nothing is there to compare with (decision 054)
    pen.run_ms(DAY_MS)
    for _ in range(24):
        pen.world.clock.look()
        pen.world.clock._add(2)
        pen.run_ms(HOUR_MS)
    assert _gained_s(pen) <= 8, "more than CLOCK_JUMP_S a day"


def test_s6_s7_a_drifting_clock_is_covered_by_the_margin(pen):
    """5 ppm over 28 days are 12 s: still not a true second early."""
    pen.world.fault("clock_drift", True, 5)
    pen.run_ms(28 * DAY_MS + 200_000)
    pen.wake()
    assert pen.state == states.LOCKED
    assert pen.until(states.READY, at_most_ms=50_000)
    assert _true_s(pen) >= REST_S


def _just_counted(world):
    """A second of the clock has just begun."""
    world.clock.look()
    second = world.clock.regs[0]
    while world.clock.regs[0] == second:
        world.advance_us(1_000)
        world.clock.look()


NONSENSE = ((0, 0x7A), (1, 0x60), (2, 0x3A), (2, 0x45), (4, 0x00), (4, 0x32), (5, 0x13), (5, 0x81), (6, 0xAA))


@pytest.mark.parametrize(("register", "value"), NONSENSE)
@pytest.mark.parametrize("at_boot", (True, False))
def test_s7_s9_nonsense_in_the_registers_proves_nothing(five_days_later, register, value, at_boot):
    pen = _out(five_days_later)
    if not at_boot:
        pen.power_up()
    _just_counted(pen.world)  # the next second would make good digits of bad ones
    pen.world.clock.regs[register] = value
    if at_boot:
        pen.boot()
    pen.run_ms(5_000)
    pen.leave_check_in()
    assert pen.state in (states.LOCKED, states.FAULT)
    assert not pen.treat()
    assert _gained_s(pen) <= 1
    if pen.state == states.FAULT:
        pen.cycle_power()  # a clock that reads sensibly again is believed from there, a senseless one restarted
        pen.acknowledge_fault()
    assert pen.state == states.LOCKED
    assert _gained_s(pen) <= 1


def test_s7_h9_s17_a_missing_clock_is_named_and_locks(pen):
    pen.run_ms(29 * DAY_MS)
    pen.wake()
    assert pen.state == states.READY
    pen.world.fault("clock_absent")
    pen.run_ms(3_000)
    assert pen.state == states.FAULT
    assert pen.shows(faults.PARTS[2])
    assert not pen.treat()
    pen.world.fault("clock_absent", False)
    pen.run_ms(3_000)
    pen.acknowledge_fault()
    assert pen.state == states.READY
    assert _gained_s(pen) <= 1


def test_h9_a_clock_missing_at_power_on_and_back_later_gains_nothing(pen):
    pen.run_ms(2 * DAY_MS)
    pen.cut_power()
    pen.world.fault("clock_absent")
    pen.power_up()
    pen.run_ms(3_000)
    assert pen.state == states.FAULT
    assert pen.shows(faults.PARTS[2])
    pen.run_ms(DAY_MS)
    pen.world.fault("clock_absent", False)
    pen.wake()
    pen.run_ms(3_000)
    pen.acknowledge_fault()
    assert pen.state == states.LOCKED
    assert _gained_s(pen) <= 1
    _opens(pen, REST_S, REST_S + 2 * 86_400 + 7_200)  # the day of silence and the time since the mark are lost


def test_s7_nobody_ever_writes_the_time_of_a_running_clock(pen):
    writes = pen.world.clock.time_writes
    pen.world.plug_usb()
    pen.run_ms(500)
    from pen.formats import messages

    assert pen.asks(messages.SET_WALL, 1_900_000_000)[0] == messages.OK
    pen.world.plug_usb(False)
    pen.cycle_power(1_000)
    assert pen.world.clock.time_writes == writes
    assert _gained_s(pen) <= 1


def test_s7_what_finds_no_room_in_a_locked_heap_is_read_again(pen):
    """On the chip an error does not, nor does a count beyond 30 bits: after 34 years, or of a clock set by others."""
    read_s = pen.app.parts.clock.read_s

    def read_on_the_chip():
        if micropython.lock_depth:
            raise MemoryError
        return read_s()

    pen.app.parts.clock.read_s = read_on_the_chip
    before_s = pen.app.inputs.proven_s
    pen.run_ms(10_000)
    assert pen.app.inputs.clock_ok and 9 <= pen.app.inputs.proven_s - before_s <= 11
