"""Modules that are needed for a while: imported, used, and let go, so that their heap is free again.

What an import brings is found by comparing `sys.modules` before and after, so no list of modules is kept. Not for what
has state, and not while needles are driven: it reads the flash and takes tens of milliseconds.
"""

import gc
import sys

from micropython import const

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

slots: "Any" = None  # since the start is over: the boot's slots, which open the program's file for an import


def load(name: str, *shared: "Any", first: str = ""):
    """Import the module `name` (dotted) and return it, without leaving it in `sys.modules`.

    Once the caller lets go of it, the next garbage collection frees it, together with every module that only this
    import brought. What was imported before stays. `shared`: modules of a caller that was itself loaded for a while:
    the new ones use them and bring no copies. `first`: what it imports, with spaces between, the deepest first. It is
    imported from here, as each import within another goes on in the chip's stack, whose 8 KB would end in the heap.
    """
    before = set(sys.modules)
    for one in shared:
        sys.modules.setdefault(one.__name__, one)
    try:
        for one in first.split():
            gc.collect()  # so that what stays fills the gaps, and is not spread among garbage
            _load(one)
        _load(name)
        return sys.modules[name]
    finally:  # an import that fails must not leave half of it
        _let_go([one for one in sys.modules if one not in before])


class Portions:
    """Modules that are needed together for a while, loaded in portions: the caller says when the next one comes.

    `names`: dotted; each is there, with all that it brought, for those after it. `count`: how many are loaded.
    `used`: some were loaded since the start. The interpreter keeps every name that a module brought, for ever.
    """

    def __init__(self, names: "tuple[str, ...]"):
        self._names = names
        self._brought: list[str] = []
        self.count = 0
        self.used = False

    def bring_next(self) -> "Any":
        """Load the next one. Returns the last module, None before that."""
        self.used = True
        before = set(sys.modules)
        name = self._names[self.count]
        _load(name)
        self.count += 1
        self._brought += [one for one in sys.modules if one not in before]
        return sys.modules[name] if self.count == len(self._names) else None

    def let_go(self) -> None:
        """Forget them all: the next garbage collection frees what nobody uses any more."""
        _let_go(self._brought)
        self._brought = []
        self.count = 0


def _load(name: str) -> None:
    """Import it, and what it imports, from the program's file, which is opened once, here, where the stack is short."""
    if slots is None:
        __import__(name)
        return
    slots.open()
    try:
        __import__(name)
    finally:
        slots.close()


def _let_go(names: "list[str]") -> None:
    """Take these modules out of `sys.modules` and of their packages."""
    for name in names:
        del sys.modules[name]
        package, _, last = name.rpartition(".")
        if package in sys.modules and hasattr(sys.modules[package], last):
            delattr(sys.modules[package], last)
