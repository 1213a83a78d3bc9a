"""ASKING: one round of questions about the owner, the last session's after-effects, or today's skin (H22, H27).

UP is yes, DOWN is no, SELECT goes one question back, SELECT held leaves. Left for what START does next when all was
answered well, or for READY or LOCKED. A question that is not answered counts against the treatment. It must not move
anything; what the answers say of the person goes into the ledger and is durable before the pen goes on.
"""

from micropython import const

from pen.core import questions, screening, skin
from pen.core.commit import COMMIT_LEDGER, PENDING
from pen.core.io import Inputs, Outputs
from pen.core.questions import CHECKIN, PROFILE, TODAY
from pen.formats import reasons, record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import ASKING, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases
ANSWERING = const(0)
COMMITTING = const(6)  # the answers are being stored

_ANSWERS = (UP, DOWN)
_REDNESS_ASKED_FROM = 2  # index in skin.CHECKIN_H of the first check-in that asks about redness: 48 h
# group: the refusal when its questions are left
_LEFT = (0, reasons.PROFILE_UNKNOWN, reasons.CHECKIN_DUE, reasons.NOT_ANSWERED)
# locks under which the pen knows the time, so that a check-in can be due
_TIME_KNOWN = (
    reasons.INTERVAL,
    reasons.REACTION,
    reasons.HOLD,
    reasons.PROFILE_NEVER,
    reasons.PROFILE_NOTE,
    reasons.REVIEW_NEEDED,
)


class Asking(State):
    """`round`: the questions and the answers so far; `checkin`: which check-in it is, an index of skin.CHECKIN_H.

    `checking_in`: a check-in that was asked on waking, not for a treatment; it can be left without a refusal.
    """

    def __init__(self):
        self.round = questions.Round()
        self.checkin = 0
        self.checking_in = False

    def begin(self, pen: "Controller", group: int, wanted: int, now_ms: int, inputs: "Inputs") -> None:
        """Ask the questions in the mask `wanted`, all of `group`, before a treatment."""
        if group == CHECKIN:  # about the last session as a whole, however long ago it was
            self.checkin = max(skin.due(pen.ledger, inputs.proven_s), _REDNESS_ASKED_FROM)
        self.checking_in = False
        self.round.begin(group, wanted)
        pen.enter(ASKING, now_ms)

    def begin_due_check_in(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
        """On waking into the lock-out: ask how the skin is, if a check-in is due (H27)."""
        due = skin.due(pen.ledger, inputs.proven_s)
        if due < 0 or pen.gate.reason not in _TIME_KNOWN:
            return
        self.checkin = due
        self.checking_in = True
        wanted = questions.of_group(CHECKIN)
        self.round.begin(CHECKIN, wanted if due >= _REDNESS_ASKED_FROM else wanted & ~(1 << questions.RED))
        pen.enter(ASKING, now_ms)

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Take one answer, go back or leave."""
        outputs.target_um = 0
        tapped = pen.buttons.tapped
        if pen.phase == COMMITTING:
            if pen.commit.request(COMMIT_LEDGER) != PENDING:
                self._stored(pen, now_ms, inputs)
        elif self.checking_in and skin.due(pen.ledger, inputs.proven_s) < 0:  # the laptop has answered it meanwhile
            screening.back_to_menu(pen, now_ms, inputs)
        elif pen.buttons.held & SELECT:
            self._leave(pen, now_ms, inputs)
        elif tapped == SELECT:
            self.round.back()
        elif tapped in _ANSWERS:
            self.round.answer(tapped == UP)
            if self.round.group == TODAY and self.round.trouble():  # the rest need not be asked
                self._not_today(pen, now_ms, inputs)
            elif self.round.question < 0:
                self._answered(pen, now_ms, inputs)
        else:
            pen.sleep_if_idle(now_ms, inputs, outputs)

    def _record(self, pen: "Controller") -> None:
        pen.events.emit(record.ANSWERS, self.round.group, self.round.asked, self.round.yes)

    def _answered(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
        """The round is complete: what it says about the person goes into the ledger and must be durable."""
        group = self.round.group
        ledger = pen.ledger
        self._record(pen)
        if group == TODAY:
            pen.screening.answered(now_ms, inputs, self.round.asked)
            screening.proceed(pen, now_ms, inputs)
            return
        worries = self.round.worries()
        if group == PROFILE:
            skin.tell(ledger, worries)
            pen.events.emit(record.PROFILE, ledger.profile, ledger.cleared, record.BY_PEN)
        else:
            skin.answer(ledger, self.checkin, worries)
            hours = skin.CHECKIN_H[self.checkin]
            pen.events.emit(record.CHECKIN, ledger.session, hours, worries, record.BY_PEN)
        pen.go(COMMITTING, now_ms)

    def _not_today(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
        """A worrying answer: refused now, and the pen stays locked for a while if it cannot be put right at once."""
        reason = self.round.trouble()
        hold_s = questions.HOLDS_S[reason]
        self._record(pen)
        pen.screening.take_back()
        if not hold_s:
            pen.gate.say(reason)
            pen.refuse(pen.gate, now_ms)
            screening.back_to_menu(pen, now_ms, inputs)
            return
        skin.hold(pen.ledger, inputs.proven_s, reason, hold_s)
        pen.events.emit(record.HOLD, reason, pen.ledger.hold_until_s)
        pen.gate.say(reason, 0, pen.ledger.hold_until_s)
        pen.refuse(pen.gate, now_ms)
        pen.go(COMMITTING, now_ms)

    def _stored(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
        """The answers are durable."""
        if self.checking_in or self.round.group == TODAY:
            screening.back_to_menu(pen, now_ms, inputs)
        else:
            screening.proceed(pen, now_ms, inputs)

    def _leave(self, pen: "Controller", now_ms: int, inputs: "Inputs") -> None:
        """Not answered: no treatment. A check-in asked on waking may be left without a refusal."""
        self._record(pen)
        if not self.checking_in:
            pen.gate.say(_LEFT[self.round.group], self.round.group)
            pen.refuse(pen.gate, now_ms)
        screening.back_to_menu(pen, now_ms, inputs)
