"""A pen just after its first session, on a scripted cable, and a command line that talks to it."""

import pytest
from needlepen.cli import main as cli
from needlepen.link import discover

from tests.host_tools.cli.command_line import TODAY
from tests.host_tools.memory_store import MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen


@pytest.fixture
def life():
    """The store of a pen whose session has just ended."""
    store = MemoryStore()
    play(store, sessions=1)
    store.ledger.lock_from_s = store.proven_s
    return store


@pytest.fixture
def pen(life):
    """That pen, with somebody's hand on it."""
    with ScriptedPen(life) as running:
        running.controller.confirmed = True  # DOWN is held
        yield running


@pytest.fixture
def call(pen, tmp_path, capsys, monkeypatch):
    """Run a command line against that pen: (exit code, stdout, stderr)."""
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    monkeypatch.setenv("NEEDLEPEN_NOW", str(TODAY))
    monkeypatch.setattr(discover, "_strangers", {})

    def run(*args):
        code = cli.run([*args, "-d", pen.url, "--db", str(tmp_path / "history.db")])
        out, err = capsys.readouterr()
        return code, out, err

    return run
