"""The interpreter hangs with needles running: when is the gate low for good, and is it low through the reset?"""

import random

from tests.tools.emulator.pen import GATE, Pen

KINDS = ("interrupts off", "endless loop", "exception", "soft reset")
_PLACES = ("sense", "clock", "feed")
_RUNNING_NS = 20_000_000  # needles ran when it hung: at most a control step's fuel before
_AFTER_MS = 6_000  # the watchdog's 2 s, the start after it, and some


def _trial(kind: str, rng: random.Random) -> "dict[str, object]":
    place, turn = rng.choice(_PLACES), rng.randrange(5, 30)
    with Pen() as pen:
        pen.service()
        pen.application(f"hang({kind!r}, {place!r}, {turn})")
        pen.to_start()
        pen.treat()
        boots = pen.world.boots
        hung_ns = pen.until_marked(1_000)
        gate = pen.edges(GATE)
        pen.run(_AFTER_MS)
        gate += pen.edges(GATE)
        found = {"place": place, "turn": turn, "resets": pen.world.boots - boots}
        return found | judged(gate, hung_ns)


def judged(gate: "list[tuple[int, int]]", hung_ns: int) -> "dict[str, object]":
    """From the hang until the last edge of the gate there ever was; -1 when it is left high."""
    fell_ns = gate[-1][0] if gate else hung_ns
    return {
        "low_after_ns": -1 if gate and gate[-1][1] else max(0, fell_ns - hung_ns),
        "ran_until_then": any(hung_ns - _RUNNING_NS < t <= hung_ns for t, level in gate if level),
    }


def measure(each: int, seed: int) -> "dict[str, list[dict[str, object]]]":
    """`each` trials of every kind of hang, in a fresh pen each, at random turns and places of a turn."""
    rng = random.Random(seed)
    return {kind: [_trial(kind, rng) for _ in range(each)] for kind in KINDS}
