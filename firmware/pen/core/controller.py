"""The pen's one state machine: `step(now_ms, inputs, outputs)`, every 10 ms, integers only, nothing allocated (S16).

    OFF → SELF_TEST → LOCKED / READY → (ASKING → CLEANING → READY) → ARMING → RUNNING → PAUSED → ENDED → LOCKED.
    PAUSED goes on through ARMING, perhaps ASKING and CLEANING first. PRACTISING from LOCKED or READY. FAULT is latched.

Here: what is true in every state, and the acts that states share. What is checked in each is in `always.py`; each state
is a file of `states/`. The controller decides; it touches no part. What must be durable it requests and waits for.
"""

from micropython import const

from pen.formats import reasons, record
from pen.formats.button_bits import SELECT

from . import always, ring, skin, states, zones
from .buttons import Buttons
from .depth import ceiling_um, limit_um
from .gate import Gate, Notice
from .io import COMMIT_LEDGER, PENDING, Commit
from .limits import AUTO_OFF_MS, DISINFECT_MS, elapsed_ms
from .menu import Menu
from .motion import Motion
from .screening import Screening
from .session import Session
from .states import fault, locked, off, practising, ready, self_test

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from .events import Events
    from .io import Inputs, Outputs
    from .ledger import Ledger
    from .states import asking, cleaning, ended, paused, running

_BEEP_MS = const(150)
_BEEP_HZ = const(880)
_RESTING = (states.LOCKED, states.READY, states.ASKING, states.CLEANING, states.PRACTISING)
_MOVING_THE_RING = (states.SELF_TEST, states.ARMING, states.RUNNING)  # the others leave it at home


class Controller:
    """State and rules of one pen. `ledger` and `events` are shared with the store, the rest is its own.

    `now_ms`, `inputs` and `outputs` are those of the present step; every state uses them.
    """

    def __init__(
        self,
        ledger: "Ledger",
        events: "Events",
        error_budget_um: int,
        full_rate_hz: int,
        free_current_ua_per_hz: int,
        disinfect_ms: int = DISINFECT_MS,
    ):
        """`error_budget_um`: the board's depth error; `full_rate_hz`: strokes/s of the free motor at 3700 mV;
        `free_current_ua_per_hz`: its current in free air, per stroke a second; `disinfect_ms`: shorter in practice.
        """
        self.ledger = ledger
        self.events = events
        self.error_budget_um = error_budget_um
        self.full_rate_hz = full_rate_hz
        self.free_current_ua_per_hz = free_current_ua_per_hz
        self.buttons = Buttons()
        self.motion = Motion()
        self.watch = ring.Watch()
        self.commit = Commit()
        self.session = Session(ledger, events)
        self.screening = Screening(disinfect_ms)
        self.gate = Gate()  # the latest answer to "may needles start?"
        self.notice = Notice()
        self.menu = Menu()
        self.offer: object = None  # what the laptop asks or sends, for the screen; set by the app
        self.needles = 0  # of the cartridge seen last
        self.stop_reason = reasons.NONE  # why the needles stopped last, or the session ended
        self.self_test = self_test.SelfTest(self)
        self.locked = locked.Locked(self)
        self.practising = practising.Practising(self)
        self._states: list[Any] = [None] * (states.PRACTISING + 1)  # by their numbers, of which that is the last
        self.far_from_treatment()
        self.put(states.OFF, off.Off(self))
        self.put(states.SELF_TEST, self.self_test)
        self.put(states.LOCKED, self.locked)
        self.put(states.READY, ready.Ready(self))
        self.put(states.FAULT, fault.Fault(self))
        self.put(states.PRACTISING, self.practising)
        self.now_ms = 0
        self.inputs: Inputs = None  # pyright: ignore[reportAttributeAccessIssue] - both are set by every step
        self.outputs: Outputs = None  # pyright: ignore[reportAttributeAccessIssue]
        self.state = states.OFF
        self.phase = self._since_ms = 0  # of the state, and when it began
        self._active_ms = 0  # when a button or the cable was last used
        self._beep_ms = 0
        self._failed = 0  # the fault that FAULT was entered for last
        self._beeping = False
        self.cable = False  # it was in, in the step before
        self.menu.begin(self)

    def put(self, number: int, state: "states.State") -> None:
        """`state` is the one with this number from now on."""
        self._states[number] = state

    def far_from_treatment(self) -> None:
        """Let go of the states of a treatment; `treatment.make` makes them anew. Between two steps only."""
        nobody: Any = None  # entering one of them now raises an error, which ends the program and stops every movement
        self.running_state: running.Running = nobody
        self.paused: paused.Paused = nobody
        self.ended: ended.Ended = nobody
        self.asking: asking.Asking = nobody
        self.cleaning: cleaning.Cleaning = nobody
        for number in states.TREATMENT:
            self._states[number] = None

    def step(self, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """One control step: read `inputs`, fill `outputs`. `outputs.duty` is only ever set by `states/running.py`."""
        self.now_ms = now_ms
        self.inputs = inputs
        self.outputs = outputs
        self.events.proven_s = inputs.proven_s
        outputs.duty = 0
        outputs.arm = outputs.home = outputs.at_stop = outputs.hold = outputs.let_go = outputs.reset = False
        outputs.tone = 0
        if inputs.buttons:
            self.buttons.may_bleed = states.may_bleed(self)
        self.buttons.update(inputs.buttons, now_ms)
        if self.buttons.bleeding and not self.ledger.reacted:  # to say it once is enough
            self.bled(self.buttons.bleeding)
        if self.offer is not None and self.state in states.COVERED:
            self.buttons.silence()
            self.buttons.shown(now_ms)
        if self.notice.shown and self.offer is None and self.notice.on_screen(self.state, now_ms):
            self.notice.hear(self.buttons, now_ms)
            self.buttons.shown(now_ms)
            if not self.notice.shown:
                self.self_test.told(self.notice.reason)
        always.check(self)
        if self.state not in _MOVING_THE_RING:
            outputs.target_um = 0
        self._states[self.state].step()
        if outputs.home or outputs.target_um != self.watch.target_um:
            self.watch.begin(self)
        outputs.display = self.state != states.OFF
        if not outputs.tone and (self._beeping or self.notice.shown or self.state == states.PRACTISING):
            outputs.tone = self._beep_hz()

    def _beep_hz(self) -> int:
        """What the buzzer plays when no touch is too firm, 0: silence; the end of a wait, a new refusal (S17)."""
        if self._beeping and elapsed_ms(self.now_ms, self._beep_ms) >= _BEEP_MS:
            self._beeping = False
        if self.state == states.PRACTISING and self.practising.practice is not None:
            return self.practising.practice.outputs.tone
        return _BEEP_HZ if self._beeping or self.notice.visible(self.now_ms, _BEEP_MS) else 0

    # --- what screens, link and app may ask ---------------------------------------------------------

    def ceiling_um(self) -> int:
        """The highest set-point allowed now, in the chosen zone."""
        return self.ceiling_of(self.menu.zone)

    def ceiling_of(self, zone: int) -> int:
        """The highest set-point allowed now in `zone`: the lowest of cap, setting, zone and skin; 0: none at all."""
        lowest = ceiling_um(self.error_budget_um, self.ledger.depth_max_um)
        return min(lowest, zones.ceiling_um(zone), skin.ceiling_um(self.ledger))

    @property
    def depth_um(self) -> int:
        """The set-point of the chosen zone."""
        return limit_um(self.menu.depths_um[self.menu.zone], self.ceiling_um())

    def at_rest(self) -> bool:
        """May flash be written now (S11)? Not while needles move or are about to."""
        return self.motion.still and not self.needles_due()

    def needles_due(self) -> bool:
        """Are the needles driven, or will they be as soon as the finger lets go?"""
        return self.state == states.RUNNING or (self.state == states.ARMING and self.phase == states.RELEASE)

    def resting(self) -> bool:
        """Nothing moves, and no single press could make it: menus, questions, the lock-out, practice."""
        return self.motion.still and self.state in _RESTING

    def since_ms(self) -> int:
        """How long the present phase has lasted."""
        return elapsed_ms(self.now_ms, self._since_ms)

    def idle_ms(self) -> int:
        """How long neither a button nor the cable has been used."""
        return elapsed_ms(self.now_ms, self._active_ms)

    def rests_from_ms(self, now_ms: int) -> int:
        """Since when a sleep that begins now counts as rest: a contact of UP or DOWN that chatters disturbs nobody.

        That of SELECT keeps the latch of the supply closed: nothing is to be gained.
        """
        chatter = self.buttons.chatter
        return self._active_ms if chatter and not chatter & SELECT else now_ms

    def cartridge_look(self, entered: bool) -> int:
        """How the app looks at the cartridge before the next step: a LOOK_ number. `entered`: the state is new."""
        return self._states[self.state].look(entered)

    # --- acts that states share -----------------------------------------------------------------------

    def wake(self, now_ms: int) -> None:
        """Go to SELF_TEST: SELECT was pressed in OFF, or the cable or power has come."""
        self.now_ms = now_ms
        self.restart_idle_time()
        self.motion.assume_moving(now_ms)
        self.enter(states.SELF_TEST)

    def enter(self, state: int) -> None:
        """Go to another state, first phase."""
        self._states[state].enter()
        self.state = state
        self.go(0)

    def go(self, phase: int) -> None:
        """Go to another phase of this state."""
        self.phase = phase
        self._since_ms = self.now_ms
        self.buttons.shown(self.now_ms)

    def enter_resting_state(self) -> None:
        """Go to the state that the ledger calls for: FAULT, PAUSED, LOCKED or READY."""
        if self.ledger.fault:
            self.enter(states.FAULT)
        elif self.ledger.session_open:
            self.enter(states.PAUSED)
        else:
            self.enter(states.LOCKED if self.gate.lock(self.inputs, self.ledger) else states.READY)

    def stored(self) -> bool:
        """Request that journal and ledger be made durable; has it been tried? Asked in every step until it has."""
        return self.commit.request(COMMIT_LEDGER) != PENDING

    def refuse(self, reason: int = reasons.NONE, detail: int = 0, until_s: int = 0) -> None:
        """Refuse what was asked for, on the screen and in the journal (S17). NONE: for the reason that `gate` has."""
        why = self.gate
        if reason:
            why.say(reason, detail, until_s)
        self.notice.show(why, self.now_ms)
        self.events.emit(record.REFUSAL, why.reason, why.detail, why.until_s)

    def fail(self, code: int, detail: int = 0, other: int = 0) -> None:
        """Latch a fault: needles stop, the ledger remembers (S2).

        The ring retracts, supervised and once, unless it is the ring that has failed: then it is let go where it is.
        What fails again while its screen stands is no news: it only has to come to rest before it can be acknowledged.
        """
        self.restart_idle_time()
        if self.state == states.FAULT and code == self._failed:
            self.go(states.SETTLING)
            return
        self._failed = code
        if self.state == states.RUNNING:
            self.stop_reason = reasons.STOP_FAULT
            self.session.stop(reasons.STOP_FAULT, self.now_ms)
        self.session.refund(reasons.STOP_FAULT)
        self.outputs.duty = 0
        self.outputs.arm = False
        ring.retreat(self, code)
        self.commit.cancel()
        self.commit.copy(1)
        self.ledger.latch(code)
        self.events.emit(record.FAULT, code, detail, other)
        self.enter(states.FAULT)

    def has_bled(self) -> bool:
        """Has somebody said in the open session that it bleeds? Then it is over, as soon as it can be ended."""
        return self.ledger.session_open != 0 and self.ledger.reacted != 0

    def end_session(self, reason: int) -> None:
        """The open session is over, for a STOP_ reason; its receipt says which."""
        self.stop_reason = reason
        self.session.end(reason)

    def bled(self, buttons: int) -> None:
        """Somebody has said, by holding `buttons`, that it bleeds (A23): noted in RAM at once, stored soon after."""
        self.events.emit(record.BLEEDING, self.ledger.session, buttons)
        skin.bled(self.ledger)
        self.commit.copy(1)
        self.commit.changed()  # what is being stored now may not have it
        if self.state == states.ENDED:  # by another button, under this press
            self.stop_reason = reasons.STOP_BLEEDING
            self.go(states.SETTLING)

    def beep(self) -> None:
        """A short beep: a wait is over."""
        self._beep_ms = self.now_ms
        self._beeping = True

    def sleep_if_idle(self) -> None:
        """Go to OFF after a minute without use, on battery."""
        if not self.inputs.vbus and not self.inputs.ring_busy and self.idle_ms() >= AUTO_OFF_MS:
            self.enter(states.OFF)

    def restart_idle_time(self) -> None:
        """The pen is being used: the minute until it goes off counts from now."""
        self._active_ms = self.now_ms
