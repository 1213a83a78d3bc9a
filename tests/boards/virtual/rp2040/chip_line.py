"""A thin client of the emulated chip for its own tests: commands out, replies in, and a scripted board.

It knows the protocol only (README.md beside the chip), nothing of the world or the firmware.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

CHIP = Path(__file__).parents[4] / "boards" / "virtual" / "rp2040"
UID = "e6614c311b462739"
MS = 1_000_000  # ns


def needed() -> "list[str]":
    """What these tests lack on this computer, a line each."""
    lacks = []
    if not shutil.which("node"):
        lacks.append("node is not installed")
    if not (CHIP / "node_modules" / "rp2040js").is_dir():
        lacks.append("node_modules is missing: run `npm ci` in boards/virtual/rp2040")
    for variable in ("MICROPYTHON_UF2", "RP2040_BOOTROM"):
        if not Path(os.environ.get(variable, "")).is_file():
            lacks.append(f"{variable} names no file")
    return lacks


emulated = pytest.mark.skipif(bool(needed()), reason="the emulated RP2040 is not here: " + "; ".join(needed()))


class ChipError(RuntimeError):
    """The chip's process refused a command."""


class Chip:
    """One chip process. `answer` is the board: it gets a reply that asks something and returns the answer."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [shutil.which("node") or "node", str(CHIP / "main.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.t = 0
        self.out = b""
        self.seen: list[dict] = []
        self.lines: list[bytes] = []  # every reply as it came
        self.answer: Callable[[dict], object] = lambda reply: None
        self._pending: object = None

    def ask(self, command: str, **words: object) -> dict:
        """One command, one reply. Raises ChipError."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        stdin.write(json.dumps({"do": command, **words}).encode() + b"\n")
        stdin.flush()
        self.lines.append(stdout.readline())
        reply = json.loads(self.lines[-1])
        if "error" in reply:
            raise ChipError(reply["error"])
        return reply

    def load(self, **words: object) -> None:
        """A new flash with MicroPython in it."""
        self.ask("load", uf2=os.environ["MICROPYTHON_UF2"], bootrom=os.environ["RP2040_BOOTROM"], uid=UID, **words)

    def power_on(self, usb: bool = True) -> None:
        self.ask("power_on", t=self.t, usb=usb)
        self._pending = None

    def run(self, ms: float, until: "bytes | None" = None, **words: object) -> dict:
        """Run for `ms` of virtual time, or until the pen has sent `until`; replies are kept in `seen`."""
        end = self.t + round(ms * MS)
        while True:
            reply = self.ask("run", to=end, answer=self._pending, **words)
            words = {}
            self.t = reply["t"]
            self.out += bytes.fromhex(reply.pop("serial", ""))
            self._pending = self.answer(reply) if reply["why"] in ("i2c", "adc", "flash") else None
            if reply["why"] != "to" or "led" in reply:
                self.seen.append(reply)
            if reply["why"] in ("to", "hang") or (until is not None and until in self.out):
                return reply

    def python(self, code: str, ms: float = 1000) -> str:
        """Run MicroPython code by the raw REPL; returns what it printed. Fails on an exception."""
        self.run(100, serial=b"\r\x03\x01".hex())
        self.out = b""
        self.run(2, serial=(code.encode() + b"\x04").hex())
        for _ in range(round(ms)):
            if self.out.endswith(b"\x04>"):
                break
            self.run(1)
        text, _, rest = self.out.partition(b"OK")[2].partition(b"\x04")
        assert rest == b"\x04>", (self.out, rest)
        return text.decode().replace("\r\n", "\n").strip()

    def of(self, why: str) -> "list[dict]":
        """The replies seen with this reason; they are forgotten."""
        found = [reply for reply in self.seen if reply["why"] == why]
        self.seen = [reply for reply in self.seen if reply["why"] != why]
        return found

    def close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        self._process.wait(10)


def booted(usb: bool = True) -> Chip:
    """A chip with an empty file system, at its prompt."""
    chip = Chip()
    chip.load()
    chip.power_on(usb)
    chip.run(400)
    return chip
