"""Modules that are needed for a moment: brought in, used, and let go, so that their heap is free again.

Not for what has state, and not while needles are driven: it reads the flash and takes tens of milliseconds.
"""

import gc
import sys


def borrow(name: str, *more: str):
    """The module `name` (dotted); once the caller lets go of it, the next garbage collection has its heap.

    `more`: what it imports and nobody else needs. What was here before stays.
    """
    new = [one for one in (name,) + more if one not in sys.modules]
    __import__(name)
    module = sys.modules[name]
    for one in new:
        if one in sys.modules:
            del sys.modules[one]
            package, _, last = one.rpartition(".")
            delattr(sys.modules[package], last)
    return module


def settle(name: str, *more: str):
    """As `borrow`, for what stays for minutes: it goes into the gaps that a collection leaves, below everything else.

    Else it lies where garbage has come to by now, and of 97 KB free no 10 KB are in a row (a bundle's front).
    """
    gc.collect()
    return borrow(name, *more)
