"""Lets the models allocate while the firmware holds MicroPython's heap lock (rule S16).

The models stand for hardware, which has no share in the pen's heap: a drop-in call made under `heap_lock`
lifts the lock for its own duration and puts it back. On CPython nothing happens.
"""

import sys

if sys.implementation.name == "micropython":
    from micropython import heap_lock, heap_unlock

    def enter() -> int:
        """Lift the heap lock; returns how deep it was, for `leave`."""
        heap_lock()  # so that unlocking is always legal, and tells the depth
        depth = heap_unlock()
        for _ in range(depth):
            heap_unlock()
        return depth

    def leave(depth: int) -> None:
        """Put the heap lock back to `depth`."""
        while depth > 0:
            heap_lock()
            depth -= 1

    def lock() -> None:
        """Take the lock once, as the chip does around a hard interrupt handler."""
        heap_lock()

    def unlock() -> None:
        """Undo one `lock` of the heap."""
        heap_unlock()

else:

    def enter() -> int:
        """Lift the heap lock: nothing to do on CPython."""
        return 0

    def leave(depth: int) -> None:
        """Put the heap lock back: nothing to do on CPython."""

    def lock() -> None:
        """Take the lock: nothing to do on CPython."""

    def unlock() -> None:
        """Undo `lock`: nothing to do on CPython."""
