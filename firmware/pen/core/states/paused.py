"""PAUSED: the session is open, the needles are off. A menu: zone, its depth, go on, end the session.

Left for ARMING by START; for ENDED by the menu, when the window or the needle time is used up, or when any button is
held for 2 s, which says that it bleeds; for OFF after a minute. It must not fuel the needles, and must not forget
a hold that says bleeding while the run is still being stored.
"""

from micropython import const

from pen.core import menu, screening, skin
from pen.core.commit import COMMIT_LEDGER, PENDING
from pen.core.gate import session_left_s
from pen.core.io import Inputs, Outputs
from pen.formats import reasons, record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import ENDED, RUNNING, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases
SETTLING = const(0)  # the needles come to rest, then the run is made durable
CHOOSING = const(1)  # the menu


class Paused(State):
    """`bleeding_buttons`: the buttons that have been held for 2 s in this pause, 0 for none."""

    def __init__(self):
        self.bleeding_buttons = 0

    def enter(self, pen: "Controller", now_ms: int) -> None:
        """The press that stopped running needles may become the hold that says bleeding; any other must be new."""
        if pen.state != RUNNING:
            pen.buttons.bleeding_needs_a_new_press()
        self.bleeding_buttons = 0
        pen.menu.item = menu.START_ITEM

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Store the run; then end the session if something ends it; then the menu."""
        outputs.target_um = 0
        ledger = pen.ledger
        if pen.buttons.bleeding:
            self.bleeding_buttons = pen.buttons.bleeding
        if pen.phase == SETTLING:
            if pen.motion.still and pen.commit.request(COMMIT_LEDGER) != PENDING:
                pen.go(CHOOSING, now_ms)
        elif self.bleeding_buttons:
            pen.events.emit(record.BLEEDING, ledger.session, self.bleeding_buttons)
            skin.bled(ledger)
            self._end(pen, reasons.STOP_BLEEDING, now_ms)
        elif session_left_s(inputs.proven_s, ledger) <= 0:
            self._end(pen, reasons.STOP_WINDOW, now_ms)
        elif ledger.needle_ms >= ledger.needle_max_ms:
            self._end(pen, reasons.STOP_BUDGET, now_ms)
        elif pen.buttons.tapped & SELECT:
            self._select(pen, now_ms, inputs)
        elif pen.buttons.tapped & (UP | DOWN):
            self._adjust(pen, 1 if pen.buttons.tapped & UP else -1, now_ms)
        else:
            pen.sleep_if_idle(now_ms, inputs, outputs)

    def _select(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
        item = pen.menu.item
        pen.notice.dismiss()
        if item == menu.START_ITEM:
            screening.proceed(pen, now_ms, inputs)
        elif item == menu.END_ITEM:
            self._end(pen, reasons.STOP_USER, now_ms)
        else:
            pen.menu.item = menu.DEPTH_ITEM if item == menu.ZONE_ITEM else menu.START_ITEM

    def _adjust(self, pen: "Controller", sign: int, now_ms: int) -> None:
        item = pen.menu.item
        pen.notice.dismiss()
        if item == menu.ZONE_ITEM:
            pen.menu.turn_zone(sign)
        elif item == menu.DEPTH_ITEM:
            pen.menu.adjust_depth(pen, sign, now_ms)
        elif item == menu.START_ITEM:
            pen.menu.item = menu.ZONE_ITEM if sign > 0 else menu.END_ITEM
        else:
            pen.menu.item = menu.START_ITEM

    def _end(self, pen: "Controller", reason: int, now_ms: int) -> None:
        pen.stop_reason = reason
        pen.session.end(reason)
        pen.enter(ENDED, now_ms)
