"""What a pen still holds of the epochs before the present one: taken as far as it can be read, then acknowledged (S13).

A new epoch begins when the journal was damaged, so here a record that does not verify is stepped over and noted as a
hole; everything that is whole is kept. One that is held here and damaged is read again, if the pen has it. Must not
touch the present epoch (`sync.py` does). Must not print.
"""

from collections.abc import Sequence

from ..codec import follow, genesis
from ..codec import messages as m
from ..errors import Refused
from ..link.answers import Hello
from ..link.connection import Connection
from .store import Hole, PenRow, Store

MOST = 64  # epochs looked at: one begins when a journal is damaged, which is rare


def take_older(pen: Connection, store: Store, hello: Hello, row: PenRow, spoilt: "dict[int, list[int]]") -> int:
    """Store every whole record of older epochs that the pen holds and this computer does not; how many were new.

    `spoilt`: the records of each epoch that are held and damaged.
    Raises LinkLost, Refused, StorageError, VerificationFailed (a record held here differs).
    """
    epochs = range(max(1, hello.epoch - MOST), hello.epoch)
    return sum(_Epoch(store, hello, row, epoch, spoilt.get(epoch, [])).take(pen) for epoch in epochs)


class _Epoch:
    """One epoch of a pen, and how far this computer has it."""

    def __init__(self, store: Store, hello: Hello, row: PenRow, epoch: int, spoilt: "list[int]") -> None:
        self._store = store
        self._row = row
        self._key = (hello.pen_id, epoch)
        self._epoch = epoch
        self._good: tuple[int, bytes] | None = None  # the last record held that verified, and its chain value
        last = store.last(*self._key)
        self._held = last[0] if last else 0
        if last:
            self._hold(*last)
        self._starts = [*spoilt, self._held + 1]  # where there is something to read
        self._begin(self._starts[0])

    def _begin(self, sequence: int) -> None:
        """Go on with this record."""
        self._at = sequence  # the next record …
        self._chain = genesis(*self._key) if sequence == 1 else self._chain_of(sequence - 1)  # … continues this

    def _chain_of(self, sequence: int) -> "bytes | None":
        """The chain value of a record held here; None: there is none, or it is damaged."""
        raw = self._store.raw_at(*self._key, sequence)
        return follow((raw,), None, sequence)[1] if raw else None

    def take(self, pen: Connection) -> int:
        """As `take_older`, of this epoch."""
        for _ in range(3):
            try:
                return self._take_all(pen)
            except Refused as e:
                if e.error == m.E_EPOCH:
                    return 0
                if e.error != m.E_RANGE or e.detail <= self._at:
                    raise
                if self._at > self._held:
                    self._missing(self._at, e.detail)
                    self._at, self._chain = e.detail, None
                else:  # that one is gone from the pen, too
                    self._begin(next((n for n in self._starts if n >= e.detail), self._held + 1))
        return 0

    def _take_all(self, pen: Connection) -> int:
        new = 0
        for raws in pen.older_records(self._epoch, self._at):
            if self._foreign(raws[0]):
                return new
            new += self._take(raws)
        if self._good and self._store.database.settled():
            try:
                pen.acknowledge(self._epoch, *self._good)
            except Refused as e:
                if e.error != m.E_LIMIT:  # too often in this hour; the next sync does it
                    raise
        return new

    def _foreign(self, raw: bytes) -> bool:
        """The first record of the epoch is sound and does not begin this pen's: the flash was another pen's."""
        return self._at == 1 and not follow((raw,), self._chain, 1)[0] and bool(follow((raw,), None, 1)[0])

    def _take(self, raws: "Sequence[bytes]") -> int:
        new = 0
        while raws:
            good, _ = follow(raws, self._chain, self._at)
            if good:
                new += self._store_new(raws[:good])
                self._hold(self._at + good - 1, raws[good - 1])
                raws = raws[good:]
            else:
                if self._at > self._held:
                    self._missing(self._at, self._at + 1)
                self._at, self._chain = self._at + 1, None
                raws = raws[1:]
        return new

    def _store_new(self, raws: "Sequence[bytes]") -> int:
        """Whole records from the next one on: those behind what is held; of the others those that are damaged here."""
        known = min(len(raws), max(0, self._held + 1 - self._at))
        for sequence, raw in enumerate(raws[:known], self._at):
            if sequence in self._starts:
                self._store.add(*self._key, sequence, (raw,), None, self._row)
        if known < len(raws):
            self._store.add(*self._key, self._at + known, raws[known:], None, self._row)
        return len(raws) - known

    def _hold(self, sequence: int, raw: bytes) -> None:
        good, chain = follow((raw,), None, sequence)
        self._at, self._chain = sequence + 1, chain if good else None
        if good and chain is not None:
            self._good = (sequence, chain)

    def _missing(self, first: int, end: int) -> None:
        """Records that cannot be had any more; one that follows another makes it longer."""
        pen_id, epoch = self._key
        for hole in self._store.holes(pen_id):
            if hole.epoch == epoch and hole.first <= first and end <= hole.next:
                return
            if hole.epoch == epoch and hole.next == first:
                first = hole.first
        self._store.add(pen_id, epoch, first, (), Hole(epoch, first, end, 0), self._row)
