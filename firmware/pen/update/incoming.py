"""A bundle on its way into the slot that does not run: kept piece by piece, read back as a whole (S12).

The slot is marked as not to be run before its first byte changes, and only `install` marks it otherwise, after all of
it was read back and is what the head's signature covers. It never touches the slot that runs.
"""

from hashlib import sha256

from micropython import const

from pen.formats import bundle, manifest_text
from pen.formats.manifest import Manifest
from pen.hal.modules import load

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from slots import Slots

_SYNC = const(32 * 1024)  # so often what has come is made durable: more is not lost by a power cut
_PIECE = const(1024)  # bytes read at once


def bytes_in_other_slot(slots: "Slots") -> int:
    """Bytes in the slot that does not run."""
    fs: Any = slots.fs  # pyright: ignore[reportUnknownMemberType] - slots.py carries no types
    try:
        return fs.stat(slots.path(1 - slots.running))[6]
    except OSError:
        return 0


def run_other_slot_next(slots: "Slots", version: int) -> None:
    """The next start runs the other slot, once."""
    slots.record.trial = 1 - slots.running
    slots.record.tries = 1
    slots.record.outcome_version = version
    slots.save()


class IncomingBundle:
    """The bundle of this manifest, whose signature has been looked at. Raises OSError.

    `head_sum`: SHA-256 of all before the pack, as it was when the signature was looked at. `held`: how much of the file
    is there. What the slot has of this very bundle is kept.
    """

    def __init__(self, slots: "Slots", head_sum: bytes, manifest: Manifest):
        self._slots = slots
        self._head_sum = head_sum
        self._manifest = manifest
        self._slot = 1 - slots.running
        self._path = slots.path(self._slot)
        self._fs: Any = slots.fs  # pyright: ignore[reportUnknownMemberType] - slots.py carries no types
        self._file: Any = None
        self.size = manifest.pack_at + manifest.pack_size
        self.held = 0
        if slots.record.names[self._slot]:
            slots.record.names[self._slot] = b""
            slots.save()
        if bytes_in_other_slot(slots) <= self.size and self._holds_head():
            self._file = self._fs.open(self._path, "r+b")
            self.held = self._file.seek(0, 2)
        else:
            self.start_over()

    def start_over(self) -> None:
        """The slot is empty. What it held goes first: there is no room for both."""
        self.close()
        if bytes_in_other_slot(self._slots):
            self._fs.remove(self._path)
        self._file = self._fs.open(self._path, "wb")
        self.held = 0

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
        return self._hash_of(self.held)

    def install(self) -> None:
        """Read it back, all of it; it may be run then. Raises BadBundle: then nothing is left of it."""
        self.close()
        if not self._holds_head():
            raise OSError
        slots = self._slots
        try:
            # only now: while the signature is looked at and a person is asked, memory is short
            pack_check = load("pen.formats.pack_check", bundle, manifest_text)
            pack_check.check_pack(self._open_at, self._manifest)
        except bundle.BadBundle:
            self._fs.remove(self._path)
            raise
        slots.record.names[self._slot] = self._manifest.key.encode()
        run_other_slot_next(slots, self._manifest.number)

    def _open_at(self, at: int) -> "Any":
        """The slot's file as a stream that begins with its byte `at`."""
        file = self._fs.open(self._path, "rb")
        file.seek(at)
        return file

    def _holds_head(self) -> bool:
        """Does the slot begin with exactly the head that was signed? Then what follows is of this bundle."""
        try:
            return self._hash_of(self._manifest.pack_at) == self._head_sum
        except OSError:
            return False

    def _hash_of(self, left: int) -> bytes:
        """SHA-256 of the first `left` bytes of the slot. Raises OSError: it has fewer."""
        whole = sha256()
        buf = memoryview(bytearray(_PIECE))
        with self._fs.open(self._path, "rb") as file:
            while left:
                count = file.readinto(buf if left >= _PIECE else buf[:left])
                if not count:
                    raise OSError
                whole.update(buf[:count])
                left -= count
        return whole.digest()
