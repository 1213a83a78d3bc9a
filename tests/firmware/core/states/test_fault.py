"""A fault is latched until it is acknowledged and the self-test passes (S2, S9, H3, H16)."""

import pytest
from pen.core import skin
from pen.core.gate import session_left_s
from pen.core.io import COMMIT_LEDGER
from pen.core.states import FAULT, LOCKED, OFF, READY, SELF_TEST
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.prepared import faulted_in_a_session, running, woken


def faulty_ledger(code=r.F_DEPTH):
    ledger = blank_ledger()
    ledger.fault = code
    return ledger


def latched(code=r.F_DEPTH):
    """A pen whose owner has had a second to read what its screen says."""
    bench = woken(faulty_ledger(code))
    bench.run(1_000)
    return bench


def _restarts(bench):
    """SELECT is held for more than 3 s: how often does the controller have the pen restarted?"""
    bench.inputs.buttons = SELECT
    resets = 0
    for _ in range(330):
        bench.step()
        resets += bench.outputs.reset
    return resets


def test_s2_a_fault_is_latched_over_waking_and_taps():
    bench = latched()
    assert bench.pen.state == FAULT
    for _ in range(3):
        bench.press(SELECT)
    bench.press(SELECT, 2_900)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_DEPTH


FAULTS = sorted(number for name, number in vars(r).items() if name.startswith("F_") and name != "F_PART")


@pytest.mark.parametrize("code", (*FAULTS, *range(r.F_PART + 1, r.F_PART + 10)))
def test_s2_a_long_hold_tests_again_and_clears(code):
    bench = latched(code)
    bench.press(SELECT, 3_200)
    bench.run(3_000)
    assert bench.pen.state == READY and bench.ledger.fault == 0
    assert bench.last(record.FAULT_CLEARED)[0] == code
    assert bench.commits[-1][1] == 1


@pytest.mark.parametrize("open_ms", (40, 100, 200, 300))
def test_s2_h16_a_worn_contact_that_closes_twice_can_acknowledge_it_too(open_ms):
    bench = latched()
    bench.press(SELECT, 50)
    bench.run(open_ms)
    bench.press(SELECT, 3_300)
    bench.run(3_000)
    assert bench.pen.state == READY and not bench.ledger.fault


def test_s2_clearing_needs_a_passed_self_test():
    bench = latched()
    bench.encoder_off_um = 16
    bench.press(SELECT, 3_200)
    bench.run(3_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_HOMING
    assert bench.last(record.FAULT_CLEARED) is None
    bench.encoder_off_um = 15
    bench.run(1_000)
    bench.press(SELECT, 3_200)
    bench.run(3_000)
    assert bench.ledger.fault == 0


@pytest.mark.parametrize("spoil", ["encoder_frozen", "ring_stuck"])
def test_s2_h3_an_encoder_that_reads_home_for_ever_clears_nothing(spoil):
    bench = latched()
    setattr(bench, spoil, True)
    bench.press(SELECT, 3_200)
    bench.run(2_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_RING
    assert bench.last(record.FAULT_CLEARED) is None and bench.outputs.target_um == 0


@pytest.mark.parametrize("mask", [UP, DOWN, SELECT | UP])
def test_s2_only_select_alone_clears(mask):
    bench = latched()
    bench.press(mask, 3_300)
    bench.run(2_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_DEPTH


def test_s2_an_uncalibrated_pen_cannot_clear_its_fault():
    bench = latched()
    bench.inputs.calibrated = False
    bench.press(SELECT, 3_200)
    bench.run(500)
    assert bench.pen.state == FAULT and bench.ledger.fault
    assert not bench.pen.self_test.clearing  # the wish is spent: waking later clears nothing


def test_s2_a_broken_part_keeps_the_fault():
    bench = woken()
    bench.inputs.broken_part = 4
    bench.step()
    assert bench.ledger.fault == 32 + 4
    bench.run(500)
    bench.press(SELECT, 3_200)
    assert bench.pen.state == FAULT
    bench.inputs.broken_part = 0
    bench.press(SELECT, 3_200)
    bench.run(3_000)
    assert bench.pen.state == READY


def test_s9_h37_a_fault_is_not_cleared_while_a_store_fails_the_pen_restarts():
    bench = latched()
    bench.store_answer = 2
    bench.inputs.store_ok = False
    bench.events.up_ms = 10_000
    assert _restarts(bench) == 1 and bench.pen.state == FAULT and bench.ledger.fault


def test_h16_a_select_that_is_stuck_since_power_on_does_not_restart_the_pen_for_ever():
    """The words say to hold it, so the first time it does so at once."""
    bench = latched()
    bench.inputs.store_ok = False
    bench.events.up_ms = 4_000
    assert _restarts(bench) == 1
    bench = latched()
    bench.inputs.store_ok = False
    bench.pen.self_test.own_start = True  # it has restarted itself
    bench.events.up_ms = 9_990
    assert _restarts(bench) == 0 and bench.pen.state == FAULT and bench.ledger.fault


def test_s9_a_fault_that_is_cleared_when_the_store_fails_leaves_the_pen_locked():
    bench = latched()
    bench.inputs.buttons = SELECT
    assert bench.until(SELF_TEST, 3_500)
    bench.inputs.buttons = 0
    bench.store_answer = 2
    bench.inputs.store_ok = False
    bench.run(3_000)
    assert bench.commits[-1][1] == 2 and bench.pen.state == LOCKED


@pytest.mark.parametrize("began_ms", (-2_000, 0, 100, 400))
def test_s2_h29_a_press_that_began_before_the_screen_could_be_read_acknowledges_nothing(began_ms):
    """The press that stops the needles, or wakes the pen, may last: it is no answer to a fault that comes with it."""
    bench = running()
    if began_ms < 0:
        bench.inputs.buttons = SELECT
        bench.run(20)
    bench.pen.fail(r.F_RING)
    bench.run(max(20, began_ms))
    bench.inputs.buttons = SELECT
    bench.run(6_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_RING
    bench.inputs.buttons = 0
    bench.run(1_000)
    assert bench.pen.state == FAULT


@pytest.mark.parametrize("other", (UP, DOWN))
def test_s2_h29_nor_does_it_when_another_button_is_tapped_meanwhile(other):
    """A new press starts the hold of all buttons anew; SELECT is still the press that was there before the fault."""
    bench = running()
    bench.inputs.buttons = SELECT
    bench.run(20)
    bench.pen.fail(r.F_RING)
    bench.run(1_500)
    bench.inputs.buttons = SELECT | other
    bench.run(90)
    bench.inputs.buttons = SELECT
    bench.run(6_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_RING


@pytest.mark.parametrize("session", (True, False))
def test_s2_h29_the_press_that_wakes_the_pen_acknowledges_nothing_and_does_not_say_that_it_bleeds(session):
    bench = running() if session else woken()
    bench.pen.fail(r.F_RING)
    bench.run(65_000)
    assert bench.pen.state == OFF
    bench.inputs.buttons = SELECT
    bench.run(8_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_RING and not bench.ledger.review


def test_h27_a_session_whose_window_is_over_ends_so_that_how_the_skin_took_it_can_be_told():
    bench = faulted_in_a_session()
    left_s = session_left_s(bench.inputs.proven_s, bench.ledger)
    bench.inputs.proven_s += left_s - 1
    bench.run(20)
    assert bench.ledger.session_open
    bench.inputs.proven_s += 1
    bench.run(1_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_DEPTH and not bench.ledger.session_open
    assert bench.last(record.SESSION_END)[1] == r.STOP_WINDOW and bench.commits[-1][0] == COMMIT_LEDGER
    bench.inputs.proven_s += 24 * 3_600
    assert skin.due(bench.ledger, bench.inputs.proven_s) == 1


def test_h16_a_stuck_button_is_a_fault_that_is_not_asleep():
    bench = woken()
    bench.inputs.buttons = UP
    bench.run(10_100)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_BUTTON
    assert bench.last(record.FAULT)[:2] == (r.F_BUTTON, UP)
