"""S9, S13, H37, H38, H39: one store fails or is damaged; the other one and the journal are asked, too.

Siblings of each row, all tried here or in `storage/test_store_witnesses.py`:
- a fault, a bleeding, a jump of the clock: each stored while the flash, the EEPROM or both fail, from the run on or
  from the pause on; then the power is cut, or the pen is restarted by its button;
- the bleeding is told while the pen already shows that a memory failed;
- the newest slots of both stores damaged, wiped, or replaced by older ones, with the journal whole, cut, damaged;
- either store, both, or the journal too, from another pen.
"""

import pytest
from pen.core import states
from pen.formats import frame, messages, record
from pen.formats import reasons as r

from tests.firmware.storage.store_harm import (
    cut_last_record,
    damage_last_record,
    eeprom_takes_no_write,
    flash_takes_no_write,
    flip_newest_in_each_store,
    locked,
    restart,
    stores_agree,
)
from tests.firmware.whole_pen import DAY_MS, WholePen, frames

FAILURES = {
    "flash": (flash_takes_no_write,),
    "EEPROM": (eeprom_takes_no_write,),
    "both": (flash_takes_no_write, eeprom_takes_no_write),
}


def fail(life, which, on=True):
    for harm in FAILURES[which]:
        harm(life.world, on)


def bleed(life):
    """The press that stops the needles is held on: it bleeds."""
    life.press("UP", 2_600)
    life.run_ms(4_000)


def slip(life):
    """The encoder's magnet slips: a depth fault while needles run."""
    life.world.fault("encoder_offset")
    life.run_ms(5_000)
    life.world.fault("encoder_offset", False)


@pytest.mark.parametrize("which", FAILURES)
@pytest.mark.parametrize("act", (bleed, slip))
def test_s9_h37_what_forbids_a_session_outlasts_the_power_whatever_store_fails(pen, which, act):
    assert pen.treat(1_200)
    fail(pen, which)
    act(pen)
    pen.cut_power()
    fail(pen, which, False)
    pen.power_up()
    pen.run_ms(2_000)
    remembered(pen, act)


def remembered(pen, act):
    """A bleeding needs a review, a depth fault is latched; needles move in neither case."""
    if act is bleed:
        assert pen.ledger.review and not pen.ledger.session_open
        pen.acknowledge_fault()
    else:
        assert pen.ledger.fault == r.F_DEPTH, pen.ledger.fault
    assert not pen.treat()


@pytest.mark.parametrize("act", (bleed, slip))
def test_s9_h37_a_restart_by_the_button_forgets_nothing_either(pen, act):
    """SELECT held on the fault's screen restarts the pen; meanwhile the stores answer again."""
    assert pen.treat(1_200)
    fail(pen, "both")
    act(pen)
    assert pen.state == states.FAULT
    fail(pen, "both", False)
    boots = pen.world.boots
    pen.press("SELECT", 3_500)
    pen.run_ms(3_000)
    assert pen.world.boots > boots, "it went on in the boot in which something could not be stored"
    remembered(pen, act)


def test_s9_h37_what_could_be_stored_nowhere_ends_this_boot_even_when_the_stores_are_well_again(pen):
    assert pen.treat(1_200)
    fail(pen, "both")
    slip(pen)
    fail(pen, "both", False)
    pen.run_ms(40_000)
    assert pen.app.store.healthy and pen.state == states.FAULT
    boots = pen.world.boots
    pen.press("SELECT", 3_500)
    pen.run_ms(3_000)
    assert pen.world.boots > boots
    remembered(pen, slip)


@pytest.mark.parametrize("which", FAILURES)
def test_s9_h37_a_bleeding_told_before_a_failing_store_is_noticed(pen, which):
    """The run is over, the pause is stored; then the memories fail, and then it is told."""
    assert pen.treat(1_200)
    pen.stop()
    fail(pen, which)
    pen.run_ms(3_000)
    bleed(pen)
    pen.cut_power()
    fail(pen, which, False)
    pen.power_up()
    remembered(pen, bleed)


def test_s9_h37_a_jump_of_the_clock_that_no_store_took_is_not_believed_later(pen):
    assert pen.session()
    pen.run_ms(2 * DAY_MS)
    pen.wake()
    fail(pen, "both")
    pen.world.clock.tamper_set(2000, 2, 20, 0, 0, 0)
    pen.run_ms(5_000)
    pen.cut_power()
    fail(pen, "both", False)
    pen.power_up()
    pen.acknowledge_fault()
    locked(pen)


def test_s13_h37_what_could_not_be_journalled_is_told_as_a_gap(pen):
    assert pen.treat(1_200)
    fail(pen, "flash")
    slip(pen)
    pen.cut_power()
    fail(pen, "flash", False)
    pen.power_up()
    pen.run_ms(2_000)
    assert pen.found("lost", reason=record.GAP_BUFFER)


# --- the journal is the third witness ---------------------------------------------------------------------------


def just_started() -> WholePen:
    """The needles run: the last thing stored is the start of a session."""
    life = WholePen()
    assert life.treat(300)
    return life


@pytest.mark.parametrize("also", (None, damage_last_record, cut_last_record))
def test_s9_h38_the_newest_slot_of_each_store_damaged_right_after_a_start_stays_locked(also):
    pen = just_started()
    restart(pen, flip_newest_in_each_store, *([also] if also else []))
    assert pen.state in (states.LOCKED, states.PAUSED, states.ENDED)
    assert pen.ledger.locked and pen.ledger.lock_from_s
    pen.run_ms(31 * 60_000)
    pen.wake()
    pen.run_ms(1_000)
    pen.end()
    locked(pen)
    if also is None:
        assert pen.ledger.session == 1 and pen.ledger.uses(0, 1001) == 1
    pen.run_ms(26 * DAY_MS)
    pen.wake()
    locked(pen)
    stores_agree(pen)


def test_s9_h38_a_fault_and_a_bleeding_are_in_the_journal_too():
    pen = WholePen()
    assert pen.treat(1_200)
    bleed(pen)
    restart(pen, flip_newest_in_each_store)
    assert pen.ledger.review


# --- another pen's ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stranger():
    """Another pen, a month and a session old."""
    other = WholePen(seed=2)
    assert other.session()
    other.run_ms(60 * DAY_MS)
    other.wake()
    other.run_ms(500)
    other.cut_power()
    return bytes(other.world.eeprom.mem), bytes(other.world.flash.data)


@pytest.mark.parametrize("flash", ("wiped", "foreign"))
@pytest.mark.parametrize("eeprom", ("wiped", "foreign"))
def test_s9_neither_store_is_this_pens_so_nothing_is_known(resting_pen, stranger, flash, eeprom):
    pen = resting_pen

    def exchange(world):
        world.eeprom.mem[:] = stranger[0] if eeprom == "foreign" else b"\xff" * len(stranger[0])
        world.flash.data[:] = stranger[1] if flash == "foreign" else b"\xff" * len(stranger[1])

    restart(pen, exchange)
    assert bytes(pen.ledger.pen_id) == pen.world.uid, "it took another pen's name"
    assert pen.ledger.locked and pen.ledger.history_lost and pen.ledger.session == 0
    locked(pen)
    pen.run_ms(40 * DAY_MS)
    pen.wake()
    locked(pen)  # the calibration went with it (H4)


# --- every epoch can be read ----------------------------------------------------------------------------------------


def test_s13_h39_a_bit_in_the_last_record_strands_nothing(resting_pen):
    pen = resting_pen
    before = pen.journal()
    restart(pen, damage_last_record)
    pen.world.plug_usb()
    pen.run_ms(500)
    store = pen.app.store
    assert store.epoch == 2
    pen.serial.take()
    pen.serial.send(frame.encode(messages.READ, 9, messages.encode(messages.READ, 1, 1, messages.READ_MAX)))
    pen.run_ms(500)
    data = b"".join(payload[8:] for kind, _, payload in frames(pen.serial.take()) if kind == messages.RECORDS)
    assert data[: len(before) - record.SIZE] == before[: -record.SIZE]
