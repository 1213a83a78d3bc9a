"""Modules that are needed for a while: imported, used, and let go, so that their heap is free again.

What an import brings is found by comparing `sys.modules` before and after, so no list of modules is kept. Not for what
has state, and not while needles are driven: it reads the flash and takes tens of milliseconds.
"""

import sys

from micropython import const

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any


def load(name: str, *shared: "Any"):
    """Import the module `name` (dotted) and return it, without leaving it in `sys.modules`.

    Once the caller lets go of it, the next garbage collection frees it, together with every module that only this
    import brought. What was imported before stays. `shared`: modules of a caller that was itself loaded for a while:
    the new ones use them and bring no copies.
    """
    before = set(sys.modules)
    for one in shared:
        sys.modules.setdefault(one.__name__, one)
    __import__(name)
    module = sys.modules[name]
    for new in [one for one in sys.modules if one not in before]:
        del sys.modules[new]
        package, _, last = new.rpartition(".")
        if package in sys.modules and hasattr(sys.modules[package], last):
            delattr(sys.modules[package], last)
    return module
