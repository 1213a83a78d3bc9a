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
    let_go([one for one in sys.modules if one not in before])
    return module


def bring(name: str) -> "tuple[Any, list[str]]":
    """Import the module `name` (dotted) for a while: what is loaded meanwhile finds it, and all that it brought.

    Returns it and the names for `let_go`.
    """
    before = set(sys.modules)
    __import__(name)
    return sys.modules[name], [one for one in sys.modules if one not in before]


def let_go(names: "list[str]") -> None:
    """Forget these modules: the next garbage collection frees what nobody uses any more."""
    for name in names:
        del sys.modules[name]
        package, _, last = name.rpartition(".")
        if package in sys.modules and hasattr(sys.modules[package], last):
            delattr(sys.modules[package], last)
