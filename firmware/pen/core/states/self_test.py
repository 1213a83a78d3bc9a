"""SELF_TEST: after power-on or waking, do ring and encoder agree about home? It also decides whether a fault ends (S2).

The ring is driven only when it is not home (after a power cut) or when a fault is to be cleared; arming homes it too.
Left for the state that the ledger calls for, or for FAULT. It must not start needles, and must not clear a fault unless
the ring has followed a move.
"""

from micropython import const

from pen.core import ring, skin
from pen.core.io import LOOK_AGAIN
from pen.core.limits import DEPTH_MIN_UM, HOME_TOLERANCE_UM
from pen.formats import reasons
from pen.formats.record import FAULT_CLEARED, RING_FOUND_OUT

from . import FAULT, LOCKED, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases after those of ring.py
_MOVING = const(2)  # to clear a fault, the encoder must follow a small move
COMMITTING = const(6)

# in the ledger's `cut_zones`, beside the zones: what happened before a start, until a press has taken the word off
_FOUND_OUT = const(0x20)
_CRASHED = const(0x40)
_CUT = const(0x80)


class SelfTest(State):
    """`clearing`: the owner has asked for the latched fault to be cleared; FAULT sets it after entering.

    `own_start`: the program itself wished this start, for an update: nobody has picked the pen up, and the questions'
    code would take the memory that the update needs. `start.py` sets it after entering.
    `tell`: what the first screen afterwards says happened before this start; until a button was pressed every start
    says it again.
    """

    def __init__(self, pen: "Controller"):
        super().__init__(pen)
        self.tell = reasons.NONE
        self._out = 0  # of AFTER_CUT: 1 if no run was cut, but the ring was found out
        self._told = False  # that the clock's coin cell is empty; once after power-on

    def forget(self) -> None:
        """The next self test is a plain one, of no wish to clear a fault."""
        self.clearing = False
        self.own_start = False

    def after_start(self, crashed: bool) -> None:
        """After power-on, before the first step: a run that never ended was cut, by the power or by the program.

        `crashed`: this start follows a failure of the program.
        """
        pen = self.pen
        why = reasons.STOP_CRASH if crashed else reasons.STOP_POWER_CUT
        cut = pen.session.close_cut(why)
        if cut:
            pen.stop_reason = why
        if cut or crashed:
            pen.ledger.cut_zones |= _CRASHED if crashed else _CUT
        self.noted()

    def noted(self) -> None:
        """What is to be told, by the ledger: whatever an earlier start could not tell to its end is in it, too."""
        untold = self.pen.ledger.cut_zones & (_CRASHED | _CUT | _FOUND_OUT)
        if untold:
            self.tell = reasons.AFTER_CRASH if untold & _CRASHED and not untold & _CUT else reasons.AFTER_CUT
        self._out = int(untold == _FOUND_OUT)

    def told(self, reason: int) -> None:
        """A button has taken the notice of `reason` off the screen: what it said needs not be said again.

        A check-in that it has stood before is asked now.
        """
        if reason == reasons.AFTER_CRASH or reason == reasons.AFTER_CUT:
            pen = self.pen
            pen.ledger.cut_zones &= ~(_FOUND_OUT | (_CRASHED if reason == reasons.AFTER_CRASH else _CUT))
            pen.commit.changed()
            due = self.check_in_due(pen.inputs.proven_s) if pen.state == LOCKED else -1
            if due >= 0:
                pen.asking.begin_check_in(due)

    def look(self, entered: bool) -> int:
        """A cartridge may have been swapped while the pen was off."""
        return super().look(entered) | (LOOK_AGAIN if entered else 0)

    def step(self) -> None:
        """Home if needed, a small move if a fault is to be cleared, store, and on; once the clock has answered."""
        pen = self.pen
        if pen.inputs.clock_late:
            return
        if pen.phase == ring.HOME:
            stays = pen.ledger.fault in reasons.RING_LOST or ring.confirmed(pen, 0, HOME_TOLERANCE_UM)
            if pen.inputs.calibrated and not stays:
                pen.events.emit(RING_FOUND_OUT, pen.inputs.measured_um)
                pen.ledger.cut_zones |= _FOUND_OUT
            if not pen.inputs.calibrated or (stays and not self.clearing):
                self._passed()
                return
        if pen.phase == COMMITTING:
            if pen.stored():
                self._passed()
        elif pen.phase == _MOVING:
            if pen.since_ms() and ring.moved(pen):
                pen.events.emit(FAULT_CLEARED, pen.ledger.fault)
                pen.ledger.fault = 0
                pen.outputs.target_um = 0
                pen.go(COMMITTING)
        elif ring.homed(pen):
            if self.clearing:  # an encoder that is frozen reads home for ever: it must follow a small move too (H3)
                pen.outputs.target_um = DEPTH_MIN_UM
                pen.go(_MOVING)
            else:
                pen.go(COMMITTING)

    def check_in_due(self, proven_s: int) -> int:
        """The check-in that is asked when the pen is locked afterwards, see `skin.due`; -1: none is asked now."""
        return -1 if self.own_start else skin.due(self.pen.ledger, proven_s)

    def _passed(self) -> None:
        """To the state that the ledger calls for; into the lock-out by way of a check-in that is due (H27)."""
        self.clearing = False
        self.noted()
        pen = self.pen
        pen.enter_resting_state()
        due = self.check_in_due(pen.inputs.proven_s) if pen.state == LOCKED else -1
        if self.tell and pen.state != FAULT and not (self._out and due >= 0):  # that it was found out can wait
            pen.gate.say(self.tell, self._out)
            pen.notice.show(pen.gate, pen.now_ms, True)
            pen.notice.alone = True
            self.tell = reasons.NONE
            return
        if pen.inputs.cell_empty and not self._told:
            self._told = True
            pen.refuse(reasons.CLOCK_CELL)
            pen.notice.alone = True
        if due >= 0:
            pen.asking.begin_check_in(due)
