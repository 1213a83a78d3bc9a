"""Ledger and journal together: read at boot, made durable in the right order, served to the laptop (S5, S9, S13).

Order of a commit: queued events into the journal, then the ledger into the EEPROM, then into flash. So the ledger
never promises a record that is not there, and one good copy of the ledger exists at every moment. It decides no rule:
which of two ledgers counts is `core.ledger`'s word.
"""

from .core import ledger as ledgers
from .core import reasons, record, settings
from .hal.errors import PartError

_BATCH = 16  # records written at once: 1 KB


class StoreError(Exception):
    """Ledger or journal could not be read or written. `part`: the number of the part that failed."""

    def __init__(self, part: int, what: str):
        super().__init__(what)
        self.part = part


class Store:
    """One pen's memory. `slots`: four ledger slots, EEPROM A and B, then flash A and B; `segments`: journal files."""

    def __init__(self, slots, segments, events):
        self._slots = slots
        self._segments = segments
        self.events = events
        self.ledger = ledgers.Ledger()
        self.epoch = 0
        self.first = 1  # oldest sequence stored
        self.next = 1  # sequence of the next record
        self.healthy = False  # the last write, or the opening, went well
        self.writable = False  # all parts answered at boot: only then anything is ever written
        self.dead_part = 0  # the one that did not
        self.found = 0  # mask of the slots that held a ledger
        self._doubted = False
        self.stored_mark_s = 0
        self._chain = b""
        self._slot_buf = bytearray(ledgers.SIZE)
        self._batch = bytearray(_BATCH * record.SIZE)
        self._one = bytearray(record.SIZE)

    # --- boot ---------------------------------------------------------------------------------------

    def open(self, pen_id: bytes) -> int:
        """Read both stores; return a LEDGER_ event, or NONE when they agreed. Nothing is written yet.

        `pen_id`: what this pen is called if no ledger says otherwise. When a part does not answer, the rest is read
        (the stricter of what is known), `dead_part` names it and nothing is ever written.
        """
        copies = []
        for i in range(4):
            copies.append(self._read_slot(i))
            if copies[i] is not None:
                self.found |= 1 << i
        eeprom = ledgers.newest(copies[0], copies[1])
        flash = ledgers.newest(copies[2], copies[3])
        event = reasons.NONE
        if eeprom is not None and flash is not None and eeprom.pen_id != flash.pen_id:  # one is another pen's (S9)
            if flash.pen_id == pen_id:
                eeprom = None
            else:
                flash = None
        if eeprom and flash:
            ledger = ledgers.stricter(eeprom, flash)
            if abs(eeprom.sequence - flash.sequence) > 1:
                event = reasons.LEDGER_DISAGREE
        elif eeprom:
            ledger = eeprom
            event = reasons.LEDGER_NO_FLASH
        elif flash:
            ledger = flash
            event = reasons.LEDGER_NO_EEPROM
        else:
            ledger = ledgers.Ledger()
            ledger.pen_id = pen_id
            ledgers.lock_unknown(ledger)
            event = reasons.LEDGER_NONE
        if not (eeprom and flash):  # what is lost may have known that the clock was moved: no time is proven since
            ledger.mark_rtc_s = ledgers.NO_MARK
            ledger.session_lost = ledger.session_open
        self.ledger = ledger
        self.stored_mark_s = self.events.proven_s = ledger.mark_s
        try:
            self._open_journal()
        except PartError as error:
            self.dead_part = error.part
        self.writable = self.healthy = not self.dead_part
        if self.writable and event:
            self.events.emit(record.LEDGER, event, ledger.sequence)
        return event

    def create(self, pen_id: bytes, zero_counts: int) -> None:
        """The factory's first ledger: never used, calibrated. Raises StoreError when any ledger is already there."""
        for i in range(4):
            if self._read_slot(i) is not None:
                raise StoreError(0, "this pen has a history")
        if self.dead_part:  # it may hold one
            raise StoreError(self.dead_part, "no answer")
        self.ledger = ledgers.Ledger()
        self.ledger.pen_id = pen_id
        self.ledger.zero_counts = zero_counts
        self.epoch = self.ledger.epoch = self._unused_epoch()
        self._chain = record.genesis(pen_id, self.epoch)
        self.writable = True
        self.events.emit(record.LEDGER, reasons.LEDGER_FIRST, 0)
        self.commit()

    def recalibrate(self, zero_counts: int) -> None:
        """After both stores were lost (`open` first): calibrated again, and locked as before.

        Raises StoreError when this pen's history is known: then there is nothing to repair.
        """
        if not self.ledger.history_lost:
            raise StoreError(0, "this pen has a history")
        self.ledger.zero_counts = zero_counts
        self.commit()

    def _read_slot(self, index: int):
        try:
            if self._slots[index].read(self._slot_buf) != ledgers.SIZE:
                return None
        except PartError as error:
            self.dead_part = error.part
            return None
        try:
            return ledgers.decode(self._slot_buf)
        except ledgers.BadLedger:
            return None

    def _open_journal(self) -> None:
        """Go on where the journal ends; if that is not where the ledger remembers it, begin a new epoch."""
        ledger = self.ledger
        self.epoch = ledger.epoch
        last = self._segments.last(self.epoch) if self.epoch else 0
        gap = reasons.NONE
        if not self.epoch or last < ledger.journal_seq:
            gap = reasons.GAP_WIPED
        elif not self._continues(ledger.journal_seq, ledger.journal_chain) or not self._continues(last, None):
            gap = reasons.GAP_DAMAGED
        if gap:
            self.epoch = max(self.epoch + 1, self._unused_epoch())
            self._chain = record.genesis(ledger.pen_id, self.epoch)
            self.first = self.next = 1
            self.events.emit(record.EPOCH, ledger.epoch, ledger.journal_seq, gap)
            ledger.epoch = self.epoch
            ledger.acked_seq = 0
            ledger.journal_seq = 0
        else:
            self._chain = self.chain_at(last)
            self.next = last + 1
            self.first = self._segments.first(self.epoch) or 1

    def _unused_epoch(self) -> int:
        """An epoch higher than any that has a file, whoever wrote it."""
        return max(self._segments.epochs() or [0]) + 1

    def _continues(self, sequence: int, chain) -> bool:
        """Is record `sequence` there, whole, and with that chain value (None: any)?"""
        if sequence == 0:
            return True
        if self._segments.readinto(self.epoch, sequence, self._one) != 1:
            return False
        try:
            found = record.check(self._one)
        except record.BadRecord:
            return False
        return record.sequence_of(self._one) == sequence and (chain is None or found == chain)

    # --- durable ------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Move queued events into the journal. Only with needles at rest (S11). Raises StoreError."""
        events = self.events
        if not self.writable:
            raise StoreError(self.dead_part, "not writable")
        try:
            if events.dropped:
                lost = (self.next, events.dropped, reasons.GAP_BUFFER)
                self._append_one(record.LOST, events.proven_s, events.up_ms, lost)
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
        chain = self._chain
        for i in range(count):
            event = self.events.peek(i)
            fields = len(record.FORMATS[event[0]]) - 1
            one = batch[i * record.SIZE : (i + 1) * record.SIZE]
            chain = record.seal(one, event[0], self.next + i, event[1], event[2], event[3 : 3 + fields], chain)
        self._segments.append(self.epoch, self.next, batch[: count * record.SIZE])
        self._chain = chain
        self.next += count

    def _append_one(self, kind: int, proven_s: int, up_ms: int, values) -> None:
        chain = record.seal(self._one, kind, self.next, proven_s, up_ms, values, self._chain)
        self._segments.append(self.epoch, self.next, memoryview(self._one))
        self._chain = chain
        self.next += 1

    def _make_room(self) -> None:
        """With the flash full the oldest segments go; before they do, their unsynced records become a LOST record."""
        for _ in range(2):
            if self._segments.free_segments() >= 2:
                return
            oldest = max(self.first, self.ledger.acked_seq + 1)
            unsynced = self._segments.first_after_drop(self.epoch) - oldest
            if unsynced > 0:
                lost = (oldest, unsynced, reasons.GAP_FULL)
                self._append_one(record.LOST, self.events.proven_s, self.events.up_ms, lost)
            self._segments.drop_oldest()
            self.first = self._segments.first(self.epoch) or self.next

    def give_room(self) -> bool:
        """Let the oldest segment go, if the laptop durably holds all of it; False: there is none like that."""
        after = self._segments.first_after_drop(self.epoch)
        if not self.first < after <= self.ledger.acked_seq + 1 or not self._segments.drop_oldest():
            return False
        self.first = after
        return True

    def commit(self) -> None:
        """Journal, then ledger in both stores; only with needles at rest. Raises StoreError (see `healthy`)."""
        self.healthy = False
        if not self.writable:
            self._doubt()
        self.flush()
        ledger = self.ledger
        ledger.sequence += 1
        ledger.journal_seq = self.next - 1
        ledger.journal_chain = self._chain
        try:
            ledgers.encode(ledger, self._slot_buf)
        except ledgers.BadLedger as error:
            raise StoreError(0, str(error)) from None
        failed = None
        for slot in (
            ledger.sequence & 1,
            2 + (ledger.sequence & 1),
        ):  # one store failing must not keep it from the other
            try:
                self._slots[slot].write(self._slot_buf)
            except PartError as error:
                failed = failed or error
        if failed:
            raise StoreError(failed.part, failed.what)
        self.stored_mark_s = ledger.mark_s
        self.healthy = True

    def _doubt(self) -> None:
        """One store did not answer at boot, so nothing can be kept now; the other learns once that from its mark on no
        time is proven: the clock may be moved, noticed, and the power cut before anybody could write it down (S7)."""
        if self._doubted or not self.found:
            return
        self._doubted = True
        ledger = self.ledger
        known = ledger.mark_s, ledger.mark_rtc_s
        ledger.sequence += 1
        ledger.mark_rtc_s = ledgers.NO_MARK
        slot = (ledger.sequence & 1) + (2 if self.found & 0b1100 else 0)
        try:
            ledgers.encode(ledger, self._slot_buf)
            self._slots[slot].write(self._slot_buf)
        except (PartError, ledgers.BadLedger):
            self._doubted = False  # not yet
        ledger.mark_s, ledger.mark_rtc_s = known

    # --- the laptop -----------------------------------------------------------------------------------

    def read_records(self, sequence: int, buf) -> int:
        """Copy whole records from `sequence` on into `buf`; return how many. Raises StoreError."""
        try:
            return self._segments.readinto(self.epoch, sequence, buf)
        except PartError as error:
            raise StoreError(error.part, error.what) from None

    def chain_at(self, sequence: int) -> bytes:
        """Chain value of a stored record; of 0: the genesis value. Raises StoreError."""
        if sequence == 0:
            return record.genesis(self.ledger.pen_id, self.epoch)
        if self.read_records(sequence, self._one) != 1:
            raise StoreError(0, "record %d is not stored" % sequence)
        return bytes(self._one[record.BODY : record.BODY + record.CHAIN])

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
        old = settings.tighten(self.ledger, setting, value)
        if old != value:
            self.events.emit(record.SETTING, setting, old, value)
            self.commit()
