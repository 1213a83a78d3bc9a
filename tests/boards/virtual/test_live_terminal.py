"""`make pen` in a pseudo terminal: what is drawn, that the laptop tool finds it, and that the terminal comes back."""

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


class Terminal:
    """`make pen` in a pseudo terminal of 120 x 30."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        import fcntl
        import struct
        import termios

        self.master, self.slave = os.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
        self.mode = termios.tcgetattr(self.slave)
        command = [sys.executable, "-m", "boards.virtual.live", "--ui", "terminal", "--folder", str(folder)]
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "30"}
        env["NEEDLEPEN_VIRTUAL"] = str(folder / "running")
        self._env = env
        self.process = subprocess.Popen(
            [*command, "--python", sys.executable, *arguments],
            cwd=ROOT,
            env=env,
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
        )
        self.raw = b""

    def until(self, text: str, at_most_s: float = 20) -> str:
        """Read until `text` is drawn; everything drawn so far, without colours. Fails when it never comes."""
        end_s = time.monotonic() + at_most_s
        while time.monotonic() < end_s:
            if select.select([self.master], [], [], 0.1)[0]:
                self.raw += os.read(self.master, 65536)
            drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.raw.decode(errors="ignore"))
            if text in drawn:
                return drawn
        raise AssertionError(f"{text!r} was never drawn in {drawn[-3000:]}")

    def type(self, text: str) -> None:
        """Press these keys, one after the other."""
        self.raw = b""
        os.write(self.master, text.encode())

    def laptop(self, *arguments: str) -> "tuple[int, str]":
        """What `needlepen` says on stderr beside it, without `-d`; what is drawn meanwhile is read."""
        env = {**self._env, "PYTHONPATH": str(ROOT / "host_tools")}
        command, pipe = [sys.executable, "-m", "needlepen", *arguments], subprocess.PIPE
        with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=pipe) as tool:
            while tool.poll() is None:
                if select.select([self.master], [], [], 0.1)[0]:
                    os.read(self.master, 65536)
            return tool.returncode, tool.stderr.read().decode()

    def close(self) -> None:
        """End the process, and close both ends of the terminal."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal(tmp_path):
    if not hasattr(os, "openpty"):
        pytest.skip("NO PTY on this system: the live pen was not driven")
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def test_a_few_keys_and_a_clean_exit(terminal, tmp_path):
    import termios

    drawn = terminal.until("quit")
    assert "\x1b[?1049h" in terminal.raw.decode(errors="ignore"), "the alternate screen"
    assert "( ▲ )( SELECT )( ▼ )" in drawn
    assert "in truth" in drawn
    terminal.type("1")
    terminal.until("in: new, single use")
    terminal.type("u")
    terminal.until("needlepen sync")
    terminal.type("u")
    terminal.until("unplugged")
    terminal.type("q")
    terminal.until("The pen is kept in")
    assert terminal.process.wait(20) == 0
    assert "\x1b[?1049l" in terminal.raw.decode(errors="ignore"), "back from the alternate screen"
    assert termios.tcgetattr(terminal.slave) == terminal.mode
    assert (tmp_path / "pen.json").exists()


def test_the_laptop_tool_finds_it_while_its_cable_is_in(terminal):
    terminal.until("quit")
    terminal.type("u")
    terminal.until("needlepen sync")
    assert terminal.laptop("list") == (0, "")
    terminal.type("u")
    terminal.until("unplugged")
    code, said = terminal.laptop("list")
    assert code == 3 and "a virtual one whose cable is out" in said
    terminal.type("q")
    assert terminal.process.wait(20) == 0
    code, said = terminal.laptop("list")
    assert code == 3 and "virtual one whose" not in said


def test_a_terminated_pen_restores_the_terminal_and_is_kept(terminal, tmp_path):
    import termios

    terminal.until("quit")
    terminal.process.terminate()
    assert terminal.process.wait(20) == 0
    assert termios.tcgetattr(terminal.slave) == terminal.mode
    assert (tmp_path / "world.bin").exists()
