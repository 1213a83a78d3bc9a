"""Virtual pens that run on this computer (`make pen`), so that they are found like one that is plugged in.

Each has a small file in a folder of its user with the port of its cable in it ("" while that is out), and keeps it
locked while it runs. However it ends, the lock ends with it: what is not locked is left over, and is removed. That
matters, as a terminal's name is soon another terminal's. Must not open a port.
"""

import contextlib
import os
import stat
import sys
import tempfile
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_FOLDER = "NEEDLEPEN_VIRTUAL"  # where, instead of the usual place; "": nowhere
_LONGEST = 200  # characters of a port's name


class Announced:
    """The file of a virtual pen. Without a place for it the pen runs all the same, and needs `-d`."""

    def __init__(self) -> None:
        self._file: int | None = None
        where = folder()
        if where is None:
            return
        with contextlib.suppress(OSError):
            where.mkdir(mode=0o700, exist_ok=True)
            if _is_ours(where):
                self._path = where / f"{os.getpid()}.pen"
                made = self._path.with_suffix(".new") if sys.platform != "win32" else self._path
                self._file = os.open(made, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
                if sys.platform != "win32":
                    fcntl.flock(self._file, fcntl.LOCK_EX)
                    made.replace(self._path)  # never seen without its lock

    def say(self, port: str) -> None:
        """The cable is in at this port; "" = it is out."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, 0)
                os.lseek(self._file, 0, os.SEEK_SET)
                os.write(self._file, port.encode())

    def close(self) -> None:
        """This pen runs no more."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            with contextlib.suppress(OSError):
                self._path.unlink()


def running() -> "list[str]":
    """The port of each virtual pen that runs; "" = its cable is out."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        where = folder()
        for file in sorted(where.glob("*.pen")) if where and _is_ours(where) else ():
            with contextlib.suppress(OSError):
                if not _removed(file):
                    found.append(file.read_text(encoding="utf-8", errors="replace")[:_LONGEST].strip())
    return found


def folder() -> "Path | None":
    """Where the files are: the same for every session of this user."""
    given = os.environ.get(_FOLDER)
    if given is not None:
        return Path(given) if given else None
    with contextlib.suppress(OSError):
        user = f"-{os.getuid()}" if sys.platform != "win32" else ""
        return Path(tempfile.gettempdir()) / f"needlepen{user}"
    return None


def _is_ours(where: Path) -> bool:
    """Nobody else can have put a file there."""
    if sys.platform == "win32":
        return True  # the folder for temporary files is the user's own
    found = where.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _removed(file: Path) -> bool:
    """Was it left over, and is gone now?"""
    if sys.platform == "win32":
        try:
            file.unlink()  # Windows removes no file that somebody has open
        except OSError:
            return False
        return True
    held = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        file.unlink()
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True
