"""What is loaded for a while comes while nothing moves: S11's neighbour, no flash is read while needles do."""

import pytest
from pen.core import menu, states
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


# SELECT down and up for as long, as a finger in a hurry does it, and what one portion takes the chip at most.
TAP_MS, LOAD_MS = 130, 90


@pytest.mark.parametrize("first_ms", range(0, 130, 10))
def test_no_tap_is_lost_while_a_treatment_s_code_is_loaded(pen, monkeypatch, first_ms):
    """Three taps of SELECT lead from the zone to START, and a fourth to the questions, at whatever moment they come."""
    came, start_us = [], pen.world.now_us + first_ms * 1_000

    def hand():
        """SELECT as the finger has it now."""
        at_ms = (pen.world.now_us - start_us) // 1_000
        down = 0 <= at_ms < 8 * TAP_MS and at_ms // TAP_MS % 2 == 0
        (pen.world.press if down else pen.world.release)("SELECT")

    def slow(portions):
        for _ in range(LOAD_MS):
            pen.world.advance_us(1_000)
            hand()
        came.append(portions._names[portions.count])
        return bring_next(portions)

    bring_next = modules.Portions.bring_next
    monkeypatch.setattr(modules.Portions, "bring_next", slow)
    assert pen.state == states.READY and pen.controller.menu.item == menu.ZONE_ITEM
    while pen.world.now_us < start_us + 14 * TAP_MS * 1_000:
        hand()
        pen.turn()
    assert len(came) == 8 and pen.state == states.ASKING
