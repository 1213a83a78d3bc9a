"""Sync over bad cables and through sudden ends: nothing lost, nothing doubled (S13)."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from needlepen import Pen, Store
from needlepen.errors import LinkLost
from needlepen.history import sync as sync_module

from tests.host_tools.cables import Chatty, Deaf, Noisy, Pulled
from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

ID = PEN_ID.hex()
ROOT = Path(__file__).parents[3]


@pytest.fixture
def life():
    """A pen's store with 200 records."""
    store = MemoryStore()
    play(store, sessions=8, samples=16)
    return store


@pytest.fixture
def db(tmp_path):
    with Store(tmp_path / "history.db") as store:
        yield store


def sync(pen, db, timeout_s=2.0):
    with Pen.open(pen.url, timeout_s) as open_pen:
        return open_pen.sync(db)


def held(db):
    return [raw for _, _, raw in db.raw(ID)]


def once(cable):
    """Only the first connection has this cable."""
    cables = [cable]
    return lambda serial: cables.pop()(serial) if cables else serial


def test_over_a_pty(life, db):
    with ScriptedPen(life, pty=True) as pen:
        sync(pen, db)
    assert held(db) == life.records


def test_s13_a_cable_pulled_anywhere_loses_nothing_and_doubles_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sync_module, "BATCH", 16)
    after, whole = 1, False
    while not whole:
        life = MemoryStore()
        play(life, sessions=4, samples=16)
        cables = [lambda serial, after=after: Pulled(serial, after)]
        with Store(tmp_path / f"{after}.db") as db:
            with ScriptedPen(
                life, wrap=lambda serial, cables=cables: cables.pop()(serial) if cables else serial
            ) as pen:
                try:
                    sync(pen, db)
                    whole = True
                except LinkLost:
                    pass
                kept = held(db)
                assert kept == life.records[: len(kept)]
                assert life.ledger.acked_seq in (0, len(kept))  # acknowledged: only what is kept
                result = sync(pen, db)
            assert result.new == len(life.records) - len(kept)
            assert held(db) == life.records
        after += 61
    assert after > 6000  # it was cut in many places before it went through


def test_killed_in_the_middle_the_next_sync_goes_on(tmp_path):
    life = MemoryStore()
    play(life, sessions=20, samples=150)
    path = tmp_path / "history.db"

    class Slow(Pulled):
        def write(self, buf):
            time.sleep(0.001)
            return super().write(buf)

    with ScriptedPen(life, wrap=once(lambda serial: Slow(serial, 1 << 30))) as pen:
        env = {**os.environ, "PYTHONPATH": f"{ROOT}/firmware:{ROOT}/host_tools"}
        command = [sys.executable, "-m", "needlepen", "-d", pen.url, "--db", str(path), "sync"]
        child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if path.exists():
                with Store(path) as look:
                    if look.pens() and look.count(ID):
                        break
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        child.wait()
        with Store(path) as db:
            kept = held(db)
            assert kept == life.records[: len(kept)]
            assert 0 < len(kept) < len(life.records)
            assert life.ledger.acked_seq == 0
            sync(pen, db)
            assert held(db) == life.records


def test_a_noisy_cable_costs_time_not_records(life, db):
    play(life, sessions=30, samples=16)
    cables = []

    def noisy(serial):
        cables.append(Noisy(serial, 20, random.Random(7)))
        return cables[-1]

    with ScriptedPen(life, wrap=noisy) as pen:
        sync(pen, db, timeout_s=1.5)
    assert held(db) == life.records
    assert cables[0].spoiled > 5


def test_modem_manager_talks_in_between(life, db):
    with ScriptedPen(life, wrap=Chatty) as pen:
        sync(pen, db)
    assert held(db) == life.records


def test_a_pen_that_falls_silent_is_given_up(life, db):
    with ScriptedPen(life, wrap=lambda serial: Deaf(serial, 7_000)) as pen, pytest.raises(LinkLost) as caught:
        sync(pen, db, timeout_s=0.2)
    assert "sync" in caught.value.next
    kept = held(db)
    assert 0 < len(kept) < len(life.records)
    assert kept == life.records[: len(kept)]
