"""S5, S9, S13, H11: the store over memories that are cut, fail and die; the factory's and the laptop's way in."""

import pytest
from pen.core import settings
from pen.core.events import Events
from pen.formats import reasons as r
from pen.formats import record
from pen.formats.ledger import NO_MARK
from pen.hal.errors import EEPROM, FLASH
from pen.storage import upkeep
from pen.storage.store import Store, StoreError

from tests.firmware.storage.store_life import (  # isort: skip
    DAY_S, FIELDS, LIFE, PEN, Owner, factory, live, lived, opened, raw, records, same_everywhere,
)  # fmt: skip
from tests.firmware.storage.store_parts import SLOT, WHERES, Memory, PowerCut


def count_ops(make, acts=LIFE):
    owner = Owner(make())
    before = owner.memory.ops
    live(owner, acts)
    return owner.memory.ops - before


SESSION = FIELDS.index("session")
OF_RUN = (
    "needle_ms",
    "charged_ms",
    "strokes",
    "charged_strokes",
    "zone_strokes",
    "zone_ds",
    "zone_um",
    "zone_measured_um",
)
LIFE_OPS = count_ops(factory)


# --- power cuts -------------------------------------------------------------------------------------------


def test_a_life_without_cuts_is_journalled_whole():
    owner = Owner(factory())
    assert owner.event == r.NONE
    live(owner)
    kinds = [x["kind"] for x in records(owner.store)]
    assert kinds[0] == "ledger" and kinds.count("session_start") == 2 and kinds.count("sample") == 27
    same_everywhere(owner.memory)
    again, event = opened(owner.memory)
    assert event == r.NONE and raw(again) == raw(owner.store) and vars(again.ledger) == vars(owner.ledger)
    assert again.found == 0b1111 and again.healthy and not again.events.count


@pytest.mark.parametrize("where", WHERES)
def test_s5_s13_h11_h12_a_cut_at_any_write_loses_nothing_that_was_promised(where):
    for op in range(1, LIFE_OPS + 1):
        owner = Owner(factory())
        owner.memory.cut_at(op, where)
        with pytest.raises(PowerCut):
            live(owner)
        before, journal = owner.kept
        after = owner.state()
        again = Owner(owner.memory)
        text = f"cut {where} write {op} of {LIFE_OPS}"
        for name, found, old, new in zip([*FIELDS, "uses"], again.state(), before, after):
            if name in OF_RUN and again.ledger.session != before[SESSION]:  # begun, and not yet charged
                assert found in (0, [0] * 5, new), f"{text}: {name}"
                continue
            if name == "cut_zones" and found not in (old, new):  # a run that only the journal knows to be over (H11)
                assert found == 0x81 and again.ledger.zone_strokes[0], f"{text}: {name} is {found}"
                continue
            assert found in (old, new), f"{text}: {name} is {found}, was {old}, should be {new}"
        assert again.event == r.NONE, f"{text}: a store was lost"
        assert again.store.epoch == 1, f"{text}: the journal was given up"
        assert raw(again.store)[: len(journal)] == journal, f"{text}: a durable record is gone"
        again.refusal()
        again.commit()
        records(again.store)
        same_everywhere(again.memory)


@pytest.mark.parametrize("where", WHERES)
def test_s9_no_cut_in_the_factory_makes_a_pen_that_cannot_be_provisioned(where):
    for op in range(1, 19):
        memory = Memory()
        memory.cut_at(op, where)
        with pytest.raises(PowerCut):
            upkeep.create(Store(memory.slots(), memory.segments(), Events()), PEN, 100)
        store, event = opened(memory)
        if event == r.LEDGER_NONE:
            assert store.ledger.locked and store.ledger.history_lost
            store = Store(memory.slots(), memory.segments(), Events())
            upkeep.create(store, PEN, 100)
        store, _ = opened(memory)
        assert store.ledger.zero_counts == 100 and store.ledger.pen_id == PEN
        store.commit()
        records(store)
        same_everywhere(memory)


def test_s5_the_order_of_a_commit_is_journal_eeprom_flash():
    owner = Owner(factory())
    owner.memory.log.clear()
    owner.begin()
    assert owner.memory.log == ["journal"] + ["eeprom"] * 16 + ["flash"]


@pytest.mark.parametrize("lost", ("eeprom", "flash"))
def test_s5_when_begin_returns_each_store_alone_knows_the_session(lost):
    owner = Owner(factory())
    owner.begin()
    memory = owner.memory.copy()
    if lost == "eeprom":
        memory.eeprom[:] = b"\xff" * len(memory.eeprom)
    else:
        del memory.files["a"], memory.files["b"]
    ledger = opened(memory)[0].ledger
    assert (ledger.session, ledger.session_open, ledger.locked, ledger.uses(1, 7)) == (1, 1, 1, 1)
    assert ledger.charged_ms == ledger.needle_ms == 41_666


# --- parts that fail --------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", (EEPROM, FLASH))
def test_s9_s13_a_part_that_takes_no_write_is_said_and_nothing_depends_on_it(part):
    owner = lived()
    before = owner.ledger.session
    owner.memory.unwritable.add(part)
    owner.memory.log.clear()
    owner.store.events.emit(record.FAULT, r.F_DEPTH, 1, 2)
    owner.ledger.fault = r.F_DEPTH
    with pytest.raises(StoreError) as caught:
        owner.commit()
    assert caught.value.part == part and not owner.store.healthy
    assert owner.memory.log == (["eeprom"] * 16 if part == FLASH else ["journal", "flash"])
    found, _ = opened(owner.memory.copy())
    assert found.ledger.session == before and found.ledger.fault == r.F_DEPTH
    kinds = [found.events.peek(i)[0] for i in range(found.events.count)]
    assert found.events.dropped == (part == FLASH), "it is not told that an event was not journalled"
    assert (record.FAULT in kinds) == (part == FLASH), "and what is known of it"
    if part == FLASH:
        assert owner.store.events.count == 1, "the event waits"
        with pytest.raises(StoreError):
            owner.store.flush()
        assert not owner.store.healthy
    owner.memory.unwritable.clear()
    owner.commit()
    assert owner.store.healthy and records(owner.store)[-1]["kind"] == "fault"
    same_everywhere(owner.memory)


def test_s9_a_flash_that_fails_after_the_journal_leaves_the_store_unhealthy():
    """Both ledgers or none: a write of the second store that fails is a failed commit."""
    owner = lived()
    memory = owner.memory
    slots = [*memory.slots()[:2], *Memory().slots()[2:]]
    slots[2]._memory.unwritable.add(FLASH)
    owner.store.ledger_slots = slots
    with pytest.raises(StoreError) as caught:
        owner.commit()
    assert caught.value.part == FLASH and not owner.store.healthy
    assert owner.store.stored_mark_s == 0


@pytest.mark.parametrize("part", (EEPROM, FLASH))
def test_s9_a_part_that_is_dead_at_boot_is_named_and_the_other_learns_that_time_is_unproven(part):
    """The dead one is not written in this boot, should it come back: what it holds is not known."""
    owner = lived("tighten")
    memory = owner.memory
    memory.dead.add(part)
    memory.log.clear()
    store, _ = opened(memory)
    assert store.dead_part == part and store.journal_open == (part == EEPROM) and not store.healthy
    assert (store.ledger.session, store.ledger.locked, store.ledger.depth_max_um) == (1, 1, 300)
    assert not store.events.count
    memory.dead.clear()
    for write in (store.commit, lambda: store.acknowledge(10**6), lambda: store.set_wall(2 * 10**9)):
        with pytest.raises(StoreError) as caught:
            write()
        assert caught.value.part == part and not store.healthy
    assert set(memory.log) == ({"flash", "journal"} if part == EEPROM else {"eeprom"})
    again, event = opened(memory)
    assert event == r.LEDGER_DISAGREE and again.ledger.mark_rtc_s == NO_MARK
    assert (again.ledger.session, again.ledger.locked, again.ledger.mark_s) == (1, 1, owner.store.ledger.mark_s)


def test_s9_both_parts_dead_is_locked():
    memory = lived().memory
    memory.dead |= {EEPROM, FLASH}
    store, event = opened(memory)
    assert event == r.LEDGER_NONE and store.ledger.locked and store.ledger.history_lost and not store.journal_open


def test_reading_a_dead_flash_is_a_store_error():
    owner = lived()
    owner.memory.dead.add(FLASH)
    with pytest.raises(StoreError):
        owner.store.read_records(1, bytearray(64))
    with pytest.raises(StoreError):
        owner.store.chain_at(1)


def test_a_record_that_is_not_stored_has_no_chain_value():
    owner = lived()
    with pytest.raises(StoreError, match="99"):
        owner.store.chain_at(99)


# --- factory ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slot", range(4))
def test_s9_create_refuses_a_pen_with_history(slot):
    memory = lived().memory
    for other in {0, 1} - {slot}:
        memory.eeprom[other * SLOT] ^= 1
    for other in {2, 3} - {slot}:
        del memory.files["ab"[other - 2]]
    memory.log.clear()
    with pytest.raises(StoreError, match="history"):
        upkeep.create(Store(memory.slots(), memory.segments(), Events()), PEN, 100)
    assert memory.log == []


@pytest.mark.parametrize("part", (EEPROM, FLASH))
def test_s9_create_refuses_a_pen_whose_history_cannot_be_read(part):
    memory = lived().memory
    if part == EEPROM:
        del memory.files["a"], memory.files["b"]
    else:
        memory.eeprom[:] = b"\xff" * len(memory.eeprom)
    memory.dead.add(part)
    store = Store(memory.slots(), memory.segments(), Events())
    memory.log.clear()
    with pytest.raises(StoreError) as caught:
        upkeep.create(store, PEN, 100)
    assert caught.value.part == part and memory.log == []


def test_create_beside_an_old_journal_begins_another_epoch():
    memory = lived().memory
    memory.eeprom[:] = b"\xff" * len(memory.eeprom)
    del memory.files["a"], memory.files["b"]
    store = Store(memory.slots(), memory.segments(), Events())
    upkeep.create(store, PEN, 100)
    assert store.epoch == store.ledger.epoch == 2 and len(records(store)) == 1
    assert opened(memory)[1] == r.NONE


# --- the laptop -------------------------------------------------------------------------------------------


def test_s13_what_the_laptop_asks_for_is_durable_when_it_returns():
    owner = lived()
    owner.store.acknowledge(5)
    owner.store.set_wall(1_790_000_000)
    owner.store.tighten(settings.USES_MAX, 1)
    again = opened(owner.memory)[0]
    assert (again.ledger.acked_seq, again.ledger.wall_offset_s, again.ledger.uses_max) == (5, 1_790_000_000, 1)
    told = {x["kind"]: x for x in records(again)}
    assert (told["wall"]["old_offset_s"], told["wall"]["offset_s"]) == (0, 1_790_000_000)
    assert (told["setting"]["setting"], told["setting"]["old"], told["setting"]["new"]) == (settings.USES_MAX, 5, 1)
    same_everywhere(owner.memory)


def test_an_older_or_equal_request_costs_no_write():
    owner = lived("tighten")
    owner.store.acknowledge(5)
    owner.memory.log.clear()
    owner.store.acknowledge(5)
    owner.store.acknowledge(4)
    owner.store.tighten(settings.DEPTH_MAX, 300)
    assert owner.memory.log == [] and owner.ledger.acked_seq == 5


def test_s8_a_looser_setting_changes_and_writes_nothing():
    owner = lived("tighten")
    owner.memory.log.clear()
    with pytest.raises(ValueError, match="only be tightened"):
        owner.store.tighten(settings.DEPTH_MAX, 350)
    assert owner.ledger.depth_max_um == 300 and owner.memory.log == [] and not owner.store.events.count


def test_s7_the_stored_mark_is_what_is_in_the_chips():
    owner = lived()
    owner.month()
    assert owner.store.stored_mark_s == 0
    owner.commit()
    assert owner.store.stored_mark_s == opened(owner.memory)[0].stored_mark_s == 30 * DAY_S
