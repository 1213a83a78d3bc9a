"""What others make and a pen needs: MicroPython for each board, and (for the emulator) the RP2040's boot ROM.

Nothing of it is in this repository. A checksum is given where it is publicly recorded; where none is, none is made up.
"""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from boards.tools.pen_files import ROOT

MICROPYTHON = "v1.28.0"
DOWNLOADS = ROOT / "build" / "emulator"  # where boards/virtual/rp2040/line.py looks, too
_RELEASE = "20260406-v1.28.0"
_RELEASES = "https://micropython.org/resources/firmware/"

BOOTROM_URL = (  # the ROM as 4096 words of TypeScript, in the emulator's own repository
    "https://raw.githubusercontent.com/wokwi/rp2040js/7701ee065f50a04380f81361befd754810cb9e28/demo/bootrom.ts"
)
BOOTROM_URL_SHA256 = "99f8a1f813ce3aa9415884de3fb6c5b962d3c6fa0394b05413ad3c7b3c39ec62"
BOOTROM_SHA256 = "90b31e108faedfa6bbcfcc33ba05dac61e645108cfbbdc385f8dafc71fde44ae"  # B1, 16,384 bytes
BOOTROM = DOWNLOADS / "bootrom-b1.bin"


class MissingError(RuntimeError):
    """Something from outside is not here, or not what it should be; the text says what and what helps."""


class Uf2(NamedTuple):
    """MicroPython for one board: where it is published, and its SHA-256 ("" = not publicly recorded)."""

    name: str
    sha256: str

    @property
    def url(self) -> str:
        """Where to get it."""
        return _RELEASES + self.name


UF2 = {
    "RPI_PICO": Uf2(f"RPI_PICO-{_RELEASE}.uf2", "00aedb8431ebea83b470ef909509f16432c5b1b43e8f6eaf015f6f9560bc8152"),
    # Published under this name; micropython.org gives no checksums, and no public record of this file's was found.
    "WAVESHARE_RP2040_ZERO": Uf2(f"WAVESHARE_RP2040_ZERO-{_RELEASE}.uf2", ""),
}


def sha256(data: bytes) -> str:
    """Hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def micropython(board: str) -> "tuple[Path, str]":
    """The UF2 to use for `board`, and what is to be said of it: MICROPYTHON_UF2, or what was downloaded.

    Raises MissingError. A file named by the variable is used whatever its checksum; the text tells what it is.
    """
    published = UF2[board]
    named = os.environ.get("MICROPYTHON_UF2", "")
    path = Path(named) if named else DOWNLOADS / published.name
    if not path.is_file():
        what = f"MICROPYTHON_UF2 names {path}, which is not there" if named else "MicroPython for the board is not here"
        raise MissingError(
            f"{what}. Download {published.url} and say where it is: MICROPYTHON_UF2=… ; "
            "with internet, make emulator-setup fetches the one for RPI_PICO."
        )
    found = sha256(path.read_bytes())
    if found == published.sha256:
        verdict = f"the published {published.name}"
    elif not published.sha256:
        verdict = f"not compared: no checksum of {published.name} is publicly recorded"
    elif named:
        verdict = f"NOT the published {published.name} ({published.sha256})"
    else:
        raise MissingError(f"{path} is damaged: SHA-256 {found}, not {published.sha256}. Delete it and fetch it again.")
    return path, f"{path.name}: sha256 {found}, {verdict}"
