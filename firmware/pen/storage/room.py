"""What of the journal may go: with the flash full, for an update, and when the laptop holds an older epoch (S13, H39).

Loaded for a moment. Nothing goes that is not held by the laptop, but with a record that tells of it.
"""

from micropython import const

from pen.formats import record

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
    """See `Store.give_room`."""
    epoch, first, count = store.segments.oldest()
    ledger = store.ledger
    held = first + count - 1 <= ledger.acked_seq if epoch == store.epoch else epoch <= ledger.acked_epoch
    return count > 0 and held and (not really or _drop(store))


def _drop(store: "Store") -> bool:
    dropped = store.segments.drop_oldest()
    store.first = store.segments.first(store.epoch) or store.next
    return dropped


def all_held(store: "Store", epoch: int, sequence: int) -> bool:
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
