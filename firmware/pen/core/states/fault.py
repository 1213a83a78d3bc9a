"""FAULT: something is wrong with the pen; latched in the ledger, so it outlasts power-off (S2).

Left for SELF_TEST when SELECT alone is pressed anew and held for 3 s, which may clear the fault; for OFF after a
minute. An open session ends here when somebody has said that it bleeds, and when its window is over, as nobody is asked
how the skin took a session that is open (H27). It must not fuel or move anything, nor clear the fault itself.
"""

from micropython import const

from pen.core.gate import session_left_s
from pen.core.limits import STUCK_MS
from pen.formats import reasons
from pen.formats.button_bits import SELECT

from . import SELF_TEST, SETTLING, State

_LATCHED = const(1)  # the phase after SETTLING


class Fault(State):
    """`ledger.fault` says which fault it is."""

    def enter(self) -> None:
        """Heard also by who is not looking, if a check-in is due."""
        pen = self.pen
        if pen.state == SELF_TEST and pen.self_test.check_in_due(pen.inputs.proven_s) >= 0:
            pen.beep()  # it may be the clock that has switched the pen on (H27)

    def step(self) -> None:
        """Store it, then wait for a person. While a part is broken, or nothing was stored, the long hold restarts."""
        pen = self.pen
        buttons = pen.buttons
        if pen.has_bled():
            pen.end_session(reasons.STOP_BLEEDING)
            pen.go(SETTLING)
        elif pen.phase == SETTLING:
            if pen.motion.still and pen.stored():
                pen.go(_LATCHED)
        elif pen.ledger.session_open and session_left_s(pen.inputs.proven_s, pen.ledger) <= 0 and not buttons.pressed():
            pen.end_session(reasons.STOP_WINDOW)
            pen.go(SETTLING)
        elif buttons.read & SELECT and buttons.held_long == SELECT:  # alone: another may be stuck
            if pen.inputs.broken_part or not pen.inputs.store_ok:
                # a SELECT that is stuck must not restart it for ever: only the first time at once
                pen.outputs.reset = not pen.self_test.own_start or pen.events.up_ms >= STUCK_MS
            else:
                pen.enter(SELF_TEST)
                pen.self_test.clearing = True
        elif buttons.tapped & SELECT:
            pen.gate.lock(pen.inputs, pen.ledger)
            pen.refuse()
        else:
            pen.sleep_if_idle()
