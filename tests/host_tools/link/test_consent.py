"""S18: the laptop waits for the person at the pen, and takes its question back when it gives up."""

import pytest
from needlepen import Pen
from needlepen.errors import Refused
from needlepen.link import consent
from pen.core import settings
from pen.formats import messages as m
from pen.formats.button_bits import UP

from tests.host_tools.scripted_pen import ScriptedPen


@pytest.fixture
def pen():
    with ScriptedPen() as running:
        running.controller.confirmed = True
        yield running


def test_it_says_once_what_to_press_and_waits(pen):
    said = []
    with Pen.open(pen.url) as line:
        line.tell = said.append
        line.tighten(settings.DEPTH_MAX, 300)
    assert pen.store.ledger.depth_max_um == 300
    assert said == ["Press ▼ on the pen to agree: depth 0.30 mm. Any other button says no …"]


def test_a_no_is_a_no_at_once(pen):
    pen.controller.person.other = UP
    with Pen.open(pen.url) as line, pytest.raises(Refused) as caught:
        line.tighten(settings.DEPTH_MAX, 300)
    assert caught.value.error == m.E_DECLINED and caught.value.code == 9


def test_nobody_there(pen, nobody):
    pen.controller.confirmed = False
    with Pen.open(pen.url) as line, pytest.raises(Refused) as caught:
        line.tighten(settings.DEPTH_MAX, 300)
    assert caught.value.error == m.E_NOBODY


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_who_gives_up_leaves_no_question_on_the_screen(pen, error):
    pen.controller.confirmed = False

    def give_up(_):
        assert pen.controller.person.sees()
        raise error

    with Pen.open(pen.url) as line:
        line.tell = give_up
        with pytest.raises(error):
            line.tighten(settings.DEPTH_MAX, 300)
        assert line.hello() and not pen.controller.person.sees()


def test_a_pen_from_before_that_asks_for_ever_is_given_up(pen, monkeypatch):
    monkeypatch.setattr(consent, "WAIT_S", 0.1)
    pen.controller.confirmed = False
    with Pen.open(pen.url) as line:
        with pytest.raises(Refused, match="Nobody agreed"):
            line.tighten(settings.DEPTH_MAX, 300)
        assert line.hello() and not pen.controller.person.sees()
