"""READY: no session is open and nothing locks the pen. The menu: zone, its depth, stroke rate, START.

START leads to whatever is due next: questions (ASKING), disinfection (CLEANING) or ARMING. Left for LOCKED as soon as
something locks, for PRACTISING when UP is held, for OFF after a minute. It must not move the ring or the needles.
"""

from pen.core import screening
from pen.core.menu import RATE_ITEM, START_ITEM, ZONE_ITEM
from pen.formats.button_bits import DOWN, SELECT, UP

from . import LOCKED, State


class Ready(State):
    """The home screen of a pen that may treat. The menu begins with the zone."""

    def enter(self) -> None:
        self.pen.menu.item = ZONE_ITEM

    def step(self) -> None:
        """SELECT goes to the next item and does START, UP and DOWN change the item, SELECT held goes to the first."""
        pen = self.pen
        menu = pen.menu
        tapped = pen.buttons.tapped
        if pen.gate.lock(pen.inputs, pen.ledger):
            pen.enter(LOCKED)
        elif tapped & SELECT and menu.item != START_ITEM:
            menu.item += 1
        elif tapped & SELECT:
            screening.proceed(pen)
        elif tapped & (UP | DOWN) and menu.item == START_ITEM:
            menu.item = RATE_ITEM
        elif tapped & (UP | DOWN):
            menu.adjust(pen, 1 if tapped & UP else -1)
        elif pen.buttons.held & SELECT:
            menu.item = ZONE_ITEM
        elif not pen.practising.begin_if_asked():
            pen.sleep_if_idle()
