"""The program is one piece of a file: this checks it as a whole and mounts it as a file system to import from.

    b"NPPACK2\\n" | CRC-32 of all that follows | size of the paths u32 | number of paths u32 | paths | places | contents

    paths, each "/pen/core" or "/pen/core/gate.mpy", with a line's end after each; of each a place: CRC-32 of the path
    (low 30 bits) | where its content starts in the pack u32, 0: it is a folder | size u32

One sum says whether the program is whole: no flipped bit, no copy that was cut short. It is no signature. A module is
found in a moment, where littlefs would read its folders for milliseconds. It must not run anything, and must not depend
on what is in the file.
"""

from binascii import crc32
from io import BytesIO
from struct import pack, unpack, unpack_from

from micropython import const

_MAGIC = b"NPPACK2\n"
_HEAD = const(20)
_PLACE = const(12)
_CHUNK = const(4096)
_CRC_MASK = const(0x3FFF_FFFF)  # small integers, which need no heap
_FOLDER = const(0x4000)
_FILE = const(0x8000)
_ENOENT = const(2)
_EROFS = const(30)


class BadPack(Exception):
    """The file is not a whole program."""


class Pack:
    """A pack as MicroPython wants a file system, read-only: `size` bytes of an open file from `at` on.

    Raises BadPack, OSError. `again()` opens the file anew, once it has been closed.
    """

    def __init__(self, file, at: int, size: int, again):
        self._file = file
        self._at = at
        self._again = again
        file.seek(at)
        head = file.read(_HEAD)
        if len(head) != _HEAD or head[:8] != _MAGIC:
            raise BadPack("no program")
        whole, self._paths_size, count = unpack("<III", head[8:])
        crc = crc32(head[12:])
        buf = memoryview(bytearray(_CHUNK))
        left = size - _HEAD
        while left > 0:
            got = file.readinto(buf if left >= _CHUNK else buf[:left])
            if not got:
                raise BadPack("cut short")
            crc = crc32(buf[:got], crc)
            left -= got
        if crc != whole or file.read(1):
            raise BadPack("damaged")
        file.seek(at + _HEAD + self._paths_size)
        self._places = file.read(_PLACE * count)

    def mount(self, _readonly: bool, _mkfs: bool) -> None:
        """It is never written, and never made here."""

    def rest(self) -> None:
        """The start is over: the file is closed, 1 KB of heap. Who asks now waits for milliseconds longer."""
        if self._file:
            self._file.close()
        self._file = None

    def umount(self) -> None:
        """Nothing is open but the one file, if that."""

    def stat(self, path: str) -> tuple:
        """(mode, …, size, …) of a folder or file. Raises OSError."""
        if path.endswith(".py"):  # a pack holds none, and each import asks for it first: half a millisecond's search
            raise OSError(_ENOENT)
        start, size = self._place(path)
        return (_FILE if start else _FOLDER, 0, 0, 0, 0, 0, size, 0, 0, 0)

    def ilistdir(self, path: str):
        """(name, kind, 0, size) of everything in a folder, for a person at the REPL."""
        inside = path.rstrip("/")
        for one in self._read(_HEAD, self._paths_size).decode().split("\n"):
            folder, slash, name = one.rpartition("/")
            if slash and folder == inside:
                start, size = self._place(one)
                yield name, _FILE if start else _FOLDER, 0, size

    def open(self, path: str, mode: str) -> BytesIO:
        """A file's content as a stream. Raises OSError."""
        if mode not in ("r", "rb"):
            raise OSError(_EROFS)
        start, size = self._place(path)
        return BytesIO(self._read(start, size))

    def _read(self, start: int, size: int) -> bytes:
        file = self._file or self._again()
        file.seek(self._at + start)
        data = file.read(size)
        if file is not self._file:
            file.close()
        return data

    def _place(self, path: str) -> "tuple[int, int]":
        """Where a file's content starts, and its size. Raises OSError."""
        crc = pack("<I", crc32(path.encode()) & _CRC_MASK)  # an import asks three times for each name: must be quick
        at = self._places.find(crc)
        while at >= 0 and at % _PLACE:  # the same bytes elsewhere
            at = self._places.find(crc, at + 1)
        if at < 0:
            raise OSError(_ENOENT)
        return unpack_from("<II", self._places, at + 4)
