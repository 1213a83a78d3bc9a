"""Is a pack what its manifest says? The sums, its list of files, and every place in it. Pen and laptop share this file.

The pack is what `firmware/pack.py` mounts. It is read from streams in small pieces, as the pen has little heap; the
list is compared line by line with the manifest's. The sum of each file is not looked at: the pack's own is signed too,
and says all that those could. It decides nothing about this pen.
"""

from binascii import crc32
from hashlib import sha256
from struct import unpack

from .bundle import (
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
from .manifest_text import PATH_LETTERS, Lines, made_of

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .manifest import Manifest

    Open = Callable[[int], Any]  # from where in the bundle on -> a stream of bytes with readinto and close

PACK_MAGIC = b"NPPACK2\n"
PLACE = 12  # bytes of a place: CRC-32 of the path, low 30 bits | start in the pack u32, 0: a folder | size u32
_PATHS_MAX = 12 * 1024
_LINE_MAX = 80  # bytes of a path's line; one that is right has 62 at most
_CRC_MASK = 0x3FFF_FFFF
_ROOT = 0x2F  # "/", with which every path begins …
_SLASH = crc32(b"/")  # … and its sum
_CHUNK = 1024  # read at once


def check_pack(open_at: "Open", manifest: "Manifest") -> None:
    """Is the end of the bundle the pack of this manifest: its files, all of them and no other? Raises BadBundle.

    `open_at(at)` opens the bundle as a stream that begins with its byte `at`; at most three are open at a time.
    """
    with open_at(manifest.pack_at) as stream:
        head = _checked_sums(stream, manifest)
    if head[:8] != PACK_MAGIC:
        raise BadBundle(NOT_A_PACK)
    _, paths_size, count = unpack("<III", head[8:])
    if paths_size > _PATHS_MAX or not 0 < count <= 2 * FILES_MAX:
        raise BadBundle(PACK_PATHS)
    at = manifest.pack_at + PACK_HEAD
    with open_at(at) as paths, open_at(at + paths_size) as places, open_at(manifest.files_at) as listed:
        entries = _entries(paths, paths_size, places, count)
        _check_places(entries, manifest.files(listed, False), manifest, PACK_HEAD + paths_size + PLACE * count)


def _checked_sums(stream: "Any", manifest: "Manifest") -> bytes:
    """The pack's first bytes, after all of it was read and has the sums and the length that it should."""
    whole = sha256()
    buf = memoryview(bytearray(_CHUNK))
    head = bytes(_filled(stream, buf[:PACK_HEAD]))
    whole.update(head)
    crc = crc32(head[12:])
    left = manifest.pack_size - PACK_HEAD
    while left:
        part = _filled(stream, buf if left >= _CHUNK else buf[:left])
        whole.update(part)
        crc = crc32(part, crc)
        left -= len(part)
    if stream.readinto(buf[:1]):
        raise BadBundle(SIZE)
    if whole.digest() != manifest.pack:
        raise BadBundle(PACK_HASH)
    if crc & 0xFFFFFFFF != unpack("<I", head[8:12])[0]:
        raise BadBundle(PACK_CRC)
    return head


def _entries(paths: "Any", left: int, places: "Any", count: int) -> "Iterator[tuple[bytes, int, int]]":
    """(path, start, size) of each of the pack's entries, in order. Raises BadBundle."""
    view = memoryview(bytearray(PLACE))
    before = b""
    lines = Lines(paths, left, _LINE_MAX)
    for i in range(count):
        if not lines.next() or lines.buf[lines.start] != _ROOT:
            raise BadBundle(PACK_PATHS)
        path = bytes(lines.view[lines.start + 1 : lines.end])
        crc, start, size = unpack("<III", _filled(places, view))
        if crc != crc32(path, _SLASH) & _CRC_MASK or path <= before:
            raise BadBundle(PACK_PLACES, i)
        before = path
        if not made_of(path, PATH_LETTERS):
            raise BadBundle(PACK_PATHS)
        yield path, start, size
    if lines.left:
        raise BadBundle(PACK_PATHS)


def _check_places(
    entries: "Iterator[tuple[bytes, int, int]]",
    files: "Iterator[tuple[bytes, int, bytes]]",
    manifest: "Manifest",
    at: int,
) -> None:
    """Names, order, sizes and places of a pack whose contents begin `at`; every folder is one of a file's.

    Paths stay bytes: to make a text of each would take the pen 0.2 s, as it looks for it among all names it knows.
    """
    needed = {b""}  # the pack's own root has no entry
    found: set[bytes] = set()
    number = 0
    folder = b""  # of the file before
    i = -1
    for path, start, size in entries:
        i += 1  # noqa: SIM113 - MicroPython makes a tuple of each
        if not start:
            if size:
                raise BadBundle(PACK_EXTRA, i)
            found.add(path)
            continue
        number += 1
        _, wanted_size, wanted = next(files, (b"", 0, b""))
        if path != wanted:
            for _ in files:  # what is wrong with the list itself comes first
                pass
            raise BadBundle(PACK_MISSING, number) if wanted and wanted < path else BadBundle(PACK_EXTRA, i)
        if size != wanted_size:
            raise BadBundle(FILE_SIZE, number)
        if start != at:
            raise BadBundle(PACK_PLACES, i)
        at += size
        end = path.rfind(b"/")
        if end == len(folder) and path.startswith(folder):
            continue
        folder = above = path[:end]
        while above not in needed:
            needed.add(above)
            above = above[: max(0, above.rfind(b"/"))]
    missing = 0
    for _ in files:
        missing += 1
    if missing or needed - found - {b""}:
        raise BadBundle(PACK_MISSING, number + 1)
    if found - needed:
        raise BadBundle(PACK_EXTRA, number)
    if at != manifest.pack_size:
        raise BadBundle(SIZE, at)


def _filled(stream: "Any", buf: memoryview) -> memoryview:
    """`buf`, filled from the stream. Raises BadBundle: it ends before."""
    if stream.readinto(buf) != len(buf):
        raise BadBundle(SIZE)
    return buf
