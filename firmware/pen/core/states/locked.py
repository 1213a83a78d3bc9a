"""LOCKED: no session may begin yet, or ever; the screen says why and until when (S6, S17).

Left for READY when the reason is gone, for PRACTISING when UP is held, and for OFF after a minute. It must not offer a
way to needles: SELECT asks all the same and gets a refusal.
"""

from micropython import const

from pen.core.io import Inputs, Outputs
from pen.formats import reasons
from pen.formats.button_bits import DOWN, SELECT, UP

from . import READY, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

PAGES = const(3)  # why it is locked, the last session, this pen


class Locked(State):
    """`page`: which of the PAGES is on the screen, from 0."""

    def __init__(self):
        self.page = 0

    def enter(self, pen: "Controller", now_ms: int) -> None:
        """It begins with the reason."""
        self.page = 0

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Ask the gate, turn pages, refuse."""
        outputs.target_um = 0
        if pen.offer is not None:  # the buttons answer the offered firmware, and nothing else
            return
        if pen.gate.lock(inputs, pen.ledger) == reasons.NONE:
            pen.enter(READY, now_ms)
        elif pen.buttons.tapped & SELECT:
            pen.refuse(pen.gate, now_ms)
        elif pen.buttons.tapped & (UP | DOWN):
            pen.notice.dismiss()
            self.page = (self.page + (1 if pen.buttons.tapped & DOWN else PAGES - 1)) % PAGES
        elif not pen.practising.begin_if_asked(pen, now_ms, inputs):
            pen.sleep_if_idle(now_ms, inputs, outputs)
