"""The same hands on the virtual pen and on the emulated chip: the same story in the journal, but for what time adds.

On the chip starting takes two seconds and every write its time; elsewhere both pens must have decided alike.
"""

import sys
from itertools import zip_longest

import pytest

from boards.virtual.handle import VirtualPen
from tests.boards.virtual.long_story import story
from tests.boards.virtual.rp2040.emulated import needs_the_chip

_LATE_S = 3  # start-up and writes of the whole story, in proven seconds (2 were measured)
# Field: how far apart it may be. What is not listed must be equal.
_TOLERANCE = {
    "sequence": 0,
    "proven_s": _LATE_S,
    "until_s": _LATE_S,
    "unlock_at_s": _LATE_S,
    "hold_until_s": _LATE_S,
    "mark_s": _LATE_S,
    "left_s": _LATE_S,
    "up_ms": 3_500,
    "strokes": 4,
    "ran_ms": 30,
    "needle_ms": 40,
    "rate_hz": 3,
    "measured_um": 1,
    "current_ma": 150,  # an instant's value: just after a garbage collection the fuel has run out, and it is 0
    "battery_mv": 6,
    "temp_dc": 1,
}


@pytest.fixture
def chip():
    """A pen on the emulated chip; skipped, loudly, where it cannot run."""
    needs_the_chip()
    with VirtualPen(mcu="rp2040") as pen:
        yield pen


def test_the_same_hands_give_the_same_run(chip):
    assert _short(chip) == _short(chip)


def _short(pen) -> "tuple[str, dict]":
    """A start, a cartridge, a few buttons: the journal and all that is to be seen."""
    pen.do("new", seed=5)
    pen.do("provision")
    pen.do("cartridge", name="one", serial=7)
    pen.do("insert", name="one")
    pen.do("boot")
    pen.run(3_500)
    pen.press("UP", "SELECT", "DOWN")
    pen.run(500)
    return pen.do("journal"), pen.look()


def test_the_story_is_the_same_on_the_emulated_chip(chip):
    with VirtualPen(sys.executable) as virtual:
        told, seen = story(virtual)
    told_by_chip, seen_on_chip = story(chip)
    wrong = []
    for ours, theirs in zip_longest(told, told_by_chip, fillvalue={"kind": "nothing"}):
        apart = {
            name: (ours.get(name), theirs.get(name))
            for name in ours.keys() | theirs.keys()
            if not _alike(name, ours.get(name), theirs.get(name))
        }
        if apart:
            wrong.append((ours.get("sequence"), ours["kind"], apart))
    assert wrong == []
    assert {one["kind"] for one in told} >= {"session_start", "needles_off", "refusal", "resume", "session_end"}
    assert seen["violations"] == seen_on_chip["violations"] == []
    assert seen_on_chip["max_stroke_um"] == seen["max_stroke_um"] <= 500
    assert abs(seen_on_chip["strokes"] - seen["strokes"]) <= 10


def _alike(name: str, one, other) -> bool:
    if one is None or other is None:
        return False
    return one == other or (name in _TOLERANCE and abs(one - other) <= _TOLERANCE[name])
