"""S20, S17, S8, H42: a lock-out has a legitimate way out that keeps history and lock, and the screen says which.

The siblings. A zero that moved: by a little, by much, with the pen locked or not, with a fault of its own or another's,
with one store gone, with a wrong new zero, told twice. A setting: at once, too soon, through the cable alone, over a
power cut. A cell that is empty: at the first power-on of a repaired pen, at every one. A power cut: in the run, in the
pause, before any stroke.
"""

import pytest
from pen.core import reported, settings, states
from pen.formats import messages
from pen.formats import reasons as r
from pen.ui.texts import faults, locked, refusals, times

from tests.firmware.session_preparation import recalibrate, told_profile
from tests.firmware.stored_ledgers import eeprom_ledger
from tests.firmware.whole_pen import DAY_MS, HOUR_MS, WholePen

TITLE = {reason: lines[0] for reason, lines in refusals.REFUSALS.items()}
OF_THE_RING = (r.F_HOMING, r.F_DEPTH, r.F_RING, r.F_RING_DEEP)
OF_THE_LOCK = ("session", "locked", "lock_from_s", "history_lost", "interval_s", "depth_max_um", "reaction_um")
OF_THE_LOCK += ("reaction_s", "review", "profile", "cleared", "cartridges", "acked_seq", "epoch")


@pytest.fixture
def pen():
    return WholePen()


def _kept(pen):
    return {name: getattr(pen.ledger, name) for name in OF_THE_LOCK}


# --- a zero that moved ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counts", (99, 1_000, 4_000))  # 24 µm, a quarter turn, another magnet
@pytest.mark.parametrize("used", (False, True))
def test_s20_h42_a_zero_that_moved_is_measured_anew_with_history_and_lock_kept(pen, counts, used):
    if used:
        assert pen.session()
        pen.run_ms(10 * DAY_MS)
    pen.world.fault("encoder_offset", value=counts)  # the nose was taken apart
    pen.cycle_power()
    pen.run_ms(4_000)
    pen.acknowledge_fault()
    assert pen.state == states.FAULT and pen.ledger.fault in OF_THE_RING, "no acknowledging ends that"
    before, ceilings = _kept(pen), [pen.controller.ceiling_of(zone) for zone in range(5)]
    history = pen.records()
    old = pen.ledger.zero_counts
    recalibrate(pen)
    pen.cycle_power()
    assert pen.state == states.FAULT and pen.shows(faults.FAULTS[pen.ledger.fault][0])
    moved = pen.world.strokes_true
    assert not pen.treat() and pen.world.strokes_true == moved, "not before the test"
    pen.acknowledge_fault()
    assert pen.state == (states.LOCKED if used else states.READY)
    assert _kept(pen) == before and [pen.controller.ceiling_of(zone) for zone in range(5)] == ceilings
    assert pen.records()[: len(history)] == history
    assert pen.found("recalibrated", old_zero=old, new_zero=pen.world.encoder.raw())
    if used:
        assert not pen.treat(), "the lock stays"
        pen.days(19)
        pen.fresh_cartridge()
        pen.run_ms(1_000)  # it is seen before its questions are answered
    assert pen.treat(2_500) and pen.world.max_tip_um <= 500


@pytest.mark.parametrize("wrong", (-400, 100, 400, 2_000))
def test_s1_h4_a_new_zero_that_is_not_the_rings_moves_no_needle(pen, wrong):
    recalibrate(pen, (pen.world.encoder.raw() + wrong) % 4096)
    pen.cycle_power()
    for _ in range(3):
        pen.acknowledge_fault()
        assert pen.state == states.FAULT and pen.ledger.fault in (r.F_HOMING, r.F_RING, r.F_RING_DEEP)
        assert not pen.treat()
    assert pen.world.max_tip_um <= 500
    recalibrate(pen)
    pen.cycle_power()
    pen.acknowledge_fault()
    assert pen.state == states.READY, "and the right one mends it"


@pytest.mark.parametrize("lost", ("eeprom_wiped", "flash_wiped"))
def test_s9_a_new_zero_with_one_store_gone_loses_nothing(pen, lost):
    assert pen.session()
    before = pen.ledger.lock_from_s
    pen.cut_power()
    pen.world.fault(lost)
    recalibrate(pen)
    pen.cycle_power()
    assert pen.ledger.fault == r.F_NEW_ZERO and pen.shows(faults.FAULTS[r.F_NEW_ZERO][0])
    pen.acknowledge_fault()
    assert pen.state == states.LOCKED and pen.ledger.lock_from_s >= before and pen.ledger.session == 1


def test_s2_a_new_zero_does_not_hide_another_fault(pen):
    pen.world.fault("display_absent")
    pen.cycle_power()
    pen.run_ms(3_000)
    fault = pen.ledger.fault
    assert fault
    pen.world.fault("display_absent", False)
    recalibrate(pen)
    pen.cycle_power()
    assert pen.ledger.fault == fault


def test_s9_a_pen_whose_memory_does_not_answer_takes_no_new_zero(pen):
    from pen.storage.store import StoreError

    zero = pen.ledger.zero_counts
    pen.cut_power()
    pen.world.fault("eeprom_absent")
    with pytest.raises(StoreError):
        recalibrate(pen, 7)
    pen.world.fault("eeprom_absent", False)
    pen.cycle_power()
    assert pen.ledger.zero_counts == zero and pen.ledger.fault != r.F_NEW_ZERO


# --- settings ---------------------------------------------------------------------------------------------------


def test_s8_h42_a_setting_goes_back_28_days_after_a_consent_on_the_pen(pen):
    pen.world.plug_usb(True)
    pen.run_ms(1_000)
    assert pen.agreed(messages.SET_SETTING, settings.DEPTH_MAX, 150)[0] == messages.OK
    assert pen.asks(messages.LOOSEN, settings.DEPTH_MAX, 500)[1]["code"] == messages.E_CONFIRM, "the cable alone"
    assert pen.agreed(messages.LOOSEN, settings.DEPTH_MAX, 501)[1]["code"] == messages.E_VALUE
    kind, fields = pen.agreed(messages.LOOSEN, settings.DEPTH_MAX, 500)
    assert kind == messages.OK and abs(fields["value"] - pen.app.inputs.proven_s - 28 * 86_400) < 5
    assert pen.found("looser", setting=2, old=150, new=500)
    _, later = pen.asks(messages.GET_LOOSER)
    assert (later["depth_max_um"], later["depth_max_at_s"], later["interval_s"]) == (500, fields["value"], 0)
    pen.world.plug_usb(False)
    pen.run_ms(1_000)
    pen.run_ms(28 * DAY_MS - HOUR_MS)
    pen.wake()
    assert pen.ledger.depth_max_um == 150, "early"
    pen.cycle_power()
    pen.run_ms(2 * HOUR_MS)
    pen.wake()
    pen.run_ms(1_000)
    assert pen.ledger.depth_max_um == 500 and pen.found("setting", setting=2, old=150, new=500)
    pen.cycle_power()
    assert pen.ledger.depth_max_um == 500 and len(pen.found("setting", setting=2, old=150, new=500)) == 1, "durable"


def test_s8_what_has_gone_back_on_waking_is_stored_then(pen):
    """On a pen without a latch, where waking is no start, which stores anyway."""
    pen.never_let_go()
    pen.world.plug_usb(True)
    pen.run_ms(1_000)
    assert pen.agreed(messages.SET_SETTING, settings.DEPTH_MAX, 150)[0] == messages.OK
    assert pen.agreed(messages.LOOSEN, settings.DEPTH_MAX, 500)[0] == messages.OK
    pen.world.plug_usb(False)
    pen.run_ms(28 * DAY_MS + HOUR_MS)
    assert pen.state == states.OFF
    pen.wake()
    pen.run_ms(1_000)
    assert pen.ledger.depth_max_um == 500
    assert eeprom_ledger(pen.world).depth_max_um == 500


def test_s8_s20_a_pen_locked_for_a_year_by_its_setting_opens_by_the_way_back(pen):
    assert pen.session()
    pen.world.plug_usb(True)
    pen.run_ms(1_000)
    assert pen.agreed(messages.SET_SETTING, settings.INTERVAL, 365 * 86_400)[0] == messages.OK
    pen.world.plug_usb(False)
    pen.run_ms(5 * DAY_MS)
    pen.world.plug_usb(True)
    pen.run_ms(1_000)
    assert pen.agreed(messages.LOOSEN, settings.INTERVAL, 28 * 86_400)[0] == messages.OK
    pen.world.plug_usb(False)
    pen.run_ms(27 * DAY_MS)
    pen.wake()
    pen.fresh_cartridge()
    pen.run_ms(1_000)
    assert not pen.treat(), "32 days after the session, 27 after the consent"
    pen.days(2)
    pen.fresh_cartridge()
    pen.run_ms(1_000)  # it is seen before its questions are answered
    assert pen.treat()


def test_s9_s20_a_new_board_under_an_old_memory_waits_one_interval_and_has_a_way_out(pen):
    assert pen.session()
    pen.run_ms(2_000)
    pen.cut_power()
    pen.world.uid = b"another1"
    recalibrate(pen)
    pen.cycle_power()
    pen.acknowledge_fault()
    assert pen.state == states.LOCKED and pen.ledger.history_lost
    assert not pen.treat()
    pen.days(29)
    told_profile(pen)
    assert not pen.treat(), "the cartridge is the other board's"
    pen.world.eject()
    pen.run_ms(3_000)
    pen.fresh_cartridge()
    pen.run_ms(3_000)
    assert pen.treat()


# --- what is assumed is said ------------------------------------------------------------------------------------


def test_s17_h11_after_a_power_cut_nothing_is_called_measured(pen):
    assert pen.arm()
    pen.press("UP")
    assert pen.until(states.RUNNING)
    pen.run_ms(70)
    pen.cycle_power()
    pen.run_ms(1_500)
    assert pen.state == states.PAUSED and pen.world.strokes_true < 12
    assert pen.shows("Power was cut") and pen.shows("SELECT goes on.")
    pen.press("SELECT")
    pen.run_ms(300)
    assert pen.state == states.PAUSED and pen.shows("Zone taken as enough"), "the press did more than it was for"
    pen.press("SELECT")
    pen.run_ms(300)
    assert pen.shows(TITLE[r.POWER_WAS_CUT]) and not pen.shows(TITLE[r.ZONE_DONE])
    pen.run_ms(8_000)
    assert pen.shows("Power was cut") and pen.shows("Zone taken as enough")
    pen.press("DOWN")
    pen.press("SELECT")
    pen.run_ms(1_500)
    assert pen.state == states.ENDED
    assert pen.shows(times.AT_LEAST % "0") and not pen.shows("0:00")


@pytest.mark.parametrize("out_ms", (3_000, DAY_MS))
def test_s17_h10_an_empty_coin_cell_is_named_with_what_to_buy(pen, out_ms):
    assert pen.session()
    pen.run_ms(3 * DAY_MS)
    pen.world.fault("coin_cell_removed")
    pen.cycle_power(out_ms)
    assert pen.shows(TITLE[r.CLOCK_CELL]) and pen.shows(refusals.REFUSALS[r.CLOCK_CELL][3])
    assert "CR2032" in refusals.REFUSALS[r.CLOCK_CELL][3]
    pen.run_ms(8_000)
    pen.press("UP")
    pen.run_ms(300)
    assert pen.shows(locked.CELL_TYPE)
    pen.world.fault("coin_cell_removed", False)
    pen.cycle_power()
    assert not pen.shows(TITLE[r.CLOCK_CELL])


@pytest.mark.parametrize("findings", (0, reported.RED_48H))
def test_h27_with_a_fault_latched_a_check_in_that_is_due_can_be_answered(pen, findings):
    """The session was open when the pen failed, and whoever waits for a repair has a skin that may have reacted."""
    assert pen.treat(2_500)
    pen.stop()
    pen.controller.fail(r.F_MOVE)
    pen.run_ms(49 * HOUR_MS)
    pen.world.plug_usb()
    pen.run_ms(1_500)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_MOVE
    assert pen.asks(messages.GET_SKIN)[1]["due_h"] == 48
    assert pen.agreed(messages.CHECKIN, 48, findings)[0] == messages.OK
    assert pen.found("checkin")[-1]["findings"] == findings and pen.ledger.reacted == bool(findings)
    assert pen.state == states.FAULT
