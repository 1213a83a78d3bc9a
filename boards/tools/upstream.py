"""What others make and a pen needs: MicroPython for each board, and (for the emulator) the RP2040's boot ROM.

Nothing of it is in this repository. A checksum is given where it is publicly recorded; where none is, none is made up.
"""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from boards.tools.pen_files import ROOT

DOWNLOADS = ROOT / "build" / "emulator"  # where boards/virtual/rp2040/line.py looks, too
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


# micropython.org gives no checksums: these stand in public files of other people, several that agree. That of 1.29.0
# was never compared with the download here; the file of 1.28.0 was at hand, and the chip is measured on it.
UF2 = {
    "RPI_PICO": Uf2(
        "RPI_PICO-20260824-v1.29.0.uf2", "e1160e602e277d85920adb5fe741435edccba9ba6ecadc85fdab75252eeff4e9"
    ),
    # No public record was found of any file's checksum, nor of the name of 1.29.0's.
    "WAVESHARE_RP2040_ZERO": Uf2("WAVESHARE_RP2040_ZERO-20260406-v1.28.0.uf2", ""),
}
# Accepted as published beside those, for the same boards.
OLDER = (Uf2("RPI_PICO-20260406-v1.28.0.uf2", "00aedb8431ebea83b470ef909509f16432c5b1b43e8f6eaf015f6f9560bc8152"),)


def sha256(data: bytes) -> str:
    """The SHA-256 of the data, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def published(digest: str) -> str:
    """The name under which the file with this SHA-256 is published; "" when none that is pinned here has it."""
    return next((one.name for one in (*UF2.values(), *OLDER) if one.sha256 == digest), "")


def micropython(board: str) -> "tuple[Path, str]":
    """The UF2 to use for `board`, and what is to be said of it: MICROPYTHON_UF2, or what was downloaded.

    Raises MissingError. A file named by the variable is used whatever its checksum; the text tells what it is.
    """
    wanted = UF2[board]
    named = os.environ.get("MICROPYTHON_UF2", "")
    path = Path(named) if named else DOWNLOADS / wanted.name
    if not path.is_file():
        what = f"MICROPYTHON_UF2 names {path}, which is not there" if named else "MicroPython for the board is not here"
        raise MissingError(
            f"{what}. Download {wanted.url} and say where it is: MICROPYTHON_UF2=… ; "
            "with internet, make emulator-setup fetches the one for RPI_PICO."
        )
    found = sha256(path.read_bytes())
    if name := published(found):
        verdict = f"the published {name}"
    elif not wanted.sha256:
        verdict = f"not compared: no checksum of {wanted.name} is publicly recorded"
    elif named:
        verdict = f"NOT the published {wanted.name} ({wanted.sha256})"
    else:
        raise MissingError(f"{path} is damaged: SHA-256 {found}, not {wanted.sha256}. Delete it and fetch it again.")
    return path, f"{path.name}: sha256 {found}, {verdict}"
