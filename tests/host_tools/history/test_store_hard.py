"""The history under two programs at once, a killed one, and a full disk: nothing lost, nothing doubled (S13)."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from needlepen import Pen, Store
from needlepen.errors import StorageError
from needlepen.history import sync as sync_module
from needlepen.history.verify import verify

from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

ID = PEN_ID.hex()
ROOT = Path(__file__).parents[3]


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=12, samples=60)
    store.set_wall(1_790_000_000)
    return store


def held(db):
    return [raw for _, _, raw in db.raw(ID)]


def start(*command):
    """A process of its own."""
    path = os.pathsep.join(f"{ROOT}/{f}" for f in ("firmware", "host_tools"))
    environment = {**os.environ, "PYTHONPATH": path, "NEEDLEPEN_NOW": "1795000000"}
    return subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_two_syncs_of_one_pen_into_one_history_at_once(life, tmp_path):
    path = tmp_path / "history.db"
    with ScriptedPen(life) as one, ScriptedPen(life) as other:
        running = [start("-m", "needlepen", "-d", pen.url, "--db", str(path), "sync") for pen in (one, other)]
        for process in running:
            _, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
    with Store(path) as db:
        assert held(db) == life.records and verify(db, ID)[0].failed == 0
        assert db.database.sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_new_history_is_opened_by_three_at_once(tmp_path):
    """The dashboard's page reads while its first sync makes the file: nobody sees half of it."""
    at_once = Barrier(3)

    def pens(path):
        at_once.wait()
        with Store(path) as db:
            return db.pens()

    with ThreadPoolExecutor(3) as pool:
        for n in range(30):
            assert list(pool.map(pens, [tmp_path / f"{n}.db"] * 3)) == [[], [], []]


def test_two_pens_into_one_history_at_once(life, tmp_path):
    other = MemoryStore(bytes(range(8)))
    play(other, sessions=12, samples=60)
    path = tmp_path / "history.db"
    with ScriptedPen(life) as one, ScriptedPen(other) as two:
        running = [start("-m", "needlepen", "-d", pen.url, "--db", str(path), "sync") for pen in (one, two)]
        assert [process.wait(60) for process in running] == [0, 0]
    with Store(path) as db:
        assert held(db) == life.records
        assert [raw for _, _, raw in db.raw(bytes(range(8)).hex())] == other.records


# kills itself before or after its n-th COMMIT
DYING = """
import os, signal, sqlite3, sys
from needlepen import Pen, Store
from needlepen.history import database, sync
url, path, number, after = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "after"
left = [number]
class Dying(sqlite3.Connection):
    def execute(self, query, *values):
        last = query == "COMMIT" and not left[0]
        left[0] -= query == "COMMIT"
        if last and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        cursor = super().execute(query, *values)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return cursor
class Sqlite:
    Error = sqlite3.Error
    connect = staticmethod(lambda *a, **k: sqlite3.connect(*a, **k, factory=Dying))
database.sqlite3 = Sqlite
sync.BATCH = 300
with Pen.open(url) as pen, Store(path) as db:
    pen.sync(db)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_killed_at_every_commit(life, tmp_path):
    finished = False
    number = 0
    while not finished:
        for when in ("before", "after"):
            path = tmp_path / f"{number}{when}.db"
            life.ledger.acked_seq = 0
            with ScriptedPen(life) as pen:
                process = start("-c", DYING, pen.url, str(path), str(number), when)
                process.communicate(timeout=60)
                finished = process.returncode == 0
                assert process.returncode in (0, -signal.SIGKILL)
                with Store(path) as db:
                    kept = held(db)
                    assert kept == life.records[: len(kept)]
                    assert life.ledger.acked_seq in (0, len(kept))
                    with Pen.open(pen.url) as open_pen:
                        open_pen.sync(db)
                    assert held(db) == life.records and verify(db, ID)[0].failed == 0
        number += 1
    assert number > 5  # three migrations, three batches and what is derived


def test_a_disk_that_is_full_anywhere_costs_nothing_but_the_sync(life, tmp_path, monkeypatch):
    monkeypatch.setattr(sync_module, "BATCH", 100)
    stopped, pages = 0, 0
    with ScriptedPen(life) as pen:
        for _ in range(60):
            life.ledger.acked_seq = 0
            path = tmp_path / f"{pages}.db"
            with Store(path) as db:
                sql = db.database.sql
                present = sql.execute("PRAGMA page_count").fetchone()[0]
                sql.execute(f"PRAGMA max_page_count = {present + pages}")
                try:
                    with Pen.open(pen.url) as open_pen:
                        open_pen.sync(db)
                except StorageError as e:
                    stopped += 1
                    assert "full" in e.why
                    kept = held(db)
                    assert kept == life.records[: len(kept)]
                    assert life.ledger.acked_seq in (0, len(kept))
                    sql.execute("PRAGMA max_page_count = 100000")
                    with Pen.open(pen.url) as open_pen:
                        open_pen.sync(db)
                else:
                    break
                assert held(db) == life.records and verify(db, ID)[0].failed == 0
            pages += 1
    assert stopped > 15


def test_a_new_epoch_is_kept_apart_and_said(life, tmp_path, capsys, monkeypatch):
    from needlepen.cli import main as cli

    monkeypatch.setenv("NEEDLEPEN_NOW", "1795000000")
    path = str(tmp_path / "history.db")
    with ScriptedPen(life) as pen:
        assert cli.run(["-d", pen.url, "--db", path, "sync"]) == 0
        life.new_epoch()
        play(life, 1)
        assert cli.run(["-d", pen.url, "--db", path, "sync"]) == 0
    assert "began a new journal (epoch 2)" in capsys.readouterr().out
    assert cli.run(["--db", path, "status", "-d", "socket://127.0.0.1:1"]) == 0
    assert "2 are kept apart" in capsys.readouterr().out
    assert cli.run(["--db", path, "history"]) == 0
    assert "2 journals" in capsys.readouterr().out


def test_what_does_not_verify_is_shown_and_not_repaired(life, tmp_path, capsys, monkeypatch):
    from needlepen.cli import main as cli

    monkeypatch.setenv("NEEDLEPEN_NOW", "1795000000")
    path = tmp_path / "history.db"
    with ScriptedPen(life) as pen:
        cli.run(["-d", pen.url, "--db", str(path), "sync"])
        with Store(path) as db:
            db.database.sql.execute("UPDATE records SET raw = zeroblob(64) WHERE sequence = 9")
            spoiled = held(db)
        life.free(9)  # else the pen would heal it
        assert cli.run(["-d", pen.url, "--db", str(path), "sync"]) == 0
    for command, code in (("verify", 8), ("history", 0), ("status", 0), ("export", 0)):
        assert cli.run(["--db", str(path), command]) == code
    with Store(path) as db:
        assert held(db) == spoiled
    assert "record 9" in capsys.readouterr().out
