"""A folder for one program at a time: two `make demo`, or two `make pen`, do not write over each other's files."""

import os
from pathlib import Path

from boards.tools import set_up_lock

_MOST = 100


def own(folder: Path) -> Path:
    """`folder`, or the next beside it that no program uses; it is this one's until this one ends. Raises OSError."""
    for number in range(1, _MOST):
        mine = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        lock = set_up_lock.taken(mine.with_name(f".{mine.name}.lock"))
        if lock is not None:
            os.set_inheritable(lock, False)
            return mine
    raise OSError(f"{_MOST} programs use {folder} at once")
