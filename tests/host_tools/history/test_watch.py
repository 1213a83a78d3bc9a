"""`needlepen sync --watch`: a pen that comes and goes, and one that has something new."""

import pytest
from needlepen import Pen, Store
from needlepen.errors import LinkLost, NoPen, VerificationFailed
from needlepen.history.watch import ASK_S, shown_once, watch
from needlepen.link import discover

from tests.host_tools.cables import Pulled
from tests.host_tools.memory_store import PEN_ID, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen


class Enough(Exception):
    """The test has seen what it wanted."""


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=1)
    return store


class Watcher:
    """Time goes on by `steps`: what happens at each wait of the watch."""

    def __init__(self, db, pen, *steps):
        self.new, self.waits, self.reasons = [], [], []
        self._db, self._pen, self._steps = db, pen, list(steps)

    def find(self):
        pen = Pen.open(self._pen.url, 1.0)
        return pen, pen.hello()

    def sync(self, pen):
        result = pen.sync(self._db)
        self.new.append(result.new)
        return result

    def sleep(self, seconds):
        self.waits.append(seconds)
        if not self._steps:
            raise Enough
        step = self._steps.pop(0)
        if step:
            step()

    def run(self):
        with pytest.raises(Enough):
            watch(self.find, self.sync, shown_once(lambda e: self.reasons.append(type(e))), self.sleep)


@pytest.fixture
def db(tmp_path):
    with Store(tmp_path / "history.db") as store:
        yield store


def test_it_syncs_at_once_and_again_when_there_is_something_new(life, db):
    with ScriptedPen(life) as pen:
        watcher = Watcher(db, pen, None, None, lambda: play(life, 1), None)
        watcher.run()
    assert watcher.new == [13, 10]
    assert set(watcher.waits) == {ASK_S} and watcher.reasons == []
    assert [raw for _, _, raw in db.raw(PEN_ID.hex())] == life.records


def test_a_busy_pen_is_waited_for(life, db):
    with ScriptedPen(life) as pen:
        pen.controller.busy = True
        watcher = Watcher(db, pen, None, lambda: setattr(pen.controller, "busy", False), None)
        watcher.run()
    assert watcher.new == [13]


def test_a_cable_that_is_pulled_and_plugged_in_again(life, db):
    cables = [lambda serial: Pulled(serial, 600)]
    with ScriptedPen(life, wrap=lambda serial: cables.pop()(serial) if cables else serial) as pen:
        watcher = Watcher(db, pen, None, None)
        watcher.run()
    assert watcher.reasons == [LinkLost] and sum(watcher.new) == len(life.records)


def test_no_pen_is_said_once(life, db):
    with ScriptedPen(life) as pen:
        watcher = Watcher(db, pen, None, None, None)
        pen.url = "socket://127.0.0.1:1"
        watcher.run()
    assert watcher.reasons == [NoPen] and len(watcher.waits) == 4


def test_what_waiting_does_not_mend_ends_it(life, db):
    life.records[5] = bytes(64)
    with ScriptedPen(life) as pen, pytest.raises(VerificationFailed):
        watcher = Watcher(db, pen)
        watch(watcher.find, watcher.sync, lambda _: None, watcher.sleep)


def test_a_stranger_that_was_pulled_out_is_asked_again(monkeypatch):
    monkeypatch.setattr(discover, "_strangers", {"/dev/ttyACM0": NoPen("No pen.")})
    monkeypatch.setattr(discover.list_ports, "comports", list)
    assert discover.ports() == [] and discover._strangers == {}
