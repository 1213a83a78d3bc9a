"""A pen's life as its store sees it: what an owner does, and what had been promised when the power went."""

from copy import copy

from needlepen import kinds
from pen.core import ledger as ledgers
from pen.core import settings
from pen.core.events import Events
from pen.core.io import Inputs
from pen.core.session import Session
from pen.formats import ledger as layout
from pen.formats import reasons as r
from pen.formats import record
from pen.storage import recovery, upkeep
from pen.storage.store import Store

from tests.firmware.storage.store_parts import SLOT, Memory

PEN = b"\x01pen-one"
OTHER_PEN = b"\x02pen-two"
DAY_S = 86_400
RTC_S = 790_000_000  # the clock's reading when the pen was made
FIELDS = [name for name, *_ in layout.fields() if name not in ("sequence", "journal_seq", "journal_chain")]


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
        out.append(kinds.decode(one))
    assert [x["sequence"] for x in out] == list(range(store.first, store.next))
    return out


def factory(per_segment=16):
    """A pen that has left the factory."""
    memory = Memory(per_segment)
    upkeep.create(Store(memory.slots(), memory.segments(), Events()), PEN, 100)
    Owner(memory).commit()  # its first start
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
        return [copy(getattr(self.ledger, name)) for name in FIELDS] + [self.ledger.uses(1, 7)]

    def commit(self):
        self.ledger.mark_s = self.inputs.proven_s
        self.ledger.mark_rtc_s = RTC_S + self.inputs.proven_s
        self.store.commit()

    def begin(self):
        self.inputs.cartridge.marks += 1
        marks = self.inputs.cartridge.marks
        self.ledger.set_uses(1, 7, marks, self.ledger.began(1, 7) if marks > 1 else max(1, self.inputs.proven_s))
        self.session.begin(self.inputs, 300, 80)
        self.go_on()

    def go_on(self):
        self.session.charge(0, 12, 300, 301, 80)
        self.commit()
        self.session.run(0, 0)

    def stop(self):
        for n in range(9):
            self.store.events.emit(record.SAMPLE, n, 80, 300, 150, 3_900, 250)
        self.session.stop(r.STOP_BUTTON, 9_000)
        self.session.settle(720)
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


FIRST = ("begin", "stop", "go_on", "stop", "end", "refusal", "sync")
LIFE = (*FIRST, "wall", "tighten", "fault", "month", "begin", "stop")


def live(owner, acts=LIFE):
    for act in acts:
        getattr(owner, act)()
        owner.note()


def same_everywhere(memory):
    """Each store alone says the same of this pen."""
    slots = []
    for slot in memory.slots():
        buf = bytearray(SLOT)
        try:
            slots.append(ledgers.decode(buf) if slot.read(buf) == SLOT else None)
        except layout.BadLedger:
            slots.append(None)
    eeprom, flash = recovery.newest(*slots[:2]), recovery.newest(*slots[2:])
    assert eeprom is not None and flash is not None
    assert vars(eeprom) == vars(flash)


def lived(*acts):
    """A pen with a session behind it, and what was done since."""
    owner = Owner(factory())
    live(owner, ("begin", "stop", "end", *acts))
    return owner
