"""Before a session: questions and disinfection. The states ASKING and CLEANING, and what START does next (H22, H27).

What was answered and cleaned lives in RAM only, for an hour; a power cut means asking again. It must not fuel, move or
arm anything, and it cannot let anybody past `gate.py`.
"""

from pen.formats import reasons, record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import questions, skin
from .cartridge import uses
from .io import COMMIT_LEDGER, PENDING, Inputs, Outputs
from .limits import CLEAN_KEEP_MS, SCREEN_VALID_MS, elapsed_ms
from .questions import Asking
from .states import ARMING, ASKING, CLEANING, COMMITTING, COUNTING, DRYING, READY, START_ITEM

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from .controller import Controller
    from .gate import Gate

# what START would do now
REFUSED = 0
PROFILE = questions.PROFILE
CHECKIN = questions.CHECKIN
TODAY = questions.TODAY
CLEAN = 4
ARM = 5

_GROUPS = tuple(questions.of_group(group) for group in (0, PROFILE, CHECKIN, TODAY))
_ANSWERS = (UP, DOWN)
_RED_FROM = 2  # the check-in from which on redness is asked about: 48 h
# group: what leaving its questions is refused with
_LEFT = (0, reasons.PROFILE_UNKNOWN, reasons.CHECKIN_DUE, reasons.NOT_ANSWERED)


class Stamp:
    """When something became true, on both clocks: the proven one sleeps when it breaks, the ticks wrap in 12 days."""

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        """It is not true."""
        self._set = False
        self._ms = 0
        self._s = 0

    def put(self, now_ms: int, proven_s: int) -> None:
        """It is true from now on."""
        self._set = True
        self._ms = now_ms
        self._s = proven_s

    def fresh(self, now_ms: int, proven_s: int, for_ms: int) -> bool:
        """Has it been true for no longer than `for_ms`?"""
        return self._set and elapsed_ms(now_ms, self._ms) < for_ms and 0 <= (proven_s - self._s) * 1_000 <= for_ms


class Screening:
    """Which questions of today are answered well, and whether the nose is clean. One of each `Controller`."""

    def __init__(self, disinfect_ms: int):
        self._disinfect_ms = disinfect_ms
        self.asking = Asking()
        self._answered = Stamp()
        self._clean = Stamp()
        self._left = Stamp()
        self.forget()

    def forget(self) -> None:
        """A session has begun, or nothing is known: the next one needs it all anew."""
        self._good = 0  # questions of today with a good answer
        self._cleaned_ms = 0
        self._at_ms = 0
        self._answered.forget()
        self._clean.forget()
        self._left.forget()

    # --- today's questions ------------------------------------------------------------------------------

    def open(self, now_ms: int, inputs: "Inputs", used: bool) -> int:
        """Mask of today's questions still to be asked. `used`: the cartridge is not a fresh one."""
        good = self._good if self._answered.fresh(now_ms, inputs.proven_s, SCREEN_VALID_MS) else 0
        wanted = _GROUPS[TODAY] & ~good
        return wanted & ~(1 << questions.PACK) if used else wanted

    def answered(self, now_ms: int, inputs: "Inputs", asked: int) -> None:
        """These were answered well. What was answered before keeps its own hour."""
        if not self._answered.fresh(now_ms, inputs.proven_s, SCREEN_VALID_MS):
            self._good = 0
            self._answered.put(now_ms, inputs.proven_s)
        self._good |= asked

    def take_back(self) -> None:
        """An answer was not good: all of today's are asked again."""
        self._good = 0

    # --- disinfection -----------------------------------------------------------------------------------

    def begin_clean(self, now_ms: int, inputs: "Inputs") -> None:
        """The countdown goes on where it was left a short while ago, or starts."""
        if not self._left.fresh(now_ms, inputs.proven_s, CLEAN_KEEP_MS):
            self._cleaned_ms = 0
        self._at_ms = now_ms

    def tick(self, now_ms: int, inputs: "Inputs") -> int:
        """One step of the countdown; what is left in ms."""
        self._cleaned_ms += elapsed_ms(now_ms, self._at_ms)
        self._at_ms = now_ms
        self._left.put(now_ms, inputs.proven_s)
        return self.left_ms()

    def left_ms(self) -> int:
        """What is left of the countdown."""
        return max(0, self._disinfect_ms - self._cleaned_ms)

    def dry(self, now_ms: int, inputs: "Inputs") -> int:
        """It is clean and dry: for an hour. Returns the seconds it took."""
        seconds = self._cleaned_ms // 1_000
        self._clean.put(now_ms, inputs.proven_s)
        self._left.forget()
        return seconds

    def clean(self, now_ms: int, inputs: "Inputs") -> bool:
        """Is the nose still clean?"""
        return self._clean.fresh(now_ms, inputs.proven_s, SCREEN_VALID_MS)


# --- what comes next ------------------------------------------------------------------------------------


def next_step(pen: "Controller", now_ms: int, inputs: "Inputs", gate: "Gate") -> int:
    """What START would do now; REFUSED: `gate` has the reason. An open session needs no screening again."""
    ledger = pen.ledger
    if gate.ready(inputs, ledger):
        return REFUSED
    unfit = gate.fit(inputs, ledger, pen.zone)
    if unfit and inputs.cartridge.present:
        return REFUSED  # questions and alcohol would not make it the right one; none yet is no such trouble
    if not ledger.session_open:
        if not ledger.profile_set:
            return PROFILE
        if skin.before_next(ledger):
            return CHECKIN
        if pen.screening.open(now_ms, inputs, _used(pen, inputs)):
            return TODAY
        if not pen.screening.clean(now_ms, inputs):
            return CLEAN
    return REFUSED if unfit else ARM


def missing(step: int) -> int:
    """The detail of a refusal with NOT_ANSWERED, when `step` came between: the group, 0 for the disinfection."""
    return 0 if step == CLEAN else step


def proceed(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """Do what START does next: ask, clean, arm, or refuse and stay."""
    step = next_step(pen, now_ms, inputs, pen.gate)
    if step == REFUSED:
        pen.refuse(pen.gate, now_ms)
        if pen.state == ASKING:
            back(pen, now_ms, inputs)
    elif step == ARM:
        pen.enter(ARMING, now_ms)
    elif step == CLEAN:
        pen.screening.begin_clean(now_ms, inputs)
        pen.enter(CLEANING, now_ms)
    else:
        wanted = _GROUPS[step]
        if step == TODAY:
            wanted = pen.screening.open(now_ms, inputs, _used(pen, inputs))
        elif step == CHECKIN:  # about the last session as a whole, however long ago
            pen.checkin = max(skin.due(pen.ledger, inputs.proven_s), _RED_FROM)
        pen.checking_in = False
        pen.asking.begin(step, wanted)
        pen.enter(ASKING, now_ms)


def check_in(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """On waking into the lock-out: ask how the skin is, if that is due (H27). It can be left."""
    due = skin.due(pen.ledger, inputs.proven_s)
    if due < 0 or pen.gate.reason not in _PROVEN:
        return
    pen.checkin = due
    pen.checking_in = True
    pen.asking.begin(CHECKIN, _GROUPS[CHECKIN] if due >= _RED_FROM else _GROUPS[CHECKIN] & ~(1 << questions.RED))
    pen.enter(ASKING, now_ms)


# locks under which the pen knows the time, so that a check-in can be due
_PROVEN = (
    reasons.INTERVAL,
    reasons.REACTION,
    reasons.HOLD,
    reasons.PROFILE_NEVER,
    reasons.PROFILE_NOTE,
    reasons.REVIEW_NEEDED,
)


def back(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """To the menu, with START chosen, or wherever the ledger says."""
    pen.rest(now_ms, inputs)
    if pen.state == READY:
        pen.item = START_ITEM


def _used(pen: "Controller", inputs: "Inputs") -> bool:
    cartridge = inputs.cartridge
    return cartridge.readable and uses(cartridge, pen.ledger) > 0


# --- ASKING ---------------------------------------------------------------------------------------------


def asking(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """A round of questions: UP yes, DOWN no, SELECT one back, SELECT held leaves."""
    outputs.target_um = 0
    tapped = pen.buttons.tapped
    if pen.phase == COMMITTING:
        if pen.commit(COMMIT_LEDGER, inputs, outputs) != PENDING:
            _go_on(pen, now_ms, inputs)
    elif pen.checking_in and skin.due(pen.ledger, inputs.proven_s) < 0:  # the laptop has answered it meanwhile
        back(pen, now_ms, inputs)
    elif pen.buttons.held & SELECT:
        _leave(pen, now_ms, inputs)
    elif tapped == SELECT:
        pen.asking.back()
    elif tapped in _ANSWERS:
        pen.asking.answer(tapped == UP)
        if pen.asking.group == TODAY and pen.asking.trouble():  # the rest need not be asked
            _not_today(pen, now_ms, inputs)
        elif pen.asking.question < 0:
            _answered(pen, now_ms, inputs)
    else:
        pen.sleep_if_idle(now_ms, inputs, outputs)


def _tell(pen: "Controller") -> None:
    asking = pen.asking
    pen.events.emit(record.ANSWERS, asking.group, asking.asked, asking.yes)


def _answered(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """The round is complete: what it says about the person goes into the ledger and must be durable."""
    asking = pen.asking
    ledger = pen.ledger
    _tell(pen)
    if asking.group == TODAY:
        pen.screening.answered(now_ms, inputs, asking.asked)
        proceed(pen, now_ms, inputs)
        return
    worries = asking.worries()
    if asking.group == PROFILE:
        skin.tell(ledger, worries)
        pen.events.emit(record.PROFILE, ledger.profile, ledger.cleared, record.BY_PEN)
    else:
        skin.answer(ledger, pen.checkin, worries)
        hours = skin.CHECKIN_H[pen.checkin]
        pen.events.emit(record.CHECKIN, ledger.session, hours, worries, record.BY_PEN)
    pen.go(COMMITTING, now_ms)


def _not_today(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """A worrying answer: refused, and kept locked if it cannot be put right now."""
    reason = pen.asking.trouble()
    hold_s = questions.HOLDS_S[reason]
    _tell(pen)
    pen.screening.take_back()
    if not hold_s:
        pen.gate.say(reason)
        pen.refuse(pen.gate, now_ms)
        back(pen, now_ms, inputs)
        return
    skin.hold(pen.ledger, inputs.proven_s, reason, hold_s)
    pen.events.emit(record.HOLD, reason, pen.ledger.hold_until_s)
    pen.gate.say(reason, 0, pen.ledger.hold_until_s)
    pen.refuse(pen.gate, now_ms)
    pen.go(COMMITTING, now_ms)


def _go_on(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """It is stored."""
    if pen.checking_in or pen.asking.group == TODAY:
        back(pen, now_ms, inputs)
    else:
        proceed(pen, now_ms, inputs)


def _leave(pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
    """Not answered: no treatment. A check-in asked on waking may be left without a word."""
    _tell(pen)
    if not pen.checking_in:
        pen.gate.say(_LEFT[pen.asking.group], pen.asking.group)
        pen.refuse(pen.gate, now_ms)
    back(pen, now_ms, inputs)


# --- CLEANING -------------------------------------------------------------------------------------------


def cleaning(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
    """Alcohol works on the nose for five minutes, which nothing shortens; SELECT leaves, and at the end says: dry."""
    outputs.target_um = 0
    if pen.phase == COUNTING:
        pen.attend(now_ms)
        if pen.screening.tick(now_ms, inputs) == 0:
            pen.beep(now_ms)
            pen.go(DRYING, now_ms)
        elif pen.buttons.tapped & SELECT:
            back(pen, now_ms, inputs)
    elif pen.buttons.tapped & SELECT:
        pen.events.emit(record.DISINFECTED, pen.screening.dry(now_ms, inputs))
        back(pen, now_ms, inputs)
    else:
        pen.sleep_if_idle(now_ms, inputs, outputs)
