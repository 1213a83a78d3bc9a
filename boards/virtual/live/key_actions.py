"""What each key of `make pen` does to the pen. It must not read the terminal (`keys.py`) nor draw (`view.py`)."""

import time

from boards.virtual.faults import FAULTS
from boards.virtual.handle import PenError
from boards.virtual.live.pen import LivePen
from boards.virtual.tray import KINDS

_TAP_S = 0.12  # a terminal tells no release: a tap ends by itself, key repeat makes it longer
_BUTTONS = {"up": "UP", "down": "DOWN", "space": "SELECT", "enter": "SELECT"}
_HOLDS = {"S": "SELECT", "+": "UP", "-": "DOWN"}
_FACES = {"SELECT": "SELECT", "UP": "▲", "DOWN": "▼"}


class KeyActions:
    """What each key does to the pen."""

    def __init__(self, live: LivePen) -> None:
        self.live = live
        self.message = ""
        self.fault: int | None = None  # chosen in the list of faults, None = closed
        self.over = False
        self._kind = -1
        self._until: dict[str, float] = {}  # button → when the finger lets go
        self._actions = {
            "u": live.plug,
            "c": live.power,
            "b": live.coin_cell,
            "t": live.press_on,
            "i": self._cartridge,
            "m": live.minute,
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
        """Do what one key stands for."""
        if self.fault is not None and name != "q":
            self._in_faults(name)
        elif name in _BUTTONS:
            self._tap(_BUTTONS[name])
        elif name in _HOLDS:
            self.message = self._hold(_HOLDS[name], name)
        elif name.isdigit() and 0 < int(name) <= len(KINDS):
            self._kind = int(name) - 1
            self.message = self.live.swap(KINDS[self._kind][0])
        elif name in self._actions:
            if name in "dD":
                self.let_go(float("inf"))
            self.message = self._actions[name]() or ""

    def let_go(self, now_s: float) -> None:
        """Release what was only tapped."""
        for name in [name for name, until in self._until.items() if until <= now_s]:
            del self._until[name]
            self.live.button(name, False)

    def _tap(self, button: str) -> None:
        if button not in self._until:
            self.live.button(button, True)
        self._until[button] = max(self._until.get(button, 0), time.monotonic() + _TAP_S)

    def _hold(self, button: str, key: str) -> str:
        if self._until.get(button) == float("inf"):
            self.let_go(float("inf"))
            return f"{_FACES[button]} let go"
        self._tap(button)
        self._until[button] = float("inf")
        return f"holding {_FACES[button]}; {key} lets go"

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
                self.message = self.live.fault(list(FAULTS)[chosen])
            except PenError as error:
                self.message = str(error).splitlines()[0]
        elif name in ("f", "escape"):
            self.fault = None

    def _quit(self) -> None:
        self.over = True
