"""FAULT: something is wrong with the pen; latched in the ledger, so it outlasts power-off (S2).

Left for SELF_TEST when SELECT alone is held for 3 s, which may clear the fault; for OFF after a minute. It must not
fuel or move anything, and must not clear the fault itself.
"""

from micropython import const

from pen.core.limits import STUCK_MS
from pen.formats.button_bits import SELECT

from . import SELF_TEST, SETTLING, State

LATCHED = const(1)  # the phase after SETTLING


class Fault(State):
    """`ledger.fault` says which fault it is."""

    def forget(self) -> None:
        """No fault yet."""
        self._pressed = False  # the press that was down when the fault came is down still: it may say bleeding

    def enter(self) -> None:
        """A memory may fail just when somebody says that it bleeds."""
        self._pressed = self.pen.ledger.session_open == 1 and self.pen.buttons.down != 0

    def step(self) -> None:
        """Store it, then wait for a person. While a part is broken, or nothing was stored, the long hold restarts."""
        pen = self.pen
        self._pressed = self._pressed and pen.buttons.down != 0
        if self._pressed and pen.buttons.bleeding:
            pen.bled(pen.buttons.bleeding)
            pen.go(SETTLING)
        elif pen.phase == SETTLING:
            if pen.motion.still and pen.stored():
                pen.go(LATCHED)
        elif pen.buttons.held_long == SELECT and (pen.inputs.broken_part or not pen.inputs.store_ok):
            pen.outputs.reset = pen.events.up_ms >= STUCK_MS  # a SELECT stuck since boot must not restart for ever
        elif pen.buttons.held_long == SELECT:  # SELECT alone: another button may be the one that is stuck
            pen.enter(SELF_TEST)
            pen.self_test.clearing = True
        elif pen.buttons.tapped & SELECT:
            pen.gate.lock(pen.inputs, pen.ledger)
            pen.refuse()
        else:
            pen.sleep_if_idle()
