"""Two faults at once: which are drawn, and which no software can see.

A pair that no software can see is made by a rule, not by hand: one fault by which the ring goes elsewhere than the
pulses say, and one by which the encoder tells what the pulses say. There the mechanical end-stop is the barrier.
"""

import random

from boards.virtual import faults
from tests.tools.fmea.phases import PHASES

GAPS_MS = (0, 0, 20, 200)
ELSEWHERE = ("DIR:", "STEP:", "NENABLE:swapped", "TAG:swapped", "ring:", "stepper_")
AS_COMMANDED = ("encoder:wrong", "encoder:frozen", "encoder:stale", "encoder:slow", "encoder:off_l", "encoder_mirrors",
                "encoder_frozen", "encoder_reversed", "encoder_offset")  # fmt: skip


# The littlefs of CPython stops the whole program at a second write that fails, by an assertion that MicroPython is
# built without. What the pen does then is shown by tests/firmware/storage/test_store_witnesses.py.
NOT_PLAYED = ("flash:frozen",)


def variants() -> "list[tuple]":
    """Every fault that can be played, with each of its values."""
    played = [name for name in faults.FAULTS if name not in NOT_PLAYED]
    return [(name, value) for name in played for value in faults.values(name)]


def draw(count: int, seed: int) -> "list[tuple]":
    """Draw so many scenes of two faults that differ, at a random phase, together or one after the other."""
    chance = random.Random(seed)
    all_of = variants()
    scenes = []
    while len(scenes) < count:
        two = chance.sample(all_of, 2)
        if two[0][0] != two[1][0]:
            scenes.append((chance.choice(list(PHASES)), two, chance.choice(GAPS_MS)))
    return scenes


def by_rule() -> "list[tuple]":
    """The scenes of all pairs that the rule names, at every phase: in which of them is there nothing to be seen?"""
    first = [variant for variant in variants() if variant[0].startswith(ELSEWHERE)]
    second = [variant for variant in variants() if variant[0].startswith(AS_COMMANDED)]
    return [(phase, [one, other], 0) for one in first for other in second for phase in PHASES]


def unseeable(names: "list[str]") -> bool:
    """Is this pair one that the rule names?"""
    first, second = names
    return _rule(first, second) or _rule(second, first)


def _rule(one: str, other: str) -> bool:
    return one.startswith(ELSEWHERE) and other.startswith(AS_COMMANDED)
