"""A bundle on its way into the slot that does not run: kept piece by piece, read back as a whole (S12).

The slot is marked as not to be run before its first byte changes, and only `install` marks it otherwise, after all of
it was read back and is what the front's signature covers. It never touches the slot that runs.
"""

from hashlib import sha256

from pen.formats import bundle

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from .front import Front

_SYNC = 16 * 1024  # so often what has come is made durable: more is not lost by a power cut
_PIECE = 1024


def there(boot) -> int:
    """Bytes in the slot that does not run."""
    try:
        return boot.fs.stat(boot.path(1 - boot.running))[6]
    except OSError:
        return 0


def try_next(boot, version: int) -> None:
    """The next start runs the other slot, once."""
    boot.record.trial = 1 - boot.running
    boot.record.tries = 1
    boot.record.news_version = version
    boot.save()


class IncomingBundle:
    """The bundle with this front, whose signature has been looked at, and its manifest. Raises OSError.

    `held`: how much of the file is there. What the slot has of this very bundle is kept.
    """

    def __init__(self, boot, front: "Front", manifest: bundle.Manifest):
        self._boot = boot
        self._front = front
        self._manifest = manifest
        self._slot = 1 - boot.running
        self._path = boot.path(self._slot)
        self._file = None
        self.size = len(front) + manifest.pack_size
        self.held = 0
        if boot.record.names[self._slot]:
            boot.record.names[self._slot] = b""
            boot.save()
        if there(boot) <= self.size and self._holds_front():
            self._file = boot.fs.open(self._path, "r+b")
            self.held = self._file.seek(0, 2)
        else:
            self.anew()

    def anew(self) -> None:
        """The slot holds the front and nothing else. What it held goes first: there is no room for both."""
        self.close()
        if there(self._boot):
            self._boot.fs.remove(self._path)
        self._file = self._boot.fs.open(self._path, "wb")
        for at in range(0, len(self._front), _PIECE):
            self._file.write(self._front[at : at + _PIECE])
        self._file.flush()
        self.held = len(self._front)

    def close(self) -> None:
        """What has come is kept. Only with needles at rest."""
        file = self._file
        self._file = None
        if file is not None:
            file.close()

    def write(self, data) -> None:
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
        with self._boot.fs.open(self._path, "rb") as file:
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
        if not self._holds_front():
            raise OSError
        try:
            with boot.fs.open(self._path, "rb") as file:
                file.seek(len(self._front))
                bundle.check_pack(file.readinto, self._manifest, False)
        except bundle.BadBundle:
            boot.fs.remove(self._path)
            raise
        boot.record.names[self._slot] = self._manifest.key.encode()
        try_next(boot, self._manifest.number)

    def _holds_front(self) -> bool:
        """Does the slot begin with exactly this front? Then what follows is of this bundle."""
        try:
            with self._boot.fs.open(self._path, "rb") as file:
                for at in range(0, len(self._front), _PIECE):
                    piece = self._front[at : at + _PIECE]
                    if file.read(len(piece)) != piece:
                        return False
        except OSError:
            return False
        return True
