"""A lock between two set-ups at once (`set_up.py`): the second waits for the first, says so, and not for ever.

Standard library only. The system lets go of the lock when the last process that has it open ends, however it ends.
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

WAIT_S = 900
_LOOK_S = 0.1
_FAR = 1 << 20  # Windows lets nobody read what is locked: the lock lies behind the text


@contextlib.contextmanager
def held(path: Path, wait_s: float = WAIT_S):
    """The lock's file descriptor, as long as it is held. Raises SetUpError after `wait_s`, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(str(path), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait(lock, wait_s)
        os.ftruncate(lock, 0)
        os.lseek(lock, 0, os.SEEK_SET)
        os.write(lock, b"%d" % os.getpid())
        yield lock
    finally:
        os.close(lock)


def _wait(lock: int, wait_s: float) -> None:
    end = time.monotonic() + wait_s
    said = False
    while not _taken(lock):
        if not said:
            print("Another make sets up .venv%s: waiting for it …" % _holder(lock), flush=True)
            said = True
        if time.monotonic() > end:
            raise SetUpError(
                "Another make has been setting up .venv for more than %d s%s. End it and run make again."
                % (wait_s, _holder(lock))
            )
        time.sleep(_LOOK_S)


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


def _holder(lock: int) -> str:
    """` (process 123)`, where it is known."""
    os.lseek(lock, 0, os.SEEK_SET)
    number = os.read(lock, 20).decode(errors="replace")
    return " (process %s)" % number if number else ""
