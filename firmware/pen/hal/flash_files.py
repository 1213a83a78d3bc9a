"""Files in the pen's own flash: the flash copy of the ledger, and the segments of the journal.

It moves bytes and counts records; what is in them belongs to the codecs. It never deletes on its own, and must not be
called while needles move: an erase stops the processor for tens of milliseconds (rule S11). Every OSError leaves as
PartError(FLASH). littlefs makes a file durable when it is closed: all or nothing.
"""

from errno import ENOENT

import vfs
from micropython import const

from .errors import FLASH, DataError, PartError
from .ticks import sleep_ms

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

SERVICE = "/journal/service"  # what the clock read when service mode began, see `service_clock.py`
_SIZE = const(3)  # field of an `ilistdir` entry
_BLOCK_SIZE = const(0)  # fields of `statvfs`
_BLOCKS_FREE = const(4)
_COAST_MS = const(600)  # a reset may have come while needles moved: they turn on for so long


def root():
    """The filesystem object mounted at "/". Raises PartError when there is none."""
    for fs, path in vfs.mount():
        if path == "/":
            return fs
    raise PartError(FLASH, "no filesystem")


class SlotFile:
    """A slot of the ledger, or another small thing, in file `path` of filesystem `fs`."""

    def __init__(self, fs, path: str):
        self._fs = fs
        self._path = path

    def read(self, buf: "bytearray | memoryview") -> int:
        """Read the file into `buf`; return the bytes read, 0 when there is no file. Raises PartError."""
        try:
            with self._fs.open(self._path, "rb") as file:
                return file.readinto(buf)
        except OSError as error:
            if error.errno == ENOENT:
                return 0
            raise PartError(FLASH, "read") from None

    def write(self, buf: "bytes | bytearray | memoryview") -> None:
        """Make `buf` the whole content: written, closed, read back. Raises PartError, DataError (differs).

        A power cut leaves the old content or the new one.
        """
        try:
            with self._fs.open(self._path, "wb") as file:
                file.write(buf)
        except OSError:
            raise PartError(FLASH, "write") from None
        back = bytearray(len(buf) + 1)
        if self.read(back) != len(buf) or memoryview(back)[: len(buf)] != memoryview(buf):
            raise DataError(FLASH, "verify")

    def remove(self) -> None:
        """Delete the file, if there is one. Raises PartError."""
        try:
            self._fs.remove(self._path)
        except OSError as error:
            if error.errno != ENOENT:
                raise PartError(FLASH, "remove") from None


class Segments:
    """The journal: records of `record_size` bytes, `per_segment` to a file, in folder `path` of `fs`.

    Sequences start at 1 in every epoch; segment k holds the records k * per_segment + 1 and up. A file is named by
    epoch and k in hexadecimal. A partial record at the end of a file does not count and is overwritten.
    """

    def __init__(self, fs, path: str, record_size: int = 64, per_segment: int = 512):
        self._fs = fs
        self._directory = path
        self._record = record_size
        self._per = per_segment
        self._file: Any = None  # kept open between two reads: finding it takes longer than reading it
        self._file_epoch = 0
        self._file_k = 0
        try:
            fs.stat(path)
        except OSError:
            sleep_ms(_COAST_MS)
            try:
                fs.mkdir(path)
            except OSError:
                raise PartError(FLASH, "mkdir") from None

    def append(self, epoch: int, seq: int, data: "bytes | bytearray | memoryview") -> None:
        """Append whole records, the first of which has number `seq`, the next one of this epoch.

        Durable when it returns. Raises PartError (flash; or a gap: nothing is ever overwritten or left out),
        ValueError (not whole records).
        """
        data = memoryview(data)
        if len(data) % self._record or seq < 1:
            raise ValueError("whole records only")
        while len(data):
            k, offset = divmod(seq - 1, self._per)
            if self._records(epoch, k) != offset or (k and self._records(epoch, k - 1) not in (0, self._per)):
                raise PartError(FLASH, "sequence")
            count = min(len(data) // self._record, self._per - offset)
            self._write(self._path(epoch, k), offset * self._record, data[: count * self._record])
            data = data[count * self._record :]
            seq += count

    def room(self, seq: int) -> int:
        """How many records, from `seq` on, the file of that one takes."""
        return self._per - (seq - 1) % self._per

    def readinto(self, epoch: int, seq: int, buf: "bytearray | memoryview") -> int:
        """Read records from `seq` on into `buf`; return how many, 0 when `seq` is not stored.

        Stops where the journal or the buffer ends. Raises PartError.
        """
        view = buf
        done = 0
        while len(view) >= self._record:
            k = (seq + done - 1) // self._per  # no divmod: tuples and slices cost more here than the reading
            offset = (seq + done - 1) % self._per
            room = min(len(view) // self._record, self._per - offset)
            whole = room * self._record == len(view)
            part = view if whole else memoryview(view)[: room * self._record]
            count = self._read(epoch, k, offset, part)
            done += count
            if whole or count < room:
                break
            view = memoryview(view)[count * self._record :]
        return done

    def stream(self, epoch: int, seq: int) -> "Callable[[memoryview], int]":
        """A function that fills a buffer with what its file holds from record `seq` on, each call with what follows.

        It returns how many bytes came, and may raise OSError. Good until anything else of the journal is used. For a
        laptop that reads everything: a call of the file system itself costs the chip the least. Raises PartError.
        """
        k, offset = divmod(seq - 1, self._per)
        try:
            self._go_to(epoch, k, offset)
        except OSError:
            self._close()
            raise PartError(FLASH, "read") from None
        return self._file.readinto

    def last(self, epoch: int) -> int:
        """Number of the newest record of `epoch`, 0 when there is none. Raises PartError."""
        return max([k * self._per + n for found, k, n in self._files() if found == epoch and n], default=0)

    def first(self, epoch: int) -> int:
        """Number of the oldest record of `epoch`, 0 when there is none. Raises PartError."""
        return self._first(self._files(), epoch)

    def epochs(self) -> "list[int]":
        """The epochs that have a file, oldest first. Raises PartError."""
        return sorted({found for found, _, _ in self._files()})

    def drop_oldest(self) -> bool:
        """Delete the oldest segment. The newest one always stays; False when it is the only one. Raises PartError."""
        files = self._files()
        if len(files) < 2:
            return False
        self._close()
        try:
            self._fs.remove(self._path(files[0][0], files[0][1]))
        except OSError:
            raise PartError(FLASH, "remove") from None
        return True

    def oldest(self) -> "tuple[int, int, int]":
        """(epoch, number of the first record, whole records) of what `drop_oldest` would delete; zeros: nothing.

        Raises PartError.
        """
        files = self._files()
        if len(files) < 2:
            return 0, 0, 0
        epoch, k, records = files[0]
        return epoch, k * self._per + 1, records

    def free_segments(self) -> int:
        """Whole new segments the filesystem has room for, a block of overhead each. Raises PartError."""
        try:
            status = self._fs.statvfs(self._directory)
        except OSError:
            raise PartError(FLASH, "statvfs") from None
        block = status[_BLOCK_SIZE]
        blocks = (self._record * self._per + block - 1) // block + 1
        return status[_BLOCKS_FREE] // blocks

    def _first(self, files, epoch: int) -> int:
        for found, k, records in files:
            if found == epoch and records:
                return k * self._per + 1
        return 0

    def _path(self, epoch: int, k: int) -> str:
        return "%s/%08x.%06x" % (self._directory, epoch, k)

    def _files(self) -> list:
        """(epoch, k, whole records) of every segment file, oldest first."""
        found = []
        try:
            for entry in self._fs.ilistdir(self._directory):
                name = entry[0]
                if len(name) == 15 and name[8] == ".":
                    found.append((int(name[:8], 16), int(name[9:], 16), entry[_SIZE] // self._record))
        except (OSError, ValueError):
            raise PartError(FLASH, "list") from None
        return sorted(found)

    def _records(self, epoch: int, k: int) -> int:
        try:
            return self._fs.stat(self._path(epoch, k))[6] // self._record
        except OSError as error:
            if error.errno == ENOENT:
                return 0
            raise PartError(FLASH, "stat") from None

    def _write(self, path: str, offset: int, data) -> None:
        self._close()
        try:
            with self._fs.open(path, "r+b" if offset else "wb") as file:
                file.seek(offset)
                file.write(data)
        except OSError:
            raise PartError(FLASH, "append") from None

    def _read(self, epoch: int, k: int, offset: int, buf) -> int:
        try:
            self._go_to(epoch, k, offset)
            return self._file.readinto(buf) // self._record
        except OSError as error:
            self._close()
            if error.errno == ENOENT:
                return 0
            raise PartError(FLASH, "read") from None

    def _go_to(self, epoch: int, k: int, offset: int) -> None:
        """Have that file open, at its record `offset`. Raises OSError, PartError."""
        if self._file is None or k != self._file_k or epoch != self._file_epoch:
            self._close()
            self._file = self._fs.open(self._path(epoch, k), "rb")
            self._file_epoch = epoch
            self._file_k = k
        self._file.seek(offset * self._record)

    def _close(self) -> None:
        """Forget the open file: before anything changes in the journal."""
        file = self._file
        self._file = None
        if file is not None:
            try:
                file.close()
            except OSError:
                raise PartError(FLASH, "close") from None
