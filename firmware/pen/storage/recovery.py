"""The stores at boot: four ledger slots and the journal become one ledger and a place to go on (S9, S13).

And the very first ledger, at the factory. `Store.open` loads this module for a moment. Opening must not write anything.
"""

from micropython import const

from pen.core import ledger as ledgers
from pen.core import merge
from pen.formats import ledger as layout
from pen.formats import reasons, record
from pen.hal.errors import PartError

from .store import StoreError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.ledger import Ledger

    from .store import Store

_EEPROM = const(0b0011)  # masks of slots
_FLASH = const(0b1100)
_BLANK = b"\xff" * layout.SIZE  # an EEPROM that was never written, or is new


def open_stores(store: "Store", pen_id: bytes) -> int:
    """See `Store.open`."""
    copies, damaged = _slots(store)
    eeprom = merge.newest(copies[0], copies[1])
    flash = merge.newest(copies[2], copies[3])
    event = reasons.NONE
    if eeprom and flash and eeprom.pen_id != flash.pen_id:  # one is another pen's (S9)
        eeprom, flash = (None, flash) if flash.pen_id == pen_id else (eeprom, None)
    one = eeprom or flash
    if eeprom and flash:
        ledger = merge.stricter(eeprom, flash)
        if abs(eeprom.sequence - flash.sequence) > 1:
            event = reasons.LEDGER_DISAGREE
    elif one:
        ledger = one
        event = reasons.LEDGER_NO_FLASH if eeprom else reasons.LEDGER_NO_EEPROM
    else:
        ledger = ledgers.Ledger()
        ledger.pen_id = pen_id
        merge.lock_unknown(ledger)
        event = reasons.LEDGER_NONE
    if not (eeprom and flash):  # the lost copy may have said that the clock was moved: no time is proven since
        ledger.mark_rtc_s = layout.NO_MARK
        ledger.session_lost = ledger.session_open
        if event != reasons.LEDGER_NONE and damaged & (_EEPROM if eeprom else _FLASH):
            merge.lock_unknown(ledger)  # what cannot be read may be the newest (S9)
            event = reasons.LEDGER_DAMAGED
    store.ledger = ledger
    store.stored_mark_s = store.events.proven_s = ledger.mark_s
    try:
        _open_journal(store)
    except PartError as error:
        store.dead_part = error.part
    store.writable = store.healthy = not store.dead_part
    if store.writable and event:
        store.events.emit(record.LEDGER, event, ledger.sequence)
    return event


def _slots(store: "Store") -> "tuple[list[Ledger | None], int]":
    """The ledger of each slot, None where there is none, and a mask of those that hold something else.

    Sets `store.found`, and `store.dead_part` when a part does not answer.
    """
    copies: list[Ledger | None] = [None] * 4
    damaged = 0
    for i in range(4):
        try:
            size = store.slots[i].read(store.slot_buf)
            if size:
                copies[i] = ledgers.decode(store.slot_buf[:size])
                store.found |= 1 << i
        except PartError as error:
            store.dead_part = error.part
        except layout.BadLedger:
            if bytes(store.slot_buf) != _BLANK:
                damaged |= 1 << i
    return copies, damaged


def _open_journal(store: "Store") -> None:
    """Go on where the journal ends; if that is not where the ledger remembers it, begin a new epoch."""
    ledger = store.ledger
    store.epoch = ledger.epoch
    last = store.segments.last(store.epoch) if store.epoch else 0
    gap = reasons.NONE
    if not store.epoch or last < ledger.journal_seq:
        gap = reasons.GAP_WIPED
    elif not _continues(store, ledger.journal_seq, ledger.journal_chain) or not _continues(store, last, None):
        gap = reasons.GAP_DAMAGED
    if gap:
        store.epoch = max(store.epoch + 1, _unused_epoch(store))
        store.chain = record.genesis(ledger.pen_id, store.epoch)
        store.first = store.next = 1
        store.events.emit(record.EPOCH, ledger.epoch, ledger.journal_seq, gap)
        ledger.epoch = store.epoch
        ledger.acked_seq = 0
        ledger.journal_seq = 0
    else:
        store.chain = store.chain_at(last)
        store.next = last + 1
        store.first = store.segments.first(store.epoch) or 1


def _unused_epoch(store: "Store") -> int:
    """An epoch higher than any that has a file, whoever wrote it."""
    return max(store.segments.epochs() or [0]) + 1


def _continues(store: "Store", sequence: int, chain: "bytes | None") -> bool:
    """Is record `sequence` there, whole, and with that chain value (None: any)?"""
    if sequence == 0:
        return True
    if store.segments.readinto(store.epoch, sequence, store.record_buf) != 1:
        return False
    try:
        found = record.check(store.record_buf)
    except record.BadRecord:
        return False
    return record.sequence_of(store.record_buf) == sequence and (chain is None or found == chain)


# --- the factory ----------------------------------------------------------------------------------------


def create(store: "Store", pen_id: bytes, zero_counts: int) -> None:
    """The first ledger: never used, calibrated. Raises StoreError when any ledger is already there."""
    _slots(store)
    if store.found:
        raise StoreError(0, "this pen has a history")
    if store.dead_part:  # it may hold one
        raise StoreError(store.dead_part, "no answer")
    store.ledger = ledgers.Ledger()
    store.ledger.pen_id = pen_id
    store.ledger.zero_counts = zero_counts
    store.epoch = store.ledger.epoch = _unused_epoch(store)
    store.chain = record.genesis(pen_id, store.epoch)
    store.writable = True
    store.events.emit(record.LEDGER, reasons.LEDGER_FIRST, 0)
    store.commit()


def recalibrate(store: "Store", zero_counts: int) -> None:
    """After both stores were lost (`Store.open` first): calibrated again, and locked as before.

    Raises StoreError when this pen's history is known: then there is nothing to repair.
    """
    if not store.ledger.history_lost:
        raise StoreError(0, "this pen has a history")
    store.ledger.zero_counts = zero_counts
    store.commit()
