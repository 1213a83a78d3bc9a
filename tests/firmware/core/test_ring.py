"""S1, S2, H29: the ring is watched in every step of every move; after a fault of its own only a person moves it."""

import pytest
from pen.core import merge
from pen.core.io import NO_DEPTH
from pen.core.ledger import Ledger
from pen.core.states import ARMING, FAULT, LOCKED, OFF, PAUSED, READY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import SELECT, UP, blank_ledger, calm_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import armed, awake, running, woken

RING_FAULTS = (r.F_DEPTH, r.F_HOMING, r.F_MOVE, r.F_RING, r.F_RING_DEEP, r.F_PART + 4, r.F_PART + 6)
OTHERS = (r.F_BUTTON, r.F_RUNAWAY, r.F_OVERSPEED, r.F_STORE, r.F_PART + 1, r.F_PART + 8)


@pytest.mark.parametrize("code", RING_FAULTS + OTHERS + (0,))
def test_s2_after_these_faults_nobody_but_a_person_may_have_the_ring_moved(code):
    assert (code in r.RING_LOST) == (code in RING_FAULTS)


@pytest.mark.parametrize("lost", r.RING_LOST)
@pytest.mark.parametrize("other", (0, r.F_STORE, r.F_NEW_ZERO, r.F_PART + 1, r.F_PART + 8))
@pytest.mark.parametrize("newer", (True, False))
def test_s2_s9_h29_that_the_ring_is_lost_outlasts_any_other_fault_of_two_ledgers(lost, other, newer):
    """One power cut between the two stores, and the display's fault of a second ago was believed: the ring moved."""
    a, b = Ledger(), Ledger()
    a.fault, b.fault = lost, other
    a.sequence, b.sequence = 5, 6 if newer else 4
    assert merge.stricter(a, b).fault == merge.stricter(b, a).fault == lost
    for ledger in (a, b):
        ledger.latch(other)
        ledger.latch(lost)
        ledger.latch(other)
        assert ledger.fault == lost


def retracting(um=200):
    """Needles were stopped by a button a step ago."""
    bench = running(1_500)
    bench.inputs.buttons = UP
    bench.step()
    bench.inputs.buttons = 0
    assert bench.pen.state == PAUSED and bench.ring_um == um
    return bench


def test_s2_h29_the_wrong_way_is_seen_after_one_stretch_and_let_go_after_the_second_look():
    bench = retracting()
    bench.ring_wrong_way = True
    bench.step()
    assert bench.pen.state == PAUSED and bench.outputs.hold and bench.ring_um == 205
    bench.step()
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_RING and bench.outputs.let_go
    assert bench.last(record.FAULT)[:3] == (r.F_RING, 195, 205)
    bench.run(5_000)
    assert bench.ring_um == 205


def test_s2_one_disturbed_reading_holds_the_ring_for_a_step_and_no_more():
    bench = retracting()
    bench.run(50)
    bench.encoder_off_um = 16
    bench.step()
    assert bench.outputs.hold
    bench.encoder_off_um = 0
    bench.run(2_000)
    assert bench.pen.state == PAUSED and bench.ring_um == 0 and not bench.ledger.fault


@pytest.mark.parametrize(("off_um", "stays"), [(15, True), (16, False), (-15, True), (-16, False)])
def test_s2_a_ring_may_lag_or_lead_by_15_um_while_it_moves(off_um, stays):
    bench = awake()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.until(ARMING, 3_000, 2)
    bench.run(100)
    for _ in range(abs(off_um)):  # slowly, so that it is no step back
        bench.encoder_off_um += 1 if off_um > 0 else -1
        bench.step()
    bench.run(20)
    assert (bench.pen.state == ARMING) == stays


@pytest.mark.parametrize(("off_um", "stays"), [(8, True), (9, False)])
def test_s2_h29_a_ring_that_goes_back_is_seen_long_before_it_is_15_um_from_its_pulses(off_um, stays):
    """On its way from 200 to 0 um, 5 um a step: from 195 it turns back to 198 or 199 instead of 190."""
    bench = retracting()
    bench.step()
    bench.encoder_off_um = off_um
    bench.step()
    assert bench.outputs.hold != stays
    bench.step()
    assert (bench.pen.state == PAUSED) == stays
    assert bench.ledger.fault == (0 if stays else r.F_RING)


def test_s2_h3_followed_well_and_arrived_elsewhere_is_a_fault():
    """15 um off at home and 14 more on the way are each allowed; together they are not."""
    bench = awake()
    bench.encoder_off_um = 15
    for _ in range(4):
        bench.press(SELECT)
    assert bench.until(ARMING, 3_000, 2)
    bench.run(50)
    for _ in range(14):
        bench.encoder_off_um += 1
        bench.step()
    bench.run(2_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_DEPTH and bench.duties == 0


def test_s2_a_look_in_the_middle_of_a_stretch_says_nothing():
    bench = retracting()
    bench.inputs.ring_stands = False
    bench.encoder_off_um = 100
    bench.run(100)
    assert bench.pen.state == PAUSED and not bench.outputs.hold
    bench.inputs.ring_stands = True
    bench.run(20)
    assert bench.pen.state == FAULT


@pytest.mark.parametrize("um", [26, -26])
def test_s2_an_armed_ring_that_moves_by_itself_is_a_fault_at_the_second_look(um):
    bench = armed()
    bench.ring_um += um
    bench.step()
    assert bench.pen.state == ARMING
    bench.step()
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_DEPTH and bench.outputs.let_go


def test_h2_a_stretch_that_overran_its_time_is_a_fault_in_every_state():
    bench = retracting()
    bench.ring_late = True
    bench.step()
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_MOVE and bench.outputs.let_go


@pytest.mark.parametrize("measured", [476, 600, 740])
def test_s1_from_deeper_than_the_budget_grants_nothing_is_moved(measured):
    bench = CheckedBench()
    bench.ring_um = measured
    bench.press(SELECT)
    bench.run(500)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_RING_DEEP and bench.ring_um == measured
    for _ in range(3):
        bench.press(SELECT, 3_200)
        bench.run(3_000)
        assert bench.pen.state == FAULT and bench.ring_um == measured
    bench.ring_um = 300  # a person has turned it back, as the screen says
    bench.press(SELECT, 3_200)
    bench.run(3_000)
    assert bench.pen.state == READY and bench.ring_um == 0 and not bench.ledger.fault


def test_s1_at_the_depth_that_the_budget_grants_it_is_brought_in():
    bench = CheckedBench()
    bench.ring_um = 475
    bench.press(SELECT)
    bench.run(3_000)
    assert bench.pen.state == READY and bench.ring_um == 0


@pytest.mark.parametrize("code", RING_FAULTS[:5])
def test_s2_after_a_start_or_a_wake_a_lost_ring_stays_where_it_is(code):
    ledger = blank_ledger()
    ledger.fault = code
    bench = CheckedBench(ledger)
    bench.ring_um = 300
    bench.press(SELECT)
    bench.run(3_000)
    assert bench.pen.state == FAULT and bench.ring_um == 300
    bench.run(61_000)
    assert bench.pen.state == OFF
    bench.press(SELECT)
    bench.run(3_000)
    assert bench.pen.state == FAULT and bench.ring_um == 300


def test_s2_after_another_fault_it_is_brought_in_once():
    bench = running(1_500)
    bench.inputs.broken_part = 8
    bench.step()
    assert bench.pen.state == FAULT and bench.outputs.home and not bench.outputs.let_go
    bench.run(3_000)
    assert bench.ring_um == 0
    bench.inputs.broken_part = 0
    at_home = woken()
    at_home.inputs.broken_part = 8
    at_home.step()
    assert at_home.pen.state == FAULT and not at_home.outputs.home, "it is at home"


def test_s2_a_retraction_for_another_fault_is_watched_and_its_own_fault_stays():
    bench = running(1_500)
    bench.ring_wrong_way = True
    bench.inputs.broken_part = 8
    bench.run(100)
    assert bench.ledger.fault == r.F_RING and bench.ring_um == 205
    bench.free_spin = 40
    bench.run(50)
    bench.free_spin = 0
    assert bench.last(record.FAULT)[0] == r.F_RUNAWAY
    assert bench.ledger.fault == r.F_RING, "the ring would be moved again by the next start"
    assert bench.ring_um == 205


def test_s2_without_an_encoder_nothing_is_brought_in():
    bench = running(1_500)
    bench.inputs.measured_um = NO_DEPTH
    bench.encoder_dead = True
    bench.inputs.broken_part = 4
    bench.run(1_000)
    assert bench.ledger.fault == r.F_PART + 4 and bench.ring_um == 200


# --- what the first screen says -------------------------------------------------------------------------------


def test_s17_a_ring_found_out_is_told_until_a_button_is_pressed():
    bench = CheckedBench(calm_ledger())
    bench.ring_um = 300
    bench.press(SELECT)
    bench.run(10_000)
    assert bench.last(record.RING_FOUND_OUT)[0] == 300
    pen = bench.pen
    assert pen.state == READY and (pen.notice.reason, pen.notice.detail) == (r.AFTER_CUT, 1)
    assert pen.notice.stays and pen.notice.visible(bench.now_ms)
    bench.press(UP)
    assert not pen.notice.stays and not pen.notice.visible(bench.now_ms)


@pytest.mark.parametrize("tell", [r.AFTER_CRASH, r.AFTER_CUT])
def test_s17_what_the_app_says_happened_comes_before_a_check_in(tell):
    ledger = blank_ledger()
    ledger.locked = ledger.session = 1
    ledger.lock_from_s, ledger.mark_s = 1_000, 100_000
    bench = CheckedBench(ledger)
    bench.pen.self_test.tell = tell
    bench.press(SELECT)
    bench.run(500)
    assert bench.pen.state == LOCKED and bench.pen.notice.reason == tell and bench.pen.notice.stays


def test_s17_a_fault_says_more_than_what_happened_before():
    ledger = blank_ledger()
    ledger.fault = r.F_STORE
    bench = CheckedBench(ledger)
    bench.pen.self_test.tell = r.AFTER_CRASH
    bench.press(SELECT)
    bench.run(500)
    assert bench.pen.state == FAULT and not bench.pen.notice.visible(bench.now_ms)
