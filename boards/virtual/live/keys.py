"""Keys from a terminal one at a time, without Enter and without waiting: POSIX terminals and the Windows console.

The terminal gets its old mode back whatever happens. It must not know what a key is for.
"""

import contextlib
import os
import sys
import time
from collections.abc import Generator

_ESCAPES = {
    "\x1b[A": "up",
    "\x1bOA": "up",
    "\x1b[B": "down",
    "\x1bOB": "down",
    " ": "space",
    "\r": "enter",
    "\n": "enter",
    "\x1b": "escape",
    "\x03": "q",  # Ctrl-C
    "\x04": "q",
}
_WINDOWS = {"H": "up", "P": "down"}  # after 0x00 or 0xE0 (Microsoft: _getch, extended keys)


def names(text: str) -> "list[str]":
    """What was typed as key names: "up", "down", "space", "enter", "escape", or the character itself."""
    keys = []
    at = 0
    while at < len(text):
        size = 3 if text[at : at + 3] in _ESCAPES else 1
        piece = text[at : at + size]
        keys.append(_ESCAPES.get(piece, piece))
        at += size
    return keys


class Keys:
    """`wait` gives what has been typed. Use `keyboard()` to make one."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def wait(self, seconds: float) -> "list[str]":
        """Names of the keys typed within `seconds`; returns early when there are some. A closed terminal says q."""
        import select

        if not select.select([self._fd], [], [], seconds)[0]:
            return []
        data = os.read(self._fd, 1024)
        return names(data.decode(errors="ignore")) if data else ["q"]


class WindowsKeys:
    """The same on a Windows console."""

    def wait(self, seconds: float) -> "list[str]":
        """Wait as `Keys.wait` does, on Windows."""
        import msvcrt

        until = time.monotonic() + seconds
        while not msvcrt.kbhit():  # type: ignore[attr-defined]
            if time.monotonic() >= until:
                return []
            time.sleep(0.01)
        key = msvcrt.getwch()  # type: ignore[attr-defined]
        if key in "\x00\xe0":
            return [_WINDOWS.get(msvcrt.getwch(), "")]  # type: ignore[attr-defined]
        return names(key)


@contextlib.contextmanager
def keyboard() -> "Generator[Keys | WindowsKeys, None, None]":
    """The keyboard of this terminal, in its old mode again afterwards. Raises OSError when there is none."""
    if os.name == "nt":
        yield WindowsKeys()
        return
    import termios
    import tty

    fd = sys.stdin.fileno()
    try:
        before = termios.tcgetattr(fd)
    except termios.error as error:
        raise OSError("standard input is not a terminal") from error
    try:
        tty.setraw(fd, termios.TCSANOW)
        mode = termios.tcgetattr(fd)
        mode[1] |= termios.OPOST  # output stays as it was: only the input is raw
        termios.tcsetattr(fd, termios.TCSANOW, mode)
        yield Keys(fd)
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)
