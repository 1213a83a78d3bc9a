"""Bring the history up to date with a pen: incremental, verified, durable, then acknowledged (S13).

Order: who is it, tell it the date if it has none, what it still holds of epochs before the present one
(`older_epochs.py`), then read from the last stored record on, check CRC and chain
of every record before it is stored, commit in batches, and only then acknowledge. Interrupted anywhere, the
next sync goes on from the last committed record. A record held here that was damaged since is read again if the pen
still has it, before anything is acknowledged. Must not print.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ..clock import is_impossible, now, utc
from ..codec import BadRecord, check_record, follow, genesis, sequence_of
from ..codec import messages as m
from ..errors import Refused, VerificationFailed
from ..language import tr
from ..link.answers import Hello, Status
from ..link.connection import Connection
from .background_writer import BackgroundWriter
from .clock_difference import off_s, skewed
from .older_epochs import take_older
from .soundness import before_sync
from .store import Hole, PenRow, Store
from .verify import damaged

BATCH = 2048  # records a transaction at most: a lost one is read again in 0.2 s
LEAST = 512  # so many are worth a transaction as soon as the disk has done the one before

Progress = Callable[[int, int], None]  # records received, records to receive


@dataclass(frozen=True)
class SyncResult:
    """What a sync did."""

    hello: Hello
    new: int  # records stored
    healed: int  # records that were damaged on this computer and were read from the pen again
    damaged: int  # records that are damaged on this computer, and that the pen does not have any more
    last: int  # sequence of the newest record held, 0 = none
    hole: "Hole | None"  # what the pen did not hold any more
    new_epoch: bool  # the pen began a new journal since the last sync
    wall_set_s: "int | None"  # 0 = it was told this computer's date; None = not: another one needs a hand on the pen
    wall_first: bool  # it had none before
    clock_impossible: bool  # this computer's; so the pen was not told its date
    skew_s: "int | None"  # this computer's clock is so far ahead of the pen's date; None = no more than crystals drift
    acknowledged: bool
    received_bytes: int
    sent_bytes: int
    seconds: float  # until it was durable and acknowledged


def sync(pen: Connection, store: Store, progress: "Progress | None" = None) -> SyncResult:
    """Store every record the pen holds and this computer does not; see the module for the order.

    Raises VerificationFailed with everything before the bad record kept, LinkLost, Refused, StorageError.
    """
    begun = time.monotonic()
    received, sent = pen.link.received, pen.link.sent
    hello = pen.hello()
    impossible = is_impossible()
    wall_first = hello.wall_offset_s == 0 and not impossible
    if wall_first:  # to label its records; another date is for `needlepen clock --set` and a hand on the pen
        pen.set_wall(now())
        hello = pen.hello()  # it is a record of its own
    epochs = {row.pen_id: row.epoch for row in store.pens()}
    row = _pen_row(hello, pen.status())
    before_sync(store, hello.pen_id)
    spoilt = damaged(store, hello.pen_id)
    older = take_older(pen, store, hello, row, spoilt)
    receiver = _Receiver(store, hello, row, spoilt.get(hello.epoch, []))
    try:
        for raws in pen.records(hello.epoch, receiver.at, hello.next):
            receiver.take(raws)
            if progress:
                progress(receiver.at - receiver.begun, hello.next - receiver.begun)
    finally:
        receiver.finish()
    acknowledged = store.database.settled() and _acknowledge(pen, hello, receiver)
    seconds = time.monotonic() - begun
    still = damaged(store, hello.pen_id) if spoilt else {}
    if receiver.new or older or spoilt:
        store.refresh(hello.pen_id)
    return SyncResult(
        hello=hello,
        new=older + receiver.new,
        healed=_number(spoilt) - _number(still),
        damaged=_number(still),
        last=receiver.at - 1,
        hole=receiver.hole,
        new_epoch=epochs.get(hello.pen_id, hello.epoch) != hello.epoch,
        wall_set_s=0 if wall_first else None,
        wall_first=wall_first,
        clock_impossible=impossible,
        skew_s=off_s(hello) if skewed(hello) else None,
        acknowledged=acknowledged,
        received_bytes=pen.link.received - received,
        sent_bytes=pen.link.sent - sent,
        seconds=seconds,
    )


def _number(sequences: "dict[int, list[int]]") -> int:
    return sum(map(len, sequences.values()))


class _Receiver:
    """Checks records as they arrive and stores them in batches. `spoilt`: those held of this epoch and damaged."""

    def __init__(self, store: Store, hello: Hello, row: PenRow, spoilt: "list[int]") -> None:
        self._store = store
        self._hello = hello
        self._row = row
        self._writer = BackgroundWriter()
        self._batch: list[bytes] = []
        last = store.last(hello.pen_id, hello.epoch)
        self._held = last[0] if last else 0
        again = [n for n in spoilt if n >= hello.first]  # the pen still has these: from the first one on all is read
        self.at = again[0] if again else self._held + 1  # the next sequence to take …
        self.chain = self._chain_before(self.at, spoilt)  # … continues this; None = unknown
        self.hole: Hole | None = None
        if self._held >= hello.next:
            raise VerificationFailed(
                tr(
                    "The pen's journal ends at record {next}, this computer holds {at}.",
                    next=hello.next - 1,
                    at=self._held,
                ),
                tr("An older state of the pen was restored, or its journal was replaced."),
                tr("needlepen verify   (everything held here is kept)"),
            )
        if self.at < hello.first:
            self.hole = Hole(hello.epoch, self.at, hello.first, hello.acknowledged)
            self.at, self.chain = hello.first, None
        self._hole_due = self.hole  # stored with the first records behind it, or alone when none come
        if self.hole in store.holes(hello.pen_id):
            self._hole_due = None
        self.begun = self.at

    @property
    def new(self) -> int:
        """Records taken that were not held before."""
        return self.at - max(self.begun, min(self.at, self._held + 1))

    def _chain_before(self, sequence: int, spoilt: "list[int]") -> "bytes | None":
        """The chain value that this record continues; None: the one before it is damaged."""
        if sequence == 1:
            return genesis(self._hello.pen_id, self._hello.epoch)
        raw = self._store.raw_at(self._hello.pen_id, self._hello.epoch, sequence - 1)
        return check_record(raw, None) if raw and sequence - 1 not in spoilt else None

    def take(self, raws: "list[bytes]") -> None:
        """Check records and keep them for the next commit; raises VerificationFailed at the first bad one."""
        good, self.chain = follow(raws, self.chain, self.at)
        self._batch += raws[:good]
        self.at += good
        if good < len(raws):
            why = self._doubt(raws[good])
            raise VerificationFailed(
                tr("Record {at} of the pen does not verify: {why}.", at=self.at, why=why),
                tr("The {new} new records before it were kept, nothing was taken after it.", new=self.new),
                tr("Run needlepen sync again; if it stays, the pen's memory is damaged"),
            )
        if len(self._batch) >= BATCH or (len(self._batch) >= LEAST and self._writer.idle):
            self._commit()

    def _doubt(self, raw: bytes) -> str:
        """A sentence that says what is wrong with the next record."""
        try:
            check_record(raw, self.chain)
        except BadRecord as e:
            return str(e)
        return tr("record {at} claims to be {sequence_of}", at=self.at, sequence_of=sequence_of(raw))

    def finish(self) -> None:
        """What was taken is durable when this returns, and what the pen could not give any more is remembered."""
        if self._batch or self._hole_due:
            self._commit()
        self._writer.wait()
        self._store.note_pen(self._row)

    def _commit(self) -> None:
        """Hand the batch to the background writer, which makes it durable."""
        batch, self._batch = self._batch, []
        hole, self._hole_due = self._hole_due, None
        key = (self._hello.pen_id, self._hello.epoch, self.at - len(batch))
        self._writer.give(lambda: self._store.add(*key, batch, hole, self._row))


def _pen_row(hello: Hello, status: Status) -> PenRow:
    return PenRow(
        pen_id=hello.pen_id,
        board=hello.board,
        firmware=hello.firmware,
        epoch=hello.epoch,
        wall_offset_s=hello.wall_offset_s,
        unlock_at_s=status.unlock_at_s,
        fault=status.fault,
        changed_at=(utc(hello.proven_s, hello.wall_offset_s) or 0) if is_impossible() else now(),
    )


def _acknowledge(pen: Connection, hello: Hello, receiver: _Receiver) -> bool:
    """Tell the pen what is durable here, and learn whether it still has the journal that is held here."""
    last = receiver.at - 1
    if last < hello.first or receiver.chain is None:
        return False
    try:
        pen.acknowledge(hello.epoch, last, receiver.chain)
    except Refused as e:
        if e.error == m.E_LIMIT:  # too often in this hour; the next sync does it
            return False
        if e.error != m.E_CHAIN:
            raise
        raise VerificationFailed(
            tr("The pen's journal is not the one this computer holds."),
            tr("The chain value of record {last} differs: one of the two was rewritten.", last=last),
            tr("needlepen verify   (everything held here is kept)"),
        ) from e
    return True
