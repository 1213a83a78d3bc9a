"""READY: no session is open and nothing locks the pen. The menu: zone, its depth, stroke rate, START.

START leads to whatever is due next: questions (ASKING), disinfection (CLEANING) or ARMING. Left for LOCKED as soon as
something locks, for PRACTISING when UP is held, for OFF after a minute. It must not move the ring or the needles.
"""

from micropython import const

from pen.core import menu, screening
from pen.core.io import Inputs, Outputs
from pen.formats.button_bits import DOWN, SELECT, UP

from . import LOCKED, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller


class Ready(State):
    """The home screen of a pen that may treat."""

    def enter(self, pen: "Controller", now_ms: int) -> None:
        """The menu begins with the zone."""
        pen.menu.item = menu.ZONE_ITEM

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """SELECT goes to the next item and does START, UP and DOWN change the item, SELECT held goes to the first."""
        outputs.target_um = 0
        if pen.offer is not None:  # the buttons answer the offered firmware, and nothing else
            return
        tapped = pen.buttons.tapped
        held = pen.buttons.held
        if tapped or held:
            pen.notice.dismiss()
        if pen.gate.lock(inputs, pen.ledger):
            pen.enter(LOCKED, now_ms)
        elif tapped & SELECT and pen.menu.item != menu.START_ITEM:
            pen.menu.item += 1
        elif tapped & SELECT:
            screening.proceed(pen, now_ms, inputs)
        elif tapped & (UP | DOWN):
            self._adjust(pen, 1 if tapped & UP else -1, now_ms)
        elif held & SELECT:
            pen.menu.item = menu.ZONE_ITEM
        elif not pen.practising.begin_if_asked(pen, now_ms, inputs):
            pen.sleep_if_idle(now_ms, inputs, outputs)

    def _adjust(self, pen: "Controller", sign: int, now_ms: int) -> None:
        item = pen.menu.item
        if item == menu.ZONE_ITEM:
            pen.menu.turn_zone(sign)
        elif item == menu.DEPTH_ITEM:
            pen.menu.adjust_depth(pen, sign, now_ms)
        elif item == menu.RATE_ITEM:
            pen.menu.adjust_rate(pen, sign, now_ms)
        else:
            pen.menu.item = menu.RATE_ITEM
