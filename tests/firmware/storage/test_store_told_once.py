"""S13, H11: what a note kept of a run is told in the journal once, whatever cuts its starts, and is never left out.

Seen: a fault came in a run, with its samples still waiting; the power went before the needles had come to rest, and
once more in the start after it, when the journal had been told and the ledger had not. Each further start told the
same fault again, and that almost as many records were lost again. And where it should have been told it was not: the
two records of one write stood in two files, and the power went between them; or a start without the EEPROM, of which
only the journal's write was made, was taken for one that had told it.
"""

import contextlib

import pytest
from pen.core.events import _CAPACITY
from pen.formats import record
from pen.hal.errors import EEPROM, FLASH
from pen.storage.store import StoreError

from tests.firmware.storage.store_life import Owner, records
from tests.firmware.storage.store_parts import WHERES, PowerCut
from tests.firmware.storage.test_store_notes import PAGES, knows, running_away, treated


def in_a_run(samples):
    """A fault under needles, noted; so many samples of the run wait with it. What the power leaves of it."""
    owner = treated()
    for n in range(samples):
        owner.store.events.emit(record.SAMPLE, n, 80, 300, 150, 3_900, 250)
    owner.runaway()
    owner.turn(2 * PAGES)
    return owner


def started(memory, *cut_at):
    """A start, its records and its commit; the power may go at one of its writes. What the journal has then."""
    owner = Owner(memory)
    owner.store.events.emit(record.BOOT, 2, 1)
    owner.store.events.emit(record.REFUSAL, 1, 0, 0)  # no record that had waited
    if cut_at:
        memory.cut_at(*cut_at)
    try:
        owner.commit()
    except (PowerCut, StoreError):
        memory.cut_at(0, "")
    return owner


def told(memory):
    """How many faults, and how many lost records, the journal tells of after one more start."""
    found = records(started(memory).store)
    return sum(one["kind"] == "fault" for one in found), sum(one["count"] for one in found if one["kind"] == "lost")


@pytest.mark.parametrize("op", (2, 3, 4))  # the journal has a part of it, or all; no ledger has
@pytest.mark.parametrize("cuts", (1, 2, 3))
@pytest.mark.parametrize("samples", (0, 3, 10, 40))
def test_s13_h11_a_fault_of_a_run_is_told_once_whatever_cuts_the_starts_after_it(samples, cuts, op):
    owner = in_a_run(samples)
    waiting = owner.store.events.count
    for _ in range(cuts):
        started(owner.memory, op, "before")
    assert told(owner.memory) == (1, waiting)


@pytest.mark.parametrize("op", (2, 3, 4))
@pytest.mark.parametrize("cuts", (1, 2))
def test_s13_h11_so_is_blood(cuts, op):
    owner = in_a_run(3)
    owner.bleed()
    owner.turn(2 * PAGES)
    for _ in range(cuts):
        started(owner.memory, op, "before")
    assert sum(one["kind"] == "bleeding" for one in records(started(owner.memory).store)) == 1


@pytest.mark.parametrize("samples", range(40))
def test_s13_h11_nor_twice_if_blood_is_said_after_it_and_one_cut_comes_between_two_batches(samples):
    """The fault may be in the first write of the journal, and what was said after it in the next one."""
    for op in range(2, 6):
        owner = in_a_run(samples)
        owner.bleed()
        owner.turn(2 * PAGES)
        owner.memory.cut_at(op, "before")
        with pytest.raises(PowerCut):
            owner.commit()
        owner.memory.cut_at(0, "")
        assert told(owner.memory)[0] == 1, op


@pytest.mark.parametrize("before", range(16))
def test_s13_h11_nor_is_it_left_out_where_a_file_of_the_journal_ends(before):
    """What is told in one write may stand in two files."""
    owner = treated()
    for n in range(before):
        owner.store.events.emit(record.REFUSAL, 1, 0, n)
    owner.commit()
    owner.runaway()
    owner.turn(2 * PAGES)
    started(owner.memory, 1, "after")
    assert told(owner.memory) == (1, 1)


@pytest.mark.parametrize("where", WHERES)
@pytest.mark.parametrize("op", (1, 2, 3))
def test_s13_h11_nor_after_a_start_without_the_eeprom_that_was_cut(op, where):
    owner = running_away()
    owner.memory.dead.add(EEPROM)
    started(owner.memory, op, where)
    owner.memory.dead.clear()
    assert told(owner.memory) == (1, 1)


def test_s13_what_was_dropped_and_told_is_not_told_again():
    """More was to be said than there is room for; the journal takes it, and the power goes before the ledgers do."""
    owner = in_a_run(_CAPACITY + 4)
    dropped = owner.store.events.dropped
    assert dropped > 1
    for op in range(2, 40):
        other = in_a_run(_CAPACITY + 4)
        other.memory.cut_at(op, "before")
        with pytest.raises(PowerCut):
            other.commit()
        if other.memory.log[-1] == "eeprom":
            assert told(other.memory) == (1, dropped)
            return
    raise AssertionError("no write of a ledger was cut")


@pytest.mark.parametrize("turns", (3, PAGES, PAGES + 1, 24, 2 * PAGES - 1, 2 * PAGES))
def test_s9_s17_a_pen_whose_eeprom_fails_in_the_midst_of_a_note_is_not_locked(turns):
    """Flash takes one ledger, and the power goes before it is tried again: all that was noted is in that one."""
    owner = treated()
    owner.runaway()
    owner.turn(turns)
    owner.memory.unwritable.add(EEPROM)
    with pytest.raises(StoreError):
        owner.commit()
    owner.memory.unwritable.clear()
    assert knows(owner.memory, True, False)


@pytest.mark.parametrize("turns", (PAGES, 2 * PAGES))
@pytest.mark.parametrize("waiting", (1, 2, 9))
def test_s13_a_fault_that_flashs_ledger_does_not_know_is_told_once(turns, waiting):
    owner = treated()
    owner.runaway()
    owner.turn(turns)
    owner.store.flush()  # the journal has it; from here on flash takes nothing, and the power goes
    owner.memory.unwritable.add(FLASH)
    with contextlib.suppress(StoreError):
        owner.commit()
    for n in range(waiting):
        owner.store.events.emit(record.SAMPLE, n, 80, 300, 150, 3_900, 250)
    with contextlib.suppress(StoreError):
        owner.commit()
    owner.memory.unwritable.clear()
    assert told(owner.memory) == (1, waiting)
