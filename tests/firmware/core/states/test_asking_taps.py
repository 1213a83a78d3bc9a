"""ASKING and a finger that taps on and on: whoever has not paused has read nothing, and has told nothing (S18)."""

import pytest
from pen.core import questions
from pen.core.states import ASKING

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.unscreened import DAY_S, checked_in, never_asked, question, tap, to_start, unscreened


def tapping(bench, mask, every_ms, times):
    """Tap a button so many times, once every so many ms."""
    for _ in range(times):
        bench.inputs.buttons = mask
        bench.run(80)
        bench.inputs.buttons = 0
        bench.run(every_ms - 80)


@pytest.mark.parametrize("mask", (UP, DOWN))
@pytest.mark.parametrize("every_ms", (160, 200, 250, 330, 480))
def test_s18_h22_whoever_taps_on_without_a_pause_answers_nothing(mask, every_ms):
    bench = never_asked()
    to_start(bench)
    tapping(bench, mask, every_ms, 20)  # more were a fault: a contact that chatters
    assert question(bench) == 0 and not bench.pen.asking.round.asked
    bench.run(600)
    tap(bench, DOWN)
    assert question(bench) == 1, "after a pause it counts again"


@pytest.mark.parametrize("every_ms", (160, 250, 480))
def test_s18_h27_the_check_in_that_stands_there_unannounced_is_not_calm_by_tapping(every_ms):
    ledger = checked_in()
    ledger.mark_s = 3 * DAY_S + 3_600
    ledger.lock_from_s = 0
    bench = unscreened(ledger)
    assert bench.pen.state == ASKING and questions.of_group(questions.CHECKIN)
    tapping(bench, DOWN, every_ms, 20)
    assert bench.pen.state == ASKING and not bench.pen.asking.round.asked and not bench.ledger.calm


def test_s18_a_tap_back_is_heard_at_once():
    """SELECT tells nothing: it goes back."""
    bench = never_asked()
    to_start(bench)
    tap(bench, DOWN, DOWN)
    assert question(bench) == 2
    tapping(bench, SELECT, 200, 1)
    assert question(bench) == 1


@pytest.mark.parametrize("every_ms", (380, 450))
@pytest.mark.parametrize(("chatters", "button"), [(DOWN, UP), (UP, DOWN), (SELECT, UP)])
def test_s18_h16_a_contact_that_closes_again_and_again_hinders_no_other_button(chatters, button, every_ms):
    """Its own presses come too soon after each other to be answers."""
    bench = never_asked()
    to_start(bench)
    for step in range(400):
        mask = chatters if 10 * step % every_ms < 80 else 0
        bench.inputs.buttons = mask | (button if 1_100 < 10 * step < 1_300 else 0)
        bench.run(10)
    assert bench.pen.asking.round.asked == 1 or chatters == SELECT
