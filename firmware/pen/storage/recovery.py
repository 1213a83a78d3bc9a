"""The stores at boot: four ledger slots and the journal become one ledger and a place to go on (S9, S13, H38).

`Store.open` loads this module for a moment. Opening must not write anything.
"""

from struct import unpack_from

from micropython import const

from pen.core import ledger as ledgers
from pen.formats import ledger as layout
from pen.formats import reasons, record
from pen.hal.errors import PartError
from pen.hal.modules import load

from .store import EEPROM_SLOTS, FLASH_SLOTS

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from pen.core.ledger import Ledger

    from .store import Store

_READ_AHEAD = const(16)  # records
_JOURNAL_SEQ = 1 + [name for name, _, _ in layout.fields()].index("journal_seq")
_TRIES = const(12)  # for about a second: a contact lost for a moment is no other module; the clock is tried longer (J)
_BLANK = const(0xFFFF)  # what a place that was never written says
_CHAINED = const(512)  # of so many records behind the ledger's end the chain is verified, which takes 0.3 s


def open_stores(store: "Store", pen_id: bytes, chip: "Any") -> int:
    """Do what `Store.open` promises."""
    copies, strange, reaches, given = slots(store, pen_id, chip)
    eeprom = newest(copies[0], copies[1])
    flash = newest(copies[2], copies[3])
    store.whole = EEPROM_SLOTS if _pair(copies[0], copies[1]) else 0
    # Was an EEPROM of which nothing is left given more (`Store.copy_page`)? A start without it gives another number
    more = [one for one in given if not flash or one[0] > flash.sequence or one[1] not in (0, _BLANK, flash.module)]
    if _pair(copies[2], copies[3]) and (eeprom or not more):
        store.whole |= FLASH_SLOTS
    if eeprom and flash:
        ledger = eeprom if eeprom is flash else _merge().stricter(eeprom, flash)
        apart = abs(eeprom.sequence - flash.sequence)  # two: `Store.copy_page`, and how one store catches up
        event = reasons.LEDGER_DISAGREE if apart > 2 else reasons.NONE
    elif eeprom:
        ledger = eeprom
        event = reasons.LEDGER_NO_FLASH
    elif flash:
        ledger = flash
        event = reasons.LEDGER_NO_EEPROM
    else:
        ledger = ledgers.Ledger()
        ledger.pen_id = pen_id
        event = reasons.LEDGER_FOREIGN if strange else reasons.LEDGER_NONE
    store.ledger, store.module = ledger, flash.module if flash else 0
    store.events.proven_s = ledger.mark_s
    vouched = False
    try:
        vouched = _open_journal(store)
        store.journal_open = True
    except PartError as error:
        store.dead_part = error.part
    if not (eeprom and flash):  # the lost copy may have said that the clock was moved: no time is proven since
        _merge().time_unproven(ledger)
        ledger.module = 0
    if not ledger.module:
        ledger.module = _merge().number(
            ledger, chip.drawn() if chip else 0, [copy.module for copy in (eeprom, flash) if copy]
        )
    if not store.whole:  # what cannot be read may be the newest, and only a whole journal tells what it said (S9)
        if eeprom and flash and vouched and 0 < max(reaches[:2]) < store.next and 0 < max(reaches[2:]) < store.next:
            event = reasons.LEDGER_JOURNAL
        else:
            _merge().lock_unknown(ledger)
            event = reasons.LEDGER_DAMAGED if eeprom or flash else event
    if eeprom and flash and store.whole == EEPROM_SLOTS | FLASH_SLOTS and eeprom.sequence != flash.sequence:
        store.whole = EEPROM_SLOTS if eeprom.sequence > flash.sequence else FLASH_SLOTS  # the other is not in step
    store.stored_mark_s = store.events.proven_s = ledger.mark_s
    if ledger.waiting:
        load("pen.storage.untold").tell(store, eeprom, flash)
    store.healthy = not store.dead_part
    if event and store.healthy:
        store.events.emit(record.LEDGER, event, ledger.sequence)
    return event


def _merge():
    """The rules for two ledgers that differ, for a moment: most starts need none of them (0.05 s)."""
    return load("pen.core.merge")


def newest(a: "Ledger | None", b: "Ledger | None") -> "Ledger | None":
    """Of two slots of one store (either may be None) the one with the higher sequence."""
    if a is None or b is None:
        return b if a is None else a
    return a if a.sequence >= b.sequence else b


def slots(
    store: "Store", pen_id: bytes, chip: "Any"
) -> "tuple[list[Ledger | None], bool, list[int], list[tuple[int, int]]]":
    """The ledger of each slot, None where there is none of this pen's; whether there is one of another; of those that
    are damaged, how far they say that the journal reached, 0 where even that cannot be read; and which sequence and
    which module's number a damaged one in the EEPROM says it has.

    What does not answer is tried again. A flash slot that holds byte for byte what its EEPROM slot holds is the same
    ledger, read once (20 ms).
    Sets `store.found`, and `store.dead_part` and `store.dead` when a part does not answer.
    """
    copies: list[Ledger | None] = []
    held: list[bytes] = []
    strange = False
    reaches = [0] * 4
    given: list[tuple[int, int]] = []
    tries = _TRIES
    for i in range(4):
        copies.append(None)
        held.append(b"")
        size = -1
        while size < 0:
            try:
                size = store.ledger_slots[i].read(store.slot_buf)
            except PartError as error:
                if chip and tries:
                    tries -= 1
                    chip.wait()
                    continue
                store.dead_part = error.part
                store.dead |= EEPROM_SLOTS if i < 2 else FLASH_SLOTS
                size = 0
        if size != layout.SIZE:
            continue
        held[i] = bytes(store.slot_buf)
        if i >= 2 and copies[i - 2] is not None and held[i] == held[i - 2]:
            copies[i] = copies[i - 2]
            store.found |= 1 << i
            continue
        try:
            found = ledgers.decode(store.slot_buf)
        except layout.BadLedger:
            raw = unpack_from(layout.FORMAT, store.slot_buf, 0)
            if raw[0] == layout.MAGIC and raw[2] == pen_id:  # almost whole: not believed, but that it is newer
                reaches[i] = raw[_JOURNAL_SEQ]
                if i < 2:
                    given.append((raw[1], unpack_from(layout.LATER, store.slot_buf, layout.TABLE_END)[-1]))
            continue
        if bytes(found.pen_id) != pen_id:
            strange = True
            continue
        copies[i] = found
        store.found |= 1 << i
    return copies, strange, reaches, given


def _pair(a: "Ledger | None", b: "Ledger | None") -> bool:
    """Is the newest that this store was ever given surely one of its two slots? They are written by turns."""
    if a is None or b is None:
        return (a or b) is not None and (a or b).sequence == 1  # pyright: ignore[reportOptionalMemberAccess]
    return abs(a.sequence - b.sequence) <= 1


# --- the journal, which is the third witness (H38) ---------------------------------------------------------------


def _open_journal(store: "Store") -> bool:
    """Go on where the journal ends; if it does not hold what the ledger remembers, begin a new epoch.

    What it says behind the ledger's end is taken over. Returns whether all of that is there, as far as can be told.
    """
    ledger = store.ledger
    known = store.epoch = ledger.epoch
    last = store.segments.last(known) if known else 0
    short = last - ledger.journal_seq <= _CHAINED
    whole = False
    gap = record.GAP_WIPED
    if known and last >= ledger.journal_seq:
        ours = _is_there(store, known, ledger.journal_seq, ledger.journal_chain)
        whole = _take_over(store, known, ledger.journal_seq, ledger.journal_chain, last, ours) and ours
        gap = reasons.NONE if whole else record.GAP_DAMAGED
    for epoch in store.segments.epochs():
        if epoch > known:  # begun, and no ledger said so: a power cut then, or a ledger from before
            first, last = store.segments.first(epoch), store.segments.last(epoch)
            genesis = record.genesis(ledger.pen_id, epoch) if first == 1 else None
            sound = _take_over(store, epoch, first - 1, genesis, last, False)
            whole = whole and sound
            short = short and last <= _CHAINED
            if known and sound:
                _end_epoch(store, epoch)
                gap = reasons.NONE
            elif known:
                gap = record.GAP_DAMAGED
    if gap:
        old = store.epoch, ledger.journal_seq, gap
        _end_epoch(store, max([store.epoch] + store.segments.epochs()) + 1)
        store.events.emit(record.EPOCH, *old)
        store.chain = record.genesis(ledger.pen_id, store.epoch)
    else:
        store.chain = store.chain_at(last)
        store.next, store.first = last + 1, store.segments.first(store.epoch) or 1
    return whole and short


def _end_epoch(store: "Store", new: int) -> None:
    """The journal goes on in epoch `new`. The one before stays readable until the laptop holds all of it (H39)."""
    ledger = store.ledger
    old = store.epoch
    if ledger.acked_seq >= store.segments.last(old):
        if not [one for one in store.segments.epochs() if ledger.acked_epoch < one < old]:
            ledger.acked_epoch = max(ledger.acked_epoch, old)
    store.epoch = ledger.epoch = new
    ledger.acked_seq = ledger.journal_seq = 0


def _take_over(store: "Store", epoch: int, sequence: int, chain: "bytes | None", last: int, ours: bool) -> bool:
    """Take over what the records behind `sequence` say; `chain`: that one's value, None where it is gone.

    `ours`: it is known that this epoch is this pen's; else its first record must continue `chain`. Returns whether they
    are sound. Of a long row only what binds is checked, and the last one: all of it would take seconds.
    """
    chained = last - sequence <= _CHAINED
    if not chained and not ours:
        ours = chain is None or _follows(store, epoch, sequence + 1, chain)
        if not ours:
            return False
    if sequence >= last:
        return True
    journal = load("pen.core.take_over")
    buf = bytearray(_READ_AHEAD * record.SIZE)
    whole = True
    while sequence < last:
        count = store.segments.readinto(epoch, sequence + 1, buf)
        if not count:
            return False
        for at in range(0, count * record.SIZE, record.SIZE):
            one = memoryview(buf)[at : at + record.SIZE]
            sequence += 1
            if not chained and sequence < last and one[1] not in journal.ACTS:
                continue
            try:
                chain = record.check(one, chain if chained else None)
                if record.sequence_of(one) != sequence:
                    raise record.BadRecord("sequence")
            except record.BadRecord:
                if not ours:
                    return False
                whole = False
                chain = None
                continue
            ours = True
            fmt = record.format_of(one[1])
            if fmt:
                values = unpack_from(fmt, one, record.PAYLOAD)
                journal.take_over(store.ledger, one[1], unpack_from("<I", one, 8)[0], values)
    return whole


def _follows(store: "Store", epoch: int, sequence: int, chain: bytes) -> bool:
    """Is record `sequence` there, and does it continue `chain`?"""
    return store.segments.readinto(epoch, sequence, store.record_buf) == 1 and _checked(store, chain) is not None


def _is_there(store: "Store", epoch: int, sequence: int, chain: bytes) -> bool:
    """Is record `sequence` there, whole, and with that chain value?"""
    if sequence == 0:
        return True
    if store.segments.readinto(epoch, sequence, store.record_buf) != 1:
        return False
    return record.sequence_of(store.record_buf) == sequence and _checked(store, None) == chain


def _checked(store: "Store", chain: "bytes | None") -> "bytes | None":
    """The chain value of the record in the store's buffer, None if it does not check."""
    try:
        return record.check(store.record_buf, chain)
    except record.BadRecord:
        return None
