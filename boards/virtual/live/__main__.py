"""`make pen`: the virtual pen live in a terminal. Arrow keys and space are its buttons.

    python -m boards.virtual.live [--new] [--python PATH] [--mcu rp2040] [--port pty|socket] [--folder FOLDER]
                                  [--language de]

Real time, about ten pictures a second. The pen is kept in build/pen/ and remembers, until `--new`.
"""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) == signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while the rest is loaded: nothing to tell or to keep yet

import argparse
import contextlib
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.live import Live

from boards.tools import languages
from boards.virtual.handle import PenError
from boards.virtual.live.key_actions import KeyActions
from boards.virtual.live.keys import keyboard
from boards.virtual.live.pen import LivePen
from boards.virtual.live.view import draw
from boards.virtual.own_folder import own

FOLDER = Path(__file__).resolve().parents[3] / "build" / "pen"
_TURN_S = 0.03
_DRAW_S = 0.1
_REMEMBERED = "your pen, as you left it (--new: a fresh one)"
_NEW = "a new pen: 1 inserts a cartridge, space is SELECT"


def main(arguments: "list[str] | None" = None) -> int:
    """Until q."""
    options = _options(arguments)
    console = Console(highlight=False)
    if not (console.is_terminal and sys.stdin.isatty()):
        print("make pen draws the pen in a terminal, and this is none. The story without one: make demo")
        return 2
    with contextlib.suppress(ValueError, AttributeError):
        for name in ("SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), _stop)
    folder = own(options.folder)
    if folder != options.folder:
        console.print(f"Another make pen has the pen of {options.folder}: here is that of {folder}.", markup=False)
    live = LivePen(folder, options.python, options.port, options.mcu, options.language)
    error = ""
    try:
        remembered = live.open(options.new)
        actions = KeyActions(live)
        actions.message = _REMEMBERED if remembered else _NEW
        _run(live, actions, console)
    except KeyboardInterrupt:
        pass
    except PenError as failure:
        error = str(failure)
    finally:
        with contextlib.suppress(PenError):
            live.close()
    if error:
        console.print(f"The pen's process failed: {error}", markup=False)
        return 1
    console.print(f"The pen is kept in {folder}. Again: make pen", markup=False)
    return 0


def _run(live: LivePen, actions: KeyActions, console: Console) -> None:
    """Keys in, time on, picture out."""
    drawn_s = 0.0
    with keyboard() as keys, Live(console=console, screen=True, auto_refresh=False) as screen:
        while not actions.over:
            for name in keys.wait(_TURN_S):
                actions.key(name)
            actions.let_go(time.monotonic())
            live.go_on()
            if time.monotonic() - drawn_s >= _DRAW_S:
                drawn_s = time.monotonic()
                size = console.size
                picture = draw(
                    live, live.look(), actions.pressed, actions.message, actions.fault, size.width, size.height
                )
                screen.update(picture, refresh=True)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _options(arguments: "list[str] | None") -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m boards.virtual.live", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--new", action="store_true", help="a new pen instead of the one that was left")
    parser.add_argument("--python", default="", help="a MicroPython or CPython to run the firmware on")
    parser.add_argument("--mcu", choices=("", "rp2040"), default="", help="rp2040: on an emulated chip")
    parser.add_argument("--port", choices=("pty", "socket"), default="pty", help="how the laptop tool reaches it")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pen is kept")
    languages.add_option(parser)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.exit(main())
    except PenError as error:
        sys.exit(f"✗ {error}")
    except KeyboardInterrupt:
        sys.exit(130)
