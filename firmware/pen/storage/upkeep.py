"""What the store seldom needs: room in the journal, and a commit when the two ledgers are not in step.

What of the journal may go: with the flash full, for an update, and when the laptop holds an older epoch (S13, H39).
Nothing goes that is not held by the laptop, but with a record that tells of it. Not in step are the ledgers after a cut
between them, a note, damage, and with another module (S9, H40). And the very first ledger, and a new zero. Loaded for
a moment.
"""

from micropython import const

from pen.core.ledger import Ledger
from pen.formats import reasons, record
from pen.hal.errors import EEPROM
from pen.hal.modules import load

from .store import EEPROM_SLOTS, FLASH_SLOTS, StoreError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .store import Store


def make(store: "Store") -> None:
    """The oldest segments go until there is room; before they do, their unsynced records become a record."""
    segments = store.segments
    for _ in range(2):
        epoch, first, count = segments.oldest()
        if segments.free_segments() >= 2 or not epoch:
            return
        if epoch == store.epoch:
            oldest = max(first, store.ledger.acked_seq + 1)
            kind = record.LOST
            lost = oldest, first + count - oldest, record.GAP_FULL
        else:
            kind = record.LOST_EPOCH
            lost = epoch, first, 0 if epoch <= store.ledger.acked_epoch else count, record.GAP_FULL
        if lost[-2] > 0:
            store.append_one(kind, store.events.proven_s, store.events.up_ms, lost)
        _drop(store)


def give(store: "Store", really: bool) -> bool:
    """Do what `Store.give_room` promises."""
    epoch, first, count = store.segments.oldest()
    ledger = store.ledger
    held = first + count - 1 <= ledger.acked_seq if epoch == store.epoch else epoch <= ledger.acked_epoch
    return count > 0 and held and (not really or _drop(store))


def _drop(store: "Store") -> bool:
    dropped = store.segments.drop_oldest()
    store.first = store.segments.first(store.epoch) or store.next
    return dropped


def acknowledge_older(store: "Store", epoch: int, sequence: int) -> None:
    """Do what `Store.acknowledge_older` promises."""
    if _all_held(store, epoch, sequence):
        store.ledger.acked_epoch = epoch
        store.commit()


def _all_held(store: "Store", epoch: int, sequence: int) -> bool:
    """Is nothing behind `sequence` of an older `epoch` sound, and no epoch before it still to be acknowledged?

    False also when that is known already. Raises StoreError, PartError.
    """
    acked = store.ledger.acked_epoch
    if epoch <= acked or [one for one in store.segments.epochs() if acked < one < epoch]:
        return False
    _, end = store.bounds(epoch)
    for behind in range(sequence + 1, end):
        store.read_records(behind, store.record_buf, epoch)
        try:
            record.check(store.record_buf)
            return False
        except record.BadRecord:
            continue
    return True


# --- the laptop -----------------------------------------------------------------------------------------------


def set_wall(store: "Store", offset_s: int) -> None:
    """Do what `Store.set_wall` promises."""
    ledger = store.ledger
    if abs(offset_s - ledger.wall_offset_s) > 2:
        store.events.emit(record.WALL, ledger.wall_offset_s, offset_s)
        ledger.wall_offset_s = offset_s
        store.commit()


def tighten(store: "Store", setting: int, value: int) -> None:
    """Do what `Store.tighten` promises."""
    agreed = list(store.ledger.looser)
    old = load("pen.core.settings").tighten(store.ledger, setting, value)
    if old != value or store.ledger.looser != agreed:
        store.events.emit(record.SETTING, setting, old, value)
        store.commit()


# --- both ledgers --------------------------------------------------------------------------------------------


def write(store: "Store", wrong: "StoreError | None" = None) -> "StoreError | None":
    """The ledger into both stores; returns what went wrong. If one alone is whole, the other's two slots come first.

    So a cut, also in one start after another, always finds two slots of one store that follow each other. Of the slots
    that come first the one that holds nothing is the first, so that something can always be read of each store.

    A store that has just failed, as `wrong` says or in here, is left alone: it may lose the only good slot that it has.
    The number of another module is in flash before it is in an EEPROM: no other one can get the same then.
    """
    if wrong and wrong.part:
        return store.write_ledger(2) if wrong.part == EEPROM else store.write_ledger(0, 2)
    ledger = store.ledger
    before = ledger.sequence
    if ledger.module != store.module:
        flash = store.whole & FLASH_SLOTS == FLASH_SLOTS
        failed = store.write_ledger(2)
        if not store.stored:
            ledger.sequence = before
            return store.write_ledger(0, 2) or failed
        before = ledger.sequence
        store.module = ledger.module
        store.whole = FLASH_SLOTS if flash else store.whole & EEPROM_SLOTS
    eeprom, flash = store.whole & EEPROM_SLOTS == EEPROM_SLOTS, store.whole & FLASH_SLOTS == FLASH_SLOTS
    if store.dead_part or eeprom == flash:
        return store.write_ledger()
    behind = 2 if eeprom else 0
    first = before if store.found >> behind + (before & 1) & 1 else before + 1
    if not behind and not store.found & EEPROM_SLOTS:
        first = before - 1  # torn, it must not say that it was given more than flash, see `recovery.py`
    for at in (behind, 2 - behind):
        ledger.sequence = first
        at_first = store.write_ledger(at, at + 2)
        failed = at_first or store.write_ledger(at, at + 2)
        if failed and at == behind:
            ledger.sequence = before  # so that the whole one's go on without a gap
            if at_first:
                return store.write_ledger(2 - at, 4 - at) or failed
        elif failed:
            ledger.sequence = first + 2  # as the one that was behind has it
        if failed:
            store.stored = True  # in one slot at least
            return failed
    return None


# --- the factory, and after a repair -------------------------------------------------------------------------


def create(store: "Store", pen_id: bytes, zero_counts: int) -> None:
    """The first ledger: never used, calibrated. Raises StoreError when any ledger is already there."""
    _, strange, _, _ = load("pen.storage.recovery").slots(store, pen_id, None)
    if store.found or strange:
        raise StoreError(0, "this pen has a history")
    if store.dead_part:  # it may hold one
        raise StoreError(store.dead_part, "no answer")
    store.ledger = ledger = Ledger()
    store.module = ledger.module = 1
    ledger.pen_id, ledger.zero_counts = pen_id, zero_counts
    store.epoch = store.ledger.epoch = max([0] + store.segments.epochs()) + 1
    store.chain = record.genesis(pen_id, store.epoch)
    store.journal_open = True
    store.events.emit(record.LEDGER, reasons.LEDGER_FIRST, 0)
    store.commit()


def recalibrate(store: "Store", zero_counts: int) -> None:
    """After a repair, or after both stores were lost (`Store.open` first): a new zero, and nothing else changes (S20).

    History, lock, reactions and settings stay. A fault is latched, so that no needle moves before the ring has been
    found at the new zero and has followed a move. Raises StoreError: a part does not answer, or could not be written.
    """
    if store.dead_part:
        raise StoreError(store.dead_part, "no answer")
    ledger = store.ledger
    store.events.emit(record.RECALIBRATED, ledger.zero_counts, zero_counts)
    ledger.zero_counts = zero_counts
    if not ledger.fault or ledger.fault == reasons.F_HOMING:  # that one is what the new zero mends
        ledger.fault = reasons.F_NEW_ZERO
        store.events.emit(record.FAULT, reasons.F_NEW_ZERO)
    store.commit()
