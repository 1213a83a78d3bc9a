"""S11, S13: a buffer or a flash that is full. Whatever makes room becomes a record before it goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core.events import _CAPACITY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.storage.store_life import Owner, factory, lived, opened, records
from tests.firmware.storage.store_parts import WHERES, PowerCut

# --- nothing is dropped silently --------------------------------------------------------------------------


def test_s11_s13_what_the_buffer_dropped_becomes_a_record():
    owner = lived()
    for n in range(_CAPACITY + 7):
        owner.store.events.emit(record.SAMPLE, n, 80, 300, 150, 3_900, 250)
    before = owner.store.next
    owner.store.flush()
    lost, *samples = records(owner.store)[before - 1 :]
    assert (lost["kind"], lost["first"], lost["count"], lost["reason"]) == ("lost", before, 7, record.GAP_BUFFER)
    assert [x["strokes"] for x in samples] == list(range(7, _CAPACITY + 7))
    owner.refusal()
    assert [x["kind"] for x in records(owner.store)].count("lost") == 1, "told once"


def gaps(store):
    """Sequences that LOST records of a full flash speak of."""
    told = [x for x in records(store) if x["kind"] == "lost" and x["reason"] == record.GAP_FULL]
    return {n for x in told for n in range(x["first"], x["first"] + x["count"])}


@given(st.lists(st.sampled_from(["one", "batch", "sync", "boot"]), min_size=20, max_size=120), st.integers(4, 6))
def test_s13_a_full_flash_drops_the_oldest_and_what_was_not_synced_is_told(acts, room):
    memory = factory(per_segment=16)
    memory.room = room
    store, _ = opened(memory)
    told, acked = set(), 0
    for act in acts:
        if act == "boot":
            store.commit()
            store, event = opened(memory)
            assert event == r.NONE and store.epoch == 1
        elif act == "sync":
            acked = store.next - 1
            store.acknowledge(acked)
        else:
            for n in range(1 if act == "one" else 12):
                store.events.emit(record.POWER, 1, n)
            store.flush()
        told |= gaps(store)
    gone = set(range(acked + 1, store.first))
    assert gone <= told
    assert store.ledger.acked_seq == acked


def test_s13_synced_records_make_room_without_a_word():
    memory = factory()
    memory.room = 3
    owner = Owner(memory)
    for _ in range(100):
        owner.refusal()
        owner.sync()
    assert owner.store.first > 50 and not gaps(owner.store)


@pytest.mark.parametrize("where", WHERES)
def test_s13_h11_a_cut_while_room_is_made_drops_nothing_silently(where):
    owner = Owner(factory())
    owner.memory.room = 4
    while owner.store.segments.free_segments() >= 2:
        owner.refusal()
    owner.commit()
    assert owner.store.first == 1
    for op in range(1, 5):
        cut = Owner(owner.memory.copy())
        cut.memory.cut_at(op, where)
        with pytest.raises(PowerCut):
            for _ in range(3):
                cut.refusal()
        again = Owner(cut.memory)
        again.refusal()
        assert again.store.first == 17
        assert set(range(1, 17)) <= gaps(again.store), f"cut {where} write {op}"
