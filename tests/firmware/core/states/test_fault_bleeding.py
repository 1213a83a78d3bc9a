"""Who says that it bleeds is heard in a fault, and when one comes (A23, H37)."""

import pytest
from pen.core.io import COMMIT_LEDGER
from pen.core.states import FAULT, PAUSED
from pen.core.states.fault import _LATCHED
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.prepared import running, woken


@pytest.mark.parametrize("button", (SELECT, UP))
def test_h37_who_says_that_it_bleeds_just_as_a_memory_fails_is_heard(button):
    bench = running()
    bench.inputs.buttons = button
    bench.run(1_000)
    assert bench.pen.state == PAUSED
    bench.inputs.broken_part = 9
    bench.run(1_500)
    assert bench.pen.state == FAULT and bench.ledger.review and not bench.ledger.session_open
    assert bench.last(record.BLEEDING)[1] == button
    assert bench.commits[-1][0] == COMMIT_LEDGER


def test_a23_who_has_said_it_in_a_pause_that_never_came_to_rest_is_heard_when_the_fault_comes():
    """The session stays open until the needles rest; a drive that leaks becomes a fault before they do."""
    bench = running()
    bench.inputs.buttons = UP
    bench.run(100)
    assert bench.pen.state == PAUSED
    for i in range(300):  # a stroke every 150 ms: fewer than a runaway
        bench.inputs.strokes += i % 15 == 0
        bench.run(10)
        if bench.ledger.review:
            break
    assert bench.pen.state == PAUSED and bench.ledger.review and bench.ledger.session_open
    bench.pen.fail(r.F_RUNAWAY)
    bench.run(20)
    assert bench.pen.state == FAULT and not bench.ledger.session_open
    assert bench.last(record.SESSION_END)[1] == r.STOP_BLEEDING


@pytest.mark.parametrize("ms", (0, 10, 30, 400, 5_000))
@pytest.mark.parametrize("button", (UP, DOWN))
def test_h37_who_says_it_after_the_fault_is_heard_too(button, ms):
    bench = running()
    bench.inputs.broken_part = 9
    bench.run(20 + ms)
    assert bench.pen.state == FAULT
    bench.press(button, 2_500)
    bench.run(500)
    assert bench.pen.state == FAULT and bench.ledger.review and not bench.ledger.session_open
    assert bench.commits[-1][0] == COMMIT_LEDGER


def test_h37_needles_that_never_come_to_rest_keep_no_select_from_saying_that_it_bleeds():
    """What the screen asks for is heard only when they rest: until then SELECT says what any button says."""
    bench = running()
    bench.pen.fail(r.F_DEPTH)
    bench.run(1_500)
    assert bench.pen.phase == _LATCHED
    bench.pen.fail(r.F_RUNAWAY)
    bench.inputs.buttons = SELECT
    for i in range(250):  # a stroke every 150 ms: fewer than a runaway
        bench.inputs.strokes += i % 15 == 0
        bench.run(10)
    assert bench.pen.phase != _LATCHED and bench.ledger.review and not bench.ledger.session_open


def test_h37_a_bleeding_that_an_earlier_boot_could_not_store_is_told_when_its_session_is_over_too():
    bench = woken()
    bench.pen.bled(0)
    bench.run(100)
    assert bench.ledger.review and bench.last(record.BLEEDING)[1] == 0
    assert bench.last(record.SESSION_END) is None


def test_a23_who_has_answered_one_fault_is_heard_in_the_next():
    """SELECT went down when the first one's screen asked for it; the press that stops the needles later did not."""
    bench = running()
    bench.inputs.broken_part = 9
    assert bench.until(FAULT) and bench.until(FAULT, phase=_LATCHED)
    bench.inputs.broken_part = 0
    bench.run(1_000)
    bench.press(SELECT, 3_200)
    assert bench.until(PAUSED, 3_000)
    assert bench.start()
    bench.run(500)
    bench.inputs.buttons = SELECT
    bench.run(500)
    assert bench.pen.state == PAUSED
    bench.inputs.broken_part = 9
    bench.run(2_500)
    assert bench.ledger.review and bench.last(record.BLEEDING)[1] == SELECT
