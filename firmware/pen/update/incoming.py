"""A bundle on its way into the slot that does not run: kept piece by piece, read back as a whole (S12).

The slot is marked as not to be run before its first byte changes, and only `install` marks it otherwise, after all of
it was read back and is what the head's signature covers. It never touches the slot that runs.
"""

from hashlib import sha256

from micropython import const

from pen.formats.bundle import BadBundle
from pen.formats.manifest import Manifest
from pen.formats.pack_check import check_pack

from .pieces import PieceBuffer

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from slots import Slots

_SYNC = 16 * 1024  # so often what has come is made durable: more is not lost by a power cut
_PIECE = 256  # compared and copied at once: at the end of an update no 2 KB of heap are free in a row


def bytes_in_other_slot(boot: "Slots") -> int:
    """Bytes in the slot that does not run."""
    fs: Any = boot.fs  # pyright: ignore[reportUnknownMemberType] - slots.py carries no types
    try:
        return fs.stat(boot.path(1 - boot.running))[6]
    except OSError:
        return 0


def run_other_slot_next(boot: "Slots", version: int) -> None:
    """The next start runs the other slot, once."""
    boot.record.trial = 1 - boot.running
    boot.record.tries = 1
    boot.record.outcome_version = version
    boot.save()


class IncomingBundle:
    """The bundle with this head, whose signature has been looked at, and its manifest. Raises OSError.

    `held`: how much of the file is there. What the slot has of this very bundle is kept.
    """

    def __init__(self, boot: "Slots", head: "PieceBuffer", manifest: Manifest):
        self._boot = boot
        self._head = head
        self._manifest = manifest
        self._slot = 1 - boot.running
        self._path = boot.path(self._slot)
        self._fs: Any = boot.fs  # pyright: ignore[reportUnknownMemberType] - slots.py carries no types
        self._file: Any = None
        self.size = len(head) + manifest.pack_size
        self.held = 0
        if boot.record.names[self._slot]:
            boot.record.names[self._slot] = b""
            boot.save()
        if bytes_in_other_slot(boot) <= self.size and self._holds_head():
            self._file = self._fs.open(self._path, "r+b")
            self.held = self._file.seek(0, 2)
        else:
            self.start_over()

    def start_over(self) -> None:
        """The slot holds the head and nothing else. What it held goes first: there is no room for both."""
        self.close()
        if bytes_in_other_slot(self._boot):
            self._fs.remove(self._path)
        self._file = self._fs.open(self._path, "wb")
        for at in range(0, len(self._head), _PIECE):
            self._file.write(self._head[at : at + _PIECE])
        self._file.flush()
        self.held = len(self._head)

    def close(self) -> None:
        """What has come is kept. Only with needles at rest."""
        file = self._file
        self._file = None
        if file is not None:
            file.close()

    def write(self, data: bytes) -> None:
        """The next piece; not more than `size` in all."""
        if self._file is None:
            raise OSError
        self._file.write(data)
        if self.held // _SYNC != (self.held + len(data)) // _SYNC:
            self._file.flush()
        self.held += len(data)

    def hash(self) -> bytes:
        """SHA-256 of what is there."""
        whole = sha256()
        buf = memoryview(bytearray(_PIECE))
        with self._fs.open(self._path, "rb") as file:
            left = self.held
            while left:
                count = file.readinto(buf if left >= _PIECE else buf[:left])
                if not count:
                    raise OSError
                whole.update(buf[:count])
                left -= count
        return whole.digest()

    def install(self) -> None:
        """Read it back, all of it; it may be run then. Raises BadBundle: then nothing is left of it."""
        self.close()
        boot = self._boot
        if not self._holds_head():
            raise OSError
        pack_at = len(self._head)
        self._head = PieceBuffer(0)  # the slot holds the same bytes, and the check needs the heap
        try:
            with self._fs.open(self._path, "rb") as file, self._fs.open(self._path, "rb") as head:
                self._manifest.read_from(FileBytes(head))
                file.seek(pack_at)
                check_pack(file.readinto, self._manifest, False)
        except BadBundle:
            self._fs.remove(self._path)
            raise
        boot.record.names[self._slot] = self._manifest.key.encode()
        run_other_slot_next(boot, self._manifest.number)

    def _holds_head(self) -> bool:
        """Does the slot begin with exactly this head? Then what follows is of this bundle."""
        try:
            with self._fs.open(self._path, "rb") as file:
                for at in range(0, len(self._head), _PIECE):
                    piece = self._head[at : at + _PIECE]
                    if file.read(len(piece)) != piece:
                        return False
        except OSError:
            return False
        return True


class FileBytes:
    """The bytes of an open file, to be read like those of a `PieceBuffer`: slices without step, and `find`."""

    def __init__(self, file: "Any"):
        self._file = file

    def __getitem__(self, where: "slice") -> bytes:
        self._file.seek(where.start)
        return self._file.read(where.stop - where.start)

    def find(self, byte: bytes, start: int, end: int) -> int:
        """Where the first such byte (one) is in `start` .. `end`; -1: nowhere."""
        while start < end:
            part = self[start : min(start + _PIECE, end)]
            at = part.find(byte)
            if at >= 0:
                return start + at
            start += len(part) or _PIECE
        return -1
