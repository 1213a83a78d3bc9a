"""The pen's one state machine: `step(now_ms, inputs, outputs)`, every 10 ms, integers only, nothing allocated (S16).

    OFF → SELF_TEST → LOCKED / READY → (ASKING → CLEANING → READY) → ARMING → RUNNING ⇄ PAUSED → ENDED → LOCKED,
    REHEARSING from LOCKED or READY, and a latched FAULT.

Here: what is true in every state, and the acts that several states share. The states themselves are functions in
`resting.py`, `screening.py` (before needles), `treatment.py` (needles) and `aftercare.py`. It decides; it touches no
part. Everything that must be durable is asked for by `outputs.commit` and waited for.
"""

from pen.formats import reasons, record

from . import aftercare, dose, resting, screening, skin, touch, treatment, zones
from .buttons import Buttons
from .depth import agrees, ceiling_um, limit_um
from .events import Events
from .gate import Gate
from .io import COMMIT_NONE, NO_DEPTH, PENDING, Inputs, Outputs
from .ledger import Ledger
from .limits import (
    AUTO_OFF_MS,
    DEPTH_TOLERANCE_UM,
    DISINFECT_MS,
    FIRST_SESSIONS_UM,
    HOME_TOLERANCE_UM,
    NOTICE_MS,
    RATE_MIN_HZ,
    RUNAWAY_STROKES,
    STILL_MS,
    elapsed_ms,
)
from .screening import Screening
from .session import Session
from .states import (
    ARMING,
    ASKING,
    CLEANING,
    ENDED,
    FAULT,
    HOME,
    LOCKED,
    OFF,
    PAUSED,
    READY,
    REHEARSING,
    RELEASE,
    RUNNING,
    SELF_TEST,
    START_ITEM,
    ZONE_ITEM,
)
from .touch import Governor, Touch

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from .practice import Rehearsal

_STATES = (
    resting.off,
    resting.self_test,
    resting.locked,
    resting.ready,
    treatment.arming,
    treatment.running,
    aftercare.paused,
    aftercare.ended,
    resting.fault,
    screening.asking,
    screening.cleaning,
    resting.rehearsing,
)
_AT_HOME = (
    LOCKED,
    READY,
    PAUSED,
    ENDED,
    ASKING,
    CLEANING,
    REHEARSING,
)  # states in which no needle has business outside
_RESTING = (LOCKED, READY, ASKING, CLEANING, REHEARSING)
_BEEP_MS = 150
_BEEP_HZ = 880
_FIRM_HZ = 220  # a buzz: lighter, please
_HARD_HZ = 440


class Controller:
    """State and rules of one pen. `ledger` and `events` are shared with the store, the rest is its own."""

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
        `free_current_ua_per_hz`: its current in free air, per stroke a second; `disinfect_ms`: of a rehearsal, shorter.
        """
        self.ledger = ledger
        self.events = events
        self.full_rate_hz = full_rate_hz
        self.error_budget_um = error_budget_um
        self.disinfect_ms = disinfect_ms
        self.practises = False  # may a rehearsal begin here? Not on a practice pen
        self.rehearsal: Rehearsal | None = None  # brought by the app while REHEARSING lasts
        self.offer: object = None  # new firmware that is offered over the cable, for the screen; set by the app
        self.buttons = Buttons()
        self.session = Session(ledger, events)
        self.screening = Screening(disinfect_ms)
        self.asking = self.screening.asking
        self.touch = Touch(free_current_ua_per_hz)
        self.governor = Governor()
        self.gate = Gate()  # the latest answer to "may needles start?"
        self.notice = Gate()  # the refusal on the screen
        self.depths_um = [0] * zones.COUNT
        self.begin_anew(0)

    def begin_anew(self, now_ms: int) -> None:
        """As after a boot with this ledger."""
        ledger = self.ledger
        self.session.reset()
        self.screening.forget()
        self.state = OFF
        self.phase = 0
        self.item = ZONE_ITEM
        self.page = 0
        self.zone = ledger.charged_zone if ledger.session_open else zones.FOREHEAD
        for zone in range(zones.COUNT):
            self.depths_um[zone] = self._first_depth_um(zone)
        self.rate_hz = RATE_MIN_HZ
        self.measured_hz = 0
        self.needles = 0  # of the cartridge seen last
        self.stop_reason = reasons.NONE
        self.still = True
        self.blood = 0  # buttons held for 2 s since the needles stopped
        self.clearing = False  # the self-test is to clear a fault
        self.checkin = 0  # which one is being asked, an index of skin.CHECKIN_H
        self.checking_in = False  # it was asked on waking, not for a treatment
        self.steps = 0  # of the clean-up, done
        self.wiped_ms = 0
        self.told_touch = touch.CALIBRATING  # last level of touch in the journal …
        self.told_ms = 0  # … and when
        self.sample_ms = 0
        self.sample_strokes = 0
        self.stroke_ms = 0  # when the last stroke was seen
        self._strokes = 0
        self._moving_ms = 0  # when needles were last driven, or a stroke seen
        self._rest_strokes = 0
        self._since_ms = now_ms
        self._seen_ms = now_ms
        self._notice_ms = 0
        self._noticed = False
        self._beep_ms = 0
        self._beeping = False
        self._vbus = False

    def _first_depth_um(self, zone: int) -> int:
        """A gentle one; in an open session what the zone had."""
        had_um = self.ledger.zone_um[zone] if self.ledger.session_open else 0
        return limit_um(had_um or FIRST_SESSIONS_UM, self.ceiling_of(zone))

    def step(self, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """One control step: read `inputs`, fill `outputs`. `outputs.duty` is only ever set by `treatment.running`."""
        self.events.proven_s = inputs.proven_s
        outputs.duty = 0
        outputs.arm = False
        outputs.home = False
        outputs.reset = False
        self.buttons.update(inputs.buttons, now_ms)
        self._watch(now_ms, inputs, outputs)
        _STATES[self.state](self, now_ms, inputs, outputs)
        outputs.display = self.state != OFF
        outputs.tone = self._tone(now_ms)

    def _tone(self, now_ms: int) -> int:
        if self.state == REHEARSING and self.rehearsal is not None:
            return self.rehearsal.outputs.tone
        if self.state == RUNNING and self.touch.level >= touch.FIRM:
            return _HARD_HZ if self.touch.level == touch.HARD else _FIRM_HZ
        return _BEEP_HZ if self._beeping or self.noticing(now_ms, _BEEP_MS) else 0

    def _watch(self, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """What is checked in every state: strokes nobody asked for, broken parts, stuck buttons, the cable."""
        if inputs.strokes != self._strokes:
            self._strokes = inputs.strokes
            self.stroke_ms = now_ms
            self._moving_ms = now_ms
        if self.state == RUNNING:
            self._moving_ms = now_ms
        if inputs.cartridge.readable:
            self.needles = inputs.cartridge.needles
        self.still = elapsed_ms(now_ms, self._moving_ms) >= STILL_MS
        if self.still:
            self.session.settle(inputs.strokes)
        if inputs.vbus != self._vbus:
            self._vbus = inputs.vbus
            self._seen_ms = now_ms
            self.events.emit(record.POWER, 1 if inputs.vbus else 0, inputs.battery_mv)
        if self.buttons.down and not self.buttons.stuck:
            self._seen_ms = now_ms
        if not self.noticing(now_ms):
            self.hush()  # or it would come back when the ticks wrap, 12 days later
        if self._beeping and elapsed_ms(now_ms, self._beep_ms) >= _BEEP_MS:
            self._beeping = False
        if self.state == RUNNING or self.still:
            self._rest_strokes = inputs.strokes
        elif inputs.strokes - self._rest_strokes > RUNAWAY_STROKES:
            self._rest_strokes = inputs.strokes
            self.fail(reasons.F_RUNAWAY, inputs.strokes, 0, now_ms, inputs, outputs)
        if self.state != OFF and self.state != FAULT:
            if inputs.broken_part:
                self.fail(reasons.F_PART + inputs.broken_part, 0, 0, now_ms, inputs, outputs)
            elif self.buttons.stuck:
                self.fail(reasons.F_BUTTON, self.buttons.down, 0, now_ms, inputs, outputs)
            elif self._ring_out(inputs, outputs):
                self.fail(reasons.F_DEPTH, 0, inputs.measured_um, now_ms, inputs, outputs)

    def _ring_out(self, inputs: "Inputs", outputs: "Outputs") -> bool:
        """At rest the ring is home; one that stands out though it was called home is a fault (S2)."""
        return (
            self.state in _AT_HOME
            and inputs.calibrated
            and not inputs.ring_busy
            and not outputs.target_um
            and not agrees(0, inputs.measured_um)
        )

    # --- what screens, link and app may ask ---------------------------------------------------------

    def ceiling_um(self) -> int:
        """The highest set-point allowed now, in the present zone."""
        return self.ceiling_of(self.zone)

    def ceiling_of(self, zone: int) -> int:
        """The highest set-point allowed now in `zone`: the lowest of cap, setting, zone and skin; 0: none at all."""
        lowest = ceiling_um(self.error_budget_um, self.ledger.depth_max_um)
        return min(lowest, zones.ceiling_um(zone), skin.ceiling_um(self.ledger))

    @property
    def depth_um(self) -> int:
        """The set-point of the present zone."""
        return limit_um(self.depths_um[self.zone], self.ceiling_um())

    def wanted_hz(self) -> int:
        """The stroke rate asked for in this run: the lowest once it was pressed too hard (H17)."""
        return RATE_MIN_HZ if self.touch.slow else self.rate_hz

    def next_step(self, now_ms: int, inputs: "Inputs", gate: "Gate") -> int:
        """What START would do now, see `screening.py`; `gate` (your own) holds the reason when that is REFUSED."""
        return screening.next_step(self, now_ms, inputs, gate)

    def clean_left_ms(self, now_ms: int) -> int:
        """What is left of the disinfection countdown."""
        return self.screening.left_ms()

    def wipe_left_ms(self, now_ms: int) -> int:
        """What is left of the wiping afterwards."""
        return self.disinfect_ms - self.wiped_ms

    def zone_budget(self, zone: int) -> int:
        """Strokes that are enough for a zone, with the cartridge seen last."""
        return zones.strokes(zone, self.needles)

    def zones_treated(self) -> int:
        """How many zones the last session has treated."""
        return dose.zones_treated(self.ledger)

    def treated(self, number: int) -> int:
        """The `number`-th of them, from 1; -1: there are not so many."""
        return dose.treated(self.ledger, number)

    def zone_strokes(self, zone: int) -> int:
        """Strokes made in a zone in this session, or the last one."""
        return self.session.zone_strokes(zone, self._strokes)

    def at_rest(self) -> bool:
        """May flash be written now (S11)? Not while needles move or are about to."""
        if self.state == RUNNING or (self.state == ARMING and self.phase == RELEASE):
            return False
        return self.still

    def resting(self) -> bool:
        """Nothing moves, and nothing can but by a long way: menus, questions, the lock-out."""
        return self.still and self.state in _RESTING

    def busy(self) -> bool:
        """Is a treatment under way? Then the link answers only questions."""
        return self.state == ARMING or self.state == RUNNING

    def noticing(self, now_ms: int, for_ms: int = NOTICE_MS) -> bool:
        """Is a refusal on the screen, shown less than `for_ms` ago?"""
        return self._noticed and elapsed_ms(now_ms, self._notice_ms) < for_ms

    def beep(self, now_ms: int) -> None:
        """Something is over."""
        self._beep_ms = now_ms
        self._beeping = True

    def since_ms(self, now_ms: int) -> int:
        """How long the present phase has lasted."""
        return elapsed_ms(now_ms, self._since_ms)

    def wake(self, now_ms: int) -> None:
        """Somebody is here, or power has come: test and show."""
        self.attend(now_ms)
        self._moving_ms = now_ms
        self.enter(SELF_TEST, now_ms)

    # --- acts that states share -----------------------------------------------------------------------

    def enter(self, state: int, now_ms: int) -> None:
        """Go to another state, first phase."""
        if state == PAUSED and self.state != RUNNING:
            self.buttons.age()
        self.state = state
        self.item = START_ITEM if state == PAUSED else ZONE_ITEM
        self.page = 0
        self.blood = 0
        self.go(0, now_ms)

    def go(self, phase: int, now_ms: int) -> None:
        """Go to another phase of this state."""
        self.phase = phase
        self._since_ms = now_ms

    def rest(self, now_ms: int, inputs: "Inputs") -> None:
        """The resting state that the ledger calls for."""
        if self.ledger.fault:
            self.enter(FAULT, now_ms)
        elif self.ledger.session_open:
            self.enter(PAUSED, now_ms)
        elif self.gate.lock(inputs, self.ledger):
            self.enter(LOCKED, now_ms)
        else:
            self.enter(READY, now_ms)

    def refuse(self, why: "Gate", now_ms: int) -> None:
        """Say no: on the screen and in the journal (S17). `why` is a Gate that has just said it."""
        self.notice.say(why.reason, why.detail, why.until_s)
        self._notice_ms = now_ms
        self._noticed = True
        self.events.emit(record.REFUSAL, why.reason, why.detail, why.until_s)

    def hush(self) -> None:
        """The refusal has been read."""
        self._noticed = False

    def fail(self, code: int, detail: int, other: int, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Latch a fault: needles stop, the ring retracts, the ledger remembers (S2)."""
        if self.state == RUNNING:
            self.stop_reason = reasons.STOP_FAULT
            self.session.stop(reasons.STOP_FAULT, now_ms)
        self.session.refund(reasons.STOP_FAULT)
        outputs.duty = 0
        outputs.target_um = 0
        outputs.home = True
        outputs.commit = COMMIT_NONE
        self.clearing = False
        self.attend(now_ms)
        self.ledger.fault = code
        self.events.emit(record.FAULT, code, detail, other)
        self.enter(FAULT, now_ms)

    def commit(self, kind: int, inputs: "Inputs", outputs: "Outputs") -> int:
        """Ask for durability and wait: PENDING until the app has answered, then its answer, once.

        The answer is taken out of `inputs`, so that no later question can find an old one (S5).
        """
        result = inputs.commit_result
        inputs.commit_result = PENDING
        if outputs.commit == COMMIT_NONE:
            outputs.commit = kind
            return PENDING
        if result != PENDING:
            outputs.commit = COMMIT_NONE
        return result

    def homed(self, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> bool:
        """Order the ring home in phase HOME, then: has it arrived where the encoder reads zero? A fault if not."""
        if self.phase == HOME:
            outputs.target_um = 0
            outputs.home = True
            self.go(HOME + 1, now_ms)
            return False
        return self._arrived(0, HOME_TOLERANCE_UM, reasons.F_HOMING, now_ms, inputs, outputs)

    def moved(self, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> bool:
        """Has the ring arrived at its target, and does the encoder confirm it (S2)?"""
        return self._arrived(outputs.target_um, DEPTH_TOLERANCE_UM, reasons.F_DEPTH, now_ms, inputs, outputs)

    def _arrived(
        self, um: int, tolerance_um: int, code: int, now_ms: int, inputs: "Inputs", outputs: "Outputs"
    ) -> bool:
        if inputs.ring_late:
            self.fail(reasons.F_MOVE, um, inputs.measured_um, now_ms, inputs, outputs)
        elif not inputs.ring_busy:
            if inputs.measured_um != NO_DEPTH and agrees(um, inputs.measured_um, tolerance_um):
                return True
            self.fail(code, um, inputs.measured_um, now_ms, inputs, outputs)
        return False

    def sleep_if_idle(self, now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Untouched on battery for a minute: off."""
        if not inputs.vbus and not inputs.ring_busy and self.idle_ms(now_ms) >= AUTO_OFF_MS:
            outputs.target_um = 0
            self.enter(OFF, now_ms)

    def idle_ms(self, now_ms: int) -> int:
        """How long nobody has touched a button."""
        return elapsed_ms(now_ms, self._seen_ms)

    def attend(self, now_ms: int) -> None:
        """Somebody is here: the auto-off time starts again."""
        self._seen_ms = now_ms
