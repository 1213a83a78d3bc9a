"""Ledger and journal together: read at boot, made durable in the right order, served to the laptop (S5, S9, S13).

Order of a commit: queued events into the journal, then the ledger into the EEPROM, then into flash. So the ledger
never promises a record that is not there, and one good copy of the ledger exists at every moment. It decides no rule:
which of two ledgers counts is decided by `core/merge.py`. How it begins is in `recovery.py`.
"""

from micropython import const

from pen.core import ledger as ledgers
from pen.formats import ledger as layout
from pen.formats import reasons, record
from pen.hal.errors import PartError
from pen.hal.modules import load

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pen.core.events import Events
    from pen.hal.at24c32 import Slot
    from pen.hal.flash_files import Segments, SlotFile

_BATCH = const(16)  # records written at once: 1 KB


class StoreError(Exception):
    """Ledger or journal could not be read or written. `part`: the number of the part that failed."""

    def __init__(self, part: int, what: str):
        super().__init__(what)
        self.part = part


class Store:
    """One pen's memory. `slots`: four ledger slots, EEPROM A and B, then flash A and B; `segments`: journal files."""

    def __init__(self, slots: "Sequence[Slot | SlotFile]", segments: "Segments", events: "Events"):
        self.slots = slots
        self.segments = segments
        self.events = events
        self.ledger = ledgers.Ledger()
        self.epoch = 0
        self.first = 1  # oldest sequence stored
        self.next = 1  # sequence of the next record
        self.healthy = False  # the last write, or the opening, went well
        self.writable = False  # all parts answered at boot: only then anything is ever written
        self.dead_part = 0  # the one that did not
        self.found = 0  # mask of the slots that held a ledger: bits 0, 1 EEPROM A, B, bits 2, 3 flash A, B
        self._mark_invalidated = False
        self._mark_time: Callable[[], None] | None = None  # see `mark_time_with`
        self.stored_mark_s = 0
        self.chain = b""
        self._batch = bytearray(_BATCH * record.SIZE)
        self.slot_buf = memoryview(self._batch)[: layout.SIZE]  # never needed together: records first, then a slot
        self.record_buf = bytearray(record.SIZE)

    def open(self, pen_id: bytes) -> int:
        """Read both stores; return a LEDGER_ event, or NONE when they agreed. Nothing is written yet.

        `pen_id`: what this pen is called if no ledger says otherwise. When a part does not answer, the rest is read
        (the stricter of what is known), `dead_part` names it and nothing is ever written.
        """
        return load("pen.storage.recovery").open_stores(self, pen_id)

    def mark_time_with(self, mark: "Callable[[], None]") -> None:
        """`mark()` is called before every commit: it puts the time that is proven now into the ledger."""
        self._mark_time = mark

    # --- durable ------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Move queued events into the journal. Only with needles at rest (S11). Raises StoreError."""
        events = self.events
        if not self.writable:
            raise StoreError(self.dead_part, "not writable")
        try:
            if events.dropped:
                self._append_lost(self.next, events.dropped, reasons.GAP_BUFFER)
                events.dropped = 0
            while events.count:
                count = min(_BATCH, events.count)
                self._append(count)
                events.discard(count)
        except PartError as error:
            self.healthy = False
            raise StoreError(error.part, error.what) from None

    def _append(self, count: int) -> None:
        """Seal the oldest `count` events and write them as one append."""
        self._make_room()
        batch = memoryview(self._batch)
        chain = self.chain
        for i in range(count):
            event = self.events.peek(i)
            fields = len(record.FORMATS[event[0]]) - 1
            one = batch[i * record.SIZE : (i + 1) * record.SIZE]
            chain = record.seal(one, event[0], self.next + i, event[1], event[2], event[3 : 3 + fields], chain)
        self.segments.append(self.epoch, self.next, batch[: count * record.SIZE])
        self.chain = chain
        self.next += count

    def _append_lost(self, first: int, count: int, why: int) -> None:
        """Write a record of `count` records or events that are lost, from sequence `first` on (S13)."""
        stamps = self.events.proven_s, self.events.up_ms
        chain = record.seal(self.record_buf, record.LOST, self.next, *stamps, (first, count, why), self.chain)
        self.segments.append(self.epoch, self.next, memoryview(self.record_buf))
        self.chain = chain
        self.next += 1

    def _make_room(self) -> None:
        """With the flash full the oldest segments go; before they do, their unsynced records become a LOST record."""
        for _ in range(2):
            if self.segments.free_segments() >= 2:
                return
            oldest = max(self.first, self.ledger.acked_seq + 1)
            unsynced = self.segments.first_after_drop(self.epoch) - oldest
            if unsynced > 0:
                self._append_lost(oldest, unsynced, reasons.GAP_FULL)
            self.segments.drop_oldest()
            self.first = self.segments.first(self.epoch) or self.next

    def give_room(self) -> bool:
        """Let the oldest segment go, if the laptop durably holds all of it; False: there is none like that."""
        after = self.segments.first_after_drop(self.epoch)
        if not self.first < after <= self.ledger.acked_seq + 1 or not self.segments.drop_oldest():
            return False
        self.first = after
        return True

    def commit(self) -> None:
        """Journal, then ledger in both stores; only with needles at rest. Raises StoreError (see `healthy`)."""
        self.healthy = False
        if self._mark_time:
            self._mark_time()
        if not self.writable:
            self._invalidate_mark()
        self.flush()
        ledger = self.ledger
        ledger.sequence += 1
        ledger.journal_seq = self.next - 1
        ledger.journal_chain = self.chain
        try:
            ledgers.encode(ledger, self.slot_buf)
        except layout.BadLedger as error:
            raise StoreError(0, str(error)) from None
        failed = None
        older = ledger.sequence & 1
        for slot in (older, 2 + older):  # EEPROM, flash: one store failing must not keep it from the other
            try:
                self.slots[slot].write(self.slot_buf)
            except PartError as error:
                failed = failed or error
        if failed:
            raise StoreError(failed.part, failed.what)
        self.stored_mark_s = ledger.mark_s
        self.healthy = True

    def _invalidate_mark(self) -> None:
        """A store did not answer at boot, so nothing can be stored. Write into the other one, once, that no time is
        proven from its mark on: the clock may be moved, noticed, and the power cut before that could be stored (S7)."""
        if self._mark_invalidated or not self.found:
            return
        self._mark_invalidated = True
        ledger = self.ledger
        mark = ledger.mark_s, ledger.mark_rtc_s
        ledger.sequence += 1
        ledger.mark_rtc_s = layout.NO_MARK
        slot = (ledger.sequence & 1) + (2 if self.found & 0b1100 else 0)
        try:
            ledgers.encode(ledger, self.slot_buf)
            self.slots[slot].write(self.slot_buf)
        except (PartError, layout.BadLedger):
            self._mark_invalidated = False  # not yet
        ledger.mark_s, ledger.mark_rtc_s = mark

    # --- the laptop -----------------------------------------------------------------------------------

    def read_records(self, sequence: int, buf: "bytearray | memoryview") -> int:
        """Copy whole records from `sequence` on into `buf`; return how many. Raises StoreError."""
        try:
            return self.segments.readinto(self.epoch, sequence, buf)
        except PartError as error:
            raise StoreError(error.part, error.what) from None

    def chain_at(self, sequence: int) -> bytes:
        """Chain value of a stored record; of 0: the genesis value. Raises StoreError."""
        if sequence == 0:
            return record.genesis(self.ledger.pen_id, self.epoch)
        if self.read_records(sequence, self.record_buf) != 1:
            raise StoreError(0, "record %d is not stored" % sequence)
        return bytes(self.record_buf[record.BODY : record.BODY + record.CHAIN])

    def acknowledge(self, sequence: int) -> None:
        """The laptop durably holds everything up to `sequence`."""
        if sequence > self.ledger.acked_seq:
            self.ledger.acked_seq = sequence
            self.commit()

    def set_wall(self, offset_s: int) -> None:
        """Wall time = proven seconds + `offset_s`; a label, never a rule (S7). Two seconds are not worth a write."""
        if abs(offset_s - self.ledger.wall_offset_s) <= 2:
            return
        self.events.emit(record.WALL, self.ledger.wall_offset_s, offset_s)
        self.ledger.wall_offset_s = offset_s
        self.commit()

    def tighten(self, setting: int, value: int) -> None:
        """Change one setting for the stricter; raises settings.Looser, ValueError, StoreError."""
        old = load("pen.core.settings").tighten(self.ledger, setting, value)
        if old != value:
            self.events.emit(record.SETTING, setting, old, value)
            self.commit()
