"""An update restarts the pen, perhaps twice: it is waited for, and what runs then is what is said (S12)."""

import time

import pytest
from needlepen import Pen
from needlepen.errors import LinkLost
from needlepen.firmware import restart, update_pen

from tests.host_tools.firmware.test_update_pen import run
from tests.host_tools.scripted_slots import UpdatingPen


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(update_pen, "START_S", 4.0)
    monkeypatch.setattr(restart, "LOOK_S", 0.02)


@pytest.fixture
def pen():
    with UpdatingPen() as running:
        running.controller.confirmed = True
        yield running


def test_a_pen_that_was_used_restarts_first_and_is_asked_again(pen):
    pen.slots.used = True
    steps = []
    assert run(pen, tell=steps.append).to_version == "0.2.0"
    assert steps[:4] == ["checking", "may_restart", "afresh", "hold"]
    pen.slots.used = True
    with Pen.open(pen.url) as line:
        assert update_pen.rollback(line).slot == "a"


def test_a_pen_that_was_used_and_does_not_come_back_is_said(pen, monkeypatch):
    monkeypatch.setattr(update_pen, "START_S", 0.3)
    pen.slots.used = True
    pen.away_s = 5
    with pytest.raises(LinkLost) as caught:
        run(pen)
    assert "did not come back" in caught.value.what and "nothing on it has changed" in caught.value.why


def test_a_version_that_fails_its_self_test_goes_back_and_it_is_said(pen):
    pen.slots.self_test = False
    with pytest.raises(update_pen.Returned) as caught:
        run(pen)
    assert caught.value.code == 9 and "went back to 0.1.0" in caught.value.what
    assert caught.value.why and pen.slots.version == (0, 1, 0)
    pen.slots.self_test = True
    assert run(pen).to_version == "0.2.0"  # and can be tried again


def test_a_pen_that_restarts_between_two_answers_is_not_said_to_have_returned(monkeypatch):
    """On a line that stays through a restart, as a virtual pen's does."""

    def seen_before_it_restarts(link):
        found, pen.slots.finger = asked(link), False
        end = time.monotonic() + 5
        while pen.slots.restarting and time.monotonic() < end:
            time.sleep(0.01)
        return found

    def tell(step):
        if step == "hold":
            pen.slots.finger = True
        if step == "restarting":
            monkeypatch.setattr(update_pen.fw, "info", seen_before_it_restarts)

    asked = update_pen.fw.info
    with UpdatingPen(pty=True) as pen:
        pen.controller.confirmed = True
        assert run(pen, tell=tell).to_version == "0.2.0"
        assert not pen.slots.finger


def test_a_pen_that_does_not_come_back_ends_the_wait(pen, monkeypatch):
    monkeypatch.setattr(update_pen, "START_S", 0.5)

    def tell(step):
        pen.dead = step == "restarting" or pen.dead

    with pytest.raises(LinkLost, match="did not confirm") as caught:
        run(pen, tell=tell)
    assert "fw status" in caught.value.next


def test_a_trial_is_waited_for(pen):
    pen.slots.trial_s = 0.6
    steps = []
    assert run(pen, tell=steps.append).to_version == "0.2.0"
    assert steps[-1] == "trial" and steps.count("trial") == 1
