"""S6, S7, S9, H9, H10: a clock that lost count ends the open session, and a strange one proves nothing."""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.ui.texts import faults, refusals

from tests.firmware.whole_pen import DAY_MS, HOUR_MS, WholePen

REST_S = 28 * 86_400


@pytest.fixture(scope="module")
def interrupted():
    """A pen off the skin: its session is open, a minute is used; its image and the true time of its start."""
    life = WholePen()
    begun_us = life.world.now_us
    assert life.treat()
    life.stop()
    assert life.state == states.PAUSED
    return life.keep(), begun_us


@pytest.fixture(scope="module")
def finished():
    """A pen whose session is over; its image and the true time of its start."""
    life = WholePen()
    begun_us = life.world.now_us
    assert life.session()
    return life.keep(), begun_us


def _out(kept):
    life = WholePen.out_of_drawer(kept[0])
    life.begun_us = kept[1]
    life.power_up()
    return life


@pytest.fixture
def pen(interrupted):
    life = _out(interrupted)
    assert life.state == states.PAUSED
    return life


def _true_s(pen):
    return (pen.world.now_us - pen.begun_us) // 1_000_000


def _over(pen):
    """The session is ended for good, and the journal says why; a clock that stands still is repaired first."""
    moved = pen.world.strokes_true
    pen.wake()
    pen.run_ms(1_500)
    assert not pen.treat(), "needles moved"
    pen.world.fault("clock_stopped", False)
    pen.run_ms(3_000)
    if pen.state == states.FAULT:
        pen.acknowledge_fault()
        assert not pen.treat(), "needles moved once the clock was well"
    assert pen.world.strokes_true == moved
    assert pen.ledger.session == 1 and not pen.ledger.session_open and pen.ledger.locked
    assert pen.found("session_end", session=1, reason=r.STOP_WINDOW)


def _events(pen):
    return {x["event"] for x in pen.found("clock")} | {x["clock"] for x in pen.found("boot")} - {r.CLOCK_OK}


def _cell_dead(pen, ms):
    """Battery out for `ms` with a dead coin cell."""
    pen.cut_power()
    pen.world.fault("coin_cell_removed")
    pen.world.advance_us(ms * 1_000)
    pen.world.fault("coin_cell_removed", False)
    pen.power_up(3_000)


def _set(pen, seconds):
    """Somebody with a clip on the bus moves the count, at once."""
    pen.world.clock.look()
    if seconds > 0:
        pen.world.clock._add(seconds)
    else:
        pen.world.clock.tamper_set(2000, 1, 1, 0, 0, 0)


def test_s6_the_window_alone_lets_a_session_be_resumed(pen):
    """What the rest of this file takes away."""
    pen.cycle_power(60_000)
    assert pen.treat()


# --- the clock loses count with the session open -----------------------------------------------------------


@pytest.mark.parametrize("ms", (1_000, 10 * 60_000, 3 * DAY_MS))
def test_s6_a_dead_coin_cell_ends_the_open_session(pen, ms):
    _cell_dead(pen, ms)
    _over(pen)
    assert r.CLOCK_STOPPED in _events(pen)


def test_s6_a_dead_coin_cell_again_and_again_lends_no_time(pen):
    for _ in range(3):
        _cell_dead(pen, 20 * DAY_MS)
        _over(pen)


@pytest.mark.parametrize(("seconds", "event"), ((-1, r.CLOCK_BACK), (86_400 * 365 * 40, r.CLOCK_FAR)))
def test_s6_a_clock_set_while_the_pen_is_off_ends_the_open_session(pen, seconds, event):
    pen.cut_power()
    _set(pen, seconds)
    pen.power_up(3_000)
    _over(pen)
    assert event in _events(pen)


@pytest.mark.parametrize("asleep", (False, True))
@pytest.mark.parametrize(("seconds", "event"), ((-1, r.CLOCK_BACK), (7_200, r.CLOCK_JUMPED)))
def test_s6_a_clock_set_while_the_pen_has_power_ends_the_open_session(pen, seconds, event, asleep):
    """Asleep for an hour, a count set back by a minute looks like one that stood still: that ends it too."""
    if asleep:
        assert pen.until(states.OFF, at_most_ms=70_000)
    _set(pen, seconds)
    pen.run_ms(HOUR_MS + 60_000 if asleep else 3_000)
    _over(pen)
    assert event in _events(pen) or (asleep and seconds < 0 and r.CLOCK_STOPPED in _events(pen))


def test_s6_s7_a_crystal_that_stands_still_is_noticed_awake(pen):
    """The finger keeps the pen awake, the clock never moves on: the window must not stay open for ever."""
    pen.world.fault("clock_stopped")
    for _ in range(3_600 // 20):
        if r.CLOCK_STOPPED in _events(pen):
            break
        pen.run_ms(20_000)
        pen.press("UP")
    assert r.CLOCK_STOPPED in _events(pen), "an hour, and nobody noticed"
    _over(pen)


def test_s6_s7_a_crystal_that_stands_still_is_noticed_asleep(pen):
    assert pen.until(states.OFF, at_most_ms=70_000)
    pen.world.fault("clock_stopped")
    pen.run_ms(5 * HOUR_MS + 61_000)
    _over(pen)
    assert r.CLOCK_STOPPED in _events(pen)


def test_s6_s7_a_crystal_that_dies_under_running_needles_ends_the_session(pen):
    assert pen.treat(2_000)
    pen.world.fault("clock_stopped")
    assert pen.run_until(lambda: not pen.driven, 61_000)
    pen.run_ms(15_000)
    _over(pen)


def test_s7_s17_a_standing_clock_is_named_and_a_recovered_one_counts_on(finished):
    pen = _out(finished)
    pen.run_ms(DAY_MS)
    pen.wake()
    pen.world.fault("clock_stopped")
    pen.run_ms(2 * DAY_MS)
    pen.wake()
    pen.press("SELECT")
    pen.run_ms(300)
    assert pen.state in (states.LOCKED, states.FAULT)
    assert pen.shows(refusals.REFUSALS[r.CLOCK_FAILED][0]) or pen.shows(faults.PARTS[2])
    pen.world.fault("clock_stopped", False)
    pen.run_ms(30_000)
    if pen.state == states.FAULT:
        pen.acknowledge_fault()
    assert pen.app.inputs.proven_s - pen.ledger.lock_from_s <= 86_400 + 120
    pen.days(28)
    assert pen.state == states.READY


# --- another clock beside a blank EEPROM -------------------------------------------------------------------


@pytest.mark.parametrize("year", (2001, 2026, 2034))
def test_s9_a_new_clock_module_proves_nothing(finished, year):
    """DS3231 and AT24C32 come as one module: a shop-new one has a blank EEPROM and its maker's time."""
    pen = _out(finished)
    pen.days(1)
    pen.run_ms(500)
    assert pen.state == states.LOCKED
    pen.cut_power()
    pen.world.fault("eeprom_wiped")
    pen.world.clock.tamper_set(year, 1, 1, 0, 0, 0)
    pen.power_up(3_000)
    gained_s = pen.app.inputs.proven_s - pen.ledger.lock_from_s - _true_s(pen)
    assert gained_s <= 1
    pen.fresh_cartridge()
    pen.run_ms(1_000)
    assert not pen.treat()
    assert pen.state == states.LOCKED
    pen.run_ms(26 * DAY_MS)
    pen.wake()
    assert pen.state == states.LOCKED, "early"
    pen.run_ms(2 * DAY_MS + HOUR_MS)
    pen.wake()
    assert pen.state == states.READY, "the new module never counts"


def test_s6_s9_a_new_clock_module_does_not_keep_a_window_open(pen):
    pen.cut_power()
    pen.world.fault("eeprom_wiped")
    pen.world.clock.tamper_set(2026, 1, 1, 0, 0, 0)
    pen.world.advance_us(3 * DAY_MS * 1_000)
    pen.power_up(3_000)
    _over(pen)


# --- a clock that is only a little too fast ----------------------------------------------------------------


@pytest.mark.parametrize("ppm", (5, 50, 92, 150, 800, 2_000))
def test_s7_h10_a_fast_clock_never_opens_a_second_early(finished, ppm):
    """Just below a jump in every hour, or in every day: the margin covers what the comparison lets pass.

    What is faster than a crystal can be is seen by comparing, which a pen that is off cannot (decision 054).
    """
    pen = _out(finished)
    if ppm > 92:
        pen.never_let_go()
    pen.world.fault("clock_drift", True, ppm)
    pen.run_ms(REST_S * 1_000 - _true_s(pen) * 1_000 - 70_000)
    pen.wake()
    pen.run_ms(1_000)
    assert pen.state == states.LOCKED, "early"
    assert not pen.treat()
    pen.world.fault("clock_drift", False)
    if ppm <= 50:
        pen.run_ms(370_000)
        pen.wake()
        assert pen.state == states.READY, "late"


def test_s7_h10_small_jumps_every_hour_never_open_early(finished):
    """Three seconds an hour would be half an hour in a month."""
    pen = _out(finished)
    pen.never_let_go()  # see above
    for _ in range(28 * 24 - 1):
        pen.world.clock.look()
        pen.world.clock._add(3)
        pen.run_ms(HOUR_MS - 7_000)
    pen.run_ms(REST_S * 1_000 - _true_s(pen) * 1_000 - 70_000)
    pen.wake()
    pen.run_ms(1_000)
    assert _true_s(pen) < REST_S and pen.state == states.LOCKED
