"""What is borrowed comes while nothing moves: S11's neighbour, no flash is read while needles do."""

import pytest
from pen import borrow
from pen.core import states
from pen.ui import screens, texts


@pytest.fixture
def lent(pen, monkeypatch):
    """(name, state, needles at rest) of every module that was borrowed."""
    found = []

    def told(name, *more):
        found.append((name, pen.state, not pen.driven and not pen.world.motor.turning))
        return borrow.borrow(name, *more)

    for user in (screens, texts):
        monkeypatch.setattr(user, "borrow", told)
    return found


@pytest.mark.parametrize("stop", ["UP", "eject", "fault"])
def test_from_the_menu_to_the_receipt_nothing_is_borrowed_while_needles_turn(pen, lent, stop):
    assert pen.treat(1_200)
    assert {name for name, *_ in lent} >= {"pen.ui.treatment", "pen.ui.fault"}
    before = len(lent)
    if stop == "UP":
        pen.world.press("UP")
    elif stop == "eject":
        pen.world.eject()
    else:
        pen.world.fault("encoder_offset")
    while pen.driven or pen.world.motor.turning:
        pen.turn()
    assert [name for name, *_ in lent[before:] if name != "pen.ui.long_words"] == []
    assert all(rest for name, state, rest in lent if name != "pen.ui.long_words" and state != states.OFF)
