"""The states of a treatment are there in every step that could enter one, and take no heap otherwise.

That none is missing when it is needed, every specification of the core shows: the bench lets go of them as the app
does, and to enter one that is not there is an error.
"""

import pytest
from pen.core.screening import DUE, FAR, NEAR, treatment_near
from pen.core.states import ARMING, ASKING, FAULT, LOCKED, OFF, PAUSED, READY, RUNNING
from pen.formats import reasons

from tests.firmware.core.bench import SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import running


def awake(ledger=None):
    bench = CheckedBench(ledger)
    bench.wake()
    return bench


def test_none_is_made_before_the_menu_is_used():
    bench = awake()
    assert (
        bench.pen.state == READY and treatment_near(bench.pen, bench.inputs) == FAR and bench.pen.running_state is None
    )
    bench.press(SELECT)
    assert treatment_near(bench.pen, bench.inputs) == NEAR and bench.pen.running_state is None  # nobody needs them yet
    bench.press(SELECT)
    bench.press(SELECT)
    assert (
        treatment_near(bench.pen, bench.inputs) == NEAR and bench.pen.running_state is None
    )  # START, and no finger on it
    bench.press(SELECT)
    assert treatment_near(bench.pen, bench.inputs) == DUE and bench.pen.running_state and bench.pen.state == ARMING
    bench.press(SELECT)  # no, not now
    bench.press(SELECT, 1_300)  # back to the first item
    assert bench.pen.state == READY and bench.pen.running_state is None


def test_none_is_left_in_the_lock_out():
    ledger = blank_ledger()
    ledger.locked, ledger.session, ledger.checkin_done = 1, 1, 0b1111
    bench = awake(ledger)
    assert bench.pen.state == LOCKED and bench.pen.ended is None


def test_a_check_in_that_is_due_is_asked_on_waking():
    ledger = blank_ledger()
    ledger.locked, ledger.session, ledger.mark_s = 1, 1, 3 * 3_600
    bench = awake(ledger)
    assert bench.pen.state == ASKING and bench.pen.asking.checking_in


@pytest.mark.parametrize("state", [PAUSED, FAULT, OFF])
def test_an_open_session_keeps_them_whatever_happens(state):
    bench = running()
    assert bench.pen.state == RUNNING
    if state == FAULT:
        bench.pen.fail(reasons.F_DEPTH)
    else:
        bench.press(UP)
    bench.run(1_000 if state != OFF else 61_000)
    assert bench.pen.state == state and bench.ledger.session_open and bench.pen.paused


def test_a_pen_that_wakes_with_an_open_session_goes_on():
    before = running()
    before.press(UP)
    before.run(1_000)
    bench = CheckedBench(before.ledger)
    bench.inputs.proven_s = before.inputs.proven_s
    assert bench.pen.paused is None
    bench.press(SELECT)
    bench.run(500)
    assert bench.pen.state == PAUSED


def test_a_fault_without_a_session_lets_go_of_them():
    bench = awake()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.pen.running_state
    bench.pen.fail(reasons.F_RUNAWAY)
    bench.run(1_000)
    assert bench.pen.state == FAULT and bench.pen.running_state is None
