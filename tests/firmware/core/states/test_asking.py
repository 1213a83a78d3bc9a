"""ASKING: profile, today's questions and check-ins; what answers do (H22, H27)."""

import pytest
from pen.core import reported
from pen.core.menu import START_ITEM
from pen.core.questions import CONFIRM
from pen.core.states import CLEANING, LOCKED, OFF, READY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.unscreened import DAY_S, checked_in, never_asked, question, tap, to_start, unscreened


def test_h22_a_condition_locks_after_it_is_confirmed():
    bench = never_asked()
    to_start(bench)
    tap(bench, DOWN, DOWN, DOWN, UP, DOWN, DOWN, DOWN)
    assert question(bench) == CONFIRM
    tap(bench, UP)
    bench.run(100)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL)[:2] == (r.PROFILE_NOTE, 8)
    assert bench.last(record.PROFILE)[:2] == (0x1F00, 0) and bench.commits
    bench.ledger.cleared = 0x1F00
    bench.run(20)
    assert bench.pen.state == READY


def test_h22_a_slip_of_the_finger_can_be_taken_back():
    bench = never_asked()
    to_start(bench)
    tap(bench, UP, SELECT, DOWN, DOWN, DOWN, DOWN, DOWN, DOWN, UP)
    assert question(bench) == CONFIRM
    tap(bench, DOWN)
    assert question(bench) == 0
    tap(bench, *[DOWN] * 7)
    bench.run(100)
    assert bench.ledger.profile == 0 and bench.ledger.profile_set == 2 and question(bench) == 8


@pytest.mark.parametrize("answers", [0, 3])
def test_h22_questions_left_are_a_no(answers):
    bench = never_asked()
    to_start(bench)
    tap(bench, *[DOWN] * answers)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == READY and bench.pen.menu.item == START_ITEM
    assert bench.last(record.REFUSAL)[0] == r.PROFILE_UNKNOWN and not bench.ledger.profile_set
    assert bench.last(record.ANSWERS)[:3] == (1, (1 << answers) - 1, 0)
    tap(bench, SELECT)
    assert question(bench) == 0


@pytest.mark.parametrize("mask", [UP, DOWN])
@pytest.mark.parametrize("began_ms", [20, 200, 400])
def test_s18_h22_a_press_that_began_before_the_question_could_be_read_is_no_answer(mask, began_ms):
    """A second tap of the same finger says nothing about a question that nobody has read; one tap later it does."""
    bench = never_asked()
    to_start(bench)
    for known in (0, 1, 2):
        assert question(bench) == known
        quickly(bench, mask, began_ms)
        assert question(bench) == known, "nobody can have read it"
        tap(bench, DOWN)


@pytest.mark.parametrize(("old", "new"), [(UP, DOWN), (DOWN, UP)])
def test_s18_h22_a_press_that_is_older_than_the_question_does_not_answer_it_when_another_button_follows(old, new):
    bench = never_asked()
    to_start(bench)
    bench.inputs.buttons = old
    bench.run(1_000)
    bench.inputs.buttons = old | new
    bench.run(90)
    bench.inputs.buttons = new
    bench.run(60)
    assert question(bench) == 0


def quickly(bench, mask, began_ms):
    """A tap that begins so soon after the last one."""
    bench.run(began_ms - 20)
    bench.inputs.buttons = mask
    bench.run(90)
    bench.inputs.buttons = 0
    bench.run(60)


@pytest.mark.parametrize("offered_ms", [1_000, 20_000])
def test_s18_h22_what_covered_the_question_is_read_first(offered_ms):
    """The laptop asks something over it: the press after its answer comes too soon for the question beneath."""
    bench = never_asked()
    to_start(bench)
    bench.pen.offer = object()
    bench.run(offered_ms)
    bench.pen.offer = None
    quickly(bench, DOWN, 200)
    assert question(bench) == 0
    tap(bench, DOWN)
    assert question(bench) == 1


def test_h22_two_fingers_at_once_answer_nothing():
    bench = never_asked()
    to_start(bench)
    bench.press(UP | DOWN)
    assert question(bench) == 0 and not bench.pen.asking.round.asked


def test_questions_nobody_answers_go_dark():
    bench = never_asked()
    to_start(bench)
    bench.run(61_000)
    assert bench.pen.state == OFF
    bench.press(SELECT)
    assert bench.pen.state == READY


@pytest.mark.parametrize(
    ("good", "reason", "hold_h"),
    [(0, r.SKIN_TODAY, 24), (1, r.SUN_TODAY, 72), (2, r.ACTIVES_TODAY, 48), (3, r.PACK_OPENED, 0)]
    + [(4, r.NOT_CLEANSED, 0), (6, r.LESION_TODAY, 0), (7, r.TREATED_LATELY, 28 * 24), (8, r.NUMB_TODAY, 24)],
)
def test_h22_each_worry_refuses_today_with_its_reason_and_way_out(good, reason, hold_h):
    bench = unscreened()
    to_start(bench)
    tap(bench, *(DOWN, DOWN, DOWN, UP, UP, DOWN, DOWN, DOWN)[:good])
    tap(bench, DOWN if good in (3, 4) else UP)
    bench.run(50)
    assert bench.last(record.REFUSAL)[0] == reason and bench.last(record.ANSWERS)[0] == 3
    if not hold_h:
        assert bench.pen.state == READY
        tap(bench, SELECT)
        assert question(bench) == 8, "all of it again"
        return
    assert bench.pen.state == LOCKED and bench.commits
    assert bench.last(record.HOLD)[:2] == (reason, bench.ledger.hold_until_s)
    bench.run(7_500)
    tap(bench, SELECT)
    assert bench.last(record.REFUSAL)[:2] == (r.HOLD, reason)
    bench.inputs.proven_s = bench.ledger.hold_until_s - 1
    bench.step()
    assert bench.pen.state == LOCKED
    bench.inputs.proven_s += 1
    bench.step()
    assert bench.pen.state == READY
    assert 0 <= bench.ledger.hold_until_s - hold_h * 3_600 < 10


def test_h22_today_left_is_not_answered():
    bench = unscreened()
    to_start(bench)
    bench.press(SELECT, 1_400)
    assert bench.last(record.REFUSAL)[:2] == (r.NOT_ANSWERED, 3) and bench.pen.state == READY


# --- what can change (S20, H42): one question each session ----------------------------------------------------

GOOD_TODAY = (DOWN, DOWN, DOWN, UP, UP)
REST_OF_TODAY = (DOWN, DOWN, DOWN, DOWN)  # of a pen that was treated


def news(ledger=None):
    """Today's questions are answered well, and something is new; the rest is asked next."""
    bench = unscreened(ledger)
    to_start(bench)
    tap(bench, *GOOD_TODAY)
    assert question(bench) == 14
    tap(bench, UP)
    bench.run(100)
    return bench


def treated():
    """Told of rosacea, cleared, treated, and the last session was calm."""
    ledger = checked_in()
    ledger.profile = ledger.cleared = reported.ROSACEA
    ledger.checkin_done = 0b1111
    return ledger


def test_s20_h42_something_new_is_told_and_locks_until_a_note_clears_it():
    bench = news(treated())
    assert [question(bench), bench.ledger.profile_set] == [1, 0] and bench.commits, "durable before it is told"
    tap(bench, DOWN, DOWN, UP, DOWN)
    assert question(bench) == CONFIRM
    tap(bench, UP)
    bench.run(100)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL)[:2] == (r.PROFILE_NEVER, 14)
    assert bench.last(record.PROFILE)[:2] == (reported.ROSACEA | reported.BLOOD_THINNERS, reported.ROSACEA), (
        "nothing else is lost"
    )
    reported.clear(bench.ledger, reported.BLOOD_THINNERS)
    bench.run(20)
    assert bench.pen.state == READY
    to_start(bench)
    assert question(bench) == 17, "what was answered within the hour is not asked again"
    tap(bench, *REST_OF_TODAY)
    assert bench.pen.state == CLEANING


def test_s20_nothing_new_after_all_goes_on():
    bench = news(treated())
    tap(bench, DOWN, DOWN, DOWN, DOWN)
    bench.run(100)
    tap(bench, *REST_OF_TODAY)
    assert bench.pen.state == CLEANING and bench.ledger.profile_set and not bench.last(record.HOLD)


def test_h22_news_that_are_not_told_are_a_no_even_after_a_power_cut():
    bench = news(treated())
    bench.press(SELECT, 1_400)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[0] == r.PROFILE_UNKNOWN
    again = unscreened(bench.ledger)
    to_start(again)
    assert question(again) == 1, "asked for, whatever was answered before"


def test_h22_who_was_never_treated_is_asked_for_everything_again():
    assert question(news()) == 0


def test_h22_who_has_just_told_everything_is_not_asked_for_news():
    bench = never_asked()
    to_start(bench)
    tap(bench, *[DOWN] * 7)
    bench.run(100)
    tap(bench, *GOOD_TODAY, DOWN, DOWN, DOWN)
    assert bench.pen.state == CLEANING


@pytest.mark.parametrize(("hours", "asked"), [(1, (5, 7)), (24, (5, 7)), (48, (5, 6, 7)), (72, (5, 6, 7))])
def test_h27_waking_into_the_lock_out_asks_when_it_is_due(hours, asked):
    ledger = checked_in()
    ledger.mark_s = hours * 3_600
    bench = unscreened(ledger)
    for number in asked:
        assert question(bench) == number
        tap(bench, DOWN)
    bench.run(500)
    assert bench.pen.state == LOCKED and bench.last(record.CHECKIN)[:3] == (1, hours, 0)
    assert bench.commits and bench.last(record.REFUSAL) is None
    assert unscreened(ledger).pen.state == LOCKED, "answered is answered"


def test_h27_it_can_be_left_and_comes_again():
    ledger = checked_in()
    ledger.mark_s = 50 * 3_600
    bench = unscreened(ledger)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL) is None
    assert question(unscreened(ledger)) == 5


def test_h27_answered_from_the_laptop_it_is_asked_no_more():
    ledger = checked_in()
    ledger.mark_s = 50 * 3_600
    bench = unscreened(ledger)
    tap(bench, DOWN)
    reported.answer(ledger, 2, 0)
    bench.run(20)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL) is None


def test_h27_a_reaction_is_confirmed_and_locks_longer():
    ledger = checked_in()
    ledger.mark_s = 50 * 3_600
    bench = unscreened(ledger)
    tap(bench, DOWN, UP, DOWN)
    assert question(bench) == CONFIRM
    tap(bench, UP)
    bench.run(50)
    assert bench.last(record.CHECKIN)[:3] == (1, 48, 2)
    tap(bench, SELECT)
    assert bench.last(record.REFUSAL)[:3] == (r.REACTION, 0, 42 * DAY_S + 240)


def test_h27_before_the_next_session_left_is_refused():
    bench = unscreened(checked_in())
    to_start(bench)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[0] == r.CHECKIN_DUE
    tap(bench, SELECT, UP, DOWN, DOWN, UP)  # blood, and that is right
    bench.run(50)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL)[0] == r.REACTION
    bench.inputs.proven_s = 43 * DAY_S
    tap(bench, SELECT)
    assert bench.last(record.REFUSAL)[0] == r.REVIEW_NEEDED


def test_no_check_in_while_the_time_is_not_known():
    ledger = checked_in()
    bench = CheckedBench(ledger)
    bench.inputs.clock_ok = False
    bench.press(SELECT)
    assert bench.pen.state == LOCKED
