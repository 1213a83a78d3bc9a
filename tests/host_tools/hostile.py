"""Worlds in which everything between pen and history goes wrong, each decided by its seed alone.

The firmware's real link answers over a line that drops, doubles, flips, cuts and holds back what it carries; the cable
is pulled, the pen restarts, and the laptop's program is killed at any message and any SQL statement. Killed means: the
history's files are copied as they lie on the disk at that moment, and what the dying program still does is thrown away.
One or two laptops sync in turn, while the pen lives on, frees what was acknowledged, runs full, or loses its journal.

In the end a quiet sync, and then every history must be the journal: every record that the pen ever wrote and could
still give, byte for byte, once, and what it could not give any more remembered as missing.
"""

import contextlib
import os
import random
import shutil
import sqlite3
import tempfile
from pathlib import Path

from needlepen import Store
from needlepen.api import Pen
from needlepen.errors import LinkLost, NoPen, Refused
from needlepen.history import database, sync
from needlepen.history.verify import verify
from needlepen.link.requests import Link as HostLink
from pen.formats import reasons as r
from pen.formats import record
from pen.link.server import Link as PenLink

from tests.host_tools.scripted_pen import PEN_ID, MemoryStore, StillController, play

ID = PEN_ID.hex()
TURN_S = 0.01  # of the pen's loop
TIMEOUT_S = 1.0
NOW_S = 1_790_000_000  # UTC when the pen's proven seconds began
QUIET_BYTES = 1_000  # a sync without news moves less


class Wrong(AssertionError):
    """A promise was broken; the text begins with the seed."""


class Killed(BaseException):
    """The laptop's program ended here. No `except Exception` of its own may catch that."""


class Life(MemoryStore):
    """A pen's store that remembers everything it ever wrote."""

    def __init__(self):
        self.ever = {}  # (epoch, sequence): raw
        self.gone = set()  # what was freed or lost
        self.asked = lambda sequence: None  # called before an acknowledgement is believed
        super().__init__()

    def log(self, kind, *values):
        sequence = self.next
        super().log(kind, *values)
        self.ever[self.epoch, sequence] = self.records[-1]

    def acknowledge(self, sequence):
        self.asked(sequence)
        super().acknowledge(sequence)

    def free(self, count):
        self.gone |= {(self.epoch, self.first + i) for i in range(count)}
        super().free(count)

    def new_epoch(self, reason=r.GAP_WIPED):
        self.gone |= {(self.epoch, self.first + i) for i in range(len(self.records))}
        super().new_epoch(reason)


class Line:
    """The cable: a transport for the laptop, a serial port for the pen, and a clock for both. `fault` spoils it."""

    name = "hostile"

    def __init__(self, life, fault, chunk):
        self.now_s = 0.0
        self.dead = False  # pulled out, or the program was killed
        self._life = life
        self._fault = fault
        self._chunk = chunk
        self._to_pen = bytearray()
        self._to_host = bytearray()
        self._held_until_s = 0.0
        self._link = PenLink(PenSide(self), life, StillController(life), "RPI_PICO")

    # --- the laptop's side ---------------------------------------------------------------------------
    def write(self, data):
        self._alive()
        self._to_pen += self._carried(data)

    def read(self, timeout_s):
        self._alive()
        deadline = self.now_s + timeout_s
        while True:
            self._link.poll()
            if self._to_host and self.now_s >= self._held_until_s:
                data = self._carried(bytes(self._to_host))
                self._to_host.clear()
                self._alive()
                if data:
                    return data
            if self.now_s >= deadline:
                return b""
            self.now_s += TURN_S

    def close(self):
        pass

    def clock(self):
        return self.now_s

    def hold(self, seconds):
        self._held_until_s = self.now_s + seconds

    def _carried(self, data):
        return self._fault(self, data)

    def _alive(self):
        if self.dead:
            raise LinkLost("The cable is out.")

    # --- the pen's side --------------------------------------------------------------------------------
    def readinto(self, buf):
        count = min(len(buf), len(self._to_pen))
        buf[:count] = self._to_pen[:count]
        del self._to_pen[:count]
        return count

    def serial_write(self, buf):
        room = self._chunk - len(self._to_host)
        taken = bytes(buf[: max(0, room)])
        self._to_host += taken
        return len(taken)


class PenSide:
    """`write` means one thing to the laptop and another to the pen."""

    def __init__(self, line):
        self.readinto = line.readinto
        self.write = line.serial_write


class Host:
    """A laptop: where its history is."""

    def __init__(self, folder):
        self.folder = folder
        self.lives = 0
        self.path = folder / "0" / "history.db"
        self.path.parent.mkdir(parents=True)

    def die(self):
        """The files as they are now are all that is left."""
        self.lives += 1
        after = self.folder / str(self.lives)
        after.mkdir()
        for end in ("", "-wal"):
            file = self.path.with_name(self.path.name + end)
            if file.exists():
                shutil.copyfile(file, after / file.name)
        self.path = after / "history.db"


class Statements(sqlite3.Connection):
    """SQLite that is killed with its program before or after one of its statements."""

    left = -1  # statements until then; -1 = never
    kill = staticmethod(lambda: None)

    def execute(self, *args):
        Statements.count()
        cursor = super().execute(*args)
        Statements.count()
        return cursor

    def executemany(self, query, rows):
        def counted():
            for row in rows:
                Statements.count()
                yield row

        return super().executemany(query, counted())

    @staticmethod
    def count():
        if Statements.left >= 0:
            Statements.left -= 1
            if Statements.left < 0:
                Statements.kill()


class AtOnce:
    """A `BackgroundWriter` without a thread: what happens when is decided by the seed."""

    idle = True

    def give(self, work):
        work()

    def wait(self):
        pass


class CountedSqlite:
    """Stands for the module `sqlite3` in `history/database.py`."""

    Error, OperationalError = sqlite3.Error, sqlite3.OperationalError

    @staticmethod
    def connect(*args, **how):
        return sqlite3.connect(*args, **how, factory=Statements)


class World:
    """One seed's world. `play()` lives it to its end and raises Wrong."""

    def __init__(self, seed, folder):
        self.seed = seed
        self.random = random.Random(seed)
        self.life = Life()
        self.hosts = [Host(folder / f"host{i}") for i in range(self.random.choice((1, 1, 2)))]
        self.syncs = self.kills = self.faults = 0
        self._rates = self._wishes()

    def _wishes(self):
        """How often each thing goes wrong, in a thousand carried pieces."""
        kinds = ("drop", "double", "flip", "cut", "hold", "pull", "restart", "kill")
        return {kind: self.random.choice((0, 0, 10, 40, 120)) for kind in kinds}

    def play(self):
        play(self.life, self.random.randint(1, 2), self.random.randint(0, 40), self.random.randint(1, 40))
        for _ in range(self.random.randint(1, 4)):
            self.attempt(self.random.choice(self.hosts))
            self.live_on()
        for host in self.hosts:
            self.settle(host)
        return self

    # --- what the pen does meanwhile --------------------------------------------------------------------
    def live_on(self):
        life, dice = self.life, self.random.random()
        if dice < 0.4:
            play(life, 1, self.random.randint(0, 40), life.proven_s // 86_400 + 28)
        elif dice < 0.6:  # room is needed: the oldest acknowledged ones go
            life.free(self.random.randint(0, max(0, life.ledger.acked_seq - life.first + 1)))
        elif dice < 0.7:  # full: unsynced ones go, and that is a record
            count = self.random.randint(0, len(life.records) // 2)
            life.free(count)
            life.log(record.LOST, life.first - count, count, r.GAP_FULL)
        elif dice < 0.75:
            life.new_epoch()
            life.log(record.BOOT, 2, 0, 0, 1, 0, 3, r.CLOCK_OK)

    # --- a sync in which anything may happen ------------------------------------------------------------
    def attempt(self, host, statements=None, fault=None):
        self.syncs += 1
        if statements is None:
            statements = self.random.randrange(400) if self.random.random() < 0.4 else -1
        self.plan_kill(host, statements)
        try:
            self.sync(host, self.spoil(host) if fault is None else fault)
        except (LinkLost, NoPen, Killed):
            pass
        except Refused as e:
            raise Wrong(f"{self.seed}: refused: {e.why}") from e
        finally:
            Statements.left = -1

    def plan_kill(self, host, statements):
        def kill():
            Statements.left = -1
            self.kill(host)

        Statements.left, Statements.kill = statements, kill

    def kill(self, host):
        self.kills += 1
        self.line.dead = True
        host.die()
        raise Killed

    def spoil(self, host):
        """What happens to a piece of data under way."""
        kinds, weights = list(self._rates), list(self._rates.values())
        quiet = max(0, 1000 - sum(weights))

        def fault(line, data):
            kind = self.random.choices([*kinds, ""], [*weights, quiet])[0]
            if not kind or not data:
                return data
            self.faults += 1
            at = self.random.randrange(len(data))
            if kind == "drop":
                return b""
            if kind == "double":
                return data + data
            if kind == "flip":
                return data[:at] + bytes([data[at] ^ 1 << self.random.randrange(8)]) + data[at + 1 :]
            if kind == "cut":
                return data[:at]
            if kind == "hold":
                line.hold(self.random.choice((0.05, 0.6, 1.5)))
                return data
            if kind == "kill":
                self.kill(host)
            if kind == "restart":
                self.life.log(record.BOOT, 9, 1, 0, 1, 0, 3, r.CLOCK_OK)
            line.dead = True  # pulled, or gone with the restart
            return data[:at]

        return fault

    def sync(self, host, fault):
        self.line = Line(self.life, fault, self.random.choice((64, 700, 4096, 20_000)))
        self.life.asked = lambda sequence: self.durable(host, sequence)
        pen = Pen(HostLink(self.line, TIMEOUT_S, clock=self.line.clock))
        with today(NOW_S + self.life.proven_s), Store(host.path) as store:
            written = store.written
            result = pen.sync(store)
            return result, store.written - written

    def durable(self, host, sequence):
        """S13: acknowledged is only what another program can read from the disk already."""
        with contextlib.closing(sqlite3.connect(f"file:{host.path}?mode=ro", uri=True)) as other:
            query = "SELECT max(sequence) FROM records WHERE epoch = ?"
            held = other.execute(query, (self.life.epoch,)).fetchone()[0] or 0
        if held < sequence:
            raise Wrong(f"{self.seed}: {sequence} acknowledged, {held} durable")

    # --- the end ------------------------------------------------------------------------------------------
    def settle(self, host):
        result, _ = self.sync(host, lambda _, data: data)
        again, rows = self.sync(host, lambda _, data: data)
        moved = again.received_bytes + again.sent_bytes
        if again.new or rows or moved >= QUIET_BYTES:
            raise Wrong(f"{self.seed}: a second sync brought {again.new} records, wrote {rows} rows, moved {moved} B")
        if not result.acknowledged and self.life.records:
            raise Wrong(f"{self.seed}: not acknowledged")
        with self.store(host) as store:
            self.compare(store)

    @staticmethod
    def store(host):
        return Store(host.path)

    def compare(self, store):
        life = self.life
        held = {}
        for epoch, sequence, raw in store.raw(ID):
            held[epoch, sequence] = raw
        for key, raw in held.items():
            if life.ever.get(key) != raw:
                raise Wrong(f"{self.seed}: record {key} is not what the pen wrote")
        if store.database.sql.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise Wrong(f"{self.seed}: the file is damaged")
        holes = {(hole.epoch, n) for hole in store.holes(ID) for n in range(hole.first, hole.next)}
        ends = {}
        for epoch, sequence in held:
            ends[epoch] = max(ends.get(epoch, 0), sequence)
        for key in life.ever:
            if key in held or (key[0] != life.epoch and key[1] > ends.get(key[0], 0)):
                continue  # what a lost journal still had can be nowhere
            if key not in life.gone:
                raise Wrong(f"{self.seed}: record {key} is missing")
            if key not in holes:
                raise Wrong(f"{self.seed}: record {key} is missing without a word")
        for report in verify(store, ID):
            if report.failed:
                raise Wrong(f"{self.seed}: verify says: {report.problems[0]}")


@contextlib.contextmanager
def counted_statements(writer=AtOnce):
    """The history's SQLite can be killed at any statement."""
    real = database.sqlite3, sync.BackgroundWriter
    database.sqlite3, sync.BackgroundWriter = CountedSqlite, writer
    try:
        yield
    finally:
        database.sqlite3, sync.BackgroundWriter = real
        Statements.left = -1


@contextlib.contextmanager
def today(unix_s):
    """The laptop's date."""
    before = os.environ.get("NEEDLEPEN_NOW")
    os.environ["NEEDLEPEN_NOW"] = str(unix_s)
    try:
        yield
    finally:
        del os.environ["NEEDLEPEN_NOW"]
        if before is not None:
            os.environ["NEEDLEPEN_NOW"] = before


def folder():
    """Where worlds are lived: in memory if there is a place for files there."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="needlepen-", dir=memory if memory.is_dir() else None)


def one(seed, place, writer=AtOnce):
    """Live one world in the folder `place`; how many syncs, kills and faults there were. Raises Wrong."""
    here = Path(place) / str(seed)
    try:
        with counted_statements(writer):
            world = World(seed, here).play()
    finally:
        shutil.rmtree(here, ignore_errors=True)
    return world.syncs, world.kills, world.faults
