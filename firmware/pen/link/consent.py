"""A person at the pen agrees, or does not: the one way to whatever changes the pen (S18, H34, H35).

A request that needs consent is answered E_CONFIRM while the pen's own screen shows what is asked, and the laptop sends
it again and again. A press counts if it began after the whole picture had stood on the glass with all buttons up, and
is of the asked button alone, or of both at the same time. It is good for the very bytes that were asked, once, while
nothing has come up of skin and pen that was not known then. Another button says no. It must not carry out anything.
"""

from micropython import const

from pen.core.limits import BATTERY_START_MV
from pen.formats import messages as m
from pen.formats.button_bits import DOWN, UP
from pen.formats.reasons import Refused
from pen.hal.modules import load

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from pen.core.ledger import Ledger

    from .pen_view import PenView

    Fields = dict[str, Any]

# turns of the loop, 10 ms each or longer; all J
_WAIT = const(3_000)  # from the request until the question is over, answered or not
# So long in a row the picture has stood and nothing was pressed: a finger that taps its way through the pen's own
# questions, where the same button means no, does not know yet that another one has come.
_READ = const(150)
_ALONE = const(10)  # so long the button is down and no other one
_TOGETHER = const(4)  # … and both of them, when they are up again: a finger that rolls is on both for less
_TOLD = const(500)  # so long the pen remembers that the answer was no

_MAGIC = const(b"NPBUNDL1")  # of `formats/bundle.py`, which belongs to an update; a test sends it

_NOTHING = const(0)
_ASKED = const(1)
_YES = const(2)
_NO = const(3)
_NOBODY = const(4)


class Question:
    """What the screen shows of a request: a title and up to four `lines`; `both`: it takes ▲ and ▼ together."""

    asks = True

    def __init__(self, title: str, lines: "tuple[str, ...]", both: bool):
        self.title = title
        self.lines = lines
        self.both = both


class Consent:
    """One question at a time. `view`: what is known of the pen; `ledger`: what it remembers."""

    def __init__(self, view: "PenView", ledger: "Ledger"):
        self._view = view
        self._ledger = ledger
        self.withdraw()

    def withdraw(self) -> None:
        """Nothing is asked any more: another request has come, or the cable was pulled."""
        self._end(_NOTHING)
        self._about: tuple[int, bytes] = (0, b"")  # kind and payload of the request
        self._what: Fields = {}

    def _end(self, state: int) -> None:
        self._state = state
        self._turns = 0  # since then
        self.question: Question | None = None  # for the screen
        self._shown = 0  # turns in a row that the picture has stood with all buttons up
        self._fresh = False  # nothing was pressed since
        self._pressed = 0  # mask of all buttons of the press that is down
        self._alone = 0  # turns that the asked ones alone have been down, both in the same turn

    def is_about(self, kind: int, payload: "bytes | memoryview") -> bool:
        """Is that the request that the person was asked about?"""
        return self._about[0] == kind and self._about[1] == bytes(payload)

    def demand(self, kind: int, payload: "bytes | memoryview", what: "Fields") -> "Fields":
        """What was shown, if a person has agreed to this very request: it is to be carried out, once. Else ask.

        `what`: what the screen has to show. Raises Refused.
        """
        if "restart" in what:
            self._check(kind, what)
        state = self._state if self.is_about(kind, payload) and self._known == self.known() else _NOTHING
        if state == _NOTHING:
            self._ask(kind, payload, what)
        elif state != _ASKED:
            shown = self._what
            self.withdraw()
            if state == _YES:
                return shown
            raise Refused(m.E_DECLINED if state == _NO else m.E_NOBODY)
        raise Refused(m.E_CONFIRM_OLDER if what.get("older") else m.E_CONFIRM, m.E_RESTART if "restart" in what else 0)

    def _check(self, kind: int, what: "Fields") -> None:
        """A used pen restarts before an update, if this request of it would be taken afterwards. Raises Refused.

        `what`: "restart" is the boot record's owner, "data" the first bytes of a bundle. As `update/preconditions.py`.
        """
        view, slots, code = self._view, what["restart"], 0
        if not view.idle:
            code = m.E_BUSY
        elif slots.trial or slots.running != slots.record.active:  # a restart would end the trial
            code = m.E_TRIAL
        elif view.battery_mv < BATTERY_START_MV:
            code = m.E_BATTERY
        elif kind == m.FW_HEAD:
            if bytes(what["data"][:8]) != _MAGIC:
                code = m.E_BUNDLE
        elif kind != m.FW_ROLLBACK:
            code = m.E_ORDER
        if code:
            self.withdraw()
            raise Refused(code, view.battery_mv if code == m.E_BATTERY else 0)

    def _ask(self, kind: int, payload: "bytes | memoryview", what: "Fields") -> None:
        """Put it on the screen."""
        self.withdraw()
        lines = load("pen.ui.texts.consents", m).question(kind, what)
        if lines is None:  # more than the screen can show: what cannot be read is not agreed to
            raise Refused(m.E_VALUE)
        self._about = kind, bytes(payload)
        self._what = what
        self._known = self.known()
        self._state = _ASKED
        self.question = Question(lines[0], lines[1:], bool(what.get("older")))

    def known(self) -> "tuple[int, ...]":
        """What a person who agrees has to know: a finding, fault or condition that came later is not cleared."""
        now = self._ledger
        skin = now.review, now.reacted, now.reactions_row, now.checkin_done, now.profile, now.cleared, now.hold_until_s
        return skin + (now.session, now.session_open, now.fault)

    def turn(self) -> None:
        """One turn of the loop has passed."""
        if self._state == _NOTHING:
            return
        self._turns += 1
        if self._state == _ASKED:
            self._look()
        if self._turns >= (_WAIT if self._state <= _YES else _TOLD):
            if self._state == _ASKED:
                self._end(_NOBODY)
            else:
                self.withdraw()

    def _look(self) -> None:
        """Look whether somebody has answered the question by a fresh press."""
        view = self._view
        question = self.question
        if question is None or view.shown is not question:
            self._shown = 0
            self._fresh = False
            self._pressed = self._alone = 0
            return
        wanted = UP | DOWN if question.both else DOWN
        if not view.touched:
            self._answered(self._alone >= (_TOGETHER if question.both else 1))
            self._pressed = self._alone = 0
            self._shown += 1
            self._fresh = self._shown >= _READ
        elif self._fresh:
            self._pressed |= view.buttons
            if view.buttons == wanted == self._pressed:
                self._alone += 1
            if self._pressed & ~wanted:
                self._end(_NO)
            else:
                self._answered(self._alone >= _ALONE)
        else:
            self._shown = 0

    def _answered(self, yes: bool) -> None:
        """The yes is kept for the laptop until the question's time is over."""
        if yes:
            turns = self._turns
            self._end(_YES)
            self._turns = turns
