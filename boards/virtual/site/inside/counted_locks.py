"""Stands in for `micropython` in the browser: heap locks are counted, not enforced, as on CPython.

WebAssembly's small integers have 31 bits, and the models' microseconds need more: each look at the virtual time
allocates, also where the pen has locked its heap. That the pen itself does not (rule S16) is shown where it can be: on
MicroPython's unix port, and for the core on this very interpreter (tests/firmware/core/test_small_integers.py).
"""

import micropython as built_in

lock_depth = 0


def heap_lock() -> None:
    """Count one more lock of the heap."""
    global lock_depth
    lock_depth += 1


def heap_unlock() -> int:
    """Take a lock back; returns the depth. Raises RuntimeError when there is none."""
    global lock_depth
    if lock_depth == 0:
        raise RuntimeError("heap_unlock without heap_lock")
    lock_depth -= 1
    return lock_depth


def __getattr__(name: str):
    """All else is the interpreter's own."""
    return getattr(built_in, name)
