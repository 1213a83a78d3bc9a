"""A commit when the two stores are not in step: after a cut between them, a note, damage, another module (S9, H40).

Loaded for a moment. It must not judge a ledger, and writes nothing else.
"""

from micropython import const

from .store import EEPROM_SLOTS, FLASH_SLOTS

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .store import Store, StoreError


def write(store: "Store") -> "StoreError | None":
    """The ledger into both stores; returns what went wrong. If one alone is whole, the other's two slots come first.

    So a cut, also in one start after another, always finds two slots of one store that follow each other. Of the slots
    that come first the one that holds nothing is the first, so that something can always be read of each store.

    The number of another module is in flash before it is in an EEPROM: no other one can get the same then.
    """
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
        if store.write_ledger(at, at + 2) or store.write_ledger(at, at + 2):
            ledger.sequence = before  # so that the whole one's go on without a gap
            return store.write_ledger()
    return None
