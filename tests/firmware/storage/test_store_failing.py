"""S9, H11, S17: a memory that refuses some writes of one life, and one cut: an honest owner waits for no interval.

Seen: a commit failed in the EEPROM, flash took it; the next try failed at its first page, and the ledger then went
once more into both stores: into the EEPROM's only sound slot, beside the torn one. The power went in that write, and
the pen said that its memory was lost, with a whole pair of ledgers in flash that knew everything. And a note that
failed in its first page left a gap between the two ledgers that flash got afterwards.
"""

import contextlib
import itertools

import pytest
from pen.hal.errors import EEPROM, FLASH, PartError
from pen.storage.store import StoreError

from tests.firmware.storage.store_life import opened
from tests.firmware.storage.store_parts import Memory, PowerCut
from tests.firmware.storage.test_store_notes import PAGES, Noting, damaged, knows, takes, treated


def refusing(memory, failing, after, count):
    """From the `after`-th write of that part on it refuses so many."""
    whole = type(memory).write
    left = [after, count]

    def write(part, what, *how):
        if part == failing and left[0] > 0:
            left[0] -= 1
        elif part == failing and left[1] > 0:
            left[1] -= 1
            raise PartError(part, "write")
        whole(memory, part, what, *how)

    memory.write = write


def locked_after(failing, turns, after, count, cut):
    """A fault, noted for so many turns, then stored, tried thrice; was it cut, and is the pen locked then?"""
    owner = Noting(treated().memory)
    owner.store.commit()
    memory: Memory = owner.memory
    refusing(memory, failing, after, count)
    memory.cut_at(cut, "middle")
    was_cut = False
    try:
        owner.runaway()
        owner.turn(turns)
        for _ in range(3):
            try:
                owner.commit()
            except StoreError:
                continue
    except PowerCut:
        was_cut = True
    memory.cut_at(0, "")
    del memory.write
    return was_cut, bool(opened(memory)[0].ledger.history_lost)


@pytest.mark.parametrize(
    ("failing", "turns", "afters", "counts"),
    (
        (EEPROM, 0, range(1, 16, 3), (1, 2, 3)),  # in a plain commit
        (EEPROM, 1, range(1, 40, 3), (1, 2)),  # under a note that came no further, or after it
        (EEPROM, 32, (16,), (1, 2, 3)),
        (FLASH, 0, range(6), (1, 2, 3)),
        (FLASH, 32, range(6), (1,)),
    ),
)
def test_s9_h11_s17_a_memory_that_fails_for_a_moment_and_one_cut_lock_nothing(failing, turns, afters, counts):
    for after, count in itertools.product(afters, counts):
        for cut in range(1, 200):
            was_cut, locked = locked_after(failing, turns, after, count, cut)
            assert not locked, (after, count, cut)
            if not was_cut:
                break


@pytest.mark.parametrize("pages", (1, 3, 15))
def test_s9_h11_a_note_whose_first_page_fails_leaves_no_gap_in_flash(pages):
    """The EEPROM fails in a commit, under a note and in the commit after it; then the battery is pulled."""
    owner = treated()
    memory = owner.memory
    takes(memory, "eeprom", pages)
    owner.refusal()
    with contextlib.suppress(StoreError):
        owner.commit()
    owner.runaway()
    owner.turn(1)
    with contextlib.suppress(StoreError):
        owner.commit()
    del memory.write
    ledger = opened(memory)[0].ledger
    assert ledger.fault and not ledger.history_lost


@pytest.mark.parametrize("turns", (1, PAGES, PAGES + 4, 2 * PAGES))
@pytest.mark.parametrize("slot", (0, 1))
def test_s9_h11_a_note_that_began_in_a_slot_that_held_nothing_and_one_cut_lock_and_forget_nothing(slot, turns):
    op = 0
    while True:
        op += 1
        owner = Noting(damaged(treated().memory, slot))
        owner.runaway()
        owner.turn(turns)
        owner.memory.cut_at(op, "middle")
        try:
            owner.commit()
        except PowerCut:
            assert knows(owner.memory, turns >= PAGES, False), f"write {op}: a cut alone locks"
            continue
        assert owner.store.whole == 0b1111 and op > PAGES
        return
