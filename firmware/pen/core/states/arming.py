"""ARMING: from START in the menu to the first stroke (S1, S2, S5).

Home the ring, move it to the set-point, wait for UP, mark the cartridge, charge the run to the ledger, make it
durable, wait until all buttons are up. Left for RUNNING, or back to the menu (READY or PAUSED) with nothing spent, or
for FAULT. It must not fuel the needles, and must not get past a commit that was not answered with DONE.
"""

from micropython import const

from pen.core import ring, screening, zones
from pen.core.gate import session_left_s
from pen.core.io import COMMIT_LEDGER, COMMIT_USE, DONE, LOOK_AFRESH, LOOK_NOT, LOOK_SAME, PENDING
from pen.core.menu import START_ITEM
from pen.formats import reasons, record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import MARKING, PAUSED, READY, RELEASE, RUNNING, State

# phases after those of ring.py; MARKING and RELEASE are those of the package
MOVING = const(2)
ARMED = const(3)  # the set-point is confirmed; a tap of UP starts, SELECT, DOWN, or UP held, leaves
_CHARGING = const(5)  # the run is charged; a step of its own, as beginning a session takes long enough
COMMITTING = const(6)

ARMED_MAX_MS = const(60_000)  # armed and not started: back to the menu, nothing spent


class Arming(State):
    """Everything that must be true before needles move, in this order."""

    def forget(self) -> None:
        """Nobody has thought better of it yet."""
        self._stop = reasons.NONE  # why needles must not move after all: it came up after the press that starts
        self._edges = 0  # of the buttons, when UP had started it
        self._touched = False  # on the armed pen SELECT or DOWN, perhaps too briefly for a press

    def look(self, entered: bool) -> int:
        """Read the tag afresh when arming begins. In RELEASE the fuel may be granted as soon as all buttons are up:
        right before it, and only then, it must be the one that was marked.
        """
        if self.pen.phase == RELEASE:
            return LOOK_NOT if self.pen.inputs.buttons else LOOK_SAME
        return super().look(entered) | (LOOK_AFRESH if entered else 0)

    def step(self) -> None:
        """One step of the present phase; until the cartridge is marked, whatever forbids a start leads back."""
        pen = self.pen
        if pen.phase < MARKING and (pen.has_bled() or self._turned_back()):
            self._retreat()
            return
        if pen.phase >= MARKING:
            if pen.screening.swapped:
                self._stop = reasons.STOP_CARTRIDGE  # also when the one that was out came back
            elif not self._stop and (pen.buttons.began or pen.inputs.edges != self._edges):
                self._stop = reasons.STOP_BUTTON  # also a press that came and went while a store took its time
        if pen.phase <= ring.HOMING:
            if ring.homed(pen):
                pen.outputs.target_um = pen.depth_um
                pen.go(MOVING)
        elif pen.phase == MOVING:
            if pen.since_ms() and ring.moved(pen):
                pen.go(ARMED)
        elif pen.phase == ARMED:
            if pen.inputs.dark and pen.buttons.began:
                pen.buttons.shown(pen.now_ms)  # nobody has read what this press does (H31)
            self._touched = self._touched or pen.inputs.buttons & (SELECT | DOWN) != 0
            # not SELECT, which chose START: a loose contact of one wire must not be able to do both (H16)
            if pen.buttons.tapped & pen.buttons.read & UP and not pen.inputs.dark:
                self._edges = pen.inputs.edges
                if self._touched:  # any button stops, before the first stroke as well
                    pen.buttons.spend()
                    self._retreat()
                else:
                    pen.go(MARKING)
        elif pen.phase == MARKING:
            self._mark()
        elif pen.phase == _CHARGING:
            menu = pen.menu
            pen.session.charge(menu.zone, pen.needles, pen.outputs.target_um, pen.inputs.measured_um, menu.rate_hz)
            pen.go(COMMITTING)
        elif pen.phase == COMMITTING:
            self._make_durable()
        elif self._stop:  # any button stops, before the first stroke as well; the use stays counted
            pen.session.refund(self._stop)
            pen.stop_reason = self._stop
            pen.buttons.spend()
            self._retreat()
        elif not pen.inputs.buttons and not pen.inputs.dark:
            pen.outputs.arm = True
            pen.enter(RUNNING)

    def _turned_back(self) -> bool:
        """Has something come up that forbids the start, or does the owner not want it any more?"""
        pen = self.pen
        due = screening.next_step(pen, pen.now_ms, pen.inputs, pen.gate)
        if due == screening.REFUSED:
            pen.refuse()
        elif due != screening.ARM and pen.screening.swapped:
            pen.refuse(reasons.CARTRIDGE_WAS_OUT)
        elif due != screening.ARM:
            pen.refuse(reasons.NOT_ANSWERED, 0 if due == screening.CLEAN else due)  # the group; 0: the disinfection
        elif (pen.buttons.began | pen.buttons.tapped) & (SELECT | DOWN) or pen.buttons.held & UP:
            pen.buttons.spend()  # held on it says that it bleeds, if a session is open
        else:
            return pen.since_ms() >= ARMED_MAX_MS
        return True

    def _mark(self) -> None:
        """The tag first: one that cannot be written, or is pulled meanwhile, costs nothing, as no session has begun."""
        pen = self.pen
        result = pen.commit.request(COMMIT_USE)
        if result == PENDING:
            return
        if result == DONE and pen.inputs.cartridge.readable and self._stop != reasons.STOP_CARTRIDGE:
            self._begin_session()
            pen.go(_CHARGING)
            return
        pen.commit.changed()  # what the pen has counted, if the mark may be on the tag
        pen.refuse(reasons.CARTRIDGE_WAS_OUT if self._stop == reasons.STOP_CARTRIDGE else reasons.CARTRIDGE_WRITE)
        self._retreat()

    def _begin_session(self) -> None:
        """A new session begins, or the open one goes on."""
        pen = self.pen
        chosen = pen.menu
        ledger = pen.ledger
        if ledger.session_open:
            chosen.rate_hz = min(ledger.session_rate_hz, ledger.rate_max_hz)  # the limit may have been tightened: S8
            pen.events.emit(record.RESUME, ledger.session, session_left_s(pen.inputs.proven_s, ledger))
        else:
            chosen.rate_hz = min(chosen.rate_hz, ledger.rate_max_hz)
            pen.session.begin(pen.inputs, pen.outputs.target_um, chosen.rate_hz)
            pen.screening.forget()
            pen.screening.seen = True
        chosen.rate_hz = min(chosen.rate_hz, zones.rate_max_hz(ledger, chosen.zone, pen.needles))  # of this run alone

    def _make_durable(self) -> None:
        """Both stores next; only then may a stroke happen (S5)."""
        result = self.pen.commit.request(COMMIT_LEDGER)
        if result == DONE:
            self.pen.go(RELEASE)
        elif result != PENDING:
            self.pen.fail(reasons.F_STORE, result)

    def _retreat(self) -> None:
        """No start after all: the ring goes home, the pen back to the menu it came from."""
        pen = self.pen
        pen.outputs.target_um = 0
        pen.restart_idle_time()
        pen.enter(PAUSED if pen.ledger.session_open else READY)
        pen.menu.item = START_ITEM
