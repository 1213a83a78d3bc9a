"""S18, H34, H35: whatever changes the pen is shown on its screen, and takes one fresh press.

The kind of error: a held button was a yes to anything. The siblings that are tried here:

- every request that changes something, tightening and findings included, with nobody at the pen;
- a finger that was there before the question, that came while it was drawn, or that never left since the last answer;
- another button, both buttons, a button that bounces, ▼ held for ever;
- a screen that does not show the question (it is broken), or shows it no more (its time is over);
- what the answering press would do to the screen behind the question;
- a session that is open: there a hold says that it bleeds (A23), so nothing is asked, in whatever state the pen is.

That a press is good for one request only is in test_pen_consent_bound.py.
"""

import pytest
from pen.core import settings, states
from pen.formats import messages as m
from pen.ui.texts import consents

from tests.firmware.asked_pen import WISHES, Wish, answer, granted, question_shown, screen, state, tap
from tests.firmware.formats import bundles
from tests.firmware.whole_pen import READ_MS

INTERVAL = m.SET_SETTING, settings.INTERVAL, 60 * 86_400


@pytest.fixture(params=WISHES)
def wish(request) -> Wish:
    return WISHES[request.param]


def test_s18_every_request_that_asks_is_tried_here():
    assert {wish.kind for wish in WISHES.values()} == set(consents.TABLE)


# --- nobody agrees ------------------------------------------------------------------------------------------


def test_s18_h35_nothing_that_changes_the_pen_is_done_with_nobody_at_the_pen(asked, wish):
    before = state(asked)
    assert not granted(asked, wish, 1_000)
    assert state(asked) == before


def test_s18_h34_the_screen_says_what_is_asked(asked, wish):
    question_shown(asked, wish)
    shown = screen(asked)
    assert "agree" in shown and "no" in shown
    assert all(word in shown for word in wish.shows), shown


def test_s18_a_question_ends_by_itself(asked, wish):
    question_shown(asked, wish)
    asked.run_ms(31_000)
    assert "agree" not in screen(asked)
    tap(asked, "DOWN")
    assert not answer(asked, wish)[0]
    asked.run_ms(200)
    assert not answer(asked, wish)[0]


# --- somebody agrees ----------------------------------------------------------------------------------------


def test_s18_one_press_after_the_picture_is_a_yes(asked, wish):
    question_shown(asked, wish)
    tap(asked, "DOWN")
    assert granted(asked, wish)


def test_s18_a_finger_that_stays_is_a_yes_too(asked, wish):
    question_shown(asked, wish)
    asked.world.press("DOWN")
    assert granted(asked, wish, 1_000)


def test_s18_the_answer_turns_no_page_and_changes_no_zone(asked):
    page, item, zone = asked.controller.locked.page, asked.controller.menu.item, asked.controller.menu.zone
    question_shown(asked, WISHES["interval"])
    tap(asked, "UP")  # no
    question_shown_again(asked, WISHES["interval"])
    tap(asked, "DOWN", ms=1_500)
    assert granted(asked, WISHES["interval"])
    asked.run_ms(500)
    assert (asked.controller.locked.page, asked.controller.menu.item, asked.controller.menu.zone) == (page, item, zone)
    assert asked.state == states.LOCKED


def question_shown_again(pen, wish) -> None:
    """After a no: the first answer says so, the next one is a new question."""
    if answer(pen, wish)[1] != m.E_CONFIRM:
        assert answer(pen, wish)[1] == m.E_CONFIRM
    pen.run_ms(READ_MS)


# --- a press that is not one for this question -----------------------------------------------------------------


def test_s18_h34_a_finger_that_was_there_before_the_question_agrees_to_nothing(asked, wish):
    before = state(asked)
    asked.world.press("DOWN")
    asked.run_ms(500)
    assert not granted(asked, wish, 2_000)
    asked.world.release("DOWN")
    assert not granted(asked, wish, 500)
    assert state(asked) == before


def test_s18_h34_a_press_that_began_while_the_question_was_drawn_agrees_to_nothing(asked):
    wish = WISHES["interval"]
    assert not answer(asked, wish)[0]
    assert "365" not in screen(asked)
    asked.world.press("DOWN")
    assert not granted(asked, wish, 2_000)
    asked.world.release("DOWN")
    assert not granted(asked, wish, 300)


@pytest.mark.parametrize("after_ms", (100, 400, 900, 1_400))
def test_s18_h34_a_press_sooner_than_anybody_can_read_agrees_to_nothing(asked, after_ms):
    """It was meant for what the screen showed before: a host that blinks with its question would get every press."""
    wish = WISHES["interval"]
    assert not answer(asked, wish)[0]
    while "365" not in screen(asked):
        asked.turn()
    asked.run_ms(after_ms)
    asked.world.press("DOWN")
    assert not granted(asked, wish, 2_000)
    asked.world.release("DOWN")
    assert not granted(asked, wish, 300)
    asked.run_ms(READ_MS)
    tap(asked, "DOWN")  # the question still stands
    assert granted(asked, wish)


@pytest.mark.parametrize("every_ms", (450, 700, 1_100, 1_300))
def test_s18_h34_a_finger_that_taps_through_the_pens_own_screens_agrees_to_nothing(asked, wish, every_ms):
    """It turns pages, or says no to the pen's own questions, with the very button that says yes to the laptop."""
    before = state(asked)
    assert not answer(asked, wish)[0]
    for _ in range(10_000 // every_ms):
        tap(asked, "DOWN", ms=120)
        asked.run_ms(every_ms - 270)
        assert not answer(asked, wish)[0]
    assert state(asked) == before


@pytest.mark.parametrize("names", (("UP",), ("SELECT",), ("UP", "DOWN"), ("DOWN", "SELECT")))
def test_s18_another_button_is_a_no(asked, wish, names):
    before = state(asked)
    question_shown(asked, wish)
    tap(asked, *names)
    done, code = answer(asked, wish)
    assert not done and code not in (m.E_CONFIRM, m.E_CONFIRM_OLDER), code
    tap(asked, "DOWN")  # too late: nobody asks any more
    assert state(asked) == before


def test_s18_a_spike_on_the_line_is_no_press(asked, wish):
    question_shown(asked, wish)
    for _ in range(5):
        tap(asked, "DOWN", ms=10)
    assert not answer(asked, wish)[0]


def test_s18_h34_a_button_held_for_ever_agrees_once(asked):
    question_shown(asked, WISHES["uses"])
    asked.world.press("DOWN")
    assert granted(asked, WISHES["uses"], 1_000)
    for name in ("interval", "clearance", "service"):
        assert not granted(asked, WISHES[name], 1_000)
    asked.run_ms(10_000)  # a broken one by then
    assert asked.state == states.FAULT
    assert not granted(asked, WISHES["service"], 1_000)


def test_s18_an_older_version_takes_both_buttons(asked):
    asked.offer(bundles.made(version=(0, 0, 9)))
    older = Wish(m.FW_BEGIN, (), ("0.0.9",))
    assert answer(asked, older) == (False, m.E_CONFIRM_OLDER)
    asked.run_ms(READ_MS)
    assert "0.0.9" in screen(asked) and "Older" in screen(asked)
    tap(asked, "DOWN")
    assert not granted(asked, older)
    tap(asked, "DOWN", "UP")
    assert granted(asked, older)


@pytest.mark.parametrize("first", ("UP", "DOWN"))
@pytest.mark.parametrize("gap_ms", (0, 10, 30, 80))
def test_s18_h34_a_finger_that_rolls_from_one_button_to_the_other_agrees_to_no_older_version(asked, first, gap_ms):
    """▲ and ▼ one after the other are not ▲ and ▼ together."""
    asked.offer(bundles.made(version=(0, 0, 9)))
    older = Wish(m.FW_BEGIN, (), ("0.0.9",))
    question_shown(asked, older)
    for name in (first, "DOWN" if first == "UP" else "UP"):
        asked.world.press(name)
        asked.run_ms(90)
        asked.world.release(name)
        asked.run_ms(gap_ms)
    asked.run_ms(200)
    assert not granted(asked, older)


@pytest.mark.parametrize("first", ("UP", "DOWN"))
@pytest.mark.parametrize("both_ms", (5, 10, 20, 30))
def test_s18_h34_nor_does_one_that_is_on_both_for_a_moment(asked, first, both_ms):
    asked.offer(bundles.made(version=(0, 0, 9)))
    older = Wish(m.FW_BEGIN, (), ("0.0.9",))
    question_shown(asked, older)
    second = "DOWN" if first == "UP" else "UP"
    asked.world.press(first)
    asked.run_ms(90)
    asked.world.press(second)
    asked.run_ms(both_ms)
    asked.world.release(first)
    asked.run_ms(90)
    asked.world.release(second)
    asked.run_ms(200)
    assert not granted(asked, older)


# --- the screen --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ("service", "interval"))
def test_s18_h34_without_a_screen_nobody_agrees(asked, name):
    asked.world.fault("display_absent")
    asked.run_ms(300)
    answer(asked, WISHES[name])
    asked.run_ms(READ_MS)
    tap(asked, "DOWN")
    assert not granted(asked, WISHES[name], 600)


@pytest.mark.parametrize("fault", (False, True))
@pytest.mark.parametrize("name", ("service", "interval"))
def test_s18_h34_with_a_screen_that_went_dark_nobody_agrees(asked, name, fault):
    """The question had been drawn: what nobody can read any more is not agreed to.

    With a fault latched before, the dark display is none that would make it another question.
    """
    if fault:
        asked.controller.fail(3)
        asked.run_ms(1_500)
    answer(asked, WISHES[name])
    asked.run_ms(READ_MS)
    asked.world.fault("display_absent")
    asked.run_ms(1_500)
    tap(asked, "DOWN")
    assert not granted(asked, WISHES[name], 600)


@pytest.mark.parametrize("name", ("service", "interval", "rollback"))
def test_s18_a_question_is_seen_in_a_fault(asked, name):
    asked.controller.fail(3)
    asked.run_ms(1_500)
    assert asked.state == states.FAULT
    assert not granted(asked, WISHES[name], READ_MS)
    tap(asked, "DOWN")
    assert granted(asked, WISHES[name])
