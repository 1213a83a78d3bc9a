"""LOCKED: no session may begin yet, or ever; the screen says why and until when (S6, S17).

Left for READY when the reason is gone, for PRACTISING when UP is held, and for OFF after a minute. It must not offer a
way to needles: SELECT asks all the same and gets a refusal.
"""

from micropython import const

from pen.formats.button_bits import DOWN, SELECT, UP

from . import READY, State

_PAGES = const(3)  # why it is locked, the last session, this pen


class Locked(State):
    """`page`: which of its pages is on the screen, from 0."""

    def forget(self) -> None:
        """It begins with the reason."""
        self.page = 0

    def step(self) -> None:
        """Ask the gate, turn pages, refuse."""
        pen = self.pen
        tapped = pen.buttons.tapped
        if not pen.gate.lock(pen.inputs, pen.ledger):
            pen.enter(READY)
        elif tapped & SELECT:
            pen.refuse()
        elif tapped & (UP | DOWN):
            self.page = (self.page + (1 if tapped & DOWN else -1)) % _PAGES
        elif not pen.practising.begin_if_asked():
            pen.sleep_if_idle()
