"""S9, H11: the power goes in one start after another, each time while the ledger is stored: a cut alone locks nothing.

Seen: a cut between the two stores, then one in the next start, and the pen said that its memory was lost. The siblings:
every pair of writes, and rows of more cuts; beginning after a commit, after a note of a fault, with a store that lags.
"""

import random

import pytest
from pen.formats import reasons as r

from tests.conftest import SCALE
from tests.firmware.storage.store_life import Owner, lived
from tests.firmware.storage.store_parts import PowerCut
from tests.firmware.storage.test_store_notes import running_away

ROWS = 3_000 if SCALE == "long" else 300
COMMITS = 2  # of one start
OPS = 70  # writes of these, the first of which puts both stores in step


def stored():
    return lived().memory


def noted():
    """The EEPROM has more than flash: a fault, noted while the needles were still moving."""
    owner = running_away()
    owner.bleed()
    owner.turn(32)
    return owner.memory


BEGINNINGS = {"stored": stored(), "noted": noted()}


def start(memory, op, where):
    """A start that stores the ledger, cut at its write number `op`, or not if it has fewer. Was it cut?"""
    memory = memory.copy()
    owner = Owner(memory)
    assert owner.event in (r.NONE, r.LEDGER_DISAGREE) and not owner.ledger.history_lost
    memory.cut_at(op, where)
    try:
        for _ in range(COMMITS):
            owner.commit()
    except PowerCut:
        return memory, True
    assert owner.store.whole == 0b1111
    return memory, False


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("where", ("middle", "after"))
def test_s9_h11_any_two_cuts_in_two_starts_lock_nothing(beginning, where):
    for first in range(1, OPS):
        memory, cut = start(BEGINNINGS[beginning], first, where)
        if not cut:
            return
        for second in range(1, OPS):
            after, cut = start(memory, second, "middle")
            start(after, OPS + 9, "")
            if not cut:
                break


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_s9_h11_nor_does_any_row_of_cuts(beginning):
    chance = random.Random(11)
    for _ in range(ROWS):
        memory = BEGINNINGS[beginning]
        for _ in range(chance.randrange(3, 8)):
            memory, _ = start(memory, chance.randrange(1, OPS), chance.choice(("before", "middle", "after")))
        start(memory, OPS + 9, "")
