"""S18, H34, H35: whatever changes the pen is shown on its screen, and takes one fresh press for that very request.

The kind of error: a held button was a yes to anything. The siblings that are tried here:

- every request that changes something, tightening and findings included, with nobody at the pen;
- every pair of two such requests in one hold: the hold answers the first at most;
- a thumb that was there before the question, that came while it was drawn, or that never left since the last answer;
- another button, both buttons, a button that bounces, ▼ held for ever;
- the same request again after it was granted, a yes that nobody fetched, a yes fetched after its time;
- other bytes of the same kind; another bundle behind the same FW_BEGIN;
- the cable pulled and put back during the question, during the press, and between the press and the answer;
- a screen that does not show the question (it is broken), or shows it no more (its time is over);
- what the answering press would do to the screen behind the question.
"""

import pytest
from pen.core import settings, skin, states
from pen.formats import messages as m
from pen.ui.texts import consents

from tests.firmware import asked_pen
from tests.firmware.asked_pen import OFFERED, WISHES, Wish, answer, granted, question_shown, screen, state, tap
from tests.firmware.formats import bundles

ONCE = ("update", "rollback", "service")  # whatever happened before, they can be asked for again


@pytest.fixture(scope="module")
def kept() -> bytes:
    return asked_pen.image()


@pytest.fixture
def asked(kept):
    return asked_pen.on_the_cable(kept)


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


def test_s18_a_thumb_that_stays_is_a_yes_too(asked, wish):
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
    pen.run_ms(800)


# --- a press that is not one for this question -----------------------------------------------------------------


def test_s18_h34_a_thumb_that_was_there_before_the_question_agrees_to_nothing(asked, wish):
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


def test_s18_h34_a_press_sooner_than_anybody_can_read_agrees_to_nothing(asked):
    """It was meant for what the screen showed before: a host that blinks with its question would get every press."""
    wish = WISHES["interval"]
    assert not answer(asked, wish)[0]
    while "365" not in screen(asked):
        asked.turn()
    asked.run_ms(100)
    asked.world.press("DOWN")
    assert not granted(asked, wish, 2_000)
    asked.world.release("DOWN")
    assert not granted(asked, wish, 300)
    tap(asked, "DOWN")  # the question still stands
    assert granted(asked, wish)


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
    asked.run_ms(800)
    assert "0.0.9" in screen(asked) and "Older" in screen(asked)
    tap(asked, "DOWN")
    assert not granted(asked, older)
    tap(asked, "DOWN", "UP")
    assert granted(asked, older)


# --- one press, one request ------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", WISHES)
def test_s18_h34_every_pair_of_requests_in_one_hold(kept, first):
    """The thumb goes down for the first and stays: the second is never carried out."""
    for second in WISHES:
        pen = asked_pen.on_the_cable(kept)
        question_shown(pen, WISHES[first])
        pen.world.press("DOWN")
        pen.run_ms(300)
        before = state(pen)
        if second != first:
            assert not granted(pen, WISHES[second], 900), (first, second)
            assert state(pen) == before, (first, second)
        pen.world.release("DOWN")
        pen.run_ms(200)


@pytest.mark.parametrize("first", [name for name in WISHES if name not in ONCE])
def test_s18_h34_a_granted_hold_opens_nothing_more(kept, first):
    """The first is granted, and the thumb stays."""
    pen = asked_pen.on_the_cable(kept)
    question_shown(pen, WISHES[first])
    pen.world.press("DOWN")
    assert granted(pen, WISHES[first], 1_000)
    before = state(pen)
    for second in WISHES:
        if second != first:
            assert not granted(pen, WISHES[second], 300), (first, second)
    assert state(pen) == before


def test_s18_h34_a_yes_is_good_for_one(asked):
    question_shown(asked, WISHES["update"])
    tap(asked, "DOWN")
    assert granted(asked, WISHES["update"])
    assert answer(asked, WISHES["update"])[0] is False


@pytest.mark.parametrize("name", [name for name in WISHES if name not in ONCE])  # after those the pen leaves, or above
def test_s18_h34_the_same_again_writes_nothing(asked, name):
    wish = WISHES[name]
    question_shown(asked, wish)
    tap(asked, "DOWN")
    assert granted(asked, wish)
    before, records = state(asked), asked.app.store.next
    for _ in range(3):
        answer(asked, wish)
        asked.run_ms(200)
    assert state(asked) == before and asked.app.store.next == records


def test_s18_h34_a_yes_that_nobody_fetched_is_forgotten(asked, wish):
    question_shown(asked, wish)
    tap(asked, "DOWN")
    asked.run_ms(31_000)
    assert not granted(asked, wish, 300)


@pytest.mark.parametrize(
    ("asked_for", "wanted"),
    (
        ((m.SET_SETTING, settings.INTERVAL, 42 * 86_400), (m.SET_SETTING, settings.INTERVAL, 365 * 86_400)),
        ((m.SET_SETTING, settings.DEPTH_MAX, 300), (m.SET_SETTING, settings.NEEDLE_MAX, 60_000)),
        ((m.SET_PROFILE, skin.ECZEMA), (m.SET_PROFILE, skin.ROSACEA)),
        ((m.CHECKIN, 48, skin.RED_48H), (m.CHECKIN, 48, skin.BLED)),
        ((m.CHECKIN, 48, skin.BLED), (m.CHECKIN, 48, 0)),
        ((m.CLEARANCE, 2, 0, asked_pen.DAY, b"Dr. Patel"), (m.CLEARANCE, 2, 0, asked_pen.DAY, b"Dr. Nobody")),
        (
            (m.CLEARANCE, 2, 0, asked_pen.DAY, b"Dr. Patel"),
            (m.CLEARANCE, 1, skin.PREGNANT, asked_pen.DAY, b"Dr. Patel"),
        ),
    ),
)
def test_s18_h34_other_bytes_are_another_request(asked, asked_for, wanted):
    shown, other = Wish(asked_for[0], asked_for[1:], ()), Wish(wanted[0], wanted[1:], ())
    question_shown(asked, shown)
    tap(asked, "DOWN")
    before = state(asked)
    assert not answer(asked, other)[0] and state(asked) == before
    assert not answer(asked, shown)[0] and state(asked) == before  # its yes is gone with its question


@pytest.mark.parametrize("when", ("asked", "held", "agreed"))
def test_s18_h34_an_asked_bundle_cannot_be_exchanged_for_another(asked, when):
    other = bundles.made(version=(0, 3, 0), notes=("Something else.",))
    assert other != OFFERED
    question_shown(asked, WISHES["update"])
    if when == "asked":
        asked.offer(other)
        asked.world.press("DOWN")
    elif when == "held":
        asked.world.press("DOWN")
        asked.run_ms(100)
        asked.offer(other)
    else:
        tap(asked, "DOWN")
        asked.offer(other)
    assert not granted(asked, WISHES["update"], 1_500)
    assert asked.file("b.np") != other[: len(asked.file("b.np"))]


def test_h27_a_finding_is_shown_with_the_check_in_that_it_will_be_booked_under(asked):
    wish = Wish(m.CHECKIN, (1, skin.RED_48H), ("48 h",))
    question_shown(asked, wish)
    assert "48 h" in screen(asked)
    tap(asked, "DOWN")
    assert granted(asked, wish) and asked.found("checkin")[-1]["hours"] == 48


def test_s18_the_date_that_was_shown_is_the_one_that_is_kept(asked):
    """However long the person takes."""
    offset_s = WISHES["date"].values[0] - asked.app.inputs.proven_s
    question_shown(asked, WISHES["date"])
    asked.run_ms(20_000)
    tap(asked, "DOWN")
    assert granted(asked, WISHES["date"])
    assert abs(asked.ledger.wall_offset_s - offset_s) <= 1


def test_s18_what_the_screen_has_no_room_for_is_not_asked(asked):
    many = skin.ECZEMA | skin.DIABETES | skin.KELOID | skin.UNDER_22 | skin.PIGMENT
    assert answer(asked, Wish(m.SET_PROFILE, (many,), ())) == (False, m.E_VALUE)


def test_s18_a_read_leaves_the_question_and_a_withdrawal_ends_it(asked):
    wish = WISHES["interval"]
    question_shown(asked, wish)
    for kind, *values in ((m.HELLO, 1, 1), (m.STATUS,), (m.GET_SETTINGS,), (m.GET_SKIN,), (m.FW_INFO,)):
        asked.say(kind, *values)
    asked.run_ms(100)
    assert "365" in screen(asked)
    asked.say(m.WITHDRAW)
    asked.run_ms(400)
    assert "365" not in screen(asked)
    tap(asked, "DOWN")
    assert not granted(asked, wish)


# --- the cable ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ("asked", "held", "agreed"))
@pytest.mark.parametrize("out_ms", (30, 300))
def test_s18_h34_a_pulled_cable_takes_the_question_along(asked, wish, when, out_ms):
    question_shown(asked, wish)
    if when == "held":
        asked.world.press("DOWN")
        asked.run_ms(60)
    elif when == "agreed":
        tap(asked, "DOWN")
    asked.world.plug_usb(False)
    asked.run_ms(out_ms)
    asked.world.plug_usb()
    asked.run_ms(400)
    if wish.kind == m.FW_BEGIN:
        asked.offer(OFFERED)
    assert not granted(asked, wish, 600)


# --- the screen --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ("service", "interval"))
def test_s18_h34_without_a_screen_nobody_agrees(asked, name):
    asked.world.fault("display_absent")
    asked.run_ms(300)
    answer(asked, WISHES[name])
    asked.run_ms(800)
    tap(asked, "DOWN")
    assert not granted(asked, WISHES[name], 600)


@pytest.mark.parametrize("name", ("service", "interval", "rollback"))
def test_s18_a_question_is_seen_in_a_fault(asked, name):
    asked.controller.fail(3)
    asked.run_ms(1_500)
    assert asked.state == states.FAULT
    assert not granted(asked, WISHES[name], 800)
    tap(asked, "DOWN")
    assert granted(asked, WISHES[name])
