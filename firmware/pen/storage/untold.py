"""What waited for the journal when the power went, and what of it the journal has by now (S13, H11).

Loaded at a start whose ledger says that something waited. It must not write: it emits events, and the next commit does.
"""

from struct import unpack_from

from micropython import const

from pen.formats import record

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.ledger import Ledger

    from .store import Store

_READ_AHEAD = const(16)  # records
_MOST = const(512)  # of them: more than ever wait, and what a start may add
_OF_A_START = (record.EPOCH, record.LEDGER, record.CLOCK)  # what a later start tells before its own BOOT


def tell(store: "Store", eeprom: "Ledger | None", flash: "Ledger | None") -> None:
    """Emit what is lost of it, and the fault or the blood that the EEPROM alone was given (`Store.copy_page`)."""
    ledger = store.ledger
    first = eeprom.journal_seq + 1 if eeprom and eeprom.epoch == store.epoch else store.next
    known = flash.journal_seq + 1 if flash and flash.epoch == store.epoch else first
    told, _, _ = _behind(store, first)
    _, faults, bled = _behind(store, min(first, known))  # flash may have taken records, and no ledger
    ledger.waiting = max(0, ledger.waiting - told)
    store.events.dropped += ledger.waiting
    if eeprom and flash:
        if ledger.fault != flash.fault and ledger.fault not in faults:
            store.events.emit(record.FAULT, ledger.fault)
        if ledger.review and not flash.review and not bled:
            store.events.emit(record.BLEEDING, ledger.session)


def _behind(store: "Store", sequence: int) -> "tuple[int, list[int], bool]":
    """Of the records from `sequence` on: how many waiting ones they tell of, which faults, and whether of blood.

    Those before the next start's BOOT had waited, but for what that start has told itself.
    """
    told = 0
    faults: list[int] = []
    bled = booted = False
    buf = bytearray(_READ_AHEAD * record.SIZE)
    end = min(store.next, sequence + _MOST)
    while sequence < end:
        count = store.segments.readinto(store.epoch, sequence, buf)
        if not count:
            break
        sequence += count
        for at in range(0, count * record.SIZE, record.SIZE):
            kind = buf[at + 1]
            values = unpack_from(record.format_of(kind) or "<", buf, at + record.PAYLOAD)
            if kind == record.LOST and values[2] == record.GAP_BUFFER:
                told += values[1]
            elif kind == record.BOOT:
                booted = True
            elif not booted and kind not in _OF_A_START:
                told += 1
            if kind == record.FAULT:
                faults.append(values[0])
            bled = bled or kind == record.BLEEDING
    return told, faults, bled
