"""The lamp: dim, one colour a state, orange for a refusal."""

import pytest
from pen.core import states
from pen.formats import reasons
from pen.ui.lamp import colour

from tests.firmware.ui.prepared_pens import NOW_MS, Offer, pen_in

STATES = range(states.OFF, states.FAULT + 1)


def test_off_is_dark_and_nothing_else_is():
    assert [state for state in STATES if colour(pen_in(state), NOW_MS) == 0] == [states.OFF]


def test_what_matters_can_be_told_apart():
    alone = [states.LOCKED, states.READY, states.ARMING, states.RUNNING, states.PAUSED, states.FAULT]
    assert len({colour(pen_in(state), NOW_MS) for state in alone}) == len(alone)


def test_it_is_dim():
    assert all(max(colour(pen_in(state), NOW_MS).to_bytes(3, "big")) <= 24 for state in STATES)


@pytest.mark.parametrize("state", STATES)
def test_a_refusal_shows_only_where_the_screen_shows_it(state):
    pen = pen_in(state)
    before = colour(pen, NOW_MS)
    pen.refuse(reasons.USB_POWER)
    assert (colour(pen, NOW_MS) != before) == (state in (states.LOCKED, states.READY, states.PAUSED))


@pytest.mark.parametrize("state", [states.LOCKED, states.READY])
def test_an_offer_that_covers_a_refusal_on_the_screen_covers_it_on_the_lamp(state):
    pen = pen_in(state)
    before = colour(pen, NOW_MS)
    pen.gate.say(reasons.USB_POWER)
    pen.refuse(pen.gate, NOW_MS)
    pen.offer = Offer(1, 60_000)
    assert colour(pen, NOW_MS) == before
