"""S9, H11: the power goes in one start after another, each time while the ledger is stored: a cut alone locks nothing.

Seen: a cut between the two stores, then one in the next start, and the pen said that its memory was lost. The siblings:
every pair of writes, and rows of more cuts; beginning after a commit, after a note of a fault, with a store that lags;
with another fault noted in such a start; with an EEPROM that has no contact at one start after another.
"""

import contextlib
import random

import pytest
from pen.formats import reasons as r
from pen.formats.ledger import NO_MARK
from pen.storage.store import StoreError

from tests.conftest import SCALE
from tests.firmware.storage.store_life import RTC_S, Owner, lived
from tests.firmware.storage.store_parts import EEPROM, PowerCut
from tests.firmware.storage.test_store_notes import PAGES, Noting, running_away

ROWS = 3_000 if SCALE == "long" else 300
OPS = 70  # writes of a start's two commits, the first of which puts both stores in step


def stored():
    return lived().memory


def with_a_new_eeprom():
    memory = stored()
    memory.eeprom[:] = bytes(len(memory.eeprom))
    return memory


def noted():
    """The EEPROM has more than flash: a fault, noted while the needles were still moving."""
    owner = running_away()
    owner.bleed()
    owner.turn(32)
    return owner.memory


BEGINNINGS = {"stored": stored(), "noted": noted(), "new EEPROM": with_a_new_eeprom()}
HARMLESS = (r.NONE, r.LEDGER_DISAGREE, r.LEDGER_NO_EEPROM)


def start(memory, op, where, turns=0):
    """A start that stores the ledger, cut at its write number `op`, or not if it has fewer. Was it cut?

    `turns`: after its first commit a fault is noted while needles turn, for so many turns, of which a page takes one.
    """
    memory = memory.copy()
    owner = Noting(memory)
    assert owner.event in HARMLESS and not owner.ledger.history_lost
    memory.cut_at(op, where)
    try:
        owner.commit()
        if turns:
            owner.runaway()
            owner.turn(turns)
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
            turns = chance.choice((0, 0, 3, PAGES, PAGES + 4, 2 * PAGES))
            at = chance.randrange(1, OPS + turns)
            memory, _ = start(memory, at, chance.choice(("before", "middle", "after")), turns)
        start(memory, 3 * OPS, "")


@pytest.mark.parametrize("starts", (1, 2, 3, 5))
def test_s9_s17_an_eeprom_without_contact_at_starts_in_a_row_locks_nothing_when_it_is_back(starts):
    memory = stored()
    memory.dead = {EEPROM}
    for _ in range(starts):
        owner = Owner(memory)
        for _ in range(3):
            with contextlib.suppress(StoreError):
                owner.commit()
    memory.dead = set()
    start(memory, 3 * OPS, "")


@pytest.mark.parametrize("turns", (3, PAGES, PAGES + 4))
def test_s9_h37_nor_does_one_cut_after_a_fault_in_the_first_start_with_a_new_eeprom(turns):
    """Seen: what the boot had found of the EEPROM was still asked after the first commit had filled it."""
    for op in range(1, OPS):
        memory = with_a_new_eeprom()
        owner = Noting(memory)
        owner.commit()
        owner.runaway()
        owner.turn(turns)
        memory.cut_at(op, "middle")
        try:
            owner.commit()
        except PowerCut:
            assert not Owner(memory).ledger.history_lost, op
        else:
            return


@pytest.mark.parametrize("turns", (PAGES, 2 * PAGES))
def test_s7_h40_no_eeprom_has_the_number_of_its_module_before_flash_has_it(turns):
    """A fault is noted in a new EEPROM, and the power goes: the next new one must not get the same number."""
    memory = with_a_new_eeprom()
    owner = Noting(memory)
    owner.ledger.mark_rtc_s = RTC_S + owner.ledger.mark_s  # as if the clock had begun when the next one does, too
    owner.runaway()
    owner.turn(turns)
    noted = bytes(memory.eeprom)
    memory.eeprom[:] = bytes(len(memory.eeprom))
    Owner(memory).commit()
    memory.eeprom[:] = noted
    again = Owner(memory)
    assert again.ledger.fault and again.ledger.mark_rtc_s == NO_MARK
