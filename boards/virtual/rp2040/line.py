"""The line to the emulated chip: starts Node, and exchanges one command for one reply, a line of JSON each.

It knows the protocol's form, not its words. What is missing on this computer is said with its remedy.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
_DOWNLOADS = HERE.parents[2] / "build" / "emulator"  # where `make emulator-setup` puts what it fetches


class ChipError(RuntimeError):
    """The emulated chip cannot be started, or refused a command; the text says why and what to do."""


def uf2() -> str:
    """The MicroPython to run: MICROPYTHON_UF2, or what `make emulator-setup` has fetched; "" when there is none."""
    return _file("MICROPYTHON_UF2", "RPI_PICO-*.uf2")


def bootrom() -> str:
    """The chip's boot ROM: RP2040_BOOTROM, or what `make emulator-setup` has fetched; "" when there is none."""
    return _file("RP2040_BOOTROM", "bootrom*.bin")


def _file(variable: str, pattern: str) -> str:
    named = os.environ.get(variable, "")
    if named:
        return named
    return next((str(path) for path in sorted(_DOWNLOADS.glob(pattern), reverse=True)), "")


def waits_for_flash() -> bool:
    """Whether the processor waits for flash that its cache does not hold, as a real one; RP2040_XIP_CACHE=off: no."""
    return os.environ.get("RP2040_XIP_CACHE", "") != "off"


def missing() -> "list[str]":
    """What this computer lacks to run the emulated chip, a line each with its remedy; empty: nothing."""
    lacks = []
    if not shutil.which("node"):
        lacks.append("Node.js is not installed: https://nodejs.org, or your system's package `nodejs`")
    if not (HERE / "node_modules" / "rp2040js").is_dir():
        lacks.append("the emulator's packages are not installed: make emulator-setup (or: npm ci in its folder)")
    for what, path, variable in (
        ("MicroPython for the RP2040 (.uf2)", uf2(), "MICROPYTHON_UF2"),
        ("the RP2040's boot ROM (16 KiB)", bootrom(), "RP2040_BOOTROM"),
    ):
        if not path:
            lacks.append(f"{what} is not here: make emulator-setup, or name a file in {variable}")
        elif not Path(path).is_file():
            lacks.append(f"{what}: there is no {path}; correct {variable}")
    return lacks


def obstacle() -> str:
    """Why the emulated chip cannot run here, all of it; "" when it can."""
    lacks = missing()
    return "\n  ".join(["the emulated RP2040 cannot run here:", *lacks]) if lacks else ""


class Line:
    """A running chip process. Raises ChipError when something is missing."""

    def __init__(self, uid: str) -> None:
        """`uid`: the chip's unique id, hexadecimal."""
        if why := obstacle():
            raise ChipError(why)
        self._process = subprocess.Popen(
            [str(shutil.which("node")), str(HERE / "main.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.load(uid)

    def load(self, uid: str) -> None:
        """A chip from the factory: MicroPython in its flash and nothing else."""
        self.ask("load", uf2=uf2(), bootrom=bootrom(), uid=uid, cached=waits_for_flash())

    def ask(self, command: str, **words: object) -> dict:
        """One command and its reply. Raises ChipError."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        try:
            stdin.write(json.dumps({"do": command, **words}, separators=(",", ":")).encode() + b"\n")
            stdin.flush()
            line = stdout.readline()
        except OSError:
            line = b""
        if not line:
            raise ChipError(f"the emulated RP2040 ended during {command!r} (exit code {self._process.wait()})")
        reply = json.loads(line)
        if "error" in reply:
            raise ChipError(reply["error"])
        return reply

    def close(self) -> None:
        """End the emulator's process, and close the lines to it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
