"""Is a pack what its manifest says? Its list of files, every place in it, and the sums. Pen and laptop share this file.

The pack is what `firmware/pack.py` mounts. It reads a stream once from start to end and decides nothing about this pen.
"""

from binascii import crc32
from hashlib import sha256
from struct import unpack, unpack_from

from .bundle import (
    FILE_HASH,
    FILE_SIZE,
    FILES_MAX,
    NOT_A_PACK,
    PACK_CRC,
    PACK_EXTRA,
    PACK_HASH,
    PACK_HEAD,
    PACK_MISSING,
    PACK_PATHS,
    PACK_PLACES,
    SIZE,
    BadBundle,
)

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .manifest import Manifest

PACK_MAGIC = b"NPPACK2\n"
PLACE = 12  # bytes of a place: CRC-32 of the path, low 30 bits | start in the pack u32, 0: a folder | size u32
_PATHS_MAX = 12 * 1024
_CRC_MASK = 0x3FFF_FFFF
_CHUNK = 512  # read at once: at the end of an update no 2 KB of heap are free in a row on the pen


def check_pack(readinto: "Callable[[memoryview], int]", manifest: "Manifest", each: bool = True) -> None:
    """Is what `readinto` gives, to its end, the pack of this manifest: its files, all of them and no other?

    `readinto(buf)` fills `buf` from a stream and returns how many bytes those are. Raises BadBundle. `each`: look at
    each file's sum as well. The pen does not: the pack's own sum is signed too, and says all that this could.
    """
    whole = sha256()
    buf = memoryview(bytearray(_CHUNK))
    head = _take(readinto, bytearray(PACK_HEAD), whole)
    if bytes(head[:8]) != PACK_MAGIC:
        raise BadBundle(NOT_A_PACK)
    wanted_crc, paths_size, count = unpack("<III", head[8:])
    if paths_size > _PATHS_MAX or not 0 < count <= 2 * FILES_MAX:
        raise BadBundle(PACK_PATHS)
    paths = bytearray(paths_size)
    _take(readinto, paths, whole)
    places = _take(readinto, bytearray(PLACE * count), whole)
    crc = crc32(places, crc32(paths, crc32(head[12:])))
    _check_places(paths, places, manifest, PACK_HEAD + paths_size + PLACE * count)
    left = manifest.pack_size - PACK_HEAD - paths_size - PLACE * count
    if each:
        number = 0
        for digest, size, _ in manifest.files():
            number += 1  # noqa: SIM113 - as the pen would: MicroPython makes a tuple of each
            file = sha256()
            while size:
                part = _take(readinto, buf[: min(size, _CHUNK)], whole)
                file.update(part)
                crc = crc32(part, crc)
                size -= len(part)
                left -= len(part)
            if file.digest() != digest:
                raise BadBundle(FILE_HASH, number)
    while left:
        part = _take(readinto, buf[: min(left, _CHUNK)], whole)
        crc = crc32(part, crc)
        left -= len(part)
    if readinto(buf[:1]):
        raise BadBundle(SIZE)
    if crc & 0xFFFFFFFF != wanted_crc:
        raise BadBundle(PACK_CRC)
    if whole.digest() != manifest.pack:
        raise BadBundle(PACK_HASH)


def _check_places(paths: "bytearray", places: "memoryview", manifest: "Manifest", at: int) -> None:
    """Names, order, sizes and places of a pack whose contents begin `at`; every folder is one of a file's.

    The paths are looked at one by one: on the pen a list of all of them took more heap than there was.
    """
    for _ in _lines(paths, len(places) // PLACE):  # all of them are lines, before the first is compared
        pass
    needed: set[str] = set()
    found: set[str] = set()
    files = manifest.files()
    number = 0
    before = ""
    i = 0
    for line in _lines(paths, len(places) // PLACE):
        crc, start, size = unpack_from("<III", places, PLACE * i)
        path = line[1:]
        if crc != crc32(line.encode()) & _CRC_MASK or line <= before:
            raise BadBundle(PACK_PLACES, i)
        before = line
        i += 1  # noqa: SIM113 - MicroPython makes a tuple of each
        if not start:
            if size:
                raise BadBundle(PACK_EXTRA, i - 1)
            found.add(path)
            continue
        number += 1
        wanted = next(files, None)
        if wanted is None or path < wanted[2]:
            raise BadBundle(PACK_EXTRA, i - 1)
        if path != wanted[2]:
            raise BadBundle(PACK_MISSING, number)
        if size != wanted[1]:
            raise BadBundle(FILE_SIZE, number)
        if start != at:
            raise BadBundle(PACK_PLACES, i - 1)
        at += size
        folder = path.rpartition("/")[0]
        while folder and folder not in needed:
            needed.add(folder)
            folder = folder.rpartition("/")[0]
    if number != manifest.count or needed - found:
        raise BadBundle(PACK_MISSING, number + 1)
    if found - needed:
        raise BadBundle(PACK_EXTRA, number)
    if at != manifest.pack_size:
        raise BadBundle(SIZE, at)


def _lines(paths: "bytearray", count: int) -> "Iterator[str]":
    """The `count` paths, one a line, each with a slash before it. What else they are shows when they are compared."""
    if paths.count(b"\n") != count or paths[-1] != 0x0A:
        raise BadBundle(PACK_PATHS)
    start = 0
    while start < len(paths):
        end = paths.find(b"\n", start)
        try:
            line = paths[start:end].decode()
        except ValueError:  # UnicodeError
            raise BadBundle(PACK_PATHS) from None
        if line[:1] != "/":
            raise BadBundle(PACK_PATHS)
        yield line
        start = end + 1


def _take(readinto: "Callable[[memoryview], int]", buf: "bytearray | memoryview", whole: "Any") -> memoryview:
    """`buf` filled, and what was read told to the sum over `whole`."""
    view = memoryview(buf)
    if readinto(view) != len(view):
        raise BadBundle(SIZE)
    whole.update(view)
    return view
