"""SELF_TEST: ring and encoder are checked after power-on and waking (S2, H2, H3, H4, H11)."""

import pytest
from pen.core.io import LOOK_AGAIN, LOOK_CLOSELY, LOOK_NOW_AND_THEN
from pen.core.ring import HOMING
from pen.core.states import FAULT, LOCKED, PAUSED, READY, SELF_TEST
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import SELECT, UP, Bench, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import locked_ledger, woken


def test_self_test_leaves_a_ring_that_is_home_alone():
    bench = CheckedBench()
    bench.encoder_off_um = -15
    bench.wake()
    assert bench.pen.state == READY and not bench.commits


def test_h11_after_a_power_cut_the_ring_is_driven_home():
    bench = CheckedBench()
    bench.ring_um = 300
    bench.press(SELECT)
    assert bench.pen.state == SELF_TEST and bench.pen.phase == HOMING
    bench.run(2_000)
    assert bench.pen.state == READY and bench.ring_um == 0 and len(bench.commits) == 1


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("encoder_dead", r.F_HOMING),
        ("ring_stuck", r.F_RING),
        ("ring_wrong_way", r.F_RING),
        ("encoder_frozen", r.F_RING),
        ("ring_late", r.F_MOVE),
    ],
)
def test_s2_h2_h3_a_ring_that_does_not_come_home_is_a_fault(spoil, code):
    bench = CheckedBench()
    bench.ring_um = 300
    bench.step()
    setattr(bench, spoil, True)
    bench.wake()
    bench.run(1_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == code
    assert bench.last(record.FAULT)[0] == code


def test_h4_without_calibration_nothing_is_driven_and_nothing_arms():
    bench = CheckedBench()
    bench.inputs.calibrated = False
    bench.ring_um = 300
    bench.wake()
    assert bench.pen.state == LOCKED and bench.ring_um == 300
    bench.press(SELECT)
    assert bench.pen.notice.reason == r.NOT_CALIBRATED


def test_h11_an_open_session_wakes_into_paused():
    ledger = locked_ledger()
    ledger.session_open = 1
    assert woken(ledger).pen.state == PAUSED


def test_s7_it_waits_for_a_clock_that_has_not_answered_yet_and_moves_nothing():
    bench = CheckedBench()
    bench.inputs.clock_late = True
    bench.inputs.clock_ok = False
    bench.encoder_off_um = 60  # not home: it would move
    bench.pen.wake(bench.now_ms)
    bench.run(3_000)
    assert bench.pen.state == SELF_TEST and not bench.outputs.home
    bench.inputs.clock_late = False
    bench.inputs.clock_ok = True
    bench.encoder_off_um = 0
    bench.run(1_000)
    assert bench.pen.state == READY


@pytest.mark.parametrize(
    ("crashed", "in_a_run", "stop", "tell"),
    [
        (False, False, r.NONE, r.NONE),
        (False, True, r.STOP_POWER_CUT, r.AFTER_CUT),
        (True, False, r.NONE, r.AFTER_CRASH),
        (True, True, r.STOP_CRASH, r.AFTER_CRASH),
    ],
)
def test_s5_s17_a_start_says_how_the_run_before_it_ended(crashed, in_a_run, stop, tell):
    ledger = blank_ledger()
    ledger.charged_ms = ledger.needle_ms = 60_000 if in_a_run else 0
    bench = Bench(ledger)
    bench.pen.self_test.after_start(crashed)
    assert (bench.pen.stop_reason, bench.pen.self_test.tell) == (stop, tell) and not ledger.charged_ms
    assert bench.kinds() == ([record.NEEDLES_OFF, record.ZONE] if in_a_run else [])
    if in_a_run:
        assert bench.last(record.NEEDLES_OFF)[1] == stop


def test_s14_h8_the_tag_is_read_afresh_on_waking():
    bench = woken()
    assert bench.pen.cartridge_look(False) == LOOK_CLOSELY  # it is clean
    bench.pull()
    bench.step()
    assert bench.pen.cartridge_look(False) == LOOK_NOW_AND_THEN
    bench.pen.enter(SELF_TEST)
    assert bench.pen.cartridge_look(True) == LOOK_NOW_AND_THEN | LOOK_AGAIN
    assert bench.pen.cartridge_look(False) == LOOK_NOW_AND_THEN


@pytest.mark.parametrize("still_open", (1, 0))
def test_a23_a_hold_that_is_over_before_the_clock_answers_says_that_it_bleeds(still_open):
    ledger = blank_ledger()
    ledger.session, ledger.session_open, ledger.locked = 1, still_open, 1
    bench = CheckedBench(ledger)
    bench.press(SELECT)
    bench.pen.wake(bench.now_ms)
    bench.inputs.clock_late = True
    bench.press(UP, 2_500)
    assert bench.pen.state == SELF_TEST
    bench.inputs.clock_late = False
    bench.run(1_000)
    assert bench.ledger.review == still_open == len([kind for kind in bench.kinds() if kind == record.BLEEDING])
