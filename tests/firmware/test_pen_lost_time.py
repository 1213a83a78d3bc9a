"""S7, S9, H9: the clock is set forward while somebody who should remember it cannot. Found by random lives."""

import pytest
from pen.core import states
from pen.formats import messages

from tests.firmware.whole_pen import DAY_MS, HOUR_MS, WholePen

DATE = (2000, 12, 1)  # where the clip on the bus sets the clock: a year on, within what may be gained unseen


@pytest.fixture(scope="module")
def rested():
    """A pen a few minutes after its first session, all stored, in the drawer."""
    life = WholePen()
    assert life.session()
    life.run_ms(3 * HOUR_MS)
    return life.keep()


@pytest.fixture
def pen(rested):
    life = WholePen.out_of_drawer(rested)
    life.power_up()
    assert life.state == states.LOCKED
    return life


def _set_forward(pen) -> None:
    """A clip on the bus of a pen that has power, as its latch does not open; within the hour the pen compares."""
    pen.never_let_go()
    pen.run_ms(2 * HOUR_MS)
    pen.world.clock.tamper_set(*DATE, 0, 0, 0)
    pen.run_ms(HOUR_MS + 100_000)


def _still_locked(pen) -> None:
    pen.acknowledge_fault()
    pen.wake()
    pen.run_ms(1_000)
    assert pen.state == states.LOCKED, pen.state
    assert not pen.treat()


@pytest.mark.parametrize("fault", ["eeprom_wiped", "flash_wiped"])
def test_s9_the_time_since_the_mark_is_unproven_when_a_store_was_lost(pen, fault):
    """The lost store may have been the only one that knew of the jump (a cut between the two writes)."""
    pen.cut_power()
    pen.world.fault(fault)
    pen.world.advance_us(40 * DAY_MS * 1000)
    pen.power_up()
    _still_locked(pen)


@pytest.mark.parametrize("fault", ["eeprom_wiped", "flash_wiped", "clock_absent"])
def test_h26_a_pen_that_does_not_know_the_time_has_no_date(pen, fault):
    """Seen: the old date, ten days behind: the lock-out's end too early, a look before the bleeding believed."""
    pen.world.plug_usb()
    pen.run_ms(500)
    assert pen.asks(messages.SET_WALL, pen.world.unix_s)[0] == messages.OK and pen.ledger.wall_offset_s
    pen.world.plug_usb(False)
    pen.run_ms(2_000)
    pen.cut_power()
    pen.world.fault(fault)
    pen.world.advance_us(10 * DAY_MS * 1000)
    pen.power_up()
    if fault == "clock_absent":
        pen.run_ms(7_000)
        pen.world.fault(fault, False)
        pen.run_ms(5_000)
    assert not pen.ledger.wall_offset_s
    pen.cycle_power()
    assert not pen.ledger.wall_offset_s


@pytest.mark.parametrize("fault", ["eeprom_absent", "eeprom_busy"])
def test_s7_a_jump_that_could_not_be_stored_is_not_believed_later(pen, fault):
    pen.cut_power()
    pen.world.fault(fault)
    pen.power_up()
    _set_forward(pen)
    pen.cut_power()
    pen.world.fault(fault, False)
    pen.power_up()
    _still_locked(pen)


def test_s7_a_clock_that_was_moved_while_it_did_not_answer_is_not_believed_later(pen):
    pen.world.fault("clock_absent")
    pen.run_ms(2_000)
    _set_forward(pen)
    pen.cut_power()
    pen.world.fault("clock_absent", False)
    pen.power_up()
    _still_locked(pen)


def test_s7_a_clock_moved_before_its_first_answer_after_power_on_is_not_believed(pen):
    """There is no crystal to compare with yet: it began to count with the first answer."""
    pen.cut_power()
    pen.world.fault("clock_absent")
    pen.power_up()
    _set_forward(pen)
    pen.world.fault("clock_absent", False)
    pen.run_ms(HOUR_MS)
    _still_locked(pen)


def test_s7_a_clock_that_answers_again_has_lost_nothing(pen):
    """The pen's own crystal was there all along."""
    before_s = pen.app.inputs.proven_s
    pen.world.fault("clock_absent")
    pen.run_ms(5_000)
    pen.world.fault("clock_absent", False)
    pen.run_ms(5_000)
    pen.acknowledge_fault()
    assert pen.app.inputs.proven_s - before_s >= 9
    pen.run_ms(3_000)
    pen.cycle_power(DAY_MS)
    assert pen.app.inputs.proven_s - before_s >= 86_400


def test_s7_one_disturbed_transfer_costs_nothing_at_boot(pen):
    before_s = pen.app.inputs.proven_s
    pen.cut_power()
    pen.world.advance_us(10 * DAY_MS * 1000)
    pen.world.fault("i2c_flaky")
    pen.power_up()
    pen.world.fault("i2c_flaky", False)
    pen.run_ms(3_000)
    assert pen.app.inputs.proven_s - before_s >= 10 * 86_400


def test_s7_a_jump_is_stored_though_the_stop_wire_is_broken(pen):
    """It reads as a button held for ever, and a held button puts storing off (random life 734)."""
    pen.world.fault("stop_wire_broken")
    _set_forward(pen)
    pen.cut_power()
    pen.world.fault("stop_wire_broken", False)
    pen.power_up()
    _still_locked(pen)


def test_s7_whatever_the_laptop_has_stored_stores_the_time_as_well(pen):
    """Else a store lost later takes the time since the last daily mark along."""
    pen.run_ms(2 * HOUR_MS)
    pen.world.plug_usb()
    pen.wake()
    pen.run_ms(3_000)
    assert pen.asks(messages.SET_WALL, 1_900_000_000)[0] == messages.OK
    assert pen.app.inputs.proven_s - pen.app.store.stored_mark_s < 2
