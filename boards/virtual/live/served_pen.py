"""The pen of `make pen` as its page asks for it: one message, one answer. README.md has the table.

One page has the pen in its hand at a time: it has taken it, and has been heard of since. It must not know how messages
come (`server.py`), nor make time pass by itself: that the page does (`boards/virtual/site/page/session.mjs`).
"""

import contextlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from boards.tools.languages import ENGLISH
from boards.virtual.handle import PenError
from boards.virtual.live.kept_pen import KeptPen
from boards.virtual.live.laptop import Laptop, LaptopError

HELD_S = 2.0  # a page that was not heard of for so long has let go of the pen
TURNS = 500  # of the pen's loop for one message, at most: the page tells meanwhile how far it is
PLAIN = ("new", "provision", "sit", "live_to", "act", "log", "read_log", "show", "show_all", "look")
_AGAIN = "Another page has this pen now. Reload this one to take it back."
_HELD = "This pen is in another hand: another page has it. Close that one, and this one begins."
_KEPT = "Your pen, as you left it; its battery was out meanwhile."
_HERE = "Your pen, as you left it. Its time stood still meanwhile."
_LINK = "port"  # in the pen's folder, where its serial port is


class Refused(Exception):
    """What the page asks for is not done; the text says why."""


@contextlib.contextmanager
def _plainly() -> "Iterator[None]":
    try:
        yield
    except PenError as error:
        raise Refused(str(error).splitlines()[0]) from error
    except LaptopError as error:
        raise Refused(str(error)) from error
    except TypeError as error:
        raise Refused("This message says too little, or too much.") from error


class ServedPen(KeptPen):
    """`told` is called with a line for the terminal."""

    def __init__(
        self,
        folder: Path,
        python: str = "",
        port: str = "pty",
        language: str = ENGLISH,
        told: "Callable[[str], None]" = print,
    ) -> None:
        super().__init__(folder, python, port, "", language)
        self._one = threading.Lock()
        self._told = told
        self._own = False  # the pen that runs is the one that is kept
        self._hand = ""
        self._heard_s = -HELD_S
        self.laptop = Laptop(folder / "laptop", str(self.link.absolute()))

    def hear(self, message: dict) -> object:
        """Do it; the answer. Raises Refused."""
        words = dict(message)
        what, hand = words.pop("do", ""), str(words.pop("hand", ""))
        with self._one, _plainly():
            if what == "take":
                return self._take()
            if not (hand and hmac.compare_digest(hand.encode(), self._hand.encode())):
                raise Refused(_AGAIN)
            try:
                if what != "laptop":
                    return self._do(what, words)
                words["plugged"] = bool(self.port)
                words["now_s"] = self.base_s + self.pen.look()["now_us"] // 1_000_000
            finally:
                self._heard_s = time.monotonic()
        with _plainly():  # the pen goes on meanwhile, and answers the laptop
            return self.laptop.run(**words)

    def close(self) -> None:
        """The pen that is kept goes back into its folder."""
        try:
            with self._one:
                self._keep(False)
        finally:
            self._cable_out()
            self.laptop.close()
            self.end()

    # --- whose it is --------------------------------------------------------------------------------------

    def _take(self) -> str:
        if time.monotonic() - self._heard_s < HELD_S:
            raise Refused(_HELD)
        self._hand = secrets.token_urlsafe(16)
        self._heard_s = time.monotonic()
        return self._hand

    def _open(self) -> dict:
        """The pen that is kept runs; `found` is "" where there is none."""
        if self._own:
            return {"found": "image", "say": _HERE}
        self._cable_out()
        if self.take_out() is None:
            return {"found": ""}
        self.pen.do("sit_on")
        self._own = True
        return {"found": "image", "say": _KEPT}

    def _keep(self, on: bool) -> None:
        """From now on the pen that runs is the one that is kept, or it is put back first, and another will run."""
        if self._own and not on:
            self._cable_out()
            shown = self.pen.do("show", ms=0)
            self.put_back(shown["inside"] or None, "coin_cell_removed" not in shown["faults"])
        elif on and not self._own:
            self.base_s = int(time.time()) - self.pen.look()["now_us"] // 1_000_000
        self._own = bool(on)

    def _forget(self) -> None:
        self._own = False
        self.throw_away()

    # --- the pen that runs ----------------------------------------------------------------------------------

    def _do(self, what: str, words: dict) -> object:
        """About whose it is, or a command of `commands.py` or `showing.py`."""
        if what in ("open", "keep", "forget"):
            return getattr(self, f"_{what}")(**words)
        if what not in PLAIN:
            raise Refused("There is no such message.")
        if what == "new":
            self._keep(False)
            self._cable_out()
            self.base_s = int(time.time())
        if what == "live_to":
            words["turns"] = TURNS
        answer = self.pen.do(what, **words)
        if what == "act" and words["words"][0] == "usb":
            self._cable_in() if str(words["words"][1]) == "1" else self._cable_out()
        if what == "show":
            answer |= {"port": self.port, "base_s": self.base_s}
        return answer

    def _cable_in(self) -> None:
        if not self.port:
            self.cable(True)
            self._name(self.port)
            self.laptop.port = str(self.link.absolute()) if self.port.startswith("/") else self.port
            self._told(f"The cable is in: {self.port}")

    def _cable_out(self) -> None:
        if self.port:
            self.cable(False)
            self._name("")
            self._told("The cable is out.")

    @property
    def link(self) -> Path:
        """A name for the serial port that stays the same, where ports are files."""
        return self.folder / _LINK

    def _name(self, port: str) -> None:
        self.link.unlink(missing_ok=True)
        if port.startswith("/"):
            self.link.symlink_to(port)
