"""PAUSED: the session is open, the needles are off. A menu: zone, its depth, go on, end the session.

Left for ARMING by START; for ENDED by the menu, when the window or the needle time is used up, or when somebody has
said that it bleeds; for OFF after a minute. It must not fuel the needles.
"""

from micropython import const

from pen.core import screening
from pen.core.gate import session_left_s
from pen.core.menu import DEPTH_ITEM, END_ITEM, START_ITEM, ZONE_ITEM
from pen.formats import reasons
from pen.formats.button_bits import DOWN, SELECT, UP

from . import ENDED, SETTLING, State

# phases
CHOOSING = const(1)  # after SETTLING: the menu


class Paused(State):
    """The menu of an open session; what it shows is `pen.menu`."""

    def enter(self) -> None:
        """The menu begins at START."""
        self.pen.menu.item = START_ITEM

    def step(self) -> None:
        """Store the run; then end the session if something ends it; then the menu."""
        pen = self.pen
        ledger = pen.ledger
        buttons = pen.buttons
        if pen.phase == SETTLING:
            if pen.motion.still and pen.stored():
                pen.go(CHOOSING)
        elif pen.has_bled():
            self._end(reasons.STOP_BLEEDING)
        elif session_left_s(pen.inputs.proven_s, ledger) <= 0:
            self._stop(reasons.STOP_WINDOW)
        elif ledger.needle_ms >= ledger.needle_max_ms:
            self._stop(reasons.STOP_BUDGET)
        elif buttons.tapped & SELECT:
            self._select()
        elif buttons.tapped & (UP | DOWN):
            self._adjust(1 if buttons.tapped & UP else -1)
        else:
            pen.sleep_if_idle()

    def _select(self) -> None:
        pen = self.pen
        item = pen.menu.item
        if item == START_ITEM:
            screening.proceed(pen)
        elif item == END_ITEM:
            if pen.buttons.read & SELECT:  # END may stand there by itself, after the last zone
                self._end(reasons.STOP_USER)
        else:
            pen.menu.item = DEPTH_ITEM if item == ZONE_ITEM else START_ITEM

    def _adjust(self, sign: int) -> None:
        menu = self.pen.menu
        if menu.item == START_ITEM:
            menu.item = ZONE_ITEM if sign > 0 else END_ITEM
        elif menu.item == END_ITEM:
            menu.item = START_ITEM
        else:
            menu.adjust(self.pen, sign)

    def _stop(self, reason: int) -> None:
        """The session ends by itself; not under a press, which may become the hold that says bleeding."""
        if not self.pen.buttons.pressed():
            self._end(reason)

    def _end(self, reason: int) -> None:
        self.pen.end_session(reason)
        self.pen.enter(ENDED)
