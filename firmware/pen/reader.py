"""The cartridge in the nose: read when it comes, watched while it is there, marked when it is used (S5, S14).

1-Wire calls block for up to 0.2 s: everything but `watch()` only while the needles are at rest.
"""

from .core import cartridge as cartridges
from .core import record
from .core.limits import elapsed_ms
from .hal.errors import PartError

_POLL_MS = 500
_USED_ROW_END = 8


class Reader:
    """Keeps `inputs.cartridge` true. `tag`: the DS2431 driver."""

    def __init__(self, tag, inputs, ledger, events):
        self._tag = tag
        self._inputs = inputs
        self._cartridge = inputs.cartridge
        self._ledger = ledger
        self._events = events
        self._buf = bytearray(cartridges.TAG_BYTES)
        self._polled_ms = 0

    def watch(self, now_ms: int, resting: bool) -> None:
        """Twice a second: gone, or new? With `resting` False (needles move) it only looks whether it is there."""
        if elapsed_ms(now_ms, self._polled_ms) < _POLL_MS:
            return
        self._polled_ms = now_ms
        cartridge = self._cartridge
        if not self._tag.present():
            cartridge.clear()
        elif resting and not (cartridge.present and cartridge.readable):
            self.load()
            if cartridge.readable:
                self._tell()

    def load(self) -> None:
        """Read the tag now; what cannot be read is `readable` False, never an error."""
        cartridge = self._cartridge
        try:
            rom = self._tag.read_rom()
            self._tag.readinto(0, self._buf)
            cartridge.load(rom, self._buf)
        except PartError:
            cartridge.clear()
            cartridge.present = self._tag.present()

    def use(self) -> bool:
        """Bind the cartridge to this pen and mark its use; True when it reads back so.

        For a new session that is one use more than counted so far, for the open one the use the ledger knows.
        """
        cartridge = self._cartridge
        hi, lo = cartridge.hi, cartridge.lo
        uses = cartridges.uses(cartridge, self._ledger) + (0 if self._ledger.session_open else 1)
        try:
            if cartridge.bound == cartridges.UNBOUND:
                self._tag.write_row(cartridges.BINDING_AT, self._ledger.pen_id)
            if cartridge.marks < uses:
                row = bytearray(b"\xff" * _USED_ROW_END)
                for i in range(min(uses, _USED_ROW_END)):
                    row[i] = cartridges.USED
                self._tag.write_row(cartridges.MARKS_AT, row)
        except PartError:
            return False
        self.load()
        same = cartridge.hi == hi and cartridge.lo == lo
        return same and cartridge.marks >= uses and cartridge.bound == self._ledger.pen_id

    def _tell(self) -> None:
        """Journal what was inserted and what this pen thinks of it."""
        c = self._cartridge
        uses = cartridges.uses(c, self._ledger)
        limit = cartridges.limit(c.type, self._ledger.uses_max)
        verdict = cartridges.refusal(c, self._ledger)
        self._events.emit(record.CARTRIDGE, c.hi, c.lo, c.type, c.needle_um, uses, limit, verdict)
