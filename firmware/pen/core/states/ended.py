"""ENDED: the session is over. First that is made durable, then the receipt, then the steps of cleaning up.

Left for LOCKED after the last step, or after a minute without a press; what was done is recorded either way. It must
not open the session again.
"""

from micropython import const

from pen.core import zones
from pen.core.limits import AUTO_OFF_MS
from pen.formats import record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import LOCKED, SETTLING, State

# phases after SETTLING
RECEIPT = const(1)  # `page` 0: the whole session; from 1: each treated zone
CLEANUP = const(2)  # `page` is one of the steps below

# steps of cleaning up
DISCARD = const(0)
WIPE = const(1)  # five minutes are shown, none is enforced
STORE = const(2)  # let it dry, then cap it; half a minute is shown after the wiping
CLEANUP_STEPS = const(3)
_WET_MS = const(1_000)  # wiped for less is not wet


class Ended(State):
    """`page`: of the receipt, or the clean-up step."""

    def forget(self) -> None:
        """Nothing is cleaned yet."""
        self.page = 0
        self._done = 0  # mask of the clean-up steps done
        self._wiped_ms = 0

    def step(self) -> None:
        """Store, show, guide. Neither wiping nor drying is interrupted by the idle time."""
        pen = self.pen
        if pen.phase == SETTLING:
            if pen.motion.still and pen.stored():
                pen.go(RECEIPT)
                pen.restart_idle_time()
            return
        if pen.phase == CLEANUP and self.page == WIPE:
            self._wiped_ms = min(pen.since_ms(), pen.screening.disinfect_ms)
        if pen.phase == CLEANUP and (self.wipe_left_ms() if self.page == WIPE else self.dry_left_ms()):
            pen.restart_idle_time()
        if pen.idle_ms() >= AUTO_OFF_MS:
            self._close()
        elif pen.phase == RECEIPT:
            self._turn_page()
        elif pen.buttons.tapped & SELECT:
            self._step_done()

    def wipe_left_ms(self) -> int:
        """What is left of the wiping, in ms."""
        return self.pen.screening.disinfect_ms - self._wiped_ms

    def dry_left_ms(self) -> int:
        """Of the last step: how long what was wiped cannot be dry yet."""
        if self.page != STORE or self._wiped_ms < _WET_MS:
            return 0
        return max(0, self.pen.screening.dry_ms - self.pen.since_ms())

    def _turn_page(self) -> None:
        tapped = self.pen.buttons.tapped
        if tapped & SELECT:
            self.page = DISCARD
            self.pen.go(CLEANUP)
        elif tapped & (UP | DOWN):
            self.page = (self.page + (1 if tapped & DOWN else -1)) % (1 + zones.treated_count(self.pen.ledger))

    def _step_done(self) -> None:
        """SELECT goes to the next step. Wiping and drying count as done when their time was kept."""
        if not (self.wipe_left_ms() if self.page == WIPE else self.dry_left_ms()):
            self._done |= 1 << self.page
        if self.page + 1 < CLEANUP_STEPS:
            self.page += 1
            self.pen.go(CLEANUP)
        else:
            self._close()

    def _close(self) -> None:
        pen = self.pen
        pen.events.emit(record.CLEANUP, pen.ledger.session, self._done, self._wiped_ms // 1_000)
        pen.restart_idle_time()
        pen.enter(LOCKED)
