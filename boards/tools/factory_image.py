"""The filesystem of a pen that leaves the bench: a littlefs image with everything that runs, and nothing else.

The same bytes from the same files, always. It holds no ledger and no journal: those the pen writes itself.
"""

from littlefs import LittleFS

from boards.tools.languages import ENGLISH
from boards.tools.pen_files import pen_files

# The port's layout for both boards: ports/rp2/boards/{RPI_PICO,WAVESHARE_RP2040_ZERO}/mpconfigboard.h of MicroPython
# v1.28.0 (MICROPY_HW_FLASH_STORAGE_BYTES); the filesystem ends where the flash ends (ports/rp2/rp2_flash.c).
FLASH_BYTES = 2 * 1024 * 1024
FILESYSTEM_BYTES = 1408 * 1024
FILESYSTEM_OFFSET = FLASH_BYTES - FILESYSTEM_BYTES
SECTOR_BYTES = 4096  # smallest erase of the flash, and the port's block size

# What `_boot.py` and extmod/vfs_lfs*.c of MicroPython v1.28.0 give to littlefs; a name may have the default 255 bytes.
_PROGRAM_BYTES = 256
_READ_BYTES = 32
_LOOKAHEAD_BYTES = 32
_CACHE_BYTES = 4 * _PROGRAM_BYTES
_BLOCK_CYCLES = 100
_DISK_VERSION = 0x0002_0001  # littlefs 2.1, which v1.28.0 writes (lib/littlefs/lfs2.h)


def filesystem(board: str, extra: "dict[str, bytes] | None" = None, language: str = ENGLISH) -> bytes:
    """A whole littlefs image for `board`; `extra`: more files, content by path. Raises pen_files.BuildError."""
    fs = open_image()
    files = {**pen_files(board, language=language), **(extra or {})}
    for path in sorted(files):
        folder = path.strip("/").rpartition("/")[0]
        if folder:
            fs.makedirs(folder, exist_ok=True)
        with fs.open(path.strip("/"), "wb") as file:
            file.write(files[path])
    fs.unmount()
    return bytes(fs.context.buffer)


def open_image(image: "bytes | None" = None) -> LittleFS:
    """A pen's filesystem to look into; without `image` an empty one. Raises littlefs.LittleFSError for a wrong one."""
    fs = LittleFS(
        mount=False,
        block_size=SECTOR_BYTES,
        block_count=FILESYSTEM_BYTES // SECTOR_BYTES,
        read_size=_READ_BYTES,
        prog_size=_PROGRAM_BYTES,
        cache_size=_CACHE_BYTES,
        lookahead_size=_LOOKAHEAD_BYTES,
        block_cycles=_BLOCK_CYCLES,
        disk_version=_DISK_VERSION,
    )
    if image is None:
        fs.format()
    else:
        fs.context.buffer[:] = image
    fs.mount()
    return fs
