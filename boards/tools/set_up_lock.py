"""A lock between two set-ups at once (`set_up.py`): the second waits for the first, says so, and not for ever.

Standard library only. The system lets go of the lock when the last process that has it open ends, however it ends:
what is started with `close_fds=False` meanwhile has it open, too.
"""

import contextlib
import os
import time
from pathlib import Path

from boards.tools.set_up_steps import SetUpError

if os.name == "nt":
    import msvcrt
else:
    import fcntl

_WAIT_S = 900
_LOOK_S = 0.1
_FAR = 1 << 20  # Windows lets nobody read what is locked: the lock lies behind the text


@contextlib.contextmanager
def held(path: Path):
    """Hold the lock for a block. Raises SetUpError: somebody else holds it for too long. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(str(path), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        os.set_inheritable(lock, True)
        end = time.monotonic() + _WAIT_S
        said = False
        while not _taken(lock):
            os.lseek(lock, 0, os.SEEK_SET)
            number = os.read(lock, 20).decode(errors="replace")
            holder = " (process %s)" % number if number else ""
            if not said:
                print("Another make sets up .venv%s: waiting for it …" % holder, flush=True)
                said = True
            if time.monotonic() > end:
                raise SetUpError(
                    "Another make has been setting up .venv for more than %d s%s. End it and run make again."
                    % (_WAIT_S, holder)
                )
            time.sleep(_LOOK_S)
        os.ftruncate(lock, 0)
        os.lseek(lock, 0, os.SEEK_SET)
        os.write(lock, b"%d" % os.getpid())
        yield
    finally:
        os.close(lock)


def taken(path: Path) -> "int | None":
    """Hold a lock until this program ends, if nobody holds it: its number, or None. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(str(path), os.O_RDWR | os.O_CREAT, 0o666)
    if _taken(lock):
        return lock
    os.close(lock)
    return None


def _taken(lock: int) -> bool:
    try:
        if os.name == "nt":
            os.lseek(lock, _FAR, os.SEEK_SET)
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
