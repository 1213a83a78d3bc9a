"""ASKING whether it is the same sitting: of a session that was open when the pen started (S6, decision 050)."""

import pytest
from pen.core.questions import SAME_SITTING
from pen.core.states import ARMING, ASKING, ENDED, FAULT, PAUSED
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.prepared import running
from tests.firmware.core.unscreened import question


def asked():
    """A pause, after a start of the pen; START asks."""
    bench = running(1_500)
    bench.press(UP)
    bench.run(2_000)
    bench.pen.screening.seen = False  # as after a start
    assert bench.pen.state == PAUSED
    bench.choose_start()
    assert question(bench) == SAME_SITTING
    return bench


def test_s6_yes_lets_the_session_go_on_and_is_asked_once():
    bench = asked()
    bench.press(UP)
    assert bench.until(ARMING, 200) or bench.pen.state == PAUSED
    assert bench.pen.screening.seen and bench.ledger.session_open
    bench.run(200)
    assert question(bench) == -1


def test_s6_no_ends_it_for_good():
    bench = asked()
    bench.press(DOWN)
    bench.run(200)
    assert bench.pen.state == ENDED and bench.pen.stop_reason == r.STOP_WINDOW
    assert bench.last(record.SESSION_END)[:2] == (1, r.STOP_WINDOW) and not bench.ledger.session_open


@pytest.mark.parametrize("button", [UP, DOWN])
def test_a23_bleeding_is_heard_while_it_is_asked(button):
    bench = asked()
    bench.press(button, 2_300)
    assert bench.pen.state in (ENDED, PAUSED) and bench.pen.state != ASKING
    bench.run(500)
    assert bench.pen.stop_reason == r.STOP_BLEEDING and bench.ledger.review


@pytest.mark.parametrize("button", [UP, DOWN, SELECT])
def test_a23_a_fault_under_the_hold_does_not_keep_it_from_being_heard(button):
    """SELECT held leaves the question: there it says nothing else."""
    bench = asked()
    bench.inputs.buttons = button
    bench.run(500)
    bench.inputs.broken_part = 9
    bench.run(2_500)
    assert bench.pen.state == FAULT and bool(bench.ledger.review) == (button != SELECT)


def test_without_an_answer_nothing_goes_on():
    bench = asked()
    bench.press(SELECT, 1_400)
    assert bench.pen.state == PAUSED and not bench.pen.screening.seen
    bench.run(200)
    assert not bench.duties or bench.outputs.duty == 0
