"""A pen's memory without a pen: a journal and a ledger in lists, and sessions that are played into them."""

import io

from pen.core import settings
from pen.core.ledger import Ledger
from pen.formats import reasons as r
from pen.formats import record
from pen.storage.store import StoreError

PEN_ID = bytes.fromhex("e6614c311b1f2a34")
DAY_S = 86_400
FILE_RECORDS = 50  # a stream ends with its file


class MemoryStore:
    """The store's interface over a list of sealed records."""

    def __init__(self, pen_id=PEN_ID, epoch=1):
        self.ledger = Ledger()
        self.ledger.pen_id = pen_id
        self.epoch = epoch
        self.first = 1
        self.records = []
        self.proven_s = 0
        self.unlock_at_s = 0
        self.broken = False
        self.healthy = True
        self.writes = 0
        self.events = self  # what is emitted is written at once
        self.older = {}  # of epochs before: their records, as they can be read
        self._chain = record.genesis(pen_id, epoch)

    @property
    def next(self):
        return self.first + len(self.records)

    def log(self, kind, *values):
        buf = bytearray(record.SIZE)
        self._chain = record.seal(buf, kind, self.next, self.proven_s, self.proven_s * 7, values, self._chain)
        self.records.append(bytes(buf))

    def emit(self, kind, *values):
        self._check()
        self.log(kind, *values)

    def cable_may_write(self):
        return True

    def commit(self):
        self._check()
        self.writes += 1

    def free(self, count):
        """Drop the oldest records, as the pen does when it needs room."""
        del self.records[:count]
        self.first += count

    def new_epoch(self, reason=record.GAP_WIPED):
        """The journal is gone (but for GAP_DAMAGED), a new one begins."""
        old, reached = self.epoch, self.next - 1
        if reason == record.GAP_DAMAGED:
            self.older[old] = self.first, self.records
        self.epoch += 1
        self.first = 1
        self.records = []
        self.ledger.acked_seq = 0
        self._chain = record.genesis(self.ledger.pen_id, self.epoch)
        self.log(record.EPOCH, old, reached, reason)

    def bounds(self, epoch):
        first, records = self.older.get(epoch, (1, ()))
        return first, first + len(records)

    def read_records(self, sequence, buf, epoch=0):
        self._check()
        first, records = self.older[epoch] if epoch else (self.first, self.records)
        at = sequence - first
        data = b"".join(records[at : at + len(buf) // record.SIZE])
        buf[: len(data)] = data
        return len(data) // record.SIZE

    def stream(self, sequence):
        self._check()
        left = io.BytesIO(b"".join(self.records[sequence - self.first :][:FILE_RECORDS]))
        return left.readinto

    def chain_at(self, sequence, epoch=0):
        self._check()
        first, records = self.older[epoch] if epoch else (self.first, self.records)
        return records[sequence - first][record.BODY : record.BODY + record.CHAIN]

    def acknowledge_older(self, epoch, sequence):
        self._check()
        self.ledger.acked_epoch = epoch

    def acknowledge(self, sequence):
        self._check()
        self.ledger.acked_seq = sequence
        self.writes += 1

    def set_wall(self, offset_s):
        self._check()
        self.log(record.WALL, self.ledger.wall_offset_s, offset_s)
        self.ledger.wall_offset_s = offset_s
        self.writes += 1

    def tighten(self, setting, value):
        self._check()
        old = settings.tighten(self.ledger, setting, value)
        self.log(record.SETTING, setting, old, value)
        self.writes += 1

    def _check(self):
        if self.broken:
            raise StoreError(9, "flash")


def play(store, sessions=1, samples=3, day=40):
    """Write a plausible life into the journal: boot, refusals, sessions, a fault."""
    if not store.records:
        store.log(record.LEDGER, r.LEDGER_FIRST, 1)
        store.log(record.BOOT, 1, 0, 0, 1, 0, 15, r.CLOCK_OK)
    for _ in range(sessions):
        ledger = store.ledger
        store.proven_s = day * DAY_S
        day += 28
        ledger.session += 1
        n = ledger.session
        store.log(record.REFUSAL, r.CARTRIDGE_NONE, 0, 0)
        store.log(record.CARTRIDGE, 0x0102, n, 2, 450, 1, 3, 0)
        store.log(record.SESSION_START, n, 0x0102, n, 1, 3, 250, 90)
        store.log(record.NEEDLES_ON, n, 250, 248, 90, 60_000, 1, 833)
        for i in range(samples):
            store.proven_s += 1
            store.log(record.SAMPLE, 90 * (i + 1), 90, 249, 140, 3_900, 251)
        store.log(record.NEEDLES_OFF, n, r.STOP_BUTTON, 90 * samples, 1000 * samples, 1000 * samples)
        unlock = store.proven_s + 28 * DAY_S
        store.log(record.SESSION_END, n, r.STOP_USER, 90 * samples, 1000 * samples, unlock)
        store.proven_s += 3600
        store.log(record.REFUSAL, r.INTERVAL, 0, unlock)
        store.unlock_at_s = unlock
