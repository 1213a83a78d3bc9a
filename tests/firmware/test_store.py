"""S5, S9, S13, H11, H12: the store over memories that are cut, torn, wiped, swapped, full and dead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import ledger as ledgers
from pen.core import reasons as r
from pen.core import record, settings
from pen.core.events import CAPACITY, Events
from pen.core.io import Inputs
from pen.core.session import Session
from pen.hal.errors import EEPROM, FLASH
from pen.store import Store, StoreError

from tests.firmware.store_parts import SLOT, WHERES, Memory, PowerCut

PEN = b"\x01pen-one"
OTHER_PEN = b"\x02pen-two"
DAY_S = 86_400
RTC_S = 790_000_000  # the clock's reading when the pen was made
FIELDS = [name for name, *_ in ledgers.FIELDS if name not in ("sequence", "journal_seq", "journal_chain")]


def opened(memory, pen_id=PEN):
    """The store as a boot finds it, and the LEDGER_ event."""
    store = Store(memory.slots(), memory.segments(), Events())
    return store, store.open(pen_id)


def raw(store):
    """All stored records of this epoch as bytes."""
    buf = bytearray(record.SIZE * (store.next - store.first))
    assert store.read_records(store.first, buf) == store.next - store.first, "the journal has a hole"
    return bytes(buf)


def records(store):
    """The same, checked (CRC, chain, sequence) and decoded."""
    data = raw(store)
    chain = store.chain_at(0) if store.first == 1 else None
    out = []
    for at in range(0, len(data), record.SIZE):
        one = data[at : at + record.SIZE]
        chain = record.check(one, chain)
        out.append(record.decode(one))
    assert [x["sequence"] for x in out] == list(range(store.first, store.next))
    return out


def factory(per_segment=16):
    """A pen that has left the factory."""
    memory = Memory(per_segment)
    Store(memory.slots(), memory.segments(), Events()).create(PEN, 100)
    return memory


class Owner:
    """What a life does to a store; `kept` is what had been promised (the call had returned) when the power went."""

    def __init__(self, memory):
        self.memory = memory
        self.store, self.event = opened(memory)
        self.ledger = self.store.ledger
        self.session = Session(self.ledger, self.store.events)
        self.inputs = Inputs()
        self.inputs.proven_s = self.ledger.mark_s
        c = self.inputs.cartridge
        c.present = c.readable = True
        c.hi, c.lo, c.type = 1, 7, 2
        self.note()

    def note(self):
        self.kept = self.state(), raw(self.store)

    def state(self):
        return [getattr(self.ledger, name) for name in FIELDS] + [self.ledger.uses(1, 7)]

    def commit(self):
        self.ledger.mark_s = self.inputs.proven_s
        self.ledger.mark_rtc_s = RTC_S + self.inputs.proven_s
        self.store.commit()

    def begin(self):
        self.inputs.cartridge.marks += 1
        self.session.begin(self.inputs, 300, 80)
        self.go_on()

    def go_on(self):
        self.session.charge(300, 301, 80)
        self.commit()
        self.session.run(0, 0)

    def stop(self):
        for n in range(9):
            self.store.events.emit(record.SAMPLE, n, 80, 300, 150, 3_900, 250)
        self.session.stop(r.STOP_BUTTON, 9_000, 720)
        self.commit()

    def end(self):
        self.session.end(r.STOP_USER)
        self.commit()

    def refusal(self):
        self.store.events.emit(record.REFUSAL, r.INTERVAL, 0, 1)
        self.store.flush()

    def fault(self):
        self.ledger.fault = r.F_DEPTH
        self.store.events.emit(record.FAULT, r.F_DEPTH, 300, 100)
        self.commit()

    def month(self):
        self.inputs.proven_s += 30 * DAY_S

    def sync(self):
        self.store.acknowledge(self.store.next - 1)

    def wall(self):
        self.store.set_wall(1_790_000_000)

    def tighten(self):
        self.store.tighten(settings.DEPTH_MAX, 300)


LIFE = ("begin", "stop", "go_on", "stop", "end", "refusal", "sync", "wall", "tighten", "fault", "month", "begin", "stop")


def live(owner, acts=LIFE):
    for act in acts:
        getattr(owner, act)()
        owner.note()


def count_ops(make, acts=LIFE):
    owner = Owner(make())
    before = owner.memory.ops
    live(owner, acts)
    return owner.memory.ops - before


LIFE_OPS = count_ops(factory)


def same_everywhere(memory):
    """Each store alone says the same of this pen."""
    slots = []
    for slot in memory.slots():
        buf = bytearray(SLOT)
        try:
            slots.append(ledgers.decode(buf) if slot.read(buf) == SLOT else None)
        except ledgers.BadLedger:
            slots.append(None)
    eeprom, flash = ledgers.newest(*slots[:2]), ledgers.newest(*slots[2:])
    assert eeprom is not None and flash is not None
    assert vars(eeprom) == vars(flash)


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
            Store(memory.slots(), memory.segments(), Events()).create(PEN, 100)
        store, event = opened(memory)
        if event == r.LEDGER_NONE:
            assert store.ledger.locked and store.ledger.history_lost
            store = Store(memory.slots(), memory.segments(), Events())
            store.create(PEN, 100)
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
    assert ledger.charged_ms == ledger.needle_ms == 60_000


# --- one of several copies --------------------------------------------------------------------------------


def lived(*acts):
    """A pen with a session behind it, and what was done since."""
    owner = Owner(factory())
    live(owner, ("begin", "stop", "end", *acts))
    return owner


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


@pytest.mark.parametrize("newer", ("eeprom", "flash"))
def test_s9_a_newer_copy_that_knows_less_gains_nothing(newer):
    """A branch of this very pen's past, written more often since: newest is not strictest."""
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
    store, event = opened(owner.memory)
    assert event == r.LEDGER_DISAGREE
    ledger = store.ledger
    assert (ledger.session, ledger.locked, ledger.uses(1, 7)) == (1, 1, 1)
    assert (ledger.depth_max_um, ledger.fault) == (300, r.F_DEPTH)


@pytest.mark.parametrize("strange", ("eeprom", "flash"))
def test_s9_h4_another_pens_copy_is_not_ours(strange):
    owner = lived()
    other = Memory()
    Store(other.slots(), other.segments(), Events()).create(OTHER_PEN, 999)
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
        assert store.ledger.mark_rtc_s == ledgers.NO_MARK


def test_s9_nothing_readable_is_a_full_interval():
    memory = lived().memory
    memory.eeprom[100] ^= 1
    memory.eeprom[SLOT + 100] ^= 1
    del memory.files["a"], memory.files["b"]
    store, event = opened(memory)
    assert event == r.LEDGER_NONE and store.found == 0
    ledger = store.ledger
    assert ledger.locked and ledger.history_lost and ledger.pen_id == PEN and ledger.zero_counts == ledgers.NO_ZERO
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
    store.create(OTHER_PEN, 1)
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
    wiped: r.GAP_WIPED,
    older: r.GAP_WIPED,
    longer_stranger: r.GAP_DAMAGED,
    last_damaged: r.GAP_DAMAGED,
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
        assert (first["kind"], first["old_epoch"], first["reason"]) == ("epoch", 1, r.GAP_WIPED)
        same_everywhere(owner.memory)


# --- nothing is dropped silently --------------------------------------------------------------------------


def test_s11_s13_what_the_buffer_dropped_becomes_a_record():
    owner = lived()
    for n in range(CAPACITY + 7):
        owner.store.events.emit(record.SAMPLE, n, 80, 300, 150, 3_900, 250)
    before = owner.store.next
    owner.store.flush()
    lost, *samples = records(owner.store)[before - 1 :]
    assert (lost["kind"], lost["first"], lost["count"], lost["reason"]) == ("lost", before, 7, r.GAP_BUFFER)
    assert [x["strokes"] for x in samples] == list(range(7, CAPACITY + 7))
    owner.refusal()
    assert [x["kind"] for x in records(owner.store)].count("lost") == 1, "told once"


def gaps(store):
    """Sequences that LOST records of a full flash speak of."""
    told = [x for x in records(store) if x["kind"] == "lost" and x["reason"] == r.GAP_FULL]
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
    while owner.store._segments.free_segments() >= 2:
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


# --- parts that fail --------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", (EEPROM, FLASH))
def test_s9_s13_a_part_that_takes_no_write_is_said_and_nothing_depends_on_it(part):
    owner = lived()
    before = vars(opened(owner.memory.copy())[0].ledger)
    owner.memory.unwritable.add(part)
    owner.memory.log.clear()
    owner.store.events.emit(record.FAULT, r.F_DEPTH, 1, 2)
    owner.ledger.fault = r.F_DEPTH
    with pytest.raises(StoreError) as caught:
        owner.commit()
    assert caught.value.part == part and not owner.store.healthy
    assert owner.memory.log == ([] if part == FLASH else ["journal"]), "no ledger without its journal"
    assert vars(opened(owner.memory.copy())[0].ledger)["session"] == before["session"]
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
    owner.store._slots = slots
    with pytest.raises(StoreError) as caught:
        owner.commit()
    assert caught.value.part == FLASH and not owner.store.healthy
    assert owner.store.stored_mark_s == 0


@pytest.mark.parametrize("part", (EEPROM, FLASH))
def test_s9_a_part_that_is_dead_at_boot_is_named_the_rest_is_read_and_nothing_is_written(part):
    owner = lived("tighten")
    memory = owner.memory
    memory.dead.add(part)
    memory.log.clear()
    store, _ = opened(memory)
    assert store.dead_part == part and not store.writable and not store.healthy
    assert (store.ledger.session, store.ledger.locked, store.ledger.depth_max_um) == (1, 1, 300)
    assert not store.events.count
    memory.dead.clear()  # it comes back: still nothing is written before the next boot
    for write in (store.commit, store.flush, lambda: store.acknowledge(10**6), lambda: store.set_wall(1)):
        with pytest.raises(StoreError) as caught:
            write()
        assert caught.value.part == part and not store.healthy
    assert memory.log == []
    assert opened(memory)[1] == r.NONE


def test_s9_both_parts_dead_is_locked():
    memory = lived().memory
    memory.dead |= {EEPROM, FLASH}
    store, event = opened(memory)
    assert event == r.LEDGER_NONE and store.ledger.locked and store.ledger.history_lost and not store.writable


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
        Store(memory.slots(), memory.segments(), Events()).create(PEN, 100)
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
        store.create(PEN, 100)
    assert caught.value.part == part and memory.log == []


def test_create_beside_an_old_journal_begins_another_epoch():
    memory = lived().memory
    memory.eeprom[:] = b"\xff" * len(memory.eeprom)
    del memory.files["a"], memory.files["b"]
    store = Store(memory.slots(), memory.segments(), Events())
    store.create(PEN, 100)
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
    with pytest.raises(settings.Looser):
        owner.store.tighten(settings.DEPTH_MAX, 350)
    assert owner.ledger.depth_max_um == 300 and owner.memory.log == [] and not owner.store.events.count


def test_s7_the_stored_mark_is_what_is_in_the_chips():
    owner = lived()
    owner.month()
    assert owner.store.stored_mark_s == 0
    owner.commit()
    assert owner.store.stored_mark_s == opened(owner.memory)[0].stored_mark_s == 30 * DAY_S
