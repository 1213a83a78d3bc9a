"""The same hands on the virtual pen and on the emulated chip: the same story in the journal, but for what time adds.

On the chip starting takes two seconds and every write its time; elsewhere both pens must have decided alike.
"""

import sys
from itertools import zip_longest

import pytest
from pen.core import record

from boards.virtual.handle import VirtualPen
from tests.boards.virtual.rp2040.emulated import needs_the_chip

BEGIN_MS = 60_000
DAY_MS = 86_400_000
_LATE_S = 3  # start-up and writes of the whole story, in proven seconds (2 were measured)
# Field: how far apart it may be. What is not listed must be equal.
_TOLERANCE = {
    "sequence": 0,
    "proven_s": _LATE_S,
    "until_s": _LATE_S,
    "unlock_at_s": _LATE_S,
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


def story(pen) -> "tuple[list[dict], dict]":
    """A refusal, a treatment stopped by a button, a power cut in the next, its resumption, and a month of rest."""
    pen.do("new", seed=11)
    pen.do("provision")
    pen.do("cut")
    pen.run(BEGIN_MS - pen.look()["now_us"] // 1000)
    pen.do("cartridge", name="one", kind="MULTI_USE", serial=7)
    pen.do("cartridge", name="long", needle_um=1_000, serial=8)
    pen.do("insert", name="long")
    pen.do("boot")
    pen.run(5_000)
    pen.press("UP", "UP", "UP", "SELECT", "SELECT", "SELECT")  # refused: too long
    pen.run(5_000)
    pen.do("eject")
    pen.run(1_200)
    pen.do("insert", name="one")
    pen.run(1_200)
    pen.press("SELECT")
    _treat(pen, 3_500)
    pen.press("UP")
    pen.run(2_000)
    pen.press("SELECT")  # go on
    _treat(pen, 2_500)
    pen.do("cut")
    pen.run(10_000)
    pen.do("boot")
    pen.run(5_000)
    pen.press("SELECT")
    _treat(pen, 2_500)
    pen.press("DOWN")
    pen.run(2_000)
    pen.press("SELECT", ms=1_500)  # end
    pen.run(2_000)
    pen.press("SELECT")
    pen.run(1_000)
    pen.press("SELECT")  # refused: resting
    pen.run(29 * DAY_MS)
    pen.press("SELECT")
    pen.run(1_500)
    pen.press("SELECT", "SELECT", "SELECT")
    _treat(pen, 1_500)
    pen.press("UP")
    pen.run(3_000)
    data = bytes.fromhex(pen.do("journal"))
    chain = record.genesis(bytes.fromhex(pen.look()["pen_id"]), 1)
    for at in range(0, len(data), record.SIZE):
        chain = record.check(data[at : at + record.SIZE], chain)
    return [record.decode(data[at : at + record.SIZE]) for at in range(0, len(data), record.SIZE)], pen.look()


def _treat(pen, ms: int) -> None:
    """Home, arm, start, and needles on skin for about `ms`."""
    pen.run(3_500)
    pen.press("SELECT")
    assert pen.do("until_driven", at_most_ms=2_000)
    pen.do("touch", load=20)
    pen.run(ms)
    pen.do("touch", load=0)


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
