"""What the pen's `boot.py` and `main.py` do, for a bench that runs the firmware turn by turn.

Pins safe, a slot picked, the program imported.

On MicroPython the program is imported out of the slot in the pen's own flash, anew at every start, so that an update
changes what runs. CPython runs no `.mpy`: there slot and boot record are what the firmware makes of them, all their
writes are real, but the program is always the sources in `firmware/`. A flash without slots runs the sources too.
"""

import sys

import vfs

_ROOT_FILES = ("boot", "slots", "pack")
_AT = "/app"
_TOP = __file__.replace("\\", "/").rsplit("/", 3)[0]
_SOURCES = _TOP + "/firmware"
IS_CPYTHON = sys.implementation.name != "micropython"


def slots():
    """Pins safe; the mounted flash's slots, one of them chosen and mounted, or None when it holds no program at all.

    Raises pack.BadPack: there is one, and it is damaged.
    """
    _forget()
    there = _holds_program()
    _look_in("/" if there and not IS_CPYTHON else _SOURCES)
    __import__("boot")
    if not there:
        return None
    module = __import__("slots")
    if not IS_CPYTHON:
        _look_in(_AT)
    chosen = module.Slots(module.root())
    chosen.start(_AT)
    return chosen


def _holds_program() -> bool:
    for fs, path in vfs.mount():
        if path == "/":
            return any(entry[0] in ("a.np", "b.np") for entry in fs.ilistdir("/"))
    return False


def _forget() -> None:
    """Another version may come: nothing of this one stays. The sources are always the same ones."""
    for name in list(sys.modules):
        if name == "boot" or not IS_CPYTHON and (name in _ROOT_FILES or name.split(".")[0] == "pen"):
            del sys.modules[name]
    if any(path == _AT for _, path in vfs.mount()):
        vfs.umount(_AT)


def _look_in(folder: str) -> None:
    """Import the firmware from there and nowhere else."""
    sys.path[:] = [path for path in sys.path if path not in (_SOURCES, _AT, "/")]
    sys.path.insert(0, folder)
