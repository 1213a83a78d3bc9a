"""`make pen UI=terminal`: the virtual pen live in a terminal. Arrow keys and space are its buttons.

Real time, about ten pictures a second.
"""

import contextlib
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.live import Live

from boards.virtual.handle import PenError
from boards.virtual.live.key_actions import KeyActions
from boards.virtual.live.keys import keyboard
from boards.virtual.live.pen import LivePen
from boards.virtual.live.view import draw
from boards.virtual.own_folder import own

_TURN_S = 0.03
_DRAW_S = 0.1
_REMEMBERED = "your pen, as you left it (--new: a fresh one)"
_NEW = "a new pen: 1 inserts a cartridge, space is SELECT"


def run(folder: Path, new: bool, python: str, port: str, mcu: str, language: str) -> int:
    """Draw the pen in the terminal until the key q is pressed. Raises PenError."""
    console = Console(highlight=False)
    if not (console.is_terminal and sys.stdin.isatty()):
        print("This draws the pen in a terminal, and here is none. In a browser: make pen. The story: make demo")
        return 2
    mine = own(folder)
    if mine != folder:
        console.print(f"Another make pen has the pen of {folder}: here is that of {mine}.", markup=False)
    live = LivePen(mine, python, port, mcu, language)
    error = ""
    try:
        remembered = live.open(new)
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
    console.print(f"The pen is kept in {mine}. Again: make pen UI=terminal", markup=False)
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
