"""A handle on a virtual pen: starts `process.py`, sends it commands, and gives its serial port to this computer.

Used by the demo, the live pen and the tests. Runs on CPython. The port is a pty where there is one, or
`socket://127.0.0.1:PORT`, so that the laptop tool (or any other serial program) sees a pen.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from functools import cache
from hashlib import sha256
from pathlib import Path

from littlefs import LittleFSError

from boards.tools import languages
from boards.tools.factory_image import FILESYSTEM_BYTES, filesystem
from boards.tools.pen_files import ROOT, commit, ring, sources
from boards.virtual import power_off_image
from boards.virtual.cable import Cable
from boards.virtual.rp2040 import flash_image
from boards.virtual.rp2040.line import obstacle

_CALL_TRIES = 100  # of 0.2 s
PROCESS = Path(__file__).resolve().parent / "process.py"


def find_micropython() -> str:
    """The MicroPython unix port beside this Python or on the PATH; "" when there is none."""
    return shutil.which("micropython", path=str(Path(sys.executable).parent)) or shutil.which("micropython") or ""


@cache
def factory_image(language: str = languages.ENGLISH) -> Path:
    """The file system of a pen that leaves the bench, as a file that is kept until a source changes. Raises OSError."""
    known = sha256(repr((commit(), ring(), languages.letters(language))).encode())
    for source in sorted([*sources("RPI_PICO", language).values(), *(ROOT / "boards" / "tools").glob("*.py")]):
        known.update(source.read_bytes())
    kind = "factory" if language == languages.ENGLISH else f"{language}-factory"  # each language keeps its own
    path = ROOT / "build" / "virtual" / f"{kind}-{known.hexdigest()[:16]}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob(f"{kind}-*"):
            if not old.suffix:  # another program makes one at this moment
                old.unlink(missing_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_bytes(filesystem("RPI_PICO", language=language))
        new.replace(path)
    return path


def _renew(path: Path, language: str) -> None:
    """A pen that was kept gets today's program, unless it runs one that came as an update."""
    try:
        world = power_off_image.restore(path.read_bytes())
    except (OSError, ValueError):
        return  # the pen's process says so
    if len(world.flash.data) != FILESYSTEM_BYTES:
        return  # a test's
    try:
        changed = flash_image.renew(world.flash.data, flash_image.files(factory_image(language).read_bytes()))
    except LittleFSError:
        return  # a wiped flash stays one
    if changed:
        path.write_bytes(power_off_image.dump(world))


class PenError(RuntimeError):
    """The virtual pen did not start, or answered with an error; the text is its own."""


class VirtualPen:
    """A running pen process. `do` sends a command of `commands.py`; those that scripts use most are methods, too."""

    def __init__(
        self,
        python: str = "",
        flash: "Path | None" = None,
        port: str = "pty",
        mcu: str = "",
        language: str = languages.ENGLISH,
    ):
        """`python`: path of a MicroPython or CPython, default MicroPython if found. `port`: "pty" or "socket".

        `mcu`: "" = the firmware runs on `python`; "rp2040" = on an emulated chip, and the world on this CPython.
        `language`: of its screens.
        """
        if mcu == "rp2040":
            if why := obstacle():
                raise PenError(why)
            python = sys.executable
        self.mcu = mcu
        self.language = language
        self.python = python or find_micropython() or sys.executable
        self.is_micropython = "micropython" in Path(self.python).name
        self._flash = str(flash or "")
        self._one = threading.Lock()  # one command at a time
        self.cable = Cable(port if hasattr(os, "openpty") else "socket")
        self._start()

    def _start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as control, socket.create_server(("127.0.0.1", 0)) as serial:
            arguments = [str(control.getsockname()[1]), str(serial.getsockname()[1])]
            arguments += [self._flash, self.mcu, self.language]
            options = ["-X", "heapsize=24M"] if self.is_micropython else []
            stdio: int | socket.socket = subprocess.DEVNULL
            if self.is_micropython:
                ours, theirs = socket.socketpair()
                stdio = theirs
            command = [self.python, *options, str(PROCESS), *arguments]
            try:
                # In a session of its own: Ctrl-C in the terminal is for who has this handle, and keeps the pen first
                self._process = subprocess.Popen(command, stdin=stdio, stdout=stdio, start_new_session=True)
            except OSError as error:
                raise PenError(f"{self.python} does not run here: {error.strerror}") from error
            self._control = self._called(control)
            if self.is_micropython:
                theirs.close()
            else:
                ours = self._called(serial)
        self._answers = self._control.makefile("rb")
        self.cable.attach(ours)

    @property
    def pid(self) -> int:
        """The process's number, for who measures it."""
        return self._process.pid

    def _called(self, listener: socket.socket) -> socket.socket:
        """The connection that the process makes; raises PenError when it ends or hangs instead."""
        listener.settimeout(0.2)
        for _ in range(_CALL_TRIES):
            try:
                return listener.accept()[0]
            except TimeoutError:
                if self._process.poll() is not None:
                    break
        self._process.kill()
        raise PenError(f"the pen's process did not start: {self.python} (exit code {self._process.wait()})")

    def __enter__(self) -> "VirtualPen":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the pen's process, and close the lines to it."""
        self.cable.close()
        self._answers.close()
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def do(self, command: str, **words: object):
        """Carry out one command of `commands.Commands`, and return its answer. Raises PenError."""
        if command == "provision" and "factory" not in words:
            words["factory"] = str(factory_image(self.language))
        if command == "restore" and self.mcu != "rp2040":
            _renew(Path(str(words["path"])), self.language)
        line = b""
        with self._one, contextlib.suppress(ConnectionError):
            self._control.sendall(json.dumps({"do": command, **words}).encode() + b"\n")
            line = self._answers.readline()
        if not line:
            raise PenError(f"the pen's process ended during {command!r}")
        answer = json.loads(line)
        if "error" in answer:
            raise PenError(answer["error"] + "\n" + answer.get("trace", ""))
        return answer["ok"]

    # --- the words that scripts use most --------------------------------------------------------------------

    def run(self, ms: int) -> None:
        """Let `ms` of virtual time pass."""
        self.do("run", ms=ms)

    def days(self, days: int) -> None:
        """Put the pen into a drawer for so many days."""
        for _ in range(days):
            self.run(86_400_000)

    def press(self, *names: str, ms: int = 90) -> None:
        """Press buttons one after the other."""
        for name in names:
            self.do("press", name=name, ms=ms)

    def until(self, *states: "int | tuple[int, int]", at_most_ms: int = 60_000) -> bool:
        """Let time pass until the controller is in one of `states` (or states with their phase); False: never."""
        wanted = [[state, None] if isinstance(state, int) else list(state) for state in states]
        return bool(self.do("until", states=wanted, at_most_ms=at_most_ms))

    def look(self) -> dict:
        """What is to be seen and what is true."""
        return self.do("look")

    def plug(self) -> str:
        """USB cable in; the pen goes on by itself. Returns the device name for the laptop tool."""
        self.do("usb", on=True)
        self.do("live", on=True)
        return self.cable.open()

    def unplug(self) -> None:
        """Pull the USB cable out of the pen."""
        self.cable.shut()
        self.do("live", on=False)
        self.do("usb", on=False)
        self.run(100)


def start(python: str = "", port: str = "pty", mcu: str = "", language: str = languages.ENGLISH) -> VirtualPen:
    """A pen on `python`; without one, on MicroPython if one runs here and on this CPython if not. Raises PenError.

    With `mcu` "rp2040" on an emulated chip.
    """
    try:
        return VirtualPen(python, port=port, mcu=mcu, language=language)
    except PenError:
        if python or mcu:
            raise
        return VirtualPen(sys.executable, port=port, language=language)
