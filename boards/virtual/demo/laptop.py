"""The laptop of the demo: runs the real `needlepen` tool as a process of its own on the pen's real serial port.

Its clock alone is the virtual pen's: whose month passes in seconds, and a laptop that stood beside it would have lived
through the same month. So nothing that it does depends on how fast this computer is, and where it waits it is the pen
whose time passes (`in_step.py`). Started as a program, this file is that laptop: `laptop.py NOW_S CLOCK arguments …`,
CLOCK being where to ask for the time, or "-" when no pen is plugged in.
"""

import asyncio
import contextlib
import json
import os
import queue  # noqa: F401 - threads and the port wait in this computer's time: imported before that changes
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import serial  # noqa: F401

ROOT = Path(__file__).resolve().parents[3]
_TIMEOUT_S = 300  # an update takes an emulated chip a minute
_ERASE = b"\x1b[2K"  # a progress bar ends with erasing its line


class Laptop:
    """Remembers where the history is. `terminal`: let the tool draw its progress; `columns`: how wide it writes."""

    def __init__(self, db: Path, terminal: bool, columns: int) -> None:
        self.db = db.resolve()
        self.port = ""  # where the pen is plugged in …
        self.clock = ""  # … and where the time is to be asked for then
        self.now_s = 0  # what the laptop's calendar says when a command starts
        self._terminal = terminal
        self._columns = columns
        self.manner = {"terminal": terminal, "columns": columns}  # for another one beside it

    def command(self, *arguments: str) -> str:
        """How a person would type it here."""
        device = ["-d", self.port] if self.port else []
        db = self.db.relative_to(ROOT) if self.db.is_relative_to(ROOT) else self.db
        return shlex.join(["needlepen", *device, "--db", db.as_posix(), *arguments])

    def _command(self, arguments: "tuple[str, ...]") -> "list[str]":
        device = ["-d", self.port] if self.port else []
        laptop = [sys.executable, "-m", __spec__.name, str(self.now_s), self.clock or "-"]
        return [*laptop, *device, "--db", str(self.db), *arguments]

    @contextlib.contextmanager
    def started(self, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
        """A command that goes on until it is told to end, as by Ctrl-C; its output is there to be read."""
        command, pipe = self._command(arguments), subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, env=self._environment(True), stdout=pipe, text=True) as tool:
            watch = threading.Timer(_TIMEOUT_S, tool.kill)
            watch.start()
            try:
                yield tool
            finally:
                watch.cancel()
                tool.send_signal(signal.SIGINT)

    def run(self, *arguments: str, quiet: bool = False) -> "subprocess.CompletedProcess[str]":
        """Run `needlepen` with `arguments`; `quiet`: only its result matters, nothing is drawn."""
        command = self._command(arguments)
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment(quiet),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as tool:
            assert tool.stdout and tool.stderr
            watch = threading.Timer(_TIMEOUT_S, tool.kill)
            watch.start()
            printed: list[bytes] = []
            reader = threading.Thread(target=lambda out: printed.append(out.read()), args=(tool.stdout,))
            reader.start()
            said = self._progress(tool.stderr, self._terminal and not quiet)
            reader.join()
            watch.cancel()
        return subprocess.CompletedProcess(command, tool.returncode, printed[0].decode(), said.decode())

    @staticmethod
    def _progress(stream: "IO[bytes]", draw: bool) -> bytes:
        """Draw the tool's progress bar here while it moves; what was said beside it."""
        said = b""
        while chunk := os.read(stream.fileno(), 65536):
            said += chunk
            end = said.rfind(_ERASE) + len(_ERASE)
            if end >= len(_ERASE):
                if draw:
                    sys.stderr.write(said[:end].decode(errors="ignore"))
                    sys.stderr.flush()
                said = said[end:]
        return said

    def ask(self, *arguments: str) -> dict:
        """Run it with --json; its answer. Raises ValueError when it gave none."""
        return json.loads(self.run(*arguments, "--json", quiet=True).stdout)

    def _environment(self, quiet: bool) -> "dict[str, str]":
        """UTC, and colours whatever is on the other side: what is told shows them where it can."""
        env = {**os.environ, "TZ": "UTC0", "COLUMNS": str(self._columns), "PYTHONIOENCODING": "utf-8"}
        here = [str(ROOT), str(ROOT / "host_tools"), str(ROOT / "firmware")]
        env["PYTHONPATH"] = os.pathsep.join([*here, env.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        env["NEEDLEPEN_VIRTUAL"] = ""  # no other virtual pen is this laptop's
        for name in ("NEEDLEPEN_DEVICE", "NO_COLOR", "FORCE_COLOR"):
            env.pop(name, None)
        return env if quiet else {**env, "FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}


class Clock:
    """The time of the virtual pen. Stands still where none is plugged in. Of methods, since classes keep functions."""

    def __init__(self, now_s: int, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._lines = socket.create_connection((host, int(port))).makefile("rwb", buffering=0) if host else None
        self._one = threading.Lock()
        self._base_s = now_s - self.monotonic()

    def time(self) -> float:
        """What the laptop's clock says: UTC in seconds."""
        return self._base_s + self.monotonic()

    def monotonic(self) -> float:
        """Seconds since the pen's world began."""
        return self._pass(0)

    def sleep(self, seconds: float) -> None:
        """Let the pen's time pass."""
        self._pass(round(1000 * seconds))

    def _pass(self, ms: int) -> float:
        if self._lines is None:
            return 0.0
        with self._one:
            self._lines.write(b"%d\n" % ms)
            return int(self._lines.readline() or b"0") / 1e6


def main() -> None:
    """Be the laptop: change the clock, then run the tool."""
    clock, real = Clock(int(sys.argv[1]), sys.argv[2]), time.monotonic
    time.time = clock.time
    if sys.argv[2] != "-":
        time.monotonic, time.sleep = clock.monotonic, clock.sleep
        asyncio.BaseEventLoop.time = lambda _: real()  # the dashboard serves in this computer's time
    os.environ["NEEDLEPEN_LANG"] = "en"  # the story is told in English
    from needlepen.cli.main import run

    sys.exit(run(sys.argv[3:]))


if __name__ == "__main__":
    main()
