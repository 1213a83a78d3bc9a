"""FAULT: something is wrong with the pen; latched in the ledger, so it outlasts power-off (S2).

Left for SELF_TEST when SELECT alone is held for 3 s, which may clear the fault; for OFF after a minute. It must not
fuel or move anything, and must not clear the fault itself.
"""

from micropython import const

from pen.core.commit import COMMIT_LEDGER, PENDING
from pen.core.io import Inputs, Outputs
from pen.formats.button_bits import SELECT

from . import SELF_TEST, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases
SETTLING = const(0)  # the needles come to rest, then the fault is made durable
LATCHED = const(1)


class Fault(State):
    """`ledger.fault` says which fault it is."""

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Store it, then wait for a person. While a part is broken, the long hold restarts the pen instead."""
        outputs.target_um = 0
        if pen.phase == SETTLING:
            if pen.motion.still and pen.commit.request(COMMIT_LEDGER) != PENDING:
                pen.go(LATCHED, now_ms)
        elif pen.buttons.held_long == SELECT and inputs.broken_part:
            outputs.reset = True
        elif pen.buttons.held_long == SELECT:  # SELECT alone: another button may be the one that is stuck
            pen.enter(SELF_TEST, now_ms)
            pen.self_test.clearing = True
        elif pen.buttons.tapped & SELECT:
            pen.gate.lock(inputs, pen.ledger)
            pen.refuse(pen.gate, now_ms)
        else:
            pen.sleep_if_idle(now_ms, inputs, outputs)
