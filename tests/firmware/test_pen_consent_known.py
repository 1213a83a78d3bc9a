"""S18, H34: who agrees knows what there is to know: nothing is cleared that came up afterwards.

The kind of error: a yes for "a doctor has seen the skin" was kept for 30 s; meanwhile the pen's own check-in told of
new blood, and the old yes cleared it; and a look of six years ago cleared the blood of today. The siblings that are
tried here: every request that asks, after a yes and before one, with everything that can come up: a finding, a
bleeding, a fault, a told condition, a hold, a session; a look dated before the session, before the blood of a
check-in days later, and with a pen that has no date.
"""

import pytest
from pen.core import reported, skin, states
from pen.formats import messages as m
from pen.formats import reasons, record

from tests.firmware.asked_pen import WISHES, Wish, answer, granted, question_shown, tap
from tests.firmware.whole_pen import WholePen

DAY_S = 86_400
REVIEW = WISHES["review"]


def told_to_the_pen(pen) -> None:
    pen.ledger.checkin_done |= 4
    skin.react(pen.ledger, reported.BLED)


COMES_UP = {
    "a finding": told_to_the_pen,
    "a bleeding": lambda pen: pen.controller.bled(1),
    "a fault": lambda pen: pen.controller.fail(reasons.F_DEPTH),
    "a condition": lambda pen: reported.tell(pen.ledger, reported.KELOID),
    "a hold": lambda pen: reported.hold(pen.ledger, pen.app.inputs.proven_s, reasons.SKIN_TODAY, DAY_S),
    "a session": lambda pen: setattr(pen.ledger, "session", pen.ledger.session + 1),
}


@pytest.fixture(params=COMES_UP)
def comes_up(request):
    return COMES_UP[request.param]


def test_s18_h34_a_yes_is_not_good_for_what_came_up_after_it(asked, comes_up):
    asked.ledger.reacted = 0
    question_shown(asked, REVIEW)
    tap(asked, "DOWN")
    comes_up(asked)
    asked.run_ms(100)
    assert not granted(asked, REVIEW, 1_000)
    assert asked.ledger.review


def test_s18_h34_nor_is_a_press_while_the_question_still_stands(asked, comes_up):
    asked.ledger.reacted = 0
    question_shown(asked, REVIEW)
    comes_up(asked)
    tap(asked, "DOWN")
    assert not granted(asked, REVIEW)
    assert asked.ledger.review


@pytest.mark.parametrize("name", ("service", "interval", "clearance", "date", "rollback"))
def test_s18_h34_nor_for_anything_else_that_asks(asked, name):
    question_shown(asked, WISHES[name])
    tap(asked, "DOWN")
    asked.ledger.reacted = 0
    skin.react(asked.ledger, reported.BLED)
    assert not answer(asked, WISHES[name])[0]


# --- the check-in of the pen itself, as it happens ----------------------------------------------------------------


@pytest.fixture
def bled(fresh):
    """It knows the date; a session ended by blood a day ago, and the pen asks how the skin is."""
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    pen.world.plug_usb()
    pen.run_ms(500)
    assert pen.asks(m.SET_WALL, pen.world.unix_s)[0] == m.OK
    pen.world.plug_usb(False)
    pen.run_ms(500)
    assert pen.treat(1_500)
    pen.stop()
    pen.press("UP", 2_500)
    pen.run_ms(500)
    pen.end()
    pen.run_ms(500)
    assert pen.ledger.review
    return pen


def today(pen) -> int:
    return (pen.app.inputs.proven_s + pen.ledger.wall_offset_s) // DAY_S


def review(day: int) -> tuple:
    return m.CLEARANCE, record.CLEARED_REVIEW, 0, day, b"Dr. Patel"


def days_later(pen, days: int) -> None:
    pen.run_ms(days * DAY_S * 1_000 + 3_600_000)
    pen.world.plug_usb()
    pen.run_ms(1_500)


def test_s18_h34_new_blood_told_to_the_pen_withdraws_a_yes_that_waits(bled):
    days_later(bled, 1)
    assert bled.state == states.ASKING
    wish = Wish(*review(today(bled))[:1], review(today(bled))[1:], ())
    assert bled.asks(*review(today(bled)))[1]["code"] == m.E_CONFIRM
    bled.agree()
    for _ in range(6):
        if bled.state == states.ASKING:
            bled.press("UP")
            bled.run_ms(200)
    assert bled.found("checkin")[-1]["findings"] & reported.BLED
    code = bled.asks(wish.kind, *wish.values)[1]["code"]
    assert code in (m.E_CONFIRM, m.E_OCCUPIED) and bled.ledger.review


def test_h22_a_look_from_before_the_blood_does_not_clear_it(bled):
    days_later(bled, 0)
    bled.leave_check_in()
    for day in (18_300, today(bled) - 30, today(bled) - 2):
        kind, fields = bled.agreed(*review(day))
        assert (kind, fields["code"], fields["detail"]) == (m.ERROR, m.E_VALUE, today(bled) - 1)
    assert bled.ledger.review
    assert bled.agreed(*review(today(bled)))[0] == m.OK
    assert not bled.ledger.review


def test_h22_nor_does_a_look_from_between_the_session_and_a_later_finding(bled):
    session = today(bled)
    days_later(bled, 3)
    bled.leave_check_in()
    kind, fields = bled.agreed(m.CHECKIN, 72, reported.BLED)
    assert kind == m.OK, fields
    assert bled.agreed(*review(session + 1))[1]["code"] == m.E_VALUE
    assert bled.ledger.review
    assert bled.agreed(*review(session + 3))[0] == m.OK


def test_h22_a_pen_without_a_date_believes_the_name_and_the_press(bled):
    days_later(bled, 0)
    bled.leave_check_in()
    bled.ledger.wall_offset_s = 0
    assert bled.agreed(*review(18_300))[0] == m.OK
