"""Worlds in which everything between pen and history goes wrong, each decided by its seed alone.

The firmware's real link answers over a line that drops, doubles, flips, cuts and holds back what it carries; the cable
is pulled, the pen restarts, and the laptop's program is killed at any message and any SQL statement. Killed means: the
history's files are copied as they lie on the disk at that moment, and what the dying program still does is thrown away.
A byte of a stored record changes on the disk. One or two laptops sync in turn, while the pen lives on, frees what was
acknowledged, runs full, or loses its journal.

In the end a quiet sync, and then every history must be the journal: every record that the pen ever wrote and could
still give, byte for byte, once, and what it could not give any more remembered as missing, or told as damaged.
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
from needlepen.history.verify import damaged, verify
from needlepen.link.requests import Link as HostLink
from pen.formats import reasons as r
from pen.formats import record

from tests.host_tools.hostile_laptop import AtOnce, Host, Killed, Statements, counted_statements
from tests.host_tools.hostile_line import Life, Line
from tests.host_tools.memory_store import PEN_ID, play

ID = PEN_ID.hex()
TIMEOUT_S = 1.0
NOW_S = 1_790_000_000  # UTC when the pen's proven seconds began
QUIET_BYTES = 1_000  # a sync without news moves less


class Wrong(AssertionError):
    """A promise was broken; the text begins with the seed."""


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
            life.log(record.LOST, life.first - count, count, record.GAP_FULL)
        elif dice < 0.75:
            life.new_epoch()
            life.log(record.BOOT, 2, 0, 0, 1, 0, 15, r.CLOCK_OK)
        if self.random.random() < 0.2:
            self.rot(self.random.choice(self.hosts))

    def rot(self, host):
        """A byte of a stored record changes on the laptop's disk."""
        with Store(host.path) as store:
            keys = [key for *key, _ in store.raw(ID)]
            if keys:
                key = self.random.choice(keys)
                raw = bytearray(store.raw_at(ID, *key))
                raw[self.random.randrange(len(raw))] ^= 1 << self.random.randrange(8)
                query = "UPDATE records SET raw = ? WHERE epoch = ? AND sequence = ?"
                store.database.sql.execute(query, (bytes(raw), *key))

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
                self.life.log(record.BOOT, 9, 1, 0, 1, 0, 15, r.CLOCK_OK)
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
        """S13: acknowledged is only what is in the file itself, whatever becomes of the log beside it."""
        with contextlib.closing(sqlite3.connect(f"file:{host.path}?immutable=1", uri=True)) as other:
            query = "SELECT sequence, raw FROM records WHERE epoch = ? AND sequence BETWEEN ? AND ?"
            held = dict(other.execute(query, (self.life.epoch, self.life.first, sequence)))
        wrong = [n for n in range(self.life.first, sequence + 1) if held.get(n) != self.life.ever[self.life.epoch, n]]
        if wrong:
            raise Wrong(f"{self.seed}: {sequence} acknowledged, and {wrong[:3]} cannot be read back")

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
            rotten = sum(map(len, damaged(store, ID).values()))
        if again.damaged != rotten:
            raise Wrong(f"{self.seed}: {rotten} stored records are damaged, told of {again.damaged}")

    @staticmethod
    def store(host):
        return Store(host.path)

    def compare(self, store):
        life = self.life
        held = {}
        for epoch, sequence, raw in store.raw(ID):
            held[epoch, sequence] = raw
        rotten = {(epoch, n) for epoch, sequences in damaged(store, ID).items() for n in sequences}
        for key, raw in held.items():
            if life.ever.get(key) != raw and not (key in rotten and key in life.gone):  # else the pen healed it
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
            if report.failed and not rotten:
                raise Wrong(f"{self.seed}: verify says: {report.problems[0]}")


@contextlib.contextmanager
def today(unix_s):
    """Set the laptop's date to this moment for a block."""
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


def one(seed, place, writer=AtOnce, make=World):
    """Live one world in the folder `place`; how many syncs, kills and faults there were. Raises Wrong."""
    here = Path(place) / str(seed)
    try:
        with counted_statements(writer):
            world = make(seed, here).play()
    finally:
        shutil.rmtree(here, ignore_errors=True)
    return world.syncs, world.kills, world.faults
