"""A pen's REPL as a place for files: mpremote's serial transport, its errors in plain words with a remedy.

It asks a running pen for service mode itself, over the pen's own protocol. Which files belong on a pen it is told.
"""

import ast
import contextlib
import io
import struct
import time

import serial
from needlepen.codec import messages
from needlepen.errors import NeedlepenError, Refused
from needlepen.link import discover
from needlepen.link.pen import Pen

_CHUNK = 1024  # bytes a line of the REPL carries: few lines, and heap for them on any pen
_REPL_S = 3  # a REPL answers at once
_ASK_S = 2.0
_HOLD_S = 30  # for a person to find the button

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
_NOT_PROGRAM = ("ledger.a", "ledger.b")


class FlashError(RuntimeError):
    """What went wrong, and what to do about it."""

    def __init__(self, what: str, remedy: str):
        super().__init__(f"{what}\n  {remedy}")


def choose() -> str:
    """The one port where a pen may be. Raises FlashError."""
    found = [port.url for port in discover.ports()]
    if not found:
        raise FlashError("No pen is plugged in.", "Plug it in, or name its port: make flash DEVICE=…")
    if len(found) > 1:
        raise FlashError(f"Several boards are plugged in: {', '.join(found)}.", f"make flash DEVICE={found[0]}")
    return found[0]


class Port:
    """A pen's REPL, open. Use as a context manager. Every method raises FlashError."""

    def __init__(self, device: str, say=print):
        try:
            from mpremote.transport import TransportError
            from mpremote.transport_serial import SerialTransport
        except ImportError:
            raise FlashError("mpremote is not installed.", "make setup") from None
        self.name = device
        self._transport_error = TransportError
        self._open = lambda: SerialTransport(device, timeout=_REPL_S)
        self._transport = self._connect()
        if not self._prompt():
            self._transport.close()
            ask_for_service(device, say)
            self._transport = self._connect()
            if not self._prompt():
                raise FlashError(
                    f"{device} gives no REPL.", "Unplug the pen, hold ▼ while plugging it in, and try again."
                )

    def __enter__(self) -> "Port":
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, self._transport_error):
            self._transport.close()

    def _connect(self):
        try:
            return self._open()
        except (self._transport_error, OSError, ValueError, serial.SerialException) as error:
            raise FlashError(
                f"{self.name} cannot be opened ({error}).",
                "Is the pen plugged in, and no other program at its port? Linux: see host_tools/README.md, permission.",
            ) from error

    def _prompt(self) -> bool:
        """Into the raw REPL; False when something else answers there, or nobody."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # mpremote prints what it did not understand
                self._transport.enter_raw_repl(soft_reset=False, timeout_overall=_REPL_S)
        except (self._transport_error, OSError):
            return False
        return True

    def _do(self, action, *arguments):
        try:
            return action(*arguments)
        except (self._transport_error, OSError, struct.error) as error:
            raise FlashError(
                f"The pen stopped in the middle of the copy ({error}).",
                "Unplug it, hold ▼ while plugging it in, and run make flash again: it goes on where it was.",
            ) from error

    def hashes(self) -> "dict[str, str]":
        """SHA-256 of every file on the pen by path; ledger, journal and what is mounted left out."""
        lines = self._do(self._transport.exec, _HASHES).decode().splitlines()
        found = dict(ast.literal_eval(line) for line in lines if line.strip())
        return {path: digest.hex() for path, digest in found.items() if path not in _NOT_PROGRAM}

    def write(self, path: str, data: bytes) -> None:
        """Make a file, and the folders it is in."""
        folders = path.split("/")[:-1]
        for depth in range(1, len(folders) + 1):
            folder = "/" + "/".join(folders[:depth])
            if not self._do(self._transport.fs_exists, folder):
                self._do(self._transport.fs_mkdir, folder)
        self._do(self._transport.fs_writefile, "/" + path, data, _CHUNK)

    def remove(self, path: str) -> None:
        """Delete a file."""
        self._do(self._transport.fs_rmfile, "/" + path)

    def restart(self) -> None:
        """Let the pen start anew, after it has said so."""
        self._do(self._transport.exec_raw_no_follow, "import time, machine; time.sleep_ms(100); machine.reset()")
        time.sleep(0.2)


def ask_for_service(device: str, say=print) -> None:
    """A pen is running there: have it leave the port, once a person holds DOWN. Raises FlashError."""
    try:
        pen = Pen.open(device, _ASK_S)
    except NeedlepenError as error:
        raise FlashError(
            f"{device} answers neither as a pen nor as MicroPython.",
            "Unplug the pen, hold ▼ while plugging it in, and try again.",
        ) from error
    with pen:
        asked = False
        deadline = time.monotonic() + _HOLD_S
        while time.monotonic() < deadline:
            try:
                pen.service()
                return
            except Refused as error:
                if error.error != messages.E_CONFIRM:
                    raise FlashError(f"The pen refuses: {error.why}", error.next) from error
            except NeedlepenError as error:
                raise FlashError(str(error), error.next) from error
            if not asked:
                say(f"The pen is running. Hold ▼ on it to let the computer in ({_HOLD_S} s) …")
                asked = True
            time.sleep(0.2)
    raise FlashError("Nobody held ▼ on the pen.", "Run make flash again and hold ▼, or hold ▼ while plugging it in.")
