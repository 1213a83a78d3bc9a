"""`make uf2`: one factory image for a blank board, MicroPython and the pen together, to be dropped on its USB drive.

It covers the whole flash without a gap: the boot ROM writes UF2 files with holes wrongly (RP2040 data sheet, erratum
E14). Whatever was there before is gone, journal and flash ledger included; a pen with a history notices that from its
EEPROM.
"""

import argparse
import os
import sys
from pathlib import Path

from uf2utils.file import UF2File
from uf2utils.header import UF2DecodeError

from boards.tools import languages
from boards.tools.factory_image import FILESYSTEM_OFFSET, FLASH_BYTES, filesystem
from boards.tools.pen_files import BOARDS, ROOT, BuildError
from boards.tools.upstream import MissingError, micropython, sha256

_FLASH_START = 0x1000_0000  # XIP_BASE, RP2040 data sheet 2.2
_FAMILY = 0xE48BFF56  # RP2040, of the UF2 families
_ERASED = b"\xff"


def flash_of(path: Path) -> bytes:
    """The RP2040's whole flash after this UF2 file, unmentioned bytes erased. Raises MissingError."""
    try:
        blocks = UF2File.readBlocks(str(path))
    except (UF2DecodeError, OSError) as error:
        raise MissingError(f"{path} is no UF2 file ({error}). Name MicroPython's .uf2 in MICROPYTHON_UF2.") from error
    if not blocks:
        raise MissingError(f"{path} holds nothing. Name MicroPython's .uf2 in MICROPYTHON_UF2.")
    if b"".join(bytes(block.as_bytes) for block in blocks) != path.read_bytes():  # the library checks no magic numbers
        raise MissingError(f"{path} is no sound UF2 file. Name MicroPython's .uf2 in MICROPYTHON_UF2.")
    flash = bytearray(_ERASED * FLASH_BYTES)
    for block in blocks:
        at = block.header.address - _FLASH_START
        if block.header.board_family != _FAMILY or not 0 <= at <= FLASH_BYTES - len(block.payload):
            raise MissingError(f"{path} is for another chip than the RP2040. Take the file for this board.")
        flash[at : at + len(block.payload)] = block.payload
    return bytes(flash)


def image(board: str, micropython_uf2: Path, language: str = languages.ENGLISH) -> bytes:
    """The whole flash of a pen from the factory. Raises MissingError, BuildError."""
    flash = flash_of(micropython_uf2)
    if flash[FILESYSTEM_OFFSET:].strip(_ERASED):
        raise MissingError(f"{micropython_uf2} reaches into the filesystem: it is not stock MicroPython for {board}.")
    return flash[:FILESYSTEM_OFFSET] + filesystem(board, language=language)


def write(flash: bytes, target: Path) -> None:
    """`flash` as a UF2 file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    out = UF2File(board_family=_FAMILY)
    out.append_payload(flash, _FLASH_START)
    out.to_file(str(target))


def main(arguments: "list[str]") -> int:
    """See the module's first line."""
    parser = argparse.ArgumentParser(prog="make uf2", description="One factory image for a blank board.")
    parser.add_argument("--board", default=os.environ.get("BOARD") or "RPI_PICO", choices=BOARDS)
    languages.add_option(parser)
    options = parser.parse_args(arguments)
    board, language = options.board, options.language
    try:
        source, verdict = micropython(board)
        flash = image(board, source, language)
    except (MissingError, BuildError) as error:
        print(error, file=sys.stderr)
        return 1
    target = ROOT / "build" / f"needlepen-{board}{languages.suffix(language)}.uf2"
    write(flash, target)
    print(f"MicroPython: {verdict}")
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes, sha256 {sha256(target.read_bytes())}")
    print("Hold BOOTSEL while plugging the board in, then copy this file onto the drive that appears.")
    print("It erases the board's flash: a pen that has a history begins a new journal and stays locked.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
