"""`make emulator-setup`: everything the emulated RP2040 needs, pinned and checked. Needs Node.js and internet.

Files go into build/emulator/; what is there and right is not fetched again. Without internet, bring the files
yourself: MICROPYTHON_UF2 and RP2040_BOOTROM name them.
"""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from boards.tools import upstream
from boards.tools.pen_files import ROOT
from boards.tools.upstream import MissingError, sha256

_EMULATOR = ROOT / "boards" / "virtual" / "rp2040"
_TIMEOUT_S = 60
_WORD = re.compile(rb"0x[0-9a-fA-F]{1,8}")
_BOOTROM_WORDS = 4096

Fetch = Callable[[str], bytes]


def fetch(url: str) -> bytes:
    """What is at `url`. Raises MissingError."""
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:
            return answer.read()
    except (OSError, ValueError) as error:
        raise MissingError(f"{url} cannot be fetched ({error}).") from error


def checked(what: str, data: bytes, expected: str) -> bytes:
    """`data`, if its SHA-256 is `expected`. Raises MissingError."""
    if sha256(data) != expected:
        raise MissingError(f"{what} has SHA-256 {sha256(data)}, not {expected}: it is not used.")
    return data


def bootrom(typescript: bytes) -> bytes:
    """The boot ROM out of the array of words that its public source is. Raises MissingError."""
    words = _WORD.findall(typescript)
    if len(words) != _BOOTROM_WORDS:
        raise MissingError(f"the boot ROM's source holds {len(words)} words, not {_BOOTROM_WORDS}.")
    data = b"".join(int(word, 16).to_bytes(4, "little") for word in words)
    return checked("the boot ROM", data, upstream.BOOTROM_SHA256)


def files(get: Fetch) -> None:
    """Fetch what is not there yet. Raises MissingError."""
    pico = upstream.UF2["RPI_PICO"]
    _keep(upstream.DOWNLOADS / pico.name, pico.sha256, lambda: get(pico.url), "MICROPYTHON_UF2")
    _keep(
        upstream.BOOTROM,
        upstream.BOOTROM_SHA256,
        lambda: bootrom(checked("the boot ROM's source", get(upstream.BOOTROM_URL), upstream.BOOTROM_URL_SHA256)),
        "RP2040_BOOTROM",
    )


def _keep(path: Path, expected: str, make: "Callable[[], bytes]", variable: str) -> None:
    named = os.environ.get(variable)
    if named:
        found = sha256(Path(named).read_bytes()) if Path(named).is_file() else "no such file"
        print(f"{variable} is set and used instead: sha256 {found}{' (the pinned one)' * (found == expected)}")
        return
    if not path.is_file() or sha256(path.read_bytes()) != expected:
        data = checked(path.name, make(), expected)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{path.relative_to(ROOT)}: sha256 {expected}, as pinned")


def packages() -> None:
    """The emulator itself, by its lock file. Raises MissingError."""
    npm = shutil.which("npm")
    if not npm:
        raise MissingError("Node.js with npm is not installed: https://nodejs.org, or your system's package `nodejs`.")
    if subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=_EMULATOR).returncode:
        raise MissingError("npm ci failed, see above.")


def main() -> int:
    """See the module's first line."""
    failed = False
    for step in (packages, lambda: files(fetch)):
        try:
            step()
        except MissingError as error:
            failed = True
            print(error, file=sys.stderr)
    if failed:
        print(
            "Without internet: get the files elsewhere and name them, MICROPYTHON_UF2=… RP2040_BOOTROM=… "
            "(make emulator-test says what is still missing).",
            file=sys.stderr,
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
