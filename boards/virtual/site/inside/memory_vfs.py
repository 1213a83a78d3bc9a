"""Stands in for MicroPython's `vfs` in the browser, which has no littlefs. **Files lie in memory, not in the flash.**

The webassembly port mounts file systems, but is built without VfsLfs2. So `VfsLfs2` here keeps its files in a table
beside the flash, and the flash holds only which table is its own. As with littlefs a file is durable when it is flushed
or closed, all or nothing, and what is left of a firmware that has lost its power changes nothing any more.

What the flash chip does is asked at every opening and every change, so its faults (absent, frozen, stale, erased) are
those of the real one, and a change while the needles move is a violation. What is lost: a page that is damaged or torn
hits no file, files take room by whole sectors only, and nothing of littlefs itself is tried here.

A flash that holds an image (`packed`) is one that the builder has written: its files are taken over at the first mount.
"""

import json

import vfs as built_in

from boards.virtual import current, heap
from boards.virtual.site.inside.memory_file import MemoryFile

mount = built_in.mount
umount = built_in.umount

IMAGE = b"NPFILES1"  # followed by the length of the index (4 bytes), the index [[path, size], …], and the contents
_TABLE = b"NPTABLE1"  # followed by the number of the table (4 bytes)
_SECTOR = 4096
_OVERHEAD = 3  # sectors: the table's number, the mark of the latest change, and folders
_DIR = 0x4000
_FILE = 0x8000
_ENOENT = 2
_EIO = 5
_EEXIST = 17
_ENOTDIR = 20
_EISDIR = 21
_ENOSPC = 28
_tables: dict = {}  # number → {path: content; None is a folder}


def unpacked(image) -> dict:
    """The files in an image, by path."""
    at = 12 + int.from_bytes(image[8:12], "little")
    files: dict = {}
    for path, size in json.loads(bytes(image[12:at])):
        files[path] = bytes(image[at : at + size])
        folder = path.rpartition("/")[0]
        while folder:
            files[folder] = None
            folder = folder.rpartition("/")[0]
        at += size
    return files


class MemoryFs:
    """MicroPython's VfsLfs2 as far as the firmware uses it. Raises OSError with its numbers."""

    def __init__(self, bdev, progsize=256) -> None:
        self._bdev = bdev
        head = self._head()
        if head[:8] == IMAGE:
            _new_table(bdev, unpacked(current.world.flash.data))
            head = self._head()
        number = int.from_bytes(head[8:12], "little")
        if head[:8] != _TABLE or number not in _tables:
            raise OSError(_EIO)
        self._number = number
        self._files = _tables[number]

    @staticmethod
    def mkfs(bdev, progsize=256) -> None:
        """Format the device: it holds an empty file system then."""
        _new_table(bdev, {})

    def mount(self, _readonly, _mkfs) -> None:
        """Called by `vfs.mount`; there is nothing to prepare."""

    def umount(self) -> None:
        """Called by `vfs.umount`; open files are lost."""

    # --- the flash ----------------------------------------------------------------------------------------

    def _head(self) -> bytearray:
        head = bytearray(12)
        if self._bdev.readblocks(0, head, 0):
            raise OSError(_EIO)
        return head

    def looked_at(self) -> None:
        """Raises OSError when the flash does not hold this file system any more, or cannot be read."""
        head = self._head()
        if head[:8] != _TABLE or int.from_bytes(head[8:12], "little") != self._number:
            raise OSError(_EIO)

    def changes(self) -> bool:
        """Whether a change reaches the flash: it leaves its mark in the last sector. Raises OSError, PowerCut.

        Not after a power cut or reset, as this boot's device is over then, nor when the chip is deaf.
        """
        self.looked_at()
        flash = current.world.flash
        mark = (flash.programs + 1).to_bytes(8, "little")
        if _write(self._bdev, flash.sectors - 1, mark):
            raise OSError(_EIO)
        at = (flash.sectors - 1) * _SECTOR
        return flash.data[at : at + 8] == mark

    # --- VfsLfs2's methods --------------------------------------------------------------------------------

    def open(self, path: str, mode: str = "r") -> "MemoryFile":
        """Open a file; text unless the mode has a "b"."""
        depth = heap.enter()
        try:
            self.looked_at()
            path = _plain(path)
            flags = mode.replace("b", "").replace("t", "") or "r"
            there = self._files.get(path)
            if there is None:
                if not path or path in self._files:
                    raise OSError(_EISDIR)
                self._is_folder(path.rpartition("/")[0])
                if flags[0] == "r":
                    raise OSError(_ENOENT)
            file = MemoryFile(self, path, b"" if flags[0] == "w" or there is None else there, flags, "b" not in mode)
            if there is None:
                self.keep(path, b"")
            return file
        finally:
            heap.leave(depth)

    def keep(self, path: str, content: bytes) -> None:
        """Make `content` that of the file. Raises OSError."""
        had = self._files.get(path) or b""
        if len(content) > len(had) and _sectors(content) - _sectors(had) > self._free():
            raise OSError(_ENOSPC)
        if self.changes():
            self._files[path] = content

    def ilistdir(self, path: str = ""):
        """(name, type, 0, size) of every entry."""
        self.looked_at()
        folder = _plain(path)
        self._is_folder(folder)
        start = folder + "/" if folder else ""
        for name in sorted(self._files):
            if name.startswith(start) and "/" not in name[len(start) :]:
                content = self._files[name]
                yield name[len(start) :], _DIR if content is None else _FILE, 0, len(content or b"")

    def stat(self, path: str) -> tuple:
        """Ten numbers, of which mode and size count."""
        self.looked_at()
        path = _plain(path)
        content = self._content(path) if path else None
        return (_DIR if content is None else _FILE, 0, 0, 0, 0, 0, len(content or b""), 0, 0, 0)

    def statvfs(self, path: str = "") -> tuple:
        """Block size, fragment size, blocks, free, available, three zeros, flags, longest name."""
        self.looked_at()
        free = self._free()
        return (_SECTOR, _SECTOR, current.world.flash.sectors, free, free, 0, 0, 0, 0, 255)

    def remove(self, path: str) -> None:
        """Remove the file of this path."""
        path = _plain(path)
        self._content(path)
        if self.changes():
            del self._files[path]

    rmdir = remove

    def rename(self, old: str, new: str) -> None:
        """Rename, replacing what was there."""
        old, new = _plain(old), _plain(new)
        self._content(old)
        if self.changes():
            self._files[new] = self._files.pop(old)

    def mkdir(self, path: str) -> None:
        """Make a directory of this path."""
        path = _plain(path)
        self._is_folder(path.rpartition("/")[0])
        if path in self._files:
            raise OSError(_EEXIST)
        if self.changes():
            self._files[path] = None

    def _content(self, path: str):
        if path not in self._files:
            self._is_folder(path.rpartition("/")[0])
            raise OSError(_ENOENT)
        return self._files[path]

    def _is_folder(self, path: str) -> None:
        if path and path not in self._files:
            raise OSError(_ENOENT)
        if path and self._files[path] is not None:
            raise OSError(_ENOTDIR)

    def _free(self) -> int:
        used = sum([_sectors(content) for content in self._files.values() if content])
        return max(0, current.world.flash.sectors - _OVERHEAD - used)


VfsLfs2 = MemoryFs


def _plain(path: str) -> str:
    return path.strip("/")


def _sectors(content) -> int:
    return (len(content) + _SECTOR - 1) // _SECTOR


def _write(bdev, block: int, data: bytes) -> int:
    """Erase a sector and begin it with `data`; not 0: the flash refuses."""
    return bdev.ioctl(6, block) or bdev.writeblocks(block, data, 0)


def _new_table(bdev, files: dict) -> None:
    number = len(_tables) + 1
    if _write(bdev, 0, _TABLE + number.to_bytes(4, "little")):
        raise OSError(_EIO)
    _tables[number] = files
