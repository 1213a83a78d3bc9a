"""ENDED: the session is over. First that is made durable, then the receipt, then the steps of cleaning up.

Left for LOCKED after the last step, or after a minute without a press; what was done is recorded either way. It must
not open the session again.
"""

from micropython import const

from pen.core import dose
from pen.core.commit import COMMIT_LEDGER, PENDING
from pen.core.io import Inputs, Outputs
from pen.core.limits import AUTO_OFF_MS
from pen.formats import record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import LOCKED, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases
SETTLING = const(0)  # the needles come to rest, then the end is made durable
RECEIPT = const(1)  # `page` 0: the whole session; from 1: each treated zone
CLEANUP = const(2)  # `page` is one of the steps below

# steps of cleaning up
DISCARD = const(0)
WIPE = const(1)  # five minutes are shown, none is enforced
STORE = const(2)
CLEANUP_STEPS = const(3)


class Ended(State):
    """`page`: of the receipt, or the clean-up step."""

    def __init__(self, disinfect_ms: int):
        """`disinfect_ms`: how long wiping takes."""
        self.disinfect_ms = disinfect_ms
        self.page = 0
        self._done = 0  # mask of the clean-up steps done
        self._wiped_ms = 0

    def enter(self, pen: "Controller", now_ms: int) -> None:
        """Nothing is cleaned yet."""
        self.page = 0
        self._done = 0
        self._wiped_ms = 0

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Store, show, guide. Wiping is not interrupted by the idle time."""
        outputs.target_um = 0
        if pen.phase == SETTLING:
            if pen.motion.still and pen.commit.request(COMMIT_LEDGER) != PENDING:
                pen.go(RECEIPT, now_ms)
                pen.restart_idle_time(now_ms)
            return
        if pen.phase == CLEANUP and self.page == WIPE:
            self._wiped_ms = min(pen.since_ms(now_ms), self.disinfect_ms)
            if self._wiped_ms < self.disinfect_ms:
                pen.restart_idle_time(now_ms)
        if pen.idle_ms(now_ms) >= AUTO_OFF_MS:
            self._close(pen, now_ms)
        elif pen.phase == RECEIPT:
            self._turn_page(pen, now_ms)
        elif pen.buttons.tapped & SELECT:
            self._step_done(pen, now_ms)

    def wipe_left_ms(self) -> int:
        """What is left of the wiping, in ms."""
        return self.disinfect_ms - self._wiped_ms

    def _turn_page(self, pen: "Controller", now_ms: int) -> None:
        pages = 1 + dose.zones_treated(pen.ledger)
        if pen.buttons.tapped & SELECT:
            self.page = DISCARD
            pen.go(CLEANUP, now_ms)
        elif pen.buttons.tapped & (UP | DOWN):
            self.page = (self.page + (1 if pen.buttons.tapped & DOWN else pages - 1)) % pages

    def _step_done(self, pen: "Controller", now_ms: int) -> None:
        """SELECT goes to the next step. Wiping counts as done when its five minutes were kept."""
        if self.page != WIPE or self._wiped_ms >= self.disinfect_ms:
            self._done |= 1 << self.page
        if self.page + 1 < CLEANUP_STEPS:
            self.page += 1
            pen.go(CLEANUP, now_ms)
        else:
            self._close(pen, now_ms)

    def _close(self, pen: "Controller", now_ms: int) -> None:
        pen.events.emit(record.CLEANUP, pen.ledger.session, self._done, self._wiped_ms // 1_000)
        pen.restart_idle_time(now_ms)
        pen.enter(LOCKED, now_ms)
