"""What is loaded for a while comes while nothing moves: S11's neighbour, no flash is read while needles do."""

import pytest
from pen.core import states
from pen.hal import modules
from pen.ui import screens
from pen.ui.texts import lookup


@pytest.fixture
def loads(pen, monkeypatch):
    """(name, state, needles at rest) of every module that was loaded."""
    found = []

    def told(name):
        found.append((name, pen.state, not pen.driven and not pen.world.motor.turning))
        return modules.load(name)

    bring_next = modules.Portions.bring_next

    def brought(portions):
        found.append((portions._names[portions.count], pen.state, not pen.driven and not pen.world.motor.turning))
        return bring_next(portions)

    for user in (screens, lookup):
        monkeypatch.setattr(user, "load", told)
    monkeypatch.setattr(modules.Portions, "bring_next", brought)
    return found


@pytest.mark.parametrize("stop", ["UP", "eject", "fault"])
def test_from_the_menu_to_the_receipt_nothing_is_loaded_while_needles_turn(pen, loads, stop):
    assert pen.treat(1_200)
    assert {name for name, *_ in loads} >= {"pen.ui.treatment", "pen.ui.stopped", "pen.core.treatment"}
    before = len(loads)
    if stop == "UP":
        pen.world.press("UP")
    elif stop == "eject":
        pen.world.eject()
    else:
        pen.world.fault("encoder_offset")
    while pen.driven or pen.world.motor.turning:
        pen.turn()
    assert [name for name, *_ in loads[before:] if not name.startswith("pen.ui.texts.")] == []
    assert all(rest for name, state, rest in loads if not name.startswith("pen.ui.texts.") and state != states.OFF)
