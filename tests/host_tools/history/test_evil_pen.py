"""A pen that lies: what it says has a range, what it sends ends where it said that it would."""

import pytest
from needlepen import Pen, Store
from needlepen.cli import main as cli
from needlepen.errors import LinkLost, ProtocolMismatch
from needlepen.link.connection import Connection

from tests.host_tools.memory_store import MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

COMMANDS = ("sync", "info", "clock", "status", "list", "doctor", "profile")
OFFLINE = ("history", "receipt", "stats", "cartridges", "plan", "verify", "export", "report -o a.html", "db check")


@pytest.mark.parametrize("offset_s", [2**63 - 1, -(2**63), 10**12, -(10**12), 253_402_300_800])
def test_a_date_that_no_calendar_has_is_no_date(tmp_path, monkeypatch, capsys, offset_s):
    monkeypatch.setenv("NEEDLEPEN_NOW", "1795000000")
    monkeypatch.chdir(tmp_path)
    life = MemoryStore()
    life.set_wall(offset_s)
    play(life, sessions=2)
    with ScriptedPen(life) as pen:
        for command in (*COMMANDS, *OFFLINE, "calendar -o a.ics"):
            code = cli.run([*command.split(), "--db", "a.db", "-d", pen.url])
            out, err = capsys.readouterr()
            assert code == 0, (command, out, err)
    with Store("a.db") as store:
        assert [row["at"] for row in store.table("sessions", life.ledger.pen_id.hex())] == [None, None]
        assert [raw for _, _, raw in store.raw(life.ledger.pen_id.hex())] == life.records  # as they were received


def test_a_name_that_steers_a_terminal(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NEEDLEPEN_NOW", "1795000000")
    monkeypatch.chdir(tmp_path)
    life = MemoryStore()
    play(life)
    with ScriptedPen(life, board="[/x]\x1b[2J=1") as pen:
        for command in (*COMMANDS, *OFFLINE):
            assert cli.run([*command.split(), "--db", "a.db", "-d", pen.url]) == 0, command
            assert "\x1b" not in "".join(capsys.readouterr())


class Flood:
    """A link on which records never end, so many a frame."""

    name = "flood"

    def __init__(self, a_frame):
        self.a_frame = a_frame
        self.sent = 0

    def read(self, epoch, sequence, count):
        while True:
            self.sent += self.a_frame
            yield sequence, [bytes(64)] * self.a_frame
            sequence += self.a_frame

    def forget(self):
        pass


@pytest.mark.parametrize("a_frame", [1, 4, 32])
def test_a_pen_that_sends_more_than_it_announced(a_frame):
    flood, got = Flood(a_frame), []
    try:
        for raws in Connection(flood).records(1, 1, 101):
            got += raws
    except LinkLost:
        assert a_frame == 32  # the last frame goes beyond what was announced
    assert len(got) <= 100 and flood.sent < 300
    assert len(got) == 100 or a_frame == 32


class Boaster(MemoryStore):
    next = 2**32 - 1


class Backwards(MemoryStore):
    next = 0


@pytest.mark.parametrize("life", [Boaster, Backwards])
def test_a_pen_that_announces_what_no_flash_holds(life, tmp_path):
    with ScriptedPen(life()) as pen, pytest.raises(ProtocolMismatch, match="protocol") as caught, Pen.open(pen.url):
        pass
    assert "it says that it holds" in caught.value.why
