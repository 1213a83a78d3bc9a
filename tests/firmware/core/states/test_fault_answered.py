"""SELECT in a fault answers the screen, or says that it bleeds: never the one for the other (A23, H37)."""

import pytest
from pen.core.states import FAULT, PAUSED, RUNNING
from pen.core.states.fault import _LATCHED
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.prepared import faulted_in_a_session, running


def test_h37_select_held_for_an_answer_to_the_screen_does_not_say_that_it_bleeds():
    bench = running()
    bench.inputs.broken_part = 9
    bench.run(1_500)
    bench.inputs.broken_part = 0
    bench.press(SELECT, 3_200)
    bench.run(3_000)
    assert not bench.ledger.review and bench.ledger.session_open and not bench.ledger.fault


@pytest.mark.parametrize("other", (0, UP, DOWN))
@pytest.mark.parametrize("ms", (10, 100, 300, 440))
def test_h37_nor_does_a_select_that_was_too_quick_for_an_answer(ms, other):
    """Its screen asks for this hold from its first moment on: a finger that is quicker than half a second says no more.

    `other`: tapped meanwhile, which starts the hold of SELECT anew.
    """
    bench = running()
    bench.inputs.broken_part = 9
    assert bench.until(FAULT) and bench.until(FAULT, phase=_LATCHED)
    bench.inputs.broken_part = 0
    bench.run(ms)
    bench.inputs.buttons = SELECT
    bench.run(600)
    bench.inputs.buttons = SELECT | other
    bench.run(100)
    bench.inputs.buttons = SELECT
    bench.run(6_000)
    assert bench.pen.state == FAULT and not bench.ledger.review and bench.ledger.session_open and bench.ledger.fault


@pytest.mark.parametrize("other", (0, UP, DOWN))
@pytest.mark.parametrize("state", (PAUSED, FAULT))
def test_h37_a_select_that_began_before_the_screen_asked_for_it_still_says_that_it_bleeds(state, other):
    """As the needles stopped, in the pause, or while the fault was being stored; `other`: tapped when it asks."""
    bench = running()
    if state == PAUSED:
        bench.inputs.buttons = SELECT
        bench.run(20)
    assert bench.pen.state in (RUNNING, PAUSED)
    bench.inputs.broken_part = 9
    bench.run(20)
    assert bench.pen.state == FAULT and bench.pen.phase != _LATCHED
    bench.inputs.buttons = SELECT
    assert bench.until(FAULT, 1_000, _LATCHED)
    bench.inputs.buttons = SELECT | other
    bench.run(100)
    bench.inputs.buttons = SELECT
    bench.run(2_500)
    assert bench.ledger.review and not bench.ledger.session_open and bench.last(record.BLEEDING)[1] == SELECT


@pytest.mark.parametrize("other", (UP, DOWN))
def test_h37_select_with_another_button_is_no_answer_and_says_that_it_bleeds(other):
    bench = running()
    bench.inputs.broken_part = 9
    bench.run(1_500)
    bench.press(SELECT | other, 2_500)
    assert bench.ledger.review and bench.last(record.BLEEDING)[1] == other


def test_s17_a23_but_not_under_a_press_that_may_say_that_it_bleeds():
    bench = faulted_in_a_session()
    bench.inputs.buttons = UP
    bench.run(1_000)
    bench.ledger.session_lost = 1
    bench.run(500)
    assert bench.ledger.session_open
    bench.run(1_000)
    assert bench.ledger.review and not bench.ledger.session_open
    assert bench.last(record.SESSION_END)[1] == r.STOP_BLEEDING
