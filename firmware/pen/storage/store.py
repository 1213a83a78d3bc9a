"""Ledger and journal together: read at boot, made durable in the right order, served to the laptop (S5, S9, S13).

Order of a commit: queued events into the journal, then the ledger into the EEPROM, then into flash; whichever fails,
the others are written all the same (H37). So the ledger never promises a record that is not there, and one good copy of
it exists at every moment. A fault or bleeding goes into both slots of the EEPROM before needles rest (`copy_page`).
Which of two ledgers counts is decided by `core/merge.py`, not here. How it begins is in `recovery.py`.
"""

from micropython import const

from pen.core import ledger as ledgers
from pen.core.limits import NAP_MS, elapsed_ms
from pen.formats import ledger as layout
from pen.formats import record
from pen.hal.errors import PartError
from pen.hal.modules import load

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol

    from pen.core.events import Events
    from pen.hal.at24c32 import Slot
    from pen.hal.flash_files import Segments, SlotFile

    class Clock(Protocol):
        """Of `pen/inputs/clock.py` what the store needs; neither floor is below the other."""

        def mark(self) -> None: ...

        def stored(self) -> None: ...

        def not_stored(self) -> bool: ...


_RETRY_MS = const(1_000)  # a store that failed is tried again after this time
_BATCH = const(16)  # records written at once: 1 KB
_PAGE = const(32)  # bytes that the EEPROM writes at once, see `hal/at24c32.py`
EEPROM_SLOTS, FLASH_SLOTS = const(0b0011), const(0b1100)  # masks of slots
_ALL_SLOTS = const(0b1111)


class StoreError(Exception):
    """Ledger or journal could not be read or written. `part`: the number of the part that failed."""

    def __init__(self, part: int, what: str):
        super().__init__(what)
        self.part = part


class Store:
    """One pen's memory. `ledger_slots`: EEPROM A and B, then flash A and B; `segments`: journal files."""

    def __init__(self, ledger_slots: "Sequence[Slot | SlotFile]", segments: "Segments", events: "Events"):
        self.ledger_slots = ledger_slots
        self.segments = segments
        self.events = events
        self.ledger = ledgers.Ledger()
        self.epoch = 0
        self.first = self.next = 1  # oldest sequence of this epoch that is stored, and that of the next record
        self.healthy = False  # the last write, or the opening, went well everywhere
        self.journal_open = False  # it was read at boot: only then anything is appended
        self.dead_part = self.dead = 0  # what did not answer at boot, and its slots: not known, so not written
        self.found = 0  # mask of the slots that hold a ledger of this pen: bits 0, 1 EEPROM A, B, bits 2, 3 flash A, B
        self.whole = 0  # mask of the slots that hold one now, and of whose neighbour it is known how they differ
        self.stored = False  # the last commit reached one store at least
        self.lost = False  # something that must not be forgotten could be stored nowhere since power-on (H37)
        self._tried_ms, self._wait_ms = 0, _RETRY_MS
        self._clock: Clock | None = None  # see `keep_time_with`
        self.module = 0  # the number of the clock's module that flash knows
        self._skipped = 0  # 1: `copy_page` begins in the slot that is not next, as that holds nothing
        self.stored_mark_s, self.chain = 0, b""
        self._batch = bytearray(_BATCH * record.SIZE)
        self.slot_buf = memoryview(self._batch)[: layout.SIZE]  # never needed together: records first, then a slot
        self.record_buf = bytearray(record.SIZE)

    def open(self, pen_id: bytes, chip: "Any" = None) -> int:
        """Read both stores and the journal: a LEDGER_ event, or NONE. Writes nothing; not healthy: `dead_part`.

        `chip`: `pen/hal/parts.py`, which waits and draws; None: nobody does.
        """
        return load("pen.storage.recovery").open_stores(self, pen_id, chip)

    def keep_time_with(self, clock: "Clock") -> None:
        """`clock` puts the proven time into the ledger before a commit, and notes what then reaches no store."""
        self._clock = clock

    def reliable(self) -> bool:
        """May needles depend on it? Healthy, and nothing that must not be forgotten was lost in this boot (H37)."""
        return self.healthy and not self.lost

    def retry_is_due(self, now_ms: int) -> bool:
        """Is it time to try once more? After 1, 2, 4 s … NAP_MS at most: writes wear the EEPROM."""
        if elapsed_ms(now_ms, self._tried_ms) < self._wait_ms:
            return False
        self._tried_ms = now_ms
        self._wait_ms = min(2 * self._wait_ms, NAP_MS)
        return True

    # --- durable ------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Move queued events into the journal. Only with needles at rest (S11). Raises StoreError."""
        events = self.events
        if not self.journal_open:
            raise StoreError(self.dead_part, "no journal")
        try:
            if events.dropped:
                lost = (self.next, events.dropped, record.GAP_BUFFER)
                self.append_one(record.LOST, events.proven_s, events.up_ms, lost)
                events.dropped = 0
            while events.count:
                count = min(_BATCH, events.count, self.segments.room(self.next))  # in one file: all of it, or nothing
                self._append(count)
                events.discard(count)
        except PartError as error:
            self.healthy = False
            raise StoreError(error.part, error.what) from None

    def _append(self, count: int) -> None:
        """Seal the oldest `count` events and write them as one append."""
        self._make_room()
        batch, chain = memoryview(self._batch), self.chain
        for i in range(count):
            event = self.events.peek(i)
            fields = len(record.format_of(event[0])) - 1
            one = batch[i * record.SIZE : (i + 1) * record.SIZE]
            chain = record.seal(one, event[0], self.next + i, event[1], event[2], event[3 : 3 + fields], chain)
        self.segments.append(self.epoch, self.next, batch[: count * record.SIZE])
        self.chain = chain
        self.next += count

    def append_one(self, kind: int, proven_s: int, up_ms: int, values: "Sequence[int]") -> None:
        chain = record.seal(self.record_buf, kind, self.next, proven_s, up_ms, values, self.chain)
        self.segments.append(self.epoch, self.next, memoryview(self.record_buf))
        self.chain = chain
        self.next += 1

    def _make_room(self) -> None:
        """With the flash full the oldest segments go; before they do, their unsynced records become a record."""
        if self.segments.free_segments() < 2:
            load("pen.storage.upkeep").make(self)

    def give_room(self, really: bool = True) -> bool:
        """Let the oldest segment go (`really` False: it stays) if the laptop durably holds all of it; else False."""
        return load("pen.storage.upkeep").give(self, really)

    def commit(self) -> None:
        """Journal, then ledger in both stores; only with needles at rest. Raises StoreError; see also `stored`."""
        self.healthy = False
        clock = self._clock
        if clock:
            clock.mark()
        failed = None
        try:
            self.flush()
        except StoreError as error:
            failed = error
        wrong = None
        for _ in range(3):  # more than once where a store's other slot holds nothing that could be believed
            same = self.whole == _ALL_SLOTS and self.ledger.module == self.module
            wrong = self.write_ledger() if same else load("pen.storage.upkeep").write(self, wrong)
            failed = wrong or failed
            if self.whole == _ALL_SLOTS or failed and self.whole in (EEPROM_SLOTS, FLASH_SLOTS):
                break
        if self.stored:
            self.stored_mark_s = self.ledger.mark_s
        if failed:
            if clock and not self.stored and clock.not_stored():
                self.lost = True
            raise failed
        self.healthy = True
        self._wait_ms = _RETRY_MS
        if clock:
            clock.stored()

    def write_ledger(self, first: int = 0, end: int = 4) -> "StoreError | None":
        """The ledger into every store that was read at boot, slots `first` to `end`; returns what went wrong."""
        ledger = self.ledger
        self.stored = False
        try:
            self._encode(first == 2)
        except layout.BadLedger as error:
            return StoreError(0, str(error))
        failed = StoreError(self.dead_part, "no answer at boot") if self.dead_part else None
        for store in range(first, end, 2):  # one store failing must not keep it from the other
            at = store + (ledger.sequence & 1)
            if self.dead >> at & 1:
                continue
            try:
                self.ledger_slots[at].write(self.slot_buf)
                self.whole |= 1 << at
                self.found |= 1 << at
                self.stored = True
            except PartError as error:
                self.whole &= ~(0b11 << store)
                self.found &= ~(1 << at)
                failed = failed or StoreError(error.part, error.what)
        return failed

    def _encode(self, alone: bool) -> None:
        """The ledger with the next sequence into the buffer. Raises BadLedger.

        `alone`: for flash alone, which must have a module's number before any EEPROM has it (`upkeep.py`).
        """
        ledger, number = self.ledger, self.ledger.module
        ledger.sequence += 1
        ledger.waiting = min(0xFFFF, self.events.count + self.events.dropped)
        if self.journal_open:
            ledger.journal_seq = self.next - 1
            ledger.journal_chain = self.chain
        if ledger.lock_from_s > ledger.mark_s:  # see `core/clock.py`; here where there is no clock
            ledger.mark_s = ledger.lock_from_s
            ledger.mark_rtc_s = layout.NO_MARK
        ledger.module = number if alone or number == self.module else 0
        try:
            ledgers.encode(ledger, self.slot_buf)
        finally:
            ledger.module = number

    def copy_page(self, page: int) -> int:
        """One page of the ledger into the EEPROM alone, also while needles move (S11): one slot, then the other.

        `page`: 1 begins, 0 does nothing; returns the next one, 0: that was all, or it failed. No commit in between.
        """
        ledger = self.ledger
        before = ledger.sequence
        start = (page - 1) * _PAGE % layout.SIZE
        if not start:
            self._skipped = 1 - (self.found >> (before & 1) & 1)
        at = before + 1 + self._skipped & 1
        if not page or self.dead >> at & 1:
            return 0
        try:
            if not start:
                ledger.sequence += self._skipped
                self._encode(False)
                ledger.sequence = before  # until it is whole: a commit, or another copy, would take its place
                self.whole &= ~(1 << at)
            self.ledger_slots[at].write(self.slot_buf[start : start + _PAGE], start)  # pyright: ignore[reportCallIssue]
        except (layout.BadLedger, PartError):
            return 0  # at rest all of it is tried
        if start + _PAGE == layout.SIZE:
            self.found |= 1 << at
            ledger.sequence += 1 + self._skipped  # what comes next is written beside it …
            self.whole = (self.whole | 1 << at) & EEPROM_SLOTS  # … and both slots of flash lag behind
        return page + 1 if page < 2 * layout.SIZE // _PAGE else 0

    # --- the laptop -----------------------------------------------------------------------------------

    def bounds(self, epoch: int) -> "tuple[int, int]":
        """First stored sequence of an older epoch, and the one after its last; same: none. Raises StoreError."""
        try:
            return self.segments.first(epoch) or 1, self.segments.last(epoch) + 1
        except PartError as error:
            raise StoreError(error.part, error.what) from None

    def read_records(self, sequence: int, buf: "bytearray | memoryview", epoch: int = 0) -> int:
        """Copy whole records from `sequence` on into `buf`; return how many. `epoch` 0: this one. Raises StoreError."""
        try:
            return self.segments.readinto(epoch or self.epoch, sequence, buf)
        except PartError as error:
            raise StoreError(error.part, error.what) from None

    def stream(self, sequence: int) -> "Callable[[memoryview], int]":
        """What fills a buffer with this epoch's records from `sequence` on; raises OSError. Raises StoreError."""
        try:
            return self.segments.stream(self.epoch, sequence)
        except PartError as error:
            raise StoreError(error.part, error.what) from None

    def chain_at(self, sequence: int, epoch: int = 0) -> bytes:
        """Chain value of a stored record; of 0: the genesis value. Raises StoreError."""
        if sequence == 0:
            return record.genesis(self.ledger.pen_id, epoch or self.epoch)
        if self.read_records(sequence, self.record_buf, epoch) != 1:
            raise StoreError(0, "record %d is not stored" % sequence)
        return bytes(self.record_buf[record.BODY : record.BODY + record.CHAIN])

    def acknowledge(self, sequence: int) -> None:
        """The laptop durably holds everything of this epoch up to `sequence`."""
        if sequence > self.ledger.acked_seq:
            self.ledger.acked_seq = sequence
            self.commit()

    def acknowledge_older(self, epoch: int, sequence: int) -> None:
        """The laptop holds an older `epoch` up to `sequence`; once it holds all, it may go. Raises StoreError."""
        load("pen.storage.upkeep").acknowledge_older(self, epoch, sequence)

    def set_wall(self, offset_s: int) -> None:
        """Wall time = proven seconds + `offset_s`; a label, never a rule (S7). Two seconds are not worth a write."""
        load("pen.storage.upkeep").set_wall(self, offset_s)

    def tighten(self, setting: int, value: int) -> None:
        """Change one setting for the stricter; raises ValueError (it loosens; no setting or value), StoreError."""
        load("pen.storage.upkeep").tighten(self, setting, value)
