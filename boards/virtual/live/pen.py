"""The pen of `make pen UI=terminal`: a kept one in real time, and what hands do to it.

It must not draw and knows no keys.
"""

import time
from pathlib import Path

from boards.tools.languages import ENGLISH
from boards.virtual.live.kept_pen import KeptPen
from boards.virtual.tray import KINDS

DAY_MS = 86_400_000
TOUCHES = (("off the skin", 0), ("light", 20), ("firm", 55), ("hard", 90))
_SLEEPS_S = 75  # untouched, the pen is off after a minute
_MOST_MS = 250  # a terminal that was stopped must not make the pen race


class LivePen(KeptPen):
    """`coin`, `port`, `touch`, `inside` (a name of `tray.py` or None), `faults`: how things stand around the pen."""

    def __init__(
        self, folder: Path, python: str = "", port: str = "pty", mcu: str = "", language: str = ENGLISH
    ) -> None:
        super().__init__(folder, python, port, mcu, language)
        self.powered = True
        self.coin = True
        self.touch = 0
        self.inside: str | None = None
        self.faults: set[str] = set()
        self._ran_s = time.monotonic()

    # --- to and from the folder -------------------------------------------------------------------------

    def open(self, new: bool) -> bool:
        """Take the pen from its folder, or a new one from the factory; True when it was remembered."""
        known = None if new else self.take_out()
        if known is None:
            self.pen.do("provision")
            self.base_s = int(time.time())
            self.pen.do("tray")
        else:
            self.coin = known["coin"]
            self.inside = known["inside"]
        self.pen.do("boot")
        self._ran_s = time.monotonic()
        return known is not None

    def close(self) -> None:
        """Back into its folder."""
        try:
            if self.port:
                self.plug()
            self.put_back(self.inside, self.coin)
        finally:
            self.end()

    # --- time -------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Let the pen live up to now."""
        now_s = time.monotonic()
        ms = min(int((now_s - self._ran_s) * 1000), _MOST_MS)
        if ms > 0:
            self._ran_s = now_s
            self.pen.run(ms)

    def minute(self) -> str:
        """A minute in a moment, whatever the pen is doing."""
        self.pen.run(60_000)
        self._ran_s = time.monotonic()
        return "a minute later"

    def skip(self, days: int) -> str:
        """Days in the drawer; what came of it."""
        if self.port:
            return "first unplug the cable (u): on USB the pen stays awake"
        for _ in range(_SLEEPS_S):
            self.pen.run(1_000)
            if not self.pen.look()["screen"]:
                break
        else:
            return "the pen does not fall asleep: is a button down or stuck?"
        self.pen.days(days)
        self._ran_s = time.monotonic()
        return f"{days} day{'s' if days > 1 else ''} later; SELECT wakes it"

    def look(self) -> dict:
        """What is to be seen and what is true; `date_s`: the date around here."""
        look = self.pen.look()
        self.powered = look["powered"]
        look["date_s"] = self.base_s + look["now_us"] // 1_000_000
        return look

    # --- hands ------------------------------------------------------------------------------------------

    def button(self, name: str, down: bool) -> None:
        """Finger on or off a button."""
        self.pen.do("button", name=name, down=down)

    def swap(self, name: str) -> str:
        """The cartridge `name` in, instead of what is in; the same again: out."""
        if name == self.inside:
            self.pen.do("out")
            self.inside = None
            return f"out: {dict(KINDS)[name]}"
        self.pen.do("put", name=name)
        self.inside = name
        return f"in: {dict(KINDS)[name]}"

    def plug(self) -> str:
        """USB in or out."""
        self.cable(not self.port)
        self.pen.do("usb", on=bool(self.port))
        return "plugged in: needlepen sync" if self.port else "unplugged"

    def power(self) -> str:
        """Battery out or in."""
        self.powered = not self.powered
        self.pen.do("boot" if self.powered else "cut")
        return "battery in" if self.powered else "battery out: no power"

    def coin_cell(self) -> str:
        """Coin cell of the clock out or in."""
        self.coin = not self.coin
        self.pen.do("fault", name="coin_cell_removed", on=not self.coin)
        return "coin cell in" if self.coin else "coin cell out"

    def press_on(self) -> str:
        """Nose on the skin: off, light, firm, hard, off."""
        self.touch = (self.touch + 1) % len(TOUCHES)
        name, load = TOUCHES[self.touch]
        self.pen.do("touch", load=load)
        return f"skin: {name}"

    def fault(self, name: str) -> str:
        """A fault in or out."""
        on = name not in self.faults
        self.pen.do("fault", name=name, on=on)
        (self.faults.add if on else self.faults.discard)(name)
        return f"fault {name}: {'on' if on else 'off'}"
