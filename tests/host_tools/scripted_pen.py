"""A pen for the host tests: the firmware's real `Link` over an in-memory journal, on a loopback socket or a
pty.

It behaves (records are sealed, chained, freed, acknowledged); it has no physics. `play()` writes a story
into it.
"""

import contextlib
import io
import os
import select
import socket
import threading

from pen.core import settings
from pen.core.ledger import Ledger
from pen.formats import reasons as r
from pen.formats import record
from pen.formats.button_bits import DOWN, UP
from pen.link.server import Link
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

    def new_epoch(self, reason=r.GAP_WIPED):
        """The journal is gone (but for GAP_DAMAGED), a new one begins."""
        old, reached = self.epoch, self.next - 1
        if reason == r.GAP_DAMAGED:
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


class Person:
    """Who is at the pen: reads what is asked on it, and presses a moment later. `agrees`: or does not."""

    reading = 40  # turns

    def __init__(self):
        self.link = None  # of the pen
        self.both = False  # ▲ and ▼ together
        self.other = 0  # or these buttons, a mask
        self._read = None, 0  # a question, and for how many turns

    def look(self):
        """A turn passes."""
        asked, turns = self._read
        self._read = (asked, turns + 1) if asked is self.sees() else (self.sees(), 0)

    def sees(self):
        offer = self.link.offer if self.link else None
        return offer if offer is not None and offer.asks else None

    def presses(self):
        asked, turns = self._read
        if asked is None or asked is not self.sees() or turns < self.reading:
            return 0
        return self.other or (UP | DOWN if self.both else DOWN)


class StillController:
    """A pen lying on the table. `confirmed`: a person is there who agrees to what is asked."""

    state = 2
    reason = r.USB_POWER
    detail = 0
    depth_limit_um = 450
    battery_mv = 3_912
    motor_temp_dc = 243
    vbus = True
    busy = False
    occupied = False
    confirmed = False
    ceilings_um = (300, 450, 450, 450, 250)

    def __init__(self, store):
        self._store = store
        self.person = Person()

    @property
    def shown(self):
        return self.person.sees()

    @property
    def touched(self):
        self.person.look()
        return bool(self.buttons)

    @property
    def buttons(self):
        return self.person.presses() if self.confirmed else 0

    @property
    def proven_s(self):
        return self._store.proven_s

    @property
    def unlock_at_s(self):
        return self._store.unlock_at_s


def play(store, sessions=1, samples=3, day=40):
    """Write a plausible life into the journal: boot, refusals, sessions, a fault."""
    if not store.records:
        store.log(record.LEDGER, r.LEDGER_FIRST, 1)
        store.log(record.BOOT, 1, 0, 0, 1, 0, 3, r.CLOCK_OK)
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


class _SocketSerial:
    """One TCP connection as the link's serial port."""

    def __init__(self, sock, chunk=256):
        self._socket = sock
        self._chunk = chunk
        sock.setblocking(False)
        self.closed = False

    def readinto(self, buf):
        try:
            count = self._socket.recv_into(buf)
        except BlockingIOError:
            return 0
        except OSError:
            count = 0
        self.closed = self.closed or not count
        return count

    def write(self, buf):
        try:
            return self._socket.send(buf[: self._chunk])
        except BlockingIOError:
            return 0
        except OSError:
            self.closed = True
            return 0


class _PtySerial:
    """The master side of a pty as the link's serial port."""

    closed = False

    def __init__(self, fd):
        self._fd = fd
        os.set_blocking(fd, False)

    def readinto(self, buf):
        try:
            data = os.read(self._fd, len(buf))
        except OSError:
            return 0
        buf[: len(data)] = data
        return len(data)

    def write(self, buf):
        try:
            return os.write(self._fd, buf[:256])
        except OSError:
            return 0


class ScriptedPen:
    """Runs a Link in a thread. `url` is what to open; `wrap` may spoil the serial port of each connection."""

    def __init__(self, store=None, pty=False, wrap=lambda serial: serial, board="RPI_PICO"):
        self.store = store or MemoryStore()
        self.controller = StillController(self.store)
        self.wrap = wrap
        self.board = board
        self.connections = 0
        self._stop = threading.Event()
        if pty:
            import tty

            self._master, slave = os.openpty()
            tty.setraw(slave)
            self._slave = slave
            self.url = os.ttyname(slave)
            target = self._serve_pty
        else:
            self._server = socket.create_server(("127.0.0.1", 0))
            self._server.settimeout(0.005)
            self.url = f"socket://127.0.0.1:{self._server.getsockname()[1]}"
            target = self._serve_socket
        self._thread = threading.Thread(target=target, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(5)
        with contextlib.suppress(AttributeError):
            self._server.close()
        with contextlib.suppress(AttributeError):
            os.close(self._master)
            os.close(self._slave)

    def _serve_socket(self):
        while not self._stop.is_set():
            try:
                sock, _ = self._server.accept()
            except TimeoutError:
                continue
            with sock:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                self._run(self.wrap(_SocketSerial(sock)), sock)

    def _serve_pty(self):
        self.connections += 1
        self._run(self.wrap(_PtySerial(self._master)), self._master)

    def _run(self, serial, readable):
        link = self.controller.person.link = Link(serial, self.store, self.controller, self.board)
        while not self._stop.is_set() and not serial.closed:
            link.poll()
            if not link.reading:
                select.select([readable], [], [], 0.002)
