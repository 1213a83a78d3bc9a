"""The histories that several tests begin with (half a year of one pen; two pens), and command lines on them."""

import time

import pytest
from needlepen import Pen, Store
from needlepen.cli import main as cli
from needlepen.history.photo import take_photo
from needlepen.history.store import Hole

from tests.host_tools import long_life
from tests.host_tools.history.two_pens import ID, OTHER, known
from tests.host_tools.long_life import NOW
from tests.host_tools.memory_store import MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A directory with the history of half a year in it; its calendar stands still."""
    for name, value in (("NEEDLEPEN_NOW", str(NOW)), ("TZ", "UTC0"), ("COLUMNS", "100"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    monkeypatch.chdir(tmp_path)
    time.tzset()
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db"):
        pass
    return tmp_path


@pytest.fixture
def store(here):
    with Store(here / "history.db") as opened:
        yield opened


@pytest.fixture
def db(tmp_path):
    """A history with two sessions in it."""
    life = MemoryStore()
    play(life, sessions=2)
    with Store(tmp_path / "history.db") as store:
        with ScriptedPen(life) as pen, Pen.open(pen.url) as open_pen:
            open_pen.sync(store)
        yield store


@pytest.fixture
def call(here, capsys):
    """Run a command line: (exit code, stdout, stderr)."""

    def run(*args):
        code = cli.run([*args, "--db", str(here / "history.db")])
        return (code, *capsys.readouterr())

    return run


@pytest.fixture
def both_pens(tmp_path):
    """A history with two pens, a replaced journal, a hole and a diary."""
    life, other = MemoryStore(), MemoryStore(bytes.fromhex(OTHER))
    play(life, sessions=3)
    play(other, sessions=1)
    with Store(tmp_path / "here.db") as db:
        known(db, epoch=2)
        known(db, OTHER, changed_at=1_790_000_001)
        db.add(ID, 1, 5, life.records[4:], Hole(1, 1, 5, 4))
        life.new_epoch()
        play(life, sessions=1)
        db.add(ID, 2, 1, life.records)
        db.add(OTHER, 1, 1, other.records)
        entry = "INSERT INTO diary (id, pen_id, at, rating, words, photo, photo_type) VALUES (?,?,?,?,?,?,?)"
        db.database.sql.execute(
            entry,
            ("a" * 32, ID, 1_790_000_100, 4, "calm, “ä”\nwell", take_photo(long_life.photo(), "").data, "image/jpeg"),
        )
        db.database.sql.execute(entry, ("b" * 32, None, 1_790_000_200, None, "no pen", None, None))
        yield db


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command line on a day of 2026: (exit code, stdout, stderr)."""
    monkeypatch.setenv("NEEDLEPEN_NOW", "1795000000")

    def call(*args):
        code = cli.run([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return code, out, err

    return call
