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
from struct import unpack, unpack_from

MAGIC = b"NPPACK2\n"
HEAD = 20
PLACE = 12
_CHUNK = 4096
_CRC_MASK = 0x3FFF_FFFF  # small integers, which need no heap
_FOLDER, _FILE = 0x4000, 0x8000
_ENOENT, _EROFS = 2, 30


class BadPack(Exception):
    """The file is not a whole program."""


class Pack:
    """A pack as MicroPython wants a file system, read-only: `size` bytes of an open file from `at` on.

    Raises BadPack, OSError.
    """

    def __init__(self, file, at: int, size: int):
        self._file = file
        self._at = at
        file.seek(at)
        head = file.read(HEAD)
        if len(head) != HEAD or head[:8] != MAGIC:
            raise BadPack("no program")
        whole, self._paths_size, count = unpack("<III", head[8:])
        crc = crc32(head[12:])
        buf = memoryview(bytearray(_CHUNK))
        left = size - HEAD
        while left > 0:
            got = file.readinto(buf if left >= _CHUNK else buf[:left])
            if not got:
                raise BadPack("cut short")
            crc = crc32(buf[:got], crc)
            left -= got
        if crc != whole or file.read(1):
            raise BadPack("damaged")
        file.seek(at + HEAD + self._paths_size)
        self._places = file.read(PLACE * count)
        self._numbers = {}  # by the path's CRC: an import asks three times for each name, so this must be quick
        for i in range(count):
            self._numbers[unpack_from("<I", self._places, PLACE * i)[0]] = i

    def mount(self, _readonly: bool, _mkfs: bool) -> None:
        """It is never written, and never made here."""

    def umount(self) -> None:
        """Nothing is open but the one file."""

    def stat(self, path: str) -> tuple:
        """(mode, …, size, …) of a folder or file. Raises OSError."""
        start, size = self._place(path)
        return (_FILE if start else _FOLDER, 0, 0, 0, 0, 0, size, 0, 0, 0)

    def ilistdir(self, path: str):
        """(name, kind, 0, size) of everything in a folder, for a person at the REPL."""
        inside = path.rstrip("/")
        self._file.seek(self._at + HEAD)
        for one in self._file.read(self._paths_size).decode().split("\n"):
            folder, slash, name = one.rpartition("/")
            if slash and folder == inside:
                start, size = self._place(one)
                yield name, _FILE if start else _FOLDER, 0, size

    def open(self, path: str, mode: str) -> BytesIO:
        """A file's content as a stream. Raises OSError."""
        if mode not in ("r", "rb"):
            raise OSError(_EROFS)
        start, size = self._place(path)
        self._file.seek(self._at + start)
        return BytesIO(self._file.read(size))

    def _place(self, path: str) -> "tuple[int, int]":
        """Where a file's content starts, and its size. Raises OSError."""
        number = self._numbers.get(crc32(path.encode()) & _CRC_MASK)
        if number is None:
            raise OSError(_ENOENT)
        return unpack_from("<II", self._places, PLACE * number + 4)
