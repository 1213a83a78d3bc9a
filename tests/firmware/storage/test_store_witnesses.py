"""S9, S13, H37, H38, H39: every combination of harm to four slots and the journal, at each point of a session.

What may be done to a slot: nothing, a bit flipped, wiped, an older copy of this pen's, another pen's. To the journal:
nothing, its last record flipped or cut off, wiped, another pen's. What no pen can notice is left out: older copies of
this pen's own are put back, and the journal is not whole either.
"""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pen.core import skin
from pen.core.clock import ProvenClock, unlock_at_s
from pen.core.events import Events
from pen.formats import reasons as r
from pen.formats import record
from pen.hal.errors import EEPROM, FLASH, PartError
from pen.storage import upkeep
from pen.storage.store import Store, StoreError

from tests.firmware.storage.store_life import DAY_S, OTHER_PEN, PEN, RTC_S, Owner, factory, live, opened
from tests.firmware.storage.store_parts import RECORD, SLOT, Memory


class Witnessed(Owner):
    """An owner who also bleeds, and whose pen is fresh from an older session."""

    def bleed(self):
        self.store.events.emit(record.BLEEDING, self.ledger.session, 2)
        skin.bled(self.ledger)
        self.end()

    def day(self):
        self.inputs.proven_s += DAY_S
        self.commit()


LONG_AGO = ("begin", "stop", "end", "sync")
SINCE = ("month", "day", "day", "day", "refusal", "day")
POINTS = {
    "started": ("begin",),
    "paused": ("begin", "stop"),
    "ended": ("begin", "stop", "end"),
    "bled": ("begin", "stop", "bleed"),
    "faulty": ("begin", "fault"),
    "tightened": ("begin", "stop", "end", "tighten"),
    "a day later": ("begin", "stop", "end", "refusal", "day"),
}
SLOT_HARMS = ("whole", "flipped", "blank", "old", "foreign")
JOURNAL_HARMS = ("whole", "flipped", "cut", "wiped", "foreign")


def _lived():
    """The memory before, and at each point, with what is true then."""
    owner = Witnessed(factory())
    live(owner, LONG_AGO)
    old = owner.memory.copy()
    live(owner, SINCE)
    base = owner.memory
    found = {}
    for name, acts in POINTS.items():
        owner = Witnessed(base.copy())
        live(owner, acts)
        found[name] = owner.memory, owner.ledger, owner.inputs.proven_s, owner.store.next - 1
    return old, found


OLD, AT = _lived()


def _strange():
    memory = Memory()
    upkeep.create(Store(memory.slots(), memory.segments(), Events()), OTHER_PEN, 7)
    store = opened(memory, OTHER_PEN)[0]
    for n in range(40):
        store.events.emit(record.POWER, 1, 3_900 + n)
        store.commit()
    return memory


STRANGE = _strange()


def slot_bytes(memory, slot):
    if slot < 2:
        return bytes(memory.eeprom[slot * SLOT : (slot + 1) * SLOT])
    return bytes(memory.files["ab"[slot - 2]])


def harm_slot(memory, slot, how):
    data = slot_bytes(memory, slot)
    if how == "flipped":
        data = data[:77] + bytes([data[77] ^ 2]) + data[78:]
    elif how == "blank":
        data = b"\xff" * SLOT
    elif how in ("old", "foreign"):
        data = slot_bytes(OLD if how == "old" else STRANGE, slot)
    if slot < 2:
        memory.eeprom[slot * SLOT : (slot + 1) * SLOT] = data
    elif how == "blank":
        del memory.files["ab"[slot - 2]]
    else:
        memory.files["ab"[slot - 2]] = data


def harm_journal(memory, how):
    names = sorted(name for name in memory.files if isinstance(name, tuple))
    if how == "flipped":
        data = bytearray(memory.files[names[-1]])
        data[-30] ^= 8
        memory.files[names[-1]] = bytes(data)
    elif how == "cut":
        memory.files[names[-1]] = memory.files[names[-1]][:-RECORD]
    elif how in ("wiped", "foreign"):
        for name in names:
            del memory.files[name]
        if how == "foreign":
            memory.files.update({name: data for name, data in STRANGE.files.items() if isinstance(name, tuple)})


def harmed(point, slots, journal):
    memory = AT[point][0].copy()
    for slot, how in enumerate(slots):
        harm_slot(memory, slot, how)
    harm_journal(memory, journal)
    return memory


def left_s(ledger, rtc_s):
    """How long this pen stays locked when it is switched on now; 0: not at all."""
    clock = ProvenClock(ledger)
    clock.start(rtc_s, False, 0)
    return max(0, unlock_at_s(ledger) - clock.proven_s)


def check(point, slots, journal):
    """Nothing is gained by this harm. Raises AssertionError."""
    _, truth, proven_s, _ = AT[point]
    memory = harmed(point, slots, journal)
    now_s = proven_s + 3_600
    store, _ = opened(memory)
    ledger = store.ledger
    known = not ledger.history_lost
    assert ledger.pen_id == PEN
    true_left_s = unlock_at_s(truth) - now_s
    if not known:
        true_left_s = min(true_left_s, 28 * DAY_S)
    assert left_s(ledger, RTC_S + now_s) >= true_left_s, "a session comes earlier"
    if known:
        assert ledger.session >= truth.session
        assert ledger.fault == truth.fault or not truth.fault, "a fault is forgotten"
        assert ledger.review >= truth.review, "a bleeding is forgotten"
        assert ledger.depth_max_um <= truth.depth_max_um
        assert ledger.uses(1, 7) >= truth.uses(1, 7)
    if ledger.session_open:
        assert truth.session_open or ledger.session_lost, "an ended session goes on"
    store.commit()
    if sum(how != "whole" for how in slots) < 4 and journal in ("whole", "flipped", "cut"):
        nothing_is_stranded(point, store, journal)
    again, event = opened(memory)
    assert event == r.NONE, "the stores were not mended"
    assert left_s(again.ledger, RTC_S + now_s) >= true_left_s


def nothing_is_stranded(point, store, journal):
    """Every record that is whole can be read, from its own epoch, or a record tells that it is gone."""
    last = AT[point][3] - (journal != "whole")
    buf = bytearray(RECORD)
    for sequence in range(1, last + 1):
        assert store.read_records(sequence, buf, 1) == 1, sequence
        record.check(buf)


def undetectable(slots, journal):
    """The state of an earlier day was put back."""
    return journal != "whole" and slots.count("old") > 1


ONE = [
    tuple(how if slot in which else "whole" for slot in range(4))
    for which in ((0,), (1,), (2,), (3,), (0, 1), (2, 3))
    for how in SLOT_HARMS[1:]
]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("journal", JOURNAL_HARMS)
def test_s9_h38_one_slot_or_one_store_harmed_with_any_journal(point, journal):
    for slots in ONE:
        check(point, slots, journal)


@pytest.mark.parametrize("point", POINTS)
def test_s9_h38_any_harm_to_every_slot_with_a_whole_journal(point):
    for slots in product(("whole", "flipped", "blank", "old"), repeat=4):
        if slots.count("whole") + slots.count("old"):
            check(point, slots, "whole")


@given(st.sampled_from(list(POINTS)), st.tuples(*[st.sampled_from(SLOT_HARMS)] * 4), st.sampled_from(JOURNAL_HARMS))
@example("started", ("flipped", "whole", "flipped", "whole"), "flipped")
@example("started", ("whole", "flipped", "whole", "flipped"), "flipped")
@example("started", ("blank", "whole", "blank", "whole"), "cut")
@example("started", ("whole", "blank", "whole", "blank"), "cut")
@example("started", ("foreign",) * 4, "foreign")
@example("faulty", ("old", "whole", "flipped", "whole"), "cut")
@example("faulty", ("whole", "old", "whole", "flipped"), "cut")
def test_s9_s13_h38_h39_no_harm_gains_anything(point, slots, journal):
    if not undetectable(slots, journal):
        check(point, slots, journal)


@pytest.mark.parametrize("harmed_too", (False, True))
def test_s9_h38_a_long_journal_behind_the_ledger_is_read_and_not_vouched_for(harmed_too):
    """A ledger is stored once a day at least; somebody may be refused a thousand times on that day."""
    owner = Witnessed(AT["ended"][0].copy())
    owner.tighten()
    memory = owner.memory
    older = bytes(memory.eeprom), memory.files["a"], memory.files["b"]
    owner.fault()
    for _ in range(600):
        owner.refusal()
    memory.eeprom[:], memory.files["a"], memory.files["b"] = older
    if harmed_too:
        newest = owner.ledger.sequence - 1 & 1
        for slot in (newest, 2 + newest):
            harm_slot(memory, slot, "flipped")
    store, event = opened(memory)
    assert store.epoch == 1 and store.ledger.fault == r.F_DEPTH
    assert event == (r.LEDGER_DAMAGED if harmed_too else r.NONE)


# --- a store that fails at each write ---------------------------------------------------------------------------------


class Failing(Memory):
    """`part` takes no write from the `at`-th operation on, until `mended`."""

    part = at = 0

    def write(self, part, what, whole, half=None):
        if part == self.part and self.ops + 1 >= self.at:
            raise PartError(part, "write")
        super().write(part, what, whole, half)


@pytest.mark.parametrize("part", (EEPROM, FLASH))
@pytest.mark.parametrize("then", ("bleed", "fault"))
def test_s9_h37_a_store_that_fails_at_any_write_forgets_nothing(part, then):
    acts = ("begin", "stop", "refusal", "tighten")
    owner = Witnessed(factory())
    before = owner.memory.ops
    live(owner, acts)
    for at in range(1, owner.memory.ops - before + 1):
        owner = Witnessed(_failing(factory()))
        memory = owner.memory
        memory.part, memory.at = part, memory.ops + at
        for act in (*acts, then):
            try:
                getattr(owner, act)()
            except StoreError:
                assert not owner.store.healthy
        memory.part = 0
        ledger = opened(memory)[0].ledger
        text = f"write {at} of part {part}"
        assert ledger.session == owner.ledger.session, text
        assert ledger.fault == owner.ledger.fault, text
        assert ledger.review == owner.ledger.review, text
        assert ledger.depth_max_um == owner.ledger.depth_max_um, text


def _failing(memory):
    other = Failing(memory.per_segment)
    other.eeprom[:] = memory.eeprom
    other.files = dict(memory.files)
    return other


@pytest.mark.parametrize("part", (EEPROM, FLASH))
def test_s9_h37_a_part_dead_at_boot_keeps_nothing_from_being_stored_in_the_other(part):
    memory = AT["paused"][0].copy()
    memory.dead.add(part)
    store, _ = opened(memory)
    store.ledger.fault = r.F_DEPTH
    skin.bled(store.ledger)
    with pytest.raises(StoreError):
        store.commit()
    memory.dead.clear()
    again = opened(memory)[0].ledger
    assert (again.fault, again.review, again.session) == (r.F_DEPTH, 1, 2)
