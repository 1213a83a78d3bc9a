"""`make pen`: the virtual pen live in a terminal. Arrow keys and space are its buttons.

    python -m boards.virtual.live [--new] [--python PATH] [--port pty|socket] [--folder FOLDER]

Real time, about ten pictures a second. The pen is kept in build/pen/ and remembers, until `--new`.
"""

import argparse
import contextlib
import signal
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.live import Live

from boards.virtual.faults import FAULTS
from boards.virtual.handle import PenError
from boards.virtual.live_keys import keyboard
from boards.virtual.live_pen import KINDS, LivePen
from boards.virtual.live_view import draw

FOLDER = Path(__file__).resolve().parents[2] / "build" / "pen"
_TURN_S = 0.03
_DRAW_S = 0.1
_TAP_S = 0.12  # a terminal tells no release: a tap ends by itself, key repeat makes it longer
_REMEMBERED = "your pen, as you left it (--new: a fresh one)"
_NEW = "a new pen: 1 inserts a cartridge, space is SELECT"
_BUTTONS = {"up": "UP", "down": "DOWN", "space": "SELECT", "enter": "SELECT"}


class Hands:
    """What each key does to the pen."""

    def __init__(self, live: LivePen) -> None:
        self.live = live
        self.news = ""
        self.fault: int | None = None  # chosen in the list of faults, None = closed
        self.over = False
        self._kind = -1
        self._until: dict[str, float] = {}  # button → when the thumb lets go
        self._acts = {
            "u": live.plug,
            "c": live.power,
            "b": live.coin_cell,
            "t": live.press_on,
            "i": self._cartridge,
            "S": self._hold,
            "d": lambda: live.skip(1),
            "D": lambda: live.skip(28),
            "f": self._open_faults,
            "q": self._quit,
        }

    @property
    def pressed(self) -> "tuple[str, ...]":
        """Buttons that are down."""
        return tuple(self._until)

    def key(self, name: str) -> None:
        """One key."""
        if self.fault is not None and name != "q":
            self._in_faults(name)
        elif name in _BUTTONS:
            self._tap(_BUTTONS[name])
        elif name.isdigit() and 0 < int(name) <= len(KINDS):
            self._kind = int(name) - 1
            self.news = self.live.swap(KINDS[self._kind][0])
        elif name in self._acts:
            if name in "dD":
                self.let_go(float("inf"))
            self.news = self._acts[name]() or ""

    def let_go(self, now_s: float) -> None:
        """Release what was only tapped."""
        for name in [name for name, until in self._until.items() if until <= now_s]:
            del self._until[name]
            self.live.button(name, False)

    def _tap(self, button: str) -> None:
        if button not in self._until:
            self.live.button(button, True)
        self._until[button] = max(self._until.get(button, 0), time.monotonic() + _TAP_S)

    def _hold(self) -> str:
        if self._until.get("SELECT") == float("inf"):
            self.let_go(float("inf"))
            return "SELECT let go"
        self._tap("SELECT")
        self._until["SELECT"] = float("inf")
        return "holding SELECT; S lets go"

    def _cartridge(self) -> str:
        if not self.live.inside:
            self._kind = (self._kind + 1) % len(KINDS)
        return self.live.swap(self.live.inside or KINDS[self._kind][0])

    def _open_faults(self) -> None:
        self.fault = 0

    def _in_faults(self, name: str) -> None:
        chosen = self.fault or 0
        if name in ("up", "down"):
            self.fault = (chosen + (1 if name == "down" else -1)) % len(FAULTS)
        elif name in ("enter", "space"):
            try:
                self.news = self.live.fault(list(FAULTS)[chosen])
            except PenError as error:
                self.news = str(error).splitlines()[0]
        elif name in ("f", "escape"):
            self.fault = None

    def _quit(self) -> None:
        self.over = True


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
    live = LivePen(options.folder, options.python, options.port)
    error = ""
    try:
        remembered = live.open(options.new)
        hands = Hands(live)
        hands.news = _REMEMBERED if remembered else _NEW
        _run(live, hands, console)
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
    console.print(f"The pen is kept in {options.folder}. Again: make pen", markup=False)
    return 0


def _run(live: LivePen, hands: Hands, console: Console) -> None:
    """Keys in, time on, picture out."""
    drawn_s = 0.0
    with keyboard() as keys, Live(console=console, screen=True, auto_refresh=False) as screen:
        while not hands.over:
            for name in keys.wait(_TURN_S):
                hands.key(name)
            hands.let_go(time.monotonic())
            live.go_on()
            if time.monotonic() - drawn_s >= _DRAW_S:
                drawn_s = time.monotonic()
                size = console.size
                picture = draw(live, live.look(), hands.pressed, hands.news, hands.fault, size.width, size.height)
                screen.update(picture, refresh=True)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _options(arguments: "list[str] | None") -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m boards.virtual.live", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--new", action="store_true", help="a new pen instead of the one that was left")
    parser.add_argument("--python", default="", help="a MicroPython or CPython to run the firmware on")
    parser.add_argument("--port", choices=("pty", "socket"), default="pty", help="how the laptop tool reaches it")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pen is kept")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PenError as error:
        sys.exit(f"✗ {error}")
