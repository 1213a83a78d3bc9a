"""A pen in service mode as a place for files: MicroPython's REPL, by mpremote's transport, errors in plain words.

It asks a running pen for service mode itself, over the pen's own protocol; a person there agrees. Which files belong
on a pen it is told. Must not touch ledger and journal, and does not even list them.
"""

import ast
import contextlib
import importlib
import io
import struct
import time
from collections.abc import Callable
from typing import Any

import serial

from ..codec import messages as m
from ..errors import LinkLost, NeedlepenError, NoPen, PortBusy, Refused, SeveralPens
from ..language import later, tr
from . import discover
from .connection import Connection

AT_POWER_ON = later("Unplug the pen, hold ▲ and ▼ while plugging it in, and try again")
_CHUNK = 1024  # bytes a line of the REPL carries: few lines, and heap for them on any pen
_REPL_S = 3  # a REPL answers at once
_ASK_S = 2.0

_MEMORY = ("ledger.a", "ledger.b")  # and the folder journal: what the pen remembers
_LET_GO = """
try:
    f.close()
except (NameError, OSError, ValueError):
    pass
"""  # what a copy that was cut off has left open, by mpremote's name for it: it cannot be opened a second time
_HASHES = """
import os, hashlib
def walk(folder):
    for entry in os.ilistdir(folder or "/"):
        path = folder + entry[0]
        if entry[1] & 0x4000:
            if path not in ("journal", "app"):
                walk(path + "/")
        else:
            h = hashlib.sha256()
            with open("/" + path, "rb") as f:
                while True:
                    data = f.read(1024)
                    if not data:
                        break
                    h.update(data)
            print(repr((path, h.digest())))
walk("")
"""

Say = Callable[[str], None]
Progress = Callable[[int, int], None]


def _nobody(what: str) -> None:
    """The default of `say`: the caller does not want the hints."""


def choose() -> str:
    """The one port where a pen may be. Raises NoPen, SeveralPens."""
    found = [port.url for port in discover.ports()]
    if not found:
        raise NoPen(tr("No pen is plugged in."), "", tr(AT_POWER_ON))
    if len(found) > 1:
        raise SeveralPens(
            tr("Several boards are plugged in: {found}.", found=", ".join(found)),
            tr("Nothing says which one is meant."),
            f"-d {found[0]}, behind the command",
            [{"port": url} for url in found],
        )
    return found[0]


class Repl:
    """A pen's REPL, open. Use as a context manager. Every method raises NeedlepenError; `say` tells what to hold."""

    def __init__(self, device: str, say: Say = _nobody) -> None:
        self.name = device
        self._errors: tuple[type[Exception], ...] = (
            importlib.import_module("mpremote.transport").TransportError,
            OSError,
            struct.error,
        )
        self._transport: Any = self._connect()
        if not self._prompt():
            self.close()
            ask_for_service(device, say)
            self._transport = self._connect()
            if not self._prompt():
                raise NoPen(tr("{device} gives no REPL.", device=device), "", tr(AT_POWER_ON))

    def __enter__(self) -> "Repl":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the port back; the pen stays in service mode."""
        with contextlib.suppress(*self._errors):
            self._transport.close()

    def _connect(self) -> Any:
        try:
            return importlib.import_module("mpremote.transport_serial").SerialTransport(self.name, timeout=_REPL_S)
        except (*self._errors, ValueError, serial.SerialException) as e:
            raise PortBusy(
                tr("{name} cannot be opened.", name=self.name),
                tr("Is the pen plugged in, and no other program at its port? ({e})", e=e),
                "needlepen doctor",
            ) from e

    def _prompt(self) -> bool:
        """Into the raw REPL; False when something else answers there, or nobody."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # mpremote prints what it did not understand
                self._transport.enter_raw_repl(soft_reset=False, timeout_overall=_REPL_S)
        except self._errors:
            return False
        return True

    def _do(self, action: "Callable[..., Any]", *arguments: Any) -> Any:
        try:
            return action(*arguments)
        except self._errors as e:
            raise LinkLost(
                tr("The pen stopped in the middle of the work."),
                str(e).strip(),
                tr("Unplug it, hold ▲ and ▼ while plugging it in, and run the command again"),
            ) from e

    def run(self, code: str) -> str:
        """Run a Python program on the pen and return what it prints."""
        return self._do(self._transport.exec, code).decode()

    def hashes(self) -> "dict[str, str]":
        """SHA-256 of every file on the pen by path; ledger, journal and what is mounted left out."""
        found = [ast.literal_eval(line) for line in self.run(_HASHES).splitlines() if line.strip()]
        return {path: bytes(digest).hex() for path, digest in found if path not in _MEMORY}

    def write(self, path: str, data: bytes, progress: "Progress | None" = None) -> None:
        """Make a file, and the folders it is in."""
        folders = path.split("/")[:-1]
        for depth in range(1, len(folders) + 1):
            folder = "/" + "/".join(folders[:depth])
            if not self._do(self._transport.fs_exists, folder):
                self._do(self._transport.fs_mkdir, folder)
        self.run(_LET_GO)
        self._do(self._transport.fs_writefile, "/" + path, data, _CHUNK, progress)

    def remove(self, path: str) -> None:
        """Delete a file of the pen."""
        self._do(self._transport.fs_rmfile, "/" + path)

    def restart(self) -> None:
        """Let the pen start anew, after it has said so."""
        self._do(self._transport.exec_raw_no_follow, "import time, machine; time.sleep_ms(100); machine.reset()")
        time.sleep(0.2)


def ask_for_service(device: str, say: Say = _nobody) -> None:
    """A pen is running there: have it leave the port, once a person agrees. Raises NoPen, Refused, LinkLost."""
    try:
        pen = Connection.open(device, _ASK_S)
    except NeedlepenError as e:
        raise NoPen(
            tr("{device} answers neither as a pen nor as MicroPython.", device=device), e.what, tr(AT_POWER_ON)
        ) from e
    with pen:
        pen.tell = say
        try:
            pen.service()
        except Refused as e:
            if e.error not in (m.E_CONFIRM, m.E_NOBODY):
                raise
            next = tr("Run the command again and press ▼, or hold ▲ and ▼ while plugging the pen in")
            raise Refused(e.error, 0, tr("Nobody agreed on the pen."), e.why, next) from e
