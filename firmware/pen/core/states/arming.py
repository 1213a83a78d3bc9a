"""ARMING: from START in the menu to the first stroke (S1, S2, S5).

Home the ring, move it to the set-point, wait for SELECT, mark the cartridge, charge the run to the ledger, make it
durable, wait until all buttons are up. Left for RUNNING, or back to the menu (READY or PAUSED) with nothing spent, or
for FAULT. It must not fuel the needles, and must not get past a commit that was not answered with DONE.
"""

from micropython import const

from pen.core import menu, ring, screening
from pen.core.commit import COMMIT_LEDGER, COMMIT_USE, DONE, PENDING
from pen.core.depth import limit_um
from pen.core.gate import session_left_s
from pen.core.io import Inputs, Outputs
from pen.core.limits import ARMED_MAX_MS
from pen.formats import reasons, record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import PAUSED, READY, RUNNING, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases after those of ring.py
MOVING = const(2)
ARMED = const(3)  # the set-point is confirmed; SELECT starts, UP or DOWN leaves
MARKING = const(4)  # the cartridge takes its use mark
CHARGING = const(5)  # the run is charged; a step of its own, as beginning a session takes long enough
COMMITTING = const(6)
RELEASE = const(7)  # all is durable; all buttons must be up


class Arming(State):
    """Everything that must be true before needles move, in this order."""

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """One step of the present phase; until the cartridge is marked, whatever forbids a start leads back."""
        if pen.phase < MARKING and self._turned_back(pen, now_ms, inputs, outputs):
            return
        if pen.phase <= ring.HOMING:
            if ring.homed(pen, now_ms, inputs, outputs):
                outputs.target_um = limit_um(pen.menu.depths_um[pen.menu.zone], pen.ceiling_um())
                pen.go(MOVING, now_ms)
        elif pen.phase == MOVING:
            if pen.since_ms(now_ms) and ring.moved(pen, now_ms, inputs, outputs):
                pen.go(ARMED, now_ms)
        elif pen.phase == ARMED:
            if pen.buttons.tapped & SELECT:
                pen.go(MARKING, now_ms)
        elif pen.phase == MARKING:
            self._mark(pen, now_ms, inputs, outputs)
        elif pen.phase == CHARGING:
            pen.session.charge(pen.menu.zone, pen.needles, outputs.target_um, inputs.measured_um, pen.menu.rate_hz)
            pen.go(COMMITTING, now_ms)
        elif pen.phase == COMMITTING:
            self._make_durable(pen, now_ms, inputs, outputs)
        elif not inputs.buttons:
            outputs.arm = True
            pen.enter(RUNNING, now_ms)

    def _turned_back(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> bool:
        """Has something come up that forbids the start, or does the owner not want it any more?"""
        due = screening.next_step(pen, now_ms, inputs, pen.gate)
        if due != screening.ARM:
            if due != screening.REFUSED:
                pen.gate.say(reasons.NOT_ANSWERED, screening.missing(due))
            pen.refuse(pen.gate, now_ms)
        elif not pen.buttons.tapped & (UP | DOWN) and pen.since_ms(now_ms) < ARMED_MAX_MS:
            return False
        self._retreat(pen, now_ms, outputs)
        return True

    def _mark(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """The tag first: one that cannot be written, or is pulled meanwhile, costs nothing, as no session has begun."""
        result = pen.commit.request(COMMIT_USE)
        if result == DONE and inputs.cartridge.readable:
            self._begin_session(pen, inputs, outputs)
            pen.go(CHARGING, now_ms)
        elif result != PENDING:
            pen.gate.say(reasons.CARTRIDGE_WRITE)
            pen.refuse(pen.gate, now_ms)
            self._retreat(pen, now_ms, outputs)

    def _begin_session(self, pen: "Controller", inputs: "Inputs", outputs: "Outputs") -> None:
        """A new session begins, or the open one goes on."""
        chosen = pen.menu
        ledger = pen.ledger
        if ledger.session_open:
            chosen.rate_hz = min(ledger.session_rate_hz, ledger.rate_max_hz)  # the limit may have been tightened: S8
            pen.events.emit(record.RESUME, ledger.session, session_left_s(inputs.proven_s, ledger))
        else:
            chosen.rate_hz = min(chosen.rate_hz, ledger.rate_max_hz)
            pen.session.begin(inputs, outputs.target_um, chosen.rate_hz)
            pen.screening.forget()

    def _make_durable(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Both stores next; only then may a stroke happen (S5)."""
        result = pen.commit.request(COMMIT_LEDGER)
        if result == DONE:
            pen.go(RELEASE, now_ms)
        elif result != PENDING:
            pen.fail(reasons.F_STORE, result, 0, now_ms, inputs, outputs)

    def _retreat(self, pen: "Controller", now_ms: int, outputs: "Outputs") -> None:
        """No start after all: the ring goes home, the pen back to the menu it came from."""
        outputs.target_um = 0
        pen.restart_idle_time(now_ms)
        pen.enter(PAUSED if pen.ledger.session_open else READY, now_ms)
        pen.menu.item = menu.START_ITEM
