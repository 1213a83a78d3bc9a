"""What is in a UF2 file: the flash of an RP2040, or why it must not be copied onto one.

The boot ROM checks little: it writes what it is given, blocks for another chip are dropped without a word, and files
with holes are written wrongly (RP2040 data sheet, erratum E14). So all of it is looked at here first.
"""

from pathlib import Path
from typing import Any, cast

from uf2utils.file import UF2File  # pyright: ignore[reportMissingTypeStubs]
from uf2utils.header import UF2DecodeError  # pyright: ignore[reportMissingTypeStubs]

from .. import sanitize
from ..errors import StorageError, VerificationFailed
from ..language import later, tr

FLASH_START = 0x1000_0000  # XIP_BASE, RP2040 data sheet 2.2
FLASH_BYTES = 2 * 1024 * 1024  # of every pen's board
RP2040 = 0xE48BFF56  # of the UF2 families
BLOCK = 512
FILE_MAX = 16_000_000  # bytes: twice what a full flash takes as UF2, and more
_TAKE = later("Take the file that make uf2 made for this board")


def flash_of(path: Path) -> bytes:
    """The flash from its start on, as this file writes it. Raises VerificationFailed, StorageError."""
    try:
        raw = sanitize.read(path, FILE_MAX)
        if len(raw) > FILE_MAX:
            raise _bad(path, tr("It is longer than any firmware."))
        blocks = cast("list[Any]", UF2File.readBlocks(str(path)))
    except OSError as e:
        raise StorageError(tr("{path} cannot be read.", path=path), str(e.strerror or e), tr(_TAKE)) from e
    except (UF2DecodeError, ValueError) as e:
        raise _bad(path, tr("It is no UF2 file: {e}", e=e)) from e
    if not blocks:
        raise _bad(path, tr("It is empty."))
    if b"".join(bytes(block.as_bytes) for block in blocks) != raw:  # the library checks no magic numbers
        raise _bad(path, tr("It is no sound UF2 file: damaged, or made by something else."))
    flash = bytearray()
    for number, block in enumerate(blocks):
        head = block.header
        if head.board_family != RP2040:
            raise _bad(path, tr("Block {number} is for another chip than the RP2040.", number=number))
        if (head.block_number, head.total_blocks) != (number, len(blocks)):
            raise _bad(
                path,
                tr(
                    "It is not whole: block {number} says it is {block_number} of {total_blocks}.",
                    number=number,
                    block_number=head.block_number,
                    total_blocks=head.total_blocks,
                ),
            )
        if head.address != FLASH_START + len(flash):
            raise _bad(
                path, tr("There is a hole before block {number}; the boot ROM would write it wrongly.", number=number)
            )
        flash += bytes(block.payload)
    if len(flash) > FLASH_BYTES:
        raise _bad(
            path, tr("It fills {flash:,} bytes; a pen has {flash_bytes:,}.", flash=len(flash), flash_bytes=FLASH_BYTES)
        )
    return bytes(flash)


def _bad(path: Path, why: str) -> VerificationFailed:
    return VerificationFailed(tr("{path} must not be copied onto a pen.", path=path), why, tr(_TAKE))
