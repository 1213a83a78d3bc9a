"""Service mode from outside, on MicroPython: what the display says, and stock mpremote and our tools at the pen's port.

The pen is `service_pen.py`: `main.py` on a model of everything around it, its line a pty. What is proven is what the
pen and the tools say, not how fast a busy computer is: a pen is waited for until it starts, and the tools have more
patience.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from needlepen.api import Pen
from needlepen.errors import NeedlepenError, Refused
from needlepen.link import repl
from needlepen.link.repl import Repl, ask_for_service
from pen.formats import messages

from boards.tools import flash
from boards.tools.pen_files import pen_files
from boards.virtual.handle import find_micropython

pytestmark = pytest.mark.skipif(
    not find_micropython() or sys.platform == "win32", reason="needs MicroPython's unix port and a pty"
)
SCRIPT = Path(__file__).with_name("service_pen.py")
NEEDLES_OFF = "world.motor.duty == 0 and world.gpio.level(10) == 0 and world.gpio.level(9) == 1"
FILES = {"boot.py": b"# boot", "main.py": b"# main", "pen/app.mpy": b"M" * 5000, "pen/core/deep.mpy": bytes(range(256))}


class Running:
    """A pen process and the name of its port."""

    def __init__(self, scenario: str):
        import pty
        import tty

        self._fds = pty.openpty()
        for fd in self._fds:
            tty.setraw(fd)
        self.port = os.ttyname(self._fds[1])
        command = [find_micropython(), "-X", "heapsize=16M", "-i", str(SCRIPT), scenario]
        # the process has the master end, as a chip has the far end of the cable; the laptop opens the other
        self._process = subprocess.Popen(command, stdin=self._fds[0], stdout=self._fds[0], stderr=subprocess.PIPE)
        begins = self._process.stderr.readline()  # on a busy computer the model alone takes longer than a tool waits
        assert begins == b"it starts\n", begins

    def ask(self, code: str) -> object:
        """What a line of Python prints there, by stock mpremote."""
        command = [sys.executable, "-m", "mpremote", "connect", self.port, "resume", "exec", f"print({code})"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return ast.literal_eval(done.stdout.strip().splitlines()[-1])

    def close(self):
        self._process.kill()
        self._process.wait()
        self._process.stderr.close()
        for fd in self._fds:
            os.close(fd)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Longer than the tools wait for a chip; what answers in time is not slowed down by it."""
    monkeypatch.setattr(repl, "_REPL_S", 3 * repl._REPL_S)
    monkeypatch.setattr(repl, "_ASK_S", 20 * repl._ASK_S)


@pytest.fixture
def start():
    pens = []

    def make(scenario):
        pens.append(Running(scenario))
        return pens[-1]

    yield make
    for pen in pens:
        pen.close()


OPEN = ["SERVICE", "", "The port is open", "to mpremote.", "Needles are off.", "", "Restart: SELECT", ""]


def test_down_at_power_on_gives_the_port_to_mpremote(start):
    pen = start("held")
    assert pen.ask("reads()") == OPEN
    assert pen.ask(NEEDLES_OFF) is True


@pytest.mark.parametrize(
    ("scenario", "name", "why"),
    [
        ("broken", "AttributeError", "'App' object ha"),
        ("unimportable", "ImportError", "can't import na"),
        ("no_filesystem", "BadPack", "no filesystem"),
        ("no_slot", "BadPack", "no program"),
        ("torn", "BadPack", "no program"),
        ("both_torn", "BadPack", "no program"),
    ],
)
def test_a_broken_pen_says_so_and_what_to_type(start, scenario, name, why):
    pen = start(scenario)
    lines = pen.ask("reads()")
    assert lines[:4] == ["PEN SOFTWARE IS", "BROKEN. NEEDLES", "ARE OFF.", name]
    assert lines[4].startswith(why) and ".py:" in lines[5]
    assert lines[6:] == ["Mend: make flash", "Restart: SELECT"]
    assert pen.ask(NEEDLES_OFF) is True


def test_the_laptop_gets_the_port_only_with_a_hand_on_the_pen(start):
    pen = start("running")
    with Pen.open(pen.port, 40) as line:
        with pytest.raises(Refused) as refused:
            line.link.ask(messages.OK, messages.SERVICE)
        assert refused.value.error == messages.E_CONFIRM
        line.hello()  # and goes on
    pen = start("pressing")
    ask_for_service(pen.port, lambda _: None)
    assert pen.ask("reads()") == OPEN
    assert pen.ask(NEEDLES_OFF) is True


# --- make flash -------------------------------------------------------------------------------------------------


def test_flash_copies_what_differs_and_removes_what_is_old(start):
    pen = start("held")
    said = []
    with Repl(pen.port, said.append) as line:
        assert flash.flash(line, FILES, said.append) == (4, 0)
        assert flash.flash(line, FILES, said.append) == (0, 0)
        line.write("pen/app.py", b"old")  # would be imported in place of app.mpy
        line.write("notes.txt", b"somebody's")
        newer = {**FILES, "main.py": b"# newer"}
        assert flash.flash(line, newer, said.append) == (1, 1)
        assert line.hashes().keys() == newer.keys() | {"notes.txt"}
    assert pen.ask("__import__('os').stat('/ledger.b')[6]") == 512  # its memory is untouched


def test_flash_asks_a_running_pen_and_a_person(start):
    pen = start("pressing")
    with Repl(pen.port, lambda _: None) as line:
        assert line.hashes() == {}


def test_flash_leaves_somebody_elses_board_alone(start):
    pen = start("held")
    with Repl(pen.port) as line:
        line.write("main.py", b"# a weather station")
        with pytest.raises(NeedlepenError, match="another program"):
            flash.flash(line, FILES)


def test_flash_notices_what_was_not_kept(start, monkeypatch):
    pen = start("held")
    with Repl(pen.port) as line:
        write = line.write
        monkeypatch.setattr(line, "write", lambda path, data: write(path, data[:-1] if path == "main.py" else data))
        with pytest.raises(NeedlepenError, match="did not keep main.py"):
            flash.flash(line, FILES)


def test_the_real_firmware_arrives(start):
    pen = start("held")
    files = pen_files("RPI_PICO")
    with Repl(pen.port) as line:
        assert flash.flash(line, files, lambda _: None) == (len(files), 0)


def test_no_pen_is_said_with_a_remedy(tmp_path, capsys):
    assert flash.main(["--device", str(tmp_path / "none")]) == 1
    assert "Is the pen plugged in" in capsys.readouterr().err
