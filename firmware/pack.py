"""The program is one file: this checks it as a whole and mounts it as a file system to import from.

    b"NPPACK1\\n" | SHA-256 of all that follows (32) | rows u32 | rows, sorted by path | contents

    a row of the index: path, filled up with zeros (32) | where its content starts in the file u32 | size u32

One hash says whether the program is whole; a module is found in a moment, where littlefs would read its folders for
milliseconds. It must not run anything, and must not depend on what is in the file.
"""

import io
from hashlib import sha256
from struct import unpack, unpack_from

import vfs

MAGIC = b"NPPACK1\n"
HEAD = 44
PATH = 32
ROW = PATH + 8
_CHUNK = 1024
_FOLDER, _FILE = 0x4000, 0x8000
_ENOENT, _EROFS = 2, 30
_BUFFER_SIZE, _BUFFER = 11, 255  # MP_STREAM_GET_BUFFER_SIZE (py/stream.h), and the most that an import takes


class BadPack(Exception):
    """The file is not a whole program."""


class Pack:
    """A pack as MicroPython wants a file system, read-only. Raises BadPack, OSError (no such file)."""

    def __init__(self, path: str):
        self._file = open(path, "rb")  # noqa: PTH123, SIM115 - for as long as the program runs
        head = self._file.read(HEAD)
        if len(head) != HEAD or head[:8] != MAGIC:
            raise BadPack("no program")
        whole = sha256(head[40:])
        buf = memoryview(bytearray(_CHUNK))
        while True:
            size = self._file.readinto(buf)
            if not size:
                break
            whole.update(buf[:size])
        if whole.digest() != head[8:40]:
            raise BadPack("damaged")
        self._file.seek(HEAD)
        self._index = self._file.read(ROW * unpack("<I", head[40:])[0])
        self._folders = set()
        for at in range(0, len(self._index), ROW):
            self._folders.add(self._index[at : at + PATH].rstrip(b"\0").decode().rpartition("/")[0])

    def mount(self, _readonly: bool, _mkfs: bool) -> None:
        """It is never written, and never made here."""

    def umount(self) -> None:
        """Nothing is open but the one file."""

    def stat(self, path: str) -> tuple:
        """(mode, …, size, …) of a folder or file. Raises OSError."""
        folder = path.strip("/") in self._folders  # first: an import asks for a folder, a .py and a .mpy of each name
        if not folder and not path.endswith(".mpy"):
            raise OSError(_ENOENT)
        size = 0 if folder else self._find(path)[1]
        return (_FOLDER if folder else _FILE, 0, 0, 0, 0, 0, size, 0, 0, 0)

    def ilistdir(self, path: str):
        """(name, kind, 0, size) of everything in a folder, for a person at the REPL."""
        inside = path.strip("/")
        for folder in self._folders:
            if folder and folder.rpartition("/")[0] == inside:
                yield folder.rpartition("/")[2], _FOLDER, 0, 0
        for at in range(0, len(self._index), ROW):
            folder, _, name = self._index[at : at + PATH].rstrip(b"\0").decode().rpartition("/")
            if folder == inside:
                yield name, _FILE, 0, unpack_from("<I", self._index, at + PATH + 4)[0]

    def open(self, path: str, mode: str) -> "Entry":
        """A file to read from. Raises OSError."""
        if mode not in ("r", "rb"):
            raise OSError(_EROFS)
        start, size = self._find(path)
        return Entry(self._file, start, size)

    def _find(self, path: str) -> "tuple[int, int]":
        """Where a file's content starts, and its size; by halves. Raises OSError."""
        key = path.strip("/").encode()
        key += bytes(PATH - len(key)) if len(key) < PATH else b""
        low, high = 0, len(self._index) // ROW
        while low < high:
            at = (low + high) // 2 * ROW
            row = self._index[at : at + PATH]
            if row == key:
                return unpack_from("<II", self._index, at + PATH)
            if row < key:
                low = at // ROW + 1
            else:
                high = at // ROW
        raise OSError(_ENOENT)


class Entry(io.IOBase):
    """One file of a pack, as a stream of bytes."""

    def __init__(self, file, start: int, size: int):
        self._file = file
        self._at = start
        self._end = start + size

    def readinto(self, buf) -> int:
        """Fill `buf`; how many bytes, 0 at the end."""
        size = min(len(buf), self._end - self._at)
        self._file.seek(self._at)
        size = self._file.readinto(memoryview(buf)[:size])
        self._at += size
        return size

    def ioctl(self, request: int, _argument: int) -> int:
        """How much to ask for at once; all else is done by doing nothing."""
        return _BUFFER if request == _BUFFER_SIZE else 0


def mount(path: str, at: str) -> None:
    """Make the program in `path` importable from folder `at`. Raises BadPack, OSError."""
    vfs.mount(Pack(path), at)
