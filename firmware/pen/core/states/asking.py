"""ASKING: one round of questions about the owner, the last session's after-effects, or today's skin (H22, H27).

UP is yes, DOWN is no, once the question could be read; SELECT goes one question back, SELECT held leaves. Left for what
START does next when all was answered well, or for READY or LOCKED. A question that is not answered counts against the
treatment. It must not move anything; what the answers say of the person goes into the ledger and is durable before the
pen goes on.
"""

from micropython import const

from pen.core import questions, reported, screening, skin
from pen.core.questions import CHECKIN, PROFILE, TODAY
from pen.formats import reasons as r
from pen.formats import record
from pen.formats.button_bits import DOWN, SELECT, UP

from . import ASKING, ENDED, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases
_ANSWERING = const(0)
COMMITTING = const(6)  # the answers are being stored

_ADDED = const(1 << 16)  # the question that older firmware did not ask
_LOW = const(0xFFFF)
_REDNESS_ASKED_FROM = const(2)  # index in skin.CHECKIN_H of the first check-in that asks about redness: 48 h
_ANSWERS = (UP, DOWN)
# by group: the refusal when its questions are left
_LEFT = (0, r.PROFILE_UNKNOWN, r.CHECKIN_DUE, r.NOT_ANSWERED)
# locks under which the pen knows the time, so that a check-in can be due
_TIME_KNOWN = (r.INTERVAL, r.REACTION, r.HOLD, r.PROFILE_NEVER, r.PROFILE_NOTE, r.REVIEW_NEEDED)


class Asking(State):
    """`round`: the questions and the answers so far; `checkin`: which check-in it is, an index of skin.CHECKIN_H.

    `checking_in`: a check-in that was asked on waking, not for a treatment; it can be left without a refusal.
    """

    def __init__(self, pen: "Controller"):
        super().__init__(pen)
        self.round = questions.Round()
        self.checkin = 0
        self.checking_in = False

    def enter(self) -> None:
        """A press that is down now began before the question could be read; it may go on to say that it bleeds."""
        self.pen.buttons.spend()

    def begin(self, group: int) -> None:
        """Before a treatment, ask those questions of `group` that are open."""
        pen = self.pen
        wanted = questions.of_group(group)
        if group == CHECKIN:  # about the last session as a whole, however long ago it was
            self.checkin = max(skin.due(pen.ledger, pen.inputs.proven_s), _REDNESS_ASKED_FROM)
        elif group == TODAY:
            wanted = 1 << questions.SAME_SITTING
            if not pen.ledger.session_open:
                fresh = screening.fresh(pen, pen.inputs)
                wanted = pen.screening.open(pen.now_ms, pen.inputs, fresh, pen.ledger.session)
        elif pen.ledger.profile_set:
            wanted = _ADDED
        elif pen.ledger.session:  # the profile was asked for whole before the first one: what can be new
            wanted = questions.CHANGING
        self.checking_in = False
        self.round.begin(group, wanted)
        pen.enter(ASKING)

    def begin_check_in(self, due: int) -> None:
        """On waking into the lock-out: ask how the skin is, in the check-in `due`, if the time is known (H27)."""
        pen = self.pen
        if pen.gate.reason not in _TIME_KNOWN:
            return
        self.checkin = due
        self.checking_in = True
        pen.beep()  # it may be the clock that has switched the pen on
        wanted = questions.of_group(CHECKIN)
        self.round.begin(CHECKIN, wanted if due >= _REDNESS_ASKED_FROM else wanted & ~(1 << questions.RED))
        pen.enter(ASKING)

    def step(self) -> None:
        """Take one answer, go back or leave."""
        pen = self.pen
        tapped = pen.buttons.tapped
        question = self.round.question
        if pen.screening.swapped:
            self.round.unanswer(questions.PACK)  # it was said of another one …
            if question == questions.PACK and pen.phase == _ANSWERING:
                pen.go(_ANSWERING)  # … and so was a press that is down: one for this one has to begin anew
                return
        if pen.phase == COMMITTING:
            if pen.stored():
                self._stored()
        elif pen.has_bled() or (self.checking_in and skin.due(pen.ledger, pen.inputs.proven_s) < 0):
            screening.back_to_menu(pen)  # the latter: answered by the laptop meanwhile
        elif pen.buttons.held & SELECT:
            self._leave()
        elif tapped == SELECT:
            self.round.back()
        elif tapped in _ANSWERS and tapped & pen.buttons.read & pen.buttons.fresh:
            self.round.answer(tapped == UP)
            if self.round.question == questions.CONFIRM:
                pass
            elif self.round.group == TODAY and self.round.refusal():  # the rest need not be asked
                self._not_today()
            elif self.round.question < 0:
                self._answered()
        else:
            pen.sleep_if_idle()
        if pen.state == ASKING and pen.phase == _ANSWERING and self.round.question != question:
            pen.go(_ANSWERING)  # another question stands there: a press has to begin after it could be read

    def _record(self) -> None:
        asked, yes = self.round.asked, self.round.yes
        group = self.round.group
        self.pen.events.emit(record.ANSWERS, group, asked & _LOW, yes & _LOW, asked >> 16, yes >> 16)

    def _answered(self) -> None:
        """The round is complete: what it says about the person goes into the ledger and must be durable."""
        pen = self.pen
        ledger = pen.ledger
        self._record()
        if self.round.group == TODAY:
            pen.screening.answered(pen.now_ms, pen.inputs, self.round.asked)
            screening.proceed(pen)
            return
        found = self.round.reported()
        if self.round.group == PROFILE:
            if not ledger.profile_set:
                pen.screening.answered(pen.now_ms, pen.inputs, 1 << questions.ANYTHING_NEW)  # that is answered by this
            reported.tell(ledger, found)
            pen.events.emit(record.PROFILE, ledger.profile, ledger.cleared, record.BY_PEN)
        else:
            self._take(self.checkin, found)
        pen.go(COMMITTING)

    def _take(self, checkin: int, findings: int) -> None:
        """How the skin took the last session."""
        ledger = self.pen.ledger
        reported.answer(ledger, checkin, findings)
        hours = skin.CHECKIN_H[checkin]
        self.pen.events.emit(record.CHECKIN, ledger.session, hours, findings, record.BY_PEN)

    def _not_today(self) -> None:
        """An answer forbids it: refused now, and the pen stays locked for a while if it cannot be put right at once."""
        pen = self.pen
        reason = self.round.refusal()
        self._record()
        if reason == r.PROFILE_UNKNOWN:  # something is new: what it is, is asked next
            pen.screening.answered(pen.now_ms, pen.inputs, self.round.asked & ~(1 << questions.ANYTHING_NEW))
            reported.changed(pen.ledger)
            pen.go(COMMITTING)
            return
        if reason == r.SESSION_OVER:
            pen.end_session(r.STOP_WINDOW)
            pen.enter(ENDED)
            return
        pen.screening.take_back()
        if reason == r.REVIEW_NEEDED:  # a late finding belongs to the last check-in
            self._take(len(skin.CHECKIN_H) - 1, reported.LATE)
            pen.refuse(reason)
            pen.go(COMMITTING)
            return
        hold_s = questions.HOLDS_S[reason]
        if not hold_s:
            pen.refuse(reason)
            screening.back_to_menu(pen)
            return
        reported.hold(pen.ledger, pen.inputs.proven_s, reason, hold_s)
        pen.events.emit(record.HOLD, reason, pen.ledger.hold_until_s)
        pen.refuse(reason, 0, pen.ledger.hold_until_s)
        pen.go(COMMITTING)

    def _stored(self) -> None:
        """The answers are durable."""
        if self.checking_in or (self.round.group == TODAY and self.pen.ledger.profile_set):
            screening.back_to_menu(self.pen)
        else:
            screening.proceed(self.pen)

    def _leave(self) -> None:
        """Not answered: no treatment. A check-in asked on waking may be left without a refusal."""
        self._record()
        if not self.checking_in:
            self.pen.refuse(_LEFT[self.round.group], self.round.group)
        screening.back_to_menu(self.pen)
