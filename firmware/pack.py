"""The program is one file, the pack: this checks it as a whole and mounts it as a file system to import from.

    b"NPPACK2\\n" | CRC-32 of all that follows | size of the paths u32 | number of paths u32 | paths | places | contents

The paths are text, each "/pen/core" or "/pen/core/gate.mpy" with a line's end after it. For each path there is one
place: CRC-32 of the path (its low 30 bits) u32 | where its content starts in the pack u32, 0 for a folder | size u32.

One sum says whether the program is whole: it finds every flipped bit and every copy that was cut short. It is no
signature. A module is found by searching the places, which lie in memory until the start is over; littlefs would read
its folders for milliseconds. This file must not run anything, and must not depend on what the modules contain.
"""

from binascii import crc32
from io import IOBase
from struct import pack, unpack, unpack_from

from micropython import const

_MAGIC = b"NPPACK2\n"
_HEAD_BYTES = const(20)
_PLACE_BYTES = const(12)
_AT_ONCE = const(20)  # places that are read at once when they do not lie in memory
_CHECK_BYTES = const(4096)  # read at once while the sum is made
_CRC_MASK = const(0x3FFF_FFFF)  # a small integer, which needs no heap
_FOLDER = const(0x4000)  # kinds of path, as `os.stat` gives them
_FILE = const(0x8000)
_ENOENT = const(2)
_EROFS = const(30)
_CLOSE = const(4)  # requests to a stream: MP_STREAM_CLOSE and MP_STREAM_GET_BUFFER_SIZE of py/stream.h
_GET_BUFFER_SIZE = const(11)
_IMPORT_BYTES = const(255)  # an import asks for at most so many bytes at once (extmod/vfs_reader.c)


class BadPack(Exception):
    """The file is not a whole program."""


class Pack:
    """A pack as a file system for `vfs.mount`, read-only.

    `file`: the open file that holds it, `start`: where in it the pack begins, `size`: its bytes. `reopen()` opens the
    same file once more, after `close_file`. Raises BadPack, OSError.
    """

    def __init__(self, file, start: int, size: int, reopen):
        self._file = file
        self._start = start
        self._reopen = reopen
        file.seek(start)
        head = file.read(_HEAD_BYTES)
        if len(head) != _HEAD_BYTES or head[:8] != _MAGIC:
            raise BadPack("no program")
        expected, self._paths_bytes, count = unpack("<III", head[8:])
        if _checksum(file, size - _HEAD_BYTES, crc32(head[12:])) != expected or file.read(1):
            raise BadPack("damaged")
        file.seek(start + _HEAD_BYTES)
        paths = file.read(self._paths_bytes).split(b"\n")
        self._folders = tuple([path.decode() for path in paths if not path.endswith(b".mpy")])
        self._count = count
        self._places = file.read(_PLACE_BYTES * count)  # until `close_file`, then b""
        self._latest = ("", (0, 0))  # the path that was found last, and its place: a module is looked up twice

    def open_file(self) -> None:
        """Open the file again, until `close_file`. Raises OSError.

        Several modules are about to come, each from within the one before: to open the file for each of them goes so
        much deeper that the chip's stack of 8 KB ends in the heap.
        """
        if not self._file:
            self._file = self._reopen()

    def close_file(self) -> None:
        """Close the file and forget the places: 3 KB of heap. What is opened later opens and reads them anew."""
        if self._file:
            self._file.close()
        self._file = None
        self._places = b""

    def mount(self, _readonly: bool, _mkfs: bool) -> None:
        """Called by `vfs.mount`. There is nothing to prepare: a pack is never written."""

    def umount(self) -> None:
        """Called by `vfs.umount`. There is nothing to store."""

    def stat(self, path: str) -> tuple:
        """(mode, …, size, …) of a folder or file. Raises OSError."""
        if path in self._folders:  # each import asks for a folder, and for a source, first: 0.1 s of a start
            return (_FOLDER, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        if path.endswith(".mpy"):
            return (_FILE, 0, 0, 0, 0, 0, self._place(path)[1], 0, 0, 0)
        raise OSError(_ENOENT)

    def ilistdir(self, path: str):
        """(name, kind, 0, size) of everything in a folder, for a person at the REPL."""
        wanted = path.rstrip("/")
        paths = self.open_range(_HEAD_BYTES, self._paths_bytes).read().decode()
        for one in paths.split("\n"):
            folder, slash, name = one.rpartition("/")
            if slash and folder == wanted:
                size = self.stat(one)[6]
                yield name, _FILE if name.endswith(".mpy") else _FOLDER, 0, size

    def open(self, path: str, mode: str) -> "Stream":
        """A file's content as a stream. Raises OSError."""
        if mode not in ("r", "rb"):
            raise OSError(_EROFS)
        return self.open_range(*self._place(path))

    def open_range(self, start: int, size: int) -> "Stream":
        """`size` bytes of the pack from `start` on as a stream. Raises OSError."""
        if self._file:
            return Stream(self._file, self._start + start, size, False)
        return Stream(self._reopen(), self._start + start, size, True)

    def _place(self, path: str) -> "tuple[int, int]":
        """Where a path's content starts, and its size. Raises OSError."""
        if path == self._latest[0]:
            return self._latest[1]
        crc = pack("<I", crc32(path.encode()) & _CRC_MASK)
        place = _found(self._places, crc) if self._places else self._look_up(crc)
        if place is None or not place[0]:  # nothing at all, or a folder
            raise OSError(_ENOENT)
        self._latest = (path, place)
        return place

    def _look_up(self, crc: bytes) -> "tuple[int, int] | None":
        """As `_found`, among the places in the file: the start is over. Raises OSError."""
        file = self._file or self._reopen()
        file.seek(self._start + _HEAD_BYTES + self._paths_bytes)
        place = None
        for _ in range(0, self._count, _AT_ONCE):
            place = place or _found(file.read(_PLACE_BYTES * _AT_ONCE), crc)
        if not self._file:
            file.close()
        return place


class Stream(IOBase):
    """A part of an open file, to be read once from its beginning to its end.

    An import reads it in small pieces, so it never needs a module's size in one piece of the heap. Several streams may
    read from the same file by turns: each goes to its own position first. `close_with`: close the file with the stream.
    """

    def __init__(self, file, position: int, size: int, close_with: bool):
        self._file = file
        self._position = position
        self._left = size
        self._close_with = close_with

    def readinto(self, buf) -> int:
        """Fill `buf` from the stream; return how many bytes came, 0 at the stream's end. Raises OSError."""
        if len(buf) > self._left:
            buf = memoryview(buf)[: self._left]
        self._file.seek(self._position)  # pyright: ignore[reportOptionalMemberAccess] - a closed one is not read
        count = self._file.readinto(buf)  # pyright: ignore[reportOptionalMemberAccess]
        self._position += count
        self._left -= count
        return count

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; all that is left when it is negative. For a person: an import uses `readinto`."""
        data = bytearray(self._left if size < 0 else min(size, self._left))
        return bytes(data[: self.readinto(data)])

    def close(self) -> None:
        """Nothing more is read. The file's 1 KB of heap goes with it, though something may still point to the stream.

        (A module without constants does, when its table of names fills its heap blocks: its table of constants, with
        nothing in it, begins where the next block does. The collection takes what lies there for its own.)
        """
        if self._close_with and self._file:
            self._file.close()
        self._file = None

    def ioctl(self, request: int, _argument: int) -> int:
        """What MicroPython asks of a stream: how much to read at once, and to close it."""
        if request == _CLOSE:
            self.close()
        return _IMPORT_BYTES if request == _GET_BUFFER_SIZE else 0


def _found(places: bytes, crc: bytes) -> "tuple[int, int] | None":
    """Where the content of the path with this sum starts, and its size; None when it is not among these places."""
    at = places.find(crc)
    while at >= 0 and at % _PLACE_BYTES:  # the same bytes, but not at the beginning of a place
        at = places.find(crc, at + 1)
    return unpack_from("<II", places, at + 4) if at >= 0 else None


def _checksum(file, size: int, crc: int) -> int:
    """CRC-32 of the next `size` bytes of `file`, going on from `crc`. Raises BadPack: there are fewer."""
    buf = memoryview(bytearray(_CHECK_BYTES))
    left = size
    while left > 0:
        count = file.readinto(buf if left >= _CHECK_BYTES else buf[:left])
        if not count:
            raise BadPack("cut short")
        crc = crc32(buf[:count], crc)
        left -= count
    return crc
