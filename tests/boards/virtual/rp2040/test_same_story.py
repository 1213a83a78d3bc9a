"""The same hands on the virtual pen and on the emulated chip: the same story in the journal, but for what time adds.

On the chip starting takes two seconds and every write its time; elsewhere both pens must have decided alike.
"""

import sys
from itertools import zip_longest

import pytest
from needlepen import kinds
from pen.formats import record

from boards.virtual.demo.scenes.treatment_steps import CALM, HEALTHY, WELL
from boards.virtual.demo.screen_reader import words
from boards.virtual.handle import VirtualPen
from tests.boards.virtual.rp2040.emulated import needs_the_chip

BEGIN_MS = 60_000
DAY_MS = 86_400_000
DISINFECT_MS = 333_000  # and dry
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


def story(pen) -> "tuple[list[dict], dict]":
    """Questions, the countdown, a refusal, a treatment stopped by a button, a power cut in it, its resumption, its end.

    Then a refusal at once, and after a month of rest a check-in and an answer that refuses the day.
    """
    pen.do("new", seed=11)
    pen.do("provision")
    pen.do("cut")
    pen.run(BEGIN_MS - pen.look()["now_us"] // 1000)
    pen.do("cartridge", name="one", kind="MULTI_USE", serial=7)
    pen.do("cartridge", name="long", needle_um=1_000, serial=8)
    pen.do("boot")
    pen.run(5_000)
    _swap(pen, "one")
    _tap(pen, "SELECT", "SELECT", "SELECT", "SELECT")  # START: the questions come first
    _tap(pen, *HEALTHY, *WELL)
    pen.run(DISINFECT_MS)
    _tap(pen, "SELECT")  # it is dry
    _swap(pen, "long")
    _tap(pen, "SELECT")  # refused: too long
    pen.run(8_000)
    _swap(pen, "one")
    _tap(pen, "SELECT", "UP")  # its pack was sealed; what was clean is not any more
    pen.run(DISINFECT_MS)
    _tap(pen, "SELECT", "SELECT")
    _treat(pen, 3_500)
    pen.press("UP")
    pen.run(2_000)
    _tap(pen, "SELECT")  # go on
    _treat(pen, 2_500)
    pen.do("cut")
    pen.run(10_000)
    pen.do("boot")
    pen.run(5_000)
    _tap(pen, "SELECT", "SELECT")  # it is read; refused: the power cut has used up what was charged to the forehead
    pen.run(8_000)
    _tap(pen, "UP", "UP", "SELECT", "SELECT", "SELECT")  # the left cheek
    _tap(pen, "UP")  # it is the same sitting; whether the cartridge stayed in nobody knows
    pen.run(DISINFECT_MS)
    _tap(pen, "SELECT", "SELECT")
    _treat(pen, 2_500)
    pen.press("DOWN")
    pen.run(2_000)
    _tap(pen, "DOWN", "SELECT")  # end
    pen.run(2_000)
    _tap(pen, "SELECT", "SELECT", "SELECT", "SELECT")  # the receipt, three steps of cleaning up
    _tap(pen, "SELECT")  # refused: resting
    pen.run(29 * DAY_MS)
    _tap(pen, "SELECT")
    pen.run(1_500)
    _tap(pen, "SELECT", "SELECT", "SELECT", "SELECT")  # START: the check-in comes first
    _tap(pen, *CALM)
    pen.run(1_000)
    _tap(pen, "UP")  # a rash: refused today
    pen.run(9_000)
    data = bytes.fromhex(pen.do("journal"))
    chain = record.genesis(bytes.fromhex(pen.look()["pen_id"]), 1)
    for at in range(0, len(data), record.SIZE):
        chain = record.check(data[at : at + record.SIZE], chain)
    return [kinds.decode(data[at : at + record.SIZE]) for at in range(0, len(data), record.SIZE)], pen.look()


def _tap(pen, *names: str) -> None:
    """Buttons, one after the other, no faster than a thumb: both pens have drawn what follows."""
    for name in names:
        pen.press(name)
        pen.run(350)


def _swap(pen, name: str) -> None:
    """Another cartridge, and time to read it."""
    pen.do("eject")
    pen.run(1_200)
    pen.do("insert", name=name)
    pen.run(1_200)


def _treat(pen, ms: int) -> None:
    """Home, arm, start in the air, and needles on skin for about `ms`."""
    pen.run(3_500)
    pen.press("UP")
    assert pen.do("until_driven", at_most_ms=3_000), words(bytes.fromhex(pen.look()["screen"]))
    pen.run(1_000)
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
