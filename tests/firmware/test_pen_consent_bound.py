"""S18, H34: one press is good for one request, for its very bytes, once, and goes with its question.

The siblings that are tried here:

- every pair of two requests that change something in one hold: the hold answers the first at most;
- the same request again after it was granted, a yes that nobody fetched, a yes fetched after its time;
- other bytes of the same kind; another bundle behind the same FW_BEGIN;
- the cable pulled and put back during the question, during the press, and between the press and the answer.
"""

import pytest
from pen.core import reported, settings, skin
from pen.formats import messages as m

from tests.firmware import asked_pen
from tests.firmware.asked_pen import OFFERED, WISHES, Wish, answer, granted, question_shown, screen, state, tap
from tests.firmware.formats import bundles

ONCE = ("update", "rollback", "service")  # whatever happened before, they can be asked for again


@pytest.fixture(params=WISHES)
def wish(request) -> Wish:
    return WISHES[request.param]


# --- one press, one request ------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", WISHES)
def test_s18_h34_every_pair_of_requests_in_one_hold(kept, first):
    """The finger goes down for the first and stays: the second is never carried out."""
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
    """The first is granted, and the finger stays."""
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
        ((m.SET_PROFILE, reported.ECZEMA), (m.SET_PROFILE, reported.ROSACEA)),
        ((m.CHECKIN, 48, reported.RED_48H), (m.CHECKIN, 48, reported.BLED)),
        ((m.CHECKIN, 48, reported.BLED), (m.CHECKIN, 48, 0)),
        ((m.CLEARANCE, 2, 0, asked_pen.DAY, b"Dr. Patel"), (m.CLEARANCE, 2, 0, asked_pen.DAY, b"Dr. Nobody")),
        (
            (m.CLEARANCE, 2, 0, asked_pen.DAY, b"Dr. Patel"),
            (m.CLEARANCE, 1, reported.PREGNANT, asked_pen.DAY, b"Dr. Patel"),
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
    wish = Wish(m.CHECKIN, (1, reported.RED_48H), ("48 h",))
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
    many = reported.ECZEMA | reported.DIABETES | reported.KELOID | reported.UNDER_22 | skin.PIGMENT
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
