"""`make pen` in a browser: serves the page, and the native pen that it drives, until Ctrl-C.

The page is that of `make site` (boards/virtual/site/page); in the place of MicroPython for WebAssembly its worker has
this program's pen. So it needs no Node.js.
"""

import contextlib
import os
import signal
import sys
import time
import webbrowser
from pathlib import Path

from boards.tools import languages
from boards.tools.pen_files import ROOT
from boards.virtual.live import server
from boards.virtual.live.laptop import REPORT
from boards.virtual.live.served_pen import ServedPen
from boards.virtual.own_folder import own

PAGE = ROOT / "boards" / "virtual" / "site" / "page"
NO_BROWSER = "NEEDLEPEN_NO_BROWSER"
_WORKER = 'data-worker="worker.mjs"'
_NATIVE = 'data-worker="native_worker.mjs"'
_ABOUT = "Nothing is installed, nothing is sent."
_ABOUT_NATIVE = "It runs on this computer: make pen."
_BROWSERS_OWN = ("offline.js", "worker.mjs", "pen.mjs", "keeper.mjs")  # of a page that has its pen in itself


def files(language: str = languages.ENGLISH) -> "dict[str, Path | bytes]":
    """All that the page is made of, by name. The first call in a process decides about the language of the letters."""
    languages.use(language)
    from boards.virtual.site import contents

    found: dict[str, Path | bytes] = {
        path.relative_to(PAGE).as_posix(): path
        for path in sorted(PAGE.rglob("*"))
        if path.is_file() and path.name not in _BROWSERS_OWN
    }
    index = (PAGE / "index.html").read_text(encoding="utf-8")
    found["index.html"] = index.replace(_WORKER, _NATIVE).replace(_ABOUT, _ABOUT_NATIVE).encode()
    found["LICENSE.txt"] = ROOT / "LICENSE"
    return found | contents.tables(language)


def run(folder: Path, new: bool, python: str, port: str, language: str) -> int:
    """Serve the pen's page until Ctrl-C. Raises PenError."""
    made = files(language)
    mine = own(folder)
    if mine != folder:
        print(f"Another make pen has the pen of {folder}: here is that of {mine}.")
    pen = ServedPen(mine, python, port, language)
    if new:
        pen.throw_away()
    listener = server.listen()
    running = server.Server(listener, made | apart(pen), pen.hear)
    try:
        url = server.address(listener)
        print(f"The pen is in your browser: {url}")
        where = _shown(pen.link) if port == "pty" else "printed here"
        print(f"Its serial port is {where}, while its cable is in (Cable on the page): needlepen sync finds it.")
        print("Ctrl-C ends it, and keeps the pen.", flush=True)
        if _has_browser():
            webbrowser.open(url)
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        print()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the pen is being kept
        running.close()
        pen.close()
    print(f"The pen is kept in {_shown(mine)}. Again: make pen")
    return 0


def apart(pen: ServedPen) -> "dict[str, Path | bytes]":
    """What is shown, but not as a part of the page: what the laptop has written, by name."""
    return {f"{server.APART}{REPORT}": pen.laptop.report}


def _has_browser() -> bool:
    """Whether there is one to be opened that has a window."""
    if os.environ.get(NO_BROWSER):
        return False
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _shown(path: Path) -> str:
    with contextlib.suppress(ValueError):
        return path.resolve().parent.relative_to(Path.cwd()).joinpath(path.name).as_posix()
    return str(path)
