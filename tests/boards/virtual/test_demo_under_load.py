"""A run of the demo is a function of its seed: neither a busy computer nor a bad cable changes one byte of the journal.

The beginning of the demo and an update are played twice: once undisturbed, and once while other programs take the
processors and the cable splits and delays what it carries. Both journals must be equal, and up to the first sync both
must be the beginning of the journal that the whole demo left.
"""

import io
import os
import random
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from needlepen.firmware.keys import read_private
from rich.console import Console

from boards.tools import bundle
from boards.virtual import in_step
from boards.virtual.cable import Cable
from boards.virtual.demo import scene_player
from boards.virtual.demo.laptop import Laptop
from boards.virtual.demo.scenes import history, treatment, update
from boards.virtual.demo.transcript import Transcript
from boards.virtual.handle import start

RECORD = 64  # bytes
_DELAY_S = 0.002
_LONGEST_PIECE = 300  # bytes, of frames that are up to about a thousand bytes long


class BadCable(Cable):
    """A cable that splits what it carries in pieces of random size and delays every piece, in both directions."""

    def attach(self, pen: socket.socket) -> None:
        near, far = socket.socketpair()
        self._relays = (
            threading.Thread(target=_relay, args=(pen, far, random.Random(1)), daemon=True),
            threading.Thread(target=_relay, args=(far, pen, random.Random(2)), daemon=True),
        )
        for relay in self._relays:
            relay.start()
        super().attach(near)


def _relay(source: socket.socket, target: socket.socket, chance: random.Random) -> None:
    with suppress(OSError), source, target:
        while data := source.recv(4096):
            while data:
                size = chance.randint(1, _LONGEST_PIECE)
                time.sleep(chance.uniform(0, _DELAY_S))
                target.sendall(data[:size])
                data = data[size:]


class TimeGoesOn(in_step.InStep):
    """The planted bug: the pen's time goes on by itself, also while the laptop computes."""

    def __init__(self, pen) -> None:
        super().__init__(pen)
        self._over = threading.Event()
        self._going_on = threading.Thread(target=self._go_on)
        self._going_on.start()

    def _go_on(self) -> None:
        while not self._over.wait(0.01):
            self._run(10)

    def close(self) -> None:
        self._over.set()
        self._going_on.join()
        super().close()


@contextmanager
def busy_processors():
    """Every processor has something else to do, too."""
    command = [sys.executable, "-c", "while True: pass"]
    burners = [subprocess.Popen(command) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def beginning(folder) -> bytes:
    """The demo's first scenes, up to the first sync: the pen's journal."""
    with _player(folder) as player:
        _begin(player)
        return bytes.fromhex(player.pen.do("journal"))


def with_update(folder, new) -> "tuple[bytes, bytes]":
    """The demo's first scenes, then an update to the bundle `new` and a sync: the pen's journal before and after."""
    with _player(folder) as player:
        _begin(player)
        before = bytes.fromhex(player.pen.do("journal"))
        player.plug()
        player.type_and_confirm("fw", "update", str(new), "-y")
        player.type_command("sync")
        player.unplug()
        return before, bytes.fromhex(player.pen.do("journal"))


@contextmanager
def _player(folder):
    console = Console(file=io.StringIO(), width=100, highlight=False)
    with start() as pen:
        transcript = Transcript(folder, console, 0)
        yield scene_player.ScenePlayer(pen, transcript, Laptop(folder / "history.db", False, 140))
        transcript.finish({})


def _begin(player) -> None:
    treatment.wake(player)
    history.hello(player)


@pytest.fixture(scope="module")
def new(tmp_path_factory):
    """A bundle with another version of the same program."""
    path = tmp_path_factory.mktemp("bundle") / "new.np"
    path.write_bytes(bundle.build(read_private(bundle.DEVELOPMENT), update.NEW))
    return path


def test_the_journal_is_the_same_under_load_and_over_a_bad_cable(recorded_demo, new, tmp_path, monkeypatch):
    whole = (recorded_demo[0] / "journal.bin").read_bytes()
    before, after = with_update(tmp_path / "quiet", new)
    monkeypatch.setattr(in_step, "Cable", BadCable)
    with busy_processors():
        loaded_before, loaded_after = with_update(tmp_path / "loaded", new)
    assert len(before) >= 5 * RECORD
    assert whole.startswith(before)
    assert loaded_before == before
    assert len(after) > len(before) + 3 * RECORD
    assert loaded_after == after


def test_time_that_goes_on_while_the_laptop_computes_would_be_noticed(recorded_demo, tmp_path, monkeypatch):
    monkeypatch.setattr(scene_player, "InStep", TimeGoesOn)
    whole = (recorded_demo[0] / "journal.bin").read_bytes()
    assert not whole.startswith(beginning(tmp_path))
