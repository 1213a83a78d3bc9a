"""S13, H39: the records of an epoch that was given up can be read until they are acknowledged, and go with a record."""

import pytest
from pen.formats import record

from tests.firmware.storage.store_life import Owner, factory, lived, opened, raw, records
from tests.firmware.storage.store_parts import RECORD, WHERES, Memory, PowerCut


def given_up(*acts):
    """A pen whose last record was damaged: epoch 2 has begun, nothing of epoch 1 is acknowledged."""
    owner = lived("refusal", *acts)
    kept = raw(owner.store)
    memory = owner.memory
    name = max(name for name in memory.files if isinstance(name, tuple))
    data = bytearray(memory.files[name])
    data[-30] ^= 8
    memory.files[name] = bytes(data)
    owner = Owner(memory)
    owner.commit()
    assert owner.store.epoch == 2
    return owner, kept[:-RECORD]


def of_epoch(store, epoch):
    first, end = store.bounds(epoch)
    buf = bytearray(RECORD * (end - first))
    assert store.read_records(first, buf, epoch) == end - first
    return bytes(buf)


def chain_of(data):
    return record.check(data[-RECORD:])


def test_every_epoch_is_read_from_its_own_records():
    owner, kept = given_up()
    store = owner.store
    assert of_epoch(store, 1)[: len(kept)] == kept
    assert store.bounds(7) == (1, 1)
    assert store.chain_at(len(kept) // RECORD, 1) == chain_of(kept)
    assert store.chain_at(0, 1) == record.genesis(store.ledger.pen_id, 1)


def test_an_epoch_is_acknowledged_when_all_that_can_be_read_is_held():
    owner, kept = given_up()
    last = len(kept) // RECORD
    owner.store.acknowledge_older(1, last - 1)
    assert owner.ledger.acked_epoch == 0, "a sound record is behind"
    owner.store.acknowledge_older(1, last)
    assert owner.ledger.acked_epoch == 1 == opened(owner.memory)[0].ledger.acked_epoch
    owner.memory.log.clear()
    owner.store.acknowledge_older(1, last)
    assert owner.memory.log == [], "known already"


def test_no_epoch_is_acknowledged_before_an_older_one():
    owner, _ = given_up()
    memory = owner.memory
    name = max(name for name in memory.files if isinstance(name, tuple))
    memory.files[name] = memory.files[name][:-30] + b"\0" * 30
    owner = Owner(memory)
    owner.commit()
    assert owner.store.epoch == 3
    _, end = owner.store.bounds(2)
    owner.store.acknowledge_older(2, end - 1)
    assert owner.ledger.acked_epoch == 0


def fill(owner, room):
    """The flash gets full, and a few records more."""
    owner.memory.room = room
    for _ in range(20):
        owner.refusal()


def gaps(store):
    return [x for x in records(store) if x["kind"] in ("lost", "lost_epoch")]


@pytest.mark.parametrize("acknowledged", (False, True))
def test_an_older_epoch_makes_room_first_and_is_told_of_if_nobody_holds_it(acknowledged):
    owner, kept = given_up()
    segments = len([name for name in owner.memory.files if isinstance(name, tuple)])
    count = owner.store.bounds(1)[1] - 1
    if acknowledged:
        owner.store.acknowledge_older(1, len(kept) // RECORD)
    fill(owner, segments + 2)
    assert owner.store.bounds(1) == (1, 1)
    told = [(x["kind"], x.get("old_epoch"), x["first"], x["count"], x["reason"]) for x in gaps(owner.store)]
    assert told[:1] == ([] if acknowledged else [("lost_epoch", 1, 1, count, record.GAP_FULL)])


def test_room_for_an_update_is_only_what_somebody_holds():
    owner, kept = given_up()
    assert not owner.store.give_room()
    owner.store.acknowledge_older(1, len(kept) // RECORD)
    assert owner.store.give_room() and owner.store.bounds(1) == (1, 1)
    assert not owner.store.give_room(), "the newest stays"


@pytest.mark.parametrize("where", WHERES)
def test_s13_h11_a_cut_while_an_older_epoch_makes_room_drops_nothing_silently(where):
    for op in range(1, 4):
        owner, _ = given_up()
        count = owner.store.bounds(1)[1] - 1
        owner.memory.room = len([name for name in owner.memory.files if isinstance(name, tuple)]) + 1
        owner.memory.cut_at(op, where)
        with pytest.raises(PowerCut):
            for _ in range(3):
                owner.refusal()
        again = Owner(owner.memory)
        again.refusal()
        assert again.store.epoch == 2
        told = {n for x in gaps(again.store) for n in range(x["first"], x["first"] + x["count"])}
        assert again.store.bounds(1)[1] > 1 or set(range(1, count + 1)) <= told


def test_an_epoch_that_is_all_held_when_it_ends_needs_no_second_acknowledgement():
    owner = lived("refusal", "sync")
    memory = owner.memory
    for name in [name for name in memory.files if isinstance(name, tuple)]:
        del memory.files[name]
    owner = Owner(memory)
    assert (owner.store.epoch, owner.ledger.acked_epoch, owner.ledger.acked_seq) == (2, 1, 0)


def test_an_epoch_that_is_all_held_does_not_stand_for_an_older_one_that_is_not():
    owner, _ = given_up()
    owner.sync()
    memory = owner.memory
    for name in [name for name in memory.files if isinstance(name, tuple) and name[0] == 2]:
        del memory.files[name]
    owner = Owner(memory)
    assert (owner.store.epoch, owner.ledger.acked_epoch) == (3, 0)


def test_a_power_cut_between_a_new_epochs_first_record_and_its_ledger_begins_no_third():
    owner = lived("refusal")
    memory = owner.memory
    for name in [name for name in memory.files if isinstance(name, tuple)]:
        del memory.files[name]
    memory.cut_at(2, "before")
    with pytest.raises(PowerCut):
        Owner(memory).commit()
    owner = Owner(memory)
    owner.commit()
    assert owner.store.epoch == 2 and [x["kind"] for x in records(owner.store)] == ["epoch"]


def test_an_empty_journal_has_nothing_to_drop():
    memory = factory()
    assert memory.segments().oldest() == (0, 0, 0) and isinstance(memory, Memory)
