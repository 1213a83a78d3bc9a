"""The wires between the microcontroller's pads and the parts, and what can be wrong with each of them.

A wire that is fine has no entry here. A short to a rail wins over whatever drives the wire; an open wire leaves the pad
to its own pull, and the part to its resistor (`wiring.FAR_PULLS`) or, where it has none, to the level it saw last: an
input of a CMOS chip keeps its charge for a while. Only for modelled microcontrollers, not for the emulated one.
"""

from boards.virtual import wiring
from boards.virtual.resets import NEVER
from boards.virtual.rng import Rng

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

HIGH = "high"
LOW = "low"
OPEN = "open"
LOOSE = "loose"  # a contact that opens and closes again and again
_LOOSE_US = 1_000
_OPEN_MS = 40  # a loose contact is open for up to so long …
_CLOSED_MS = 160  # … and closed for up to so long


class Wires:
    """`bad`: pin → HIGH, LOW, OPEN, or the pin whose wire it was exchanged with."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.bad: dict = {}
        self._loose: dict = {}  # pin → when its contact changes next, us
        self._held: dict = {}  # pin → what the part saw last before the wire opened
        self._rng = Rng(1)
        self.due_us = NEVER

    def fault(self, n: int, kind: "str | int") -> None:
        """From now on the wire of pin `n` is HIGH, LOW, OPEN or LOOSE, or exchanged with the one of pin `kind`."""
        if kind == LOOSE:
            self._loose[n] = self._world.now_us
            self._plan()
        else:
            self._change(n, kind)
            if isinstance(kind, int):
                self._change(kind, n)

    def mend(self, n: int) -> None:
        """The wire of pin `n` is fine again."""
        other = self.bad.get(n)
        self._loose.pop(n, None)
        self._plan()
        self._change(n, None)
        if isinstance(other, int):
            self._change(other, None)

    # --- what is at its two ends --------------------------------------------------------------------------

    def at_part(self, n: int) -> int:
        """The level that the part at the end of signal `n` sees."""
        state = self.bad.get(n)
        gpio = self._world.gpio
        if state is None:
            return gpio.level(n)
        if state == OPEN:
            return wiring.FAR_PULLS.get(n, self._held.get(n, 0))
        if state in (HIGH, LOW):
            return 1 if state == HIGH else 0
        return gpio.level(state)

    def toggling(self, n: int) -> int:
        """Per mille of high time that the part at the end of signal `n` sees, while it toggles fast; else 0."""
        state = self.bad.get(n, n)
        return self._world.gpio.toggle_duty(state) if isinstance(state, int) else 0

    def source(self, n: int) -> "int | None":
        """The signal whose part drives pad `n`; None when none does."""
        state = self.bad.get(n, n)
        return state if isinstance(state, int) else None

    def connects(self, n: int) -> bool:
        """Does signal `n` reach the part that it belongs to?"""
        return n not in self.bad

    # --- changes ------------------------------------------------------------------------------------------

    def run(self) -> None:
        """A loose contact opens or closes."""
        now_us = self._world.now_us
        for n, at_us in list(self._loose.items()):
            if at_us <= now_us:
                opens = n not in self.bad
                most_ms = _OPEN_MS if opens else _CLOSED_MS
                self._loose[n] = now_us + (1 + self._rng.below(most_ms)) * _LOOSE_US
                self._change(n, OPEN if opens else None)
        self._plan()

    def _plan(self) -> None:
        self.due_us = min(self._loose.values()) if self._loose else NEVER

    def _change(self, n: int, state: "str | int | None") -> None:
        world = self._world
        world.stepper.settle()
        before = world.gpio.level(n)
        self._held[n] = self.at_part(n)
        if state is None:
            self.bad.pop(n, None)
        else:
            self.bad[n] = state
        if n == wiring.GATE or wiring.GATE in self.bad:
            world.motor.gate_changed()
        world.latch.changed()
        world.gpio.wire_changed(n, before)
