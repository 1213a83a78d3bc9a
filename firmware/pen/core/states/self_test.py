"""SELF_TEST: after power-on or waking, do ring and encoder agree about home? It also decides whether a fault ends (S2).

The ring is driven only when it is not home (after a power cut) or when a fault is to be cleared; arming homes it too.
Left for the state that the ledger calls for, or for FAULT. It must not start needles, and must not clear a fault unless
the ring has followed a move.
"""

from micropython import const

from pen.core import ring
from pen.core.commit import COMMIT_LEDGER, PENDING
from pen.core.depth import agrees
from pen.core.io import NO_DEPTH, Inputs, Outputs
from pen.core.limits import DEPTH_MIN_UM, HOME_TOLERANCE_UM
from pen.formats.record import FAULT_CLEARED

from . import LOCKED, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases after those of ring.py
MOVING = const(2)  # to clear a fault, the encoder must follow a small move
COMMITTING = const(6)


class SelfTest(State):
    """`clearing`: the owner has asked for the latched fault to be cleared."""

    def __init__(self):
        self.clearing = False

    def enter(self, pen: "Controller", now_ms: int) -> None:
        """A plain test; FAULT sets `clearing` afterwards."""
        self.clearing = False

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Home if needed, a small move if a fault is to be cleared, store, and on."""
        if pen.phase == ring.HOME:
            at_home = inputs.measured_um != NO_DEPTH and agrees(0, inputs.measured_um, HOME_TOLERANCE_UM)
            if not inputs.calibrated or (at_home and not self.clearing):
                self._passed(pen, now_ms, inputs)
                return
        if pen.phase == COMMITTING:
            if pen.commit.request(COMMIT_LEDGER) != PENDING:
                self._passed(pen, now_ms, inputs)
        elif pen.phase == MOVING:
            if pen.since_ms(now_ms) and ring.moved(pen, now_ms, inputs, outputs):
                pen.events.emit(FAULT_CLEARED, pen.ledger.fault)
                pen.ledger.fault = 0
                outputs.target_um = 0
                pen.go(COMMITTING, now_ms)
        elif ring.homed(pen, now_ms, inputs, outputs):
            if self.clearing:  # an encoder that is frozen reads home for ever: it must follow a small move too (H3)
                outputs.target_um = DEPTH_MIN_UM
                pen.go(MOVING, now_ms)
            else:
                pen.go(COMMITTING, now_ms)

    def _passed(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
        """To the state that the ledger calls for; into the lock-out by way of a check-in that is due (H27)."""
        self.clearing = False
        pen.enter_resting_state(now_ms, inputs)
        if pen.state == LOCKED:
            pen.asking.begin_due_check_in(pen, now_ms, inputs)
