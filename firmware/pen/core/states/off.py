"""OFF: screen dark, nothing driven. The app lets the chip sleep here.

Left for SELF_TEST by SELECT or the USB cable, and to end a session whose window is over, with a fault latched as well:
one that stays open keeps the pen from letting go of its supply. It must not move the ring or start anything by itself.
"""

from pen.core.gate import session_left_s
from pen.formats.button_bits import SELECT

from . import State


class Off(State):
    """The pen is off, or has just got power."""

    def step(self) -> None:
        """Wait for SELECT, the cable, or the end of a session's window."""
        pen = self.pen
        ledger = pen.ledger
        over = ledger.session_open and session_left_s(pen.inputs.proven_s, ledger) <= 0
        if over or (pen.buttons.tapped | pen.buttons.held) & SELECT or pen.inputs.vbus:
            pen.wake(pen.now_ms)
