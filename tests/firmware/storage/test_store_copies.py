"""S9, S13, H4, H12: slots and journals torn, wiped, older, newer, strange: the stricter counts, the lock stays."""

import pytest
from pen.core.events import Events
from pen.formats import ledger as layout
from pen.formats import reasons as r
from pen.formats import record
from pen.storage import upkeep
from pen.storage.store import Store

from tests.firmware.storage.store_life import (
    OTHER_PEN,
    PEN,
    Owner,
    factory,
    live,
    lived,
    opened,
    records,
    same_everywhere,
)
from tests.firmware.storage.store_parts import SLOT, WHERES, Memory, PowerCut

# --- one of several copies --------------------------------------------------------------------------------


@pytest.mark.parametrize("slot", range(4))
@pytest.mark.parametrize("at", (0, 3, 100, SLOT - 1))
def test_s9_h4_one_torn_slot_changes_nothing_that_binds(slot, at):
    owner = lived("refusal")
    memory = owner.memory
    if slot < 2:
        memory.eeprom[slot * SLOT + at] ^= 0x10
    else:
        data = bytearray(memory.files["ab"[slot - 2]])
        data[at] ^= 0x10
        memory.files["ab"[slot - 2]] = bytes(data)
    store, event = opened(memory)
    assert event == r.NONE, "the other slot of that store is one commit older at most"
    assert store.found == 0b1111 & ~(1 << slot)
    assert (store.ledger.session, store.ledger.locked, store.ledger.uses(1, 7)) == (1, 1, 1)
    store.commit()
    assert opened(memory)[1] == r.NONE


def test_a_short_flash_file_is_no_ledger():
    memory = lived().memory
    memory.files["a"] = memory.files["a"][:500]
    assert opened(memory)[0].found == 0b1011


@pytest.mark.parametrize(("lost", "event"), (("eeprom", r.LEDGER_NO_EEPROM), ("flash", r.LEDGER_NO_FLASH)))
def test_s9_a_wiped_store_is_restored_and_told(lost, event):
    memory = lived("tighten").memory
    if lost == "eeprom":
        memory.eeprom[:] = b"\0" * len(memory.eeprom)
    else:
        del memory.files["a"], memory.files["b"]
    owner = Owner(memory)
    assert owner.event == event and owner.ledger.depth_max_um == 300 and owner.ledger.locked
    owner.commit()
    told = records(owner.store)[-1]
    assert (told["kind"], told["event"]) == ("ledger", event)
    same_everywhere(memory)


@pytest.mark.parametrize("lost", ("eeprom", "flash"))
@pytest.mark.parametrize("acts", (("begin",), ("begin", "stop", "end", "tighten")))
def test_s9_what_only_a_damaged_slot_knew_is_a_full_interval_from_now(lost, acts):
    """One store lost, and in the other the newest slot unreadable: what is left may be from before a session."""
    owner = Owner(factory())
    live(owner, acts)
    memory, newest = owner.memory, owner.ledger.sequence & 1
    if lost == "flash":
        memory.eeprom[newest * SLOT + 100] ^= 1
        memory.files.pop("a", None)
        memory.files.pop("b", None)
    else:
        memory.eeprom[:] = b"\xff" * len(memory.eeprom)
        memory.files["ab"[newest]] = memory.files["ab"[newest]][:500]
    store, event = opened(memory)
    assert event == r.LEDGER_DAMAGED
    assert store.ledger.locked and store.ledger.history_lost and store.ledger.lock_from_s == store.ledger.mark_s
    store.commit()
    store.commit()
    assert opened(memory)[1] == r.NONE and opened(memory)[0].ledger.locked


def test_s9_a_store_whose_other_slot_was_never_written_knows_everything():
    memory = factory()
    memory.files.pop("a", None)
    memory.files.pop("b", None)
    store, event = opened(memory)
    assert event == r.LEDGER_NO_FLASH and not store.ledger.locked


@pytest.mark.parametrize("old", ("eeprom", "flash"))
def test_s9_an_older_copy_put_back_gains_nothing(old):
    owner = Owner(factory())
    kept = owner.memory.copy()
    live(owner, ("begin", "stop", "end", "tighten", "fault"))
    now = vars(owner.ledger).copy()
    if old == "eeprom":
        owner.memory.eeprom[:] = kept.eeprom
    else:
        owner.memory.files.update({name: kept.files.get(name, b"") for name in "ab"})
    again = Owner(owner.memory)
    assert again.event == r.LEDGER_DISAGREE
    for name in ("session", "locked", "lock_from_s", "depth_max_um", "fault", "needle_ms", "epoch", "zero_counts"):
        assert getattr(again.ledger, name) == now[name], name
    assert again.ledger.uses(1, 7) == 1
    again.commit()
    same_everywhere(owner.memory)


@pytest.mark.parametrize("journal", (True, False))
@pytest.mark.parametrize("newer", ("eeprom", "flash"))
def test_s9_a_newer_copy_that_knows_less_gains_nothing(newer, journal):
    """A branch of this very pen's past, written more often since: newest is not strictest, journal or not."""
    owner = Owner(factory())
    branch = owner.memory.copy()
    live(owner, ("begin", "stop", "end", "tighten", "fault"))
    other = Owner(branch)
    for _ in range(20):
        other.commit()
    if newer == "eeprom":
        owner.memory.eeprom[:] = branch.eeprom
    else:
        owner.memory.files.update({name: branch.files[name] for name in "ab"})
    if not journal:
        owner.memory.files = {name: owner.memory.files[name] for name in "ab"}
    store, event = opened(owner.memory)
    assert event == r.LEDGER_DISAGREE
    ledger = store.ledger
    assert (ledger.session, ledger.locked, ledger.uses(1, 7)) == (1, 1, 1)
    assert (ledger.depth_max_um, ledger.fault) == (300, r.F_DEPTH)


@pytest.mark.parametrize("strange", ("eeprom", "flash"))
def test_s9_h4_another_pens_copy_is_not_ours(strange):
    owner = lived()
    other = Memory()
    upkeep.create(Store(other.slots(), other.segments(), Events()), OTHER_PEN, 999)
    for _ in range(50):
        opened(other, OTHER_PEN)[0].commit()
    if strange == "eeprom":
        owner.memory.eeprom[:] = other.eeprom
    else:
        owner.memory.files.update({name: other.files[name] for name in "ab"})
    store, event = opened(owner.memory)
    assert event == (r.LEDGER_NO_EEPROM if strange == "eeprom" else r.LEDGER_NO_FLASH)
    assert (store.ledger.pen_id, store.ledger.zero_counts, store.ledger.session) == (PEN, 100, 1)
    if strange == "eeprom":  # its clock came with it
        assert store.ledger.mark_rtc_s == layout.NO_MARK


def test_s9_nothing_readable_is_a_full_interval():
    memory = lived().memory
    memory.eeprom[100] ^= 1
    memory.eeprom[SLOT + 100] ^= 1
    del memory.files["a"], memory.files["b"]
    store, event = opened(memory)
    assert event == r.LEDGER_NONE and store.found == 0
    ledger = store.ledger
    assert ledger.locked and ledger.history_lost and ledger.pen_id == PEN and ledger.zero_counts == layout.NO_ZERO
    assert store.epoch == 2, "the journal of the past stays as it is"
    store.commit()
    assert [x["kind"] for x in records(store)] == ["epoch", "ledger"]
    assert opened(memory)[1] == r.NONE


# --- the journal goes, the lock stays ---------------------------------------------------------------------


def wiped(memory):
    for name in [n for n in memory.files if isinstance(n, tuple)]:
        del memory.files[name]


def older(memory):
    """A copy from before the last record."""
    name = max(n for n in memory.files if isinstance(n, tuple))
    memory.files[name] = memory.files[name][:-64]


def longer_stranger(memory):
    """Another pen's, long enough and with sound records."""
    other = Memory()
    store = Store(other.slots(), other.segments(), Events())
    upkeep.create(store, OTHER_PEN, 1)
    for _ in range(60):
        store.events.emit(record.POWER, 1, 3_900)
        store.flush()
    wiped(memory)
    memory.files.update({n: d for n, d in other.files.items() if isinstance(n, tuple)})


def last_damaged(memory):
    name = max(n for n in memory.files if isinstance(n, tuple))
    data = bytearray(memory.files[name])
    data[-20] ^= 4
    memory.files[name] = bytes(data)


HARMS = {
    wiped: record.GAP_WIPED,
    older: record.GAP_WIPED,
    longer_stranger: record.GAP_DAMAGED,
    last_damaged: record.GAP_DAMAGED,
}


@pytest.mark.parametrize("harm", HARMS)
def test_s13_h12_a_lost_journal_begins_a_new_epoch_and_unlocks_nothing(harm):
    owner = lived("tighten", "sync")
    last = owner.ledger.journal_seq
    harm(owner.memory)
    again = Owner(owner.memory)
    assert again.event == r.NONE and again.store.epoch == again.ledger.epoch == 2
    assert (again.ledger.locked, again.ledger.lock_from_s, again.ledger.session) == (1, 0, 1)
    assert again.ledger.depth_max_um == 300 and again.ledger.uses(1, 7) == 1
    assert again.ledger.acked_seq == 0, "nothing of the new epoch has been synced"
    again.refusal()
    again.commit()
    first, second = records(again.store)
    assert (first["kind"], first["old_epoch"], first["old_sequence"]) == ("epoch", 1, last)
    assert first["reason"] == HARMS[harm] and second["kind"] == "refusal"
    once_more, event = opened(owner.memory)
    assert event == r.NONE and once_more.epoch == 2 and not once_more.events.count


def test_s13_a_new_epoch_is_newer_than_any_that_lies_about():
    owner = lived()
    wiped(owner.memory)
    owner.memory.files[9, 0] = b"\0" * 640
    assert opened(owner.memory)[0].epoch == 10


@pytest.mark.parametrize("where", WHERES)
def test_s13_h11_a_cut_while_a_new_epoch_begins(where):
    for op in range(1, 19):
        owner = lived("tighten")
        wiped(owner.memory)
        owner.memory.cut_at(op, where)
        with pytest.raises(PowerCut):
            Owner(owner.memory).commit()
        again = Owner(owner.memory)
        again.commit()
        assert again.ledger.locked and again.ledger.session == 1 and again.ledger.depth_max_um == 300
        first = records(again.store)[0]
        assert (first["kind"], first["old_epoch"], first["reason"]) == ("epoch", 1, record.GAP_WIPED)
        same_everywhere(owner.memory)
