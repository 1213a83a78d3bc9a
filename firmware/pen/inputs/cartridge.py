"""The cartridge in the nose: read when it comes, watched while it is there, marked when it is used (S5, S14, S19).

Whether it was out between two looks is told by a note in its tag's scratchpad, which lasts as long as the tag has
power. 1-Wire calls block for up to 0.2 s: everything but `check_present()` only while the needles are at rest.
"""

from micropython import const

from pen.core import cartridge as cartridges
from pen.core.io import LOOK_AFRESH, LOOK_AGAIN, LOOK_CLOSELY, LOOK_NOT, LOOK_PRESENT, LOOK_SAME
from pen.core.limits import elapsed_ms
from pen.hal.errors import TAG, BusError, PartError
from pen.hal.modules import load

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.events import Events
    from pen.core.io import Inputs
    from pen.core.ledger import Ledger
    from pen.hal.ds2431 import Ds2431

_POLL_MS = const(500)
_MOVING_POLL_MS = const(15)  # in every second step: nobody swaps a cartridge in less
_KNOWN_POLL_MS = const(20)  # at rest, while something is known of the cartridge that an absence ends
_TRIES = const(3)  # a disturbed byte is no absence
_RETRY_MAX_MS = const(30_000)  # an unreadable tag is read ever more rarely: in the 0.1 s it takes, a press can be lost
# of pages 0 to 2: nobody can have rewritten the factory's page, or can take a mark or the owner back (H5, H7)
_FACTORY = const(b"\x55\xaa\xaa")  # a write protected page and two in EPROM mode


class CartridgeReader:
    """Keeps `inputs.cartridge` true. `tag`: the DS2431 driver."""

    def __init__(self, tag: "Ds2431", inputs: "Inputs", ledger: "Ledger", events: "Events"):
        self._tag = tag
        self._inputs = inputs
        self._cartridge = inputs.cartridge
        self._ledger = ledger
        self._events = events
        self._buf = bytearray(cartridges.TAG_BYTES)
        self._polled_ms = 0
        self._looked_ms = 0
        self._tried_ms = 0
        self._wait_ms = 0  # after this long an unreadable tag is tried again; 0: at once
        self._number: tuple[int, int] | None = None  # the last one that could be read

    def look(self, how: int, now_ms: int) -> bool:
        """Look at the cartridge as the controller wants it, `how` is a LOOK_ number. True: with needles, 1 ms."""
        if how & LOOK_AFRESH or (how & LOOK_AGAIN and not (self._cartridge.readable and self._stayed())):
            self.read_tag()
        how &= ~(LOOK_AFRESH | LOOK_AGAIN)
        if how == LOOK_PRESENT:
            return self.check_present(now_ms)
        if how == LOOK_SAME:
            self.check_same(now_ms)
        elif how != LOOK_NOT:
            self.watch(now_ms, how == LOOK_CLOSELY)
        return False

    def watch(self, now_ms: int, known: bool = False) -> None:
        """With needles at rest, twice a second: gone, new, or out in between? While `known`, gone is seen in 20 ms."""
        cartridge = self._cartridge
        if not self._due(now_ms, _POLL_MS):
            if known and cartridge.present and elapsed_ms(now_ms, self._looked_ms) >= _KNOWN_POLL_MS:
                self._looked_ms = now_ms
                if not self._tag.present():
                    self._gone()
        elif not self._tag.present():
            self._gone()
        elif cartridge.readable:
            if not self._stayed():
                self.read_tag()
        elif self._may_retry(now_ms):
            self.read_tag()

    def check_present(self, now_ms: int) -> bool:
        """While needles move: is it in the nose? A reset pulse, 1 ms. Was it time?"""
        if not self._due(now_ms, _MOVING_POLL_MS):
            return False
        if not self._tag.present():
            self._cartridge.clear()
        return True

    def check_same(self, now_ms: int) -> None:
        """Right before the first fuel, always: is it the one that was marked, and was it in all the time? 16 ms."""
        self._polled_ms = now_ms
        marked = (self._cartridge.hi, self._cartridge.lo)
        if not self._stayed() or self._serial() != marked:
            self._cartridge.clear()

    def _gone(self) -> None:
        if self._cartridge.present:
            self._cartridge.clear()
        self._wait_ms = 0

    def _stayed(self) -> bool:
        """Has the tag that was read been connected ever since? If not, it is another one, or was out."""
        for _ in range(_TRIES):
            try:
                return self._tag.note_is_there()
            except PartError:
                pass
        return False

    def _serial(self) -> "tuple[int, int] | None":
        """The number of the tag that is in, None when it cannot be read."""
        try:
            return cartridges.serial(self._tag.read_rom())
        except PartError:
            return None

    def _due(self, now_ms: int, for_ms: int) -> bool:
        if elapsed_ms(now_ms, self._polled_ms) < for_ms:
            return False
        self._polled_ms = now_ms
        return True

    def _may_retry(self, now_ms: int) -> bool:
        """After 0, 0.5, 1, 2 … 30 s; from the start again when it is another tag (6 ms; `read_tag` takes 0.1 s)."""
        if elapsed_ms(now_ms, self._tried_ms) < self._wait_ms:
            number = self._serial()
            if number is None or number == self._number:
                return False
            self._wait_ms = 0
        self._tried_ms = now_ms
        self._wait_ms = min(max(2 * self._wait_ms, _POLL_MS), _RETRY_MAX_MS)
        return True

    def read_tag(self) -> None:
        """Read the tag now; what cannot be read, or could be erased (H7), is `readable` False, never an error."""
        if self._cartridge.readable and not self._stayed():
            self._gone()
        self._read()

    def _read(self) -> None:
        """All of it belongs to one stay: the tag had power from before the first byte that is read until the note."""
        cartridge = self._cartridge
        tag = self._tag
        before = (cartridge.readable, cartridge.hi, cartridge.lo)
        for again in range(_TRIES if cartridge.readable else 1, 0, -1):  # what is known must not go by one wrong bit
            try:
                if not cartridge.readable:
                    tag.leave_note()
                rom = tag.read_rom()
                self._number = cartridges.serial(rom)
                tag.readinto(0, self._buf)
                protected = tag.protections()[:3] == _FACTORY
                if not tag.kept_power():
                    cartridge.clear()  # the next try reads another stay
                    before = (False, 0, 0)
                    raise BusError(TAG, "no tag")
                tag.leave_note()
                cartridge.load(rom, self._buf)
                cartridge.readable = cartridge.readable and protected
                if cartridge.readable and not before[0]:
                    cartridge.stay += 1  # nobody knows whether it was in all the time
                break
            except PartError:
                if again == 1:
                    cartridge.clear()
                    cartridge.present = self._tag.present()
        if cartridge.readable:
            self._wait_ms = 0
            if before != (True, cartridge.hi, cartridge.lo):  # journal what was inserted and what this pen thinks of it
                load("pen.inputs.cartridge_use").tell(
                    cartridge, self._ledger, self._inputs.proven_s, self._buf, self._events
                )

    def mark_use(self) -> bool:
        """Bind the cartridge to this pen, mark its use and count it; True when the tag reads back so.

        For a new session that is one use more than counted so far, for the open one the use the ledger knows.
        """
        return load("pen.inputs.cartridge_use").mark(
            self._cartridge, self._ledger, self._inputs.proven_s, self._tag, self.read_tag, self._read
        )
