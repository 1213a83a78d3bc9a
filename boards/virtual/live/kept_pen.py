"""A virtual pen, the cartridges around it, and a folder that remembers both from one `make pen` to the next.

Kept: flash, EEPROM, clock chip and ring of the pen, the tags of all cartridges. While nobody runs it the pen lies
without its battery, and the time goes on. It must not draw, and knows neither keys nor a browser.
"""

import contextlib
import json
import time
from pathlib import Path

from needlepen.link.virtual_pens import Announced

from boards.tools.languages import ENGLISH
from boards.virtual.handle import PenError, start
from boards.virtual.tray import KINDS

_NOTED = "pen.json"
_SEED = 1  # of a pen process's first world


class KeptPen:
    """`port`: of its cable, "" = it is out; `base_s`: wall time at the beginning of its world's."""

    def __init__(
        self, folder: Path, python: str = "", port: str = "pty", mcu: str = "", language: str = ENGLISH
    ) -> None:
        self.pen = start(python, port, mcu, language)
        self.announced = Announced()  # the laptop tool finds it
        self.folder = folder
        self.port = ""
        self.base_s = 0
        folder.mkdir(parents=True, exist_ok=True)

    def take_out(self) -> "dict | None":
        """The pen of the folder, still without its battery, and its tray; what was noted of it. None: there is none."""
        try:
            known = json.loads((self.folder / _NOTED).read_text(encoding="utf-8"))
            self.pen.do("restore", path=str(self._world))
        except (OSError, ValueError, PenError):
            return None
        try:
            self._lay(known)
        except (KeyError, TypeError, ValueError, PenError):  # a note that this program has not written
            self.pen.do("new", seed=_SEED)
            return None
        return known

    def _lay(self, known: dict) -> None:
        self.pen.do("eject")
        self.pen.do("tray")
        for name, tag in known["tags"].items():
            self.pen.do("remake", name=name, **tag)
        if known["inside"]:
            self.pen.do("put", name=known["inside"])
        if not known["coin"]:
            self.pen.do("fault", name="coin_cell_removed", on=True)
        self.base_s = int(known["base_s"])
        self.pen.run(max(0, int(time.time() - known["closed_s"])) * 1000)

    def put_back(self, inside: "str | None", coin: bool) -> None:
        """Into the folder, as a power cut now would leave it. `inside`: the cartridge in it; `coin`: is its cell in?"""
        tags = {name: self.pen.do("tag", name=name) for name, _ in KINDS}
        words = {"base_s": self.base_s, "inside": inside, "coin": coin, "tags": tags, "closed_s": int(time.time())}
        self.pen.do("dump", path=str(self._world))
        (self.folder / _NOTED).write_text(json.dumps(words, indent=1), encoding="utf-8")

    def throw_away(self) -> None:
        """The folder has no pen any more."""
        for path in (self.folder / _NOTED, self._world):
            path.unlink(missing_ok=True)

    def cable(self, on: bool) -> None:
        """The cable in or out, as far as this computer sees it."""
        if on == bool(self.port):
            return
        if on:
            self.port = self.pen.cable.open()
        else:
            self.pen.cable.shut()
            self.port = ""
        self.announced.say(self.port)

    def end(self) -> None:
        """Its process runs no more."""
        self.announced.close()
        with contextlib.suppress(PenError):
            self.pen.close()

    @property
    def _world(self) -> Path:
        return self.folder.resolve() / "world.bin"
