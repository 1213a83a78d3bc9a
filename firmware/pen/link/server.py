"""Answers the laptop over USB: one request at a time, checked before it is acted on, never waiting for it.

Must not move anything (S10), must not block the loop, must not answer what it cannot check. Which request is answered
by whom is in `table.py`; bytes come and go through `channel.py`.
"""

from micropython import const

from pen.core.events import CABLE_WRITES
from pen.formats import messages as m
from pen.formats.reasons import Refused
from pen.hal.modules import load

from . import requests
from .channel import Channel
from .records import RecordReply
from .table import FIRMWARE, NOTHING, PEN, REQUESTS, SKIN

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from slots import Slots

    from pen.hal.usb_serial import UsbSerial
    from pen.storage.store import Store
    from pen.update.receiver import Update

    from .consent import Consent, Question
    from .pen_view import PenView
    from .skin import SkinRequests

    Fields = dict[str, Any]


# What `pen.update.receiver` imports, the deepest first. One text: a name by itself is kept for ever (decision 052).
_UPDATE = const(
    "pen.formats.bundle pen.formats.manifest_text pen.formats.manifest "
    "pen.update.incoming pen.update.preconditions pen.update.slot_info"
)


class Link:
    """The pen's end of the cable.

    `poll()` belongs into every turn of the loop while USB is present, `reset()` to the moment it goes.
    """

    def __init__(
        self, serial: "UsbSerial", store: "Store", view: "PenView", board_name: str, slots: "Slots | None" = None
    ):
        """`view`: what the laptop may know of the pen (`pen_view.py`).

        `slots`: the program's two, and the boot record, None where its program is in none.
        """
        self._store = store
        self._view = view
        self._board_name = board_name
        self._slots = slots
        self._anew = False  # the pen is to start again before it takes an update
        self._update: Update | None = None  # loaded with the first request about firmware, let go when none come
        self._channel = Channel(serial)
        self._records = RecordReply(self._channel, store, view)
        self._pen = requests.PenRequests(store, view, self._records, board_name, slots)
        self._skin: SkinRequests | None = None  # loaded with the first request about the skin, for as long as the link
        self._consent: Consent | None = None  # loaded with a question, until it is agreed to

    def reset(self) -> None:
        """The cable was pulled: forget half a request, half an answer and a running READ."""
        self._channel.reset()
        self._records.reset()
        self._pen.reset()
        self._withdraw()

    @property
    def reading(self) -> bool:
        """A READ is being answered."""
        return self._records.reading

    @property
    def service(self) -> bool:
        """The laptop may have the port now: it asked, and has its answer."""
        return self._pen.leaving and self._channel.idle

    @property
    def restart(self) -> bool:
        """Another version is to run now, or this one from its start: the laptop knows."""
        update = self._update
        return (self._anew or (update is not None and update.restart)) and self._channel.idle

    @property
    def offer(self) -> "Question | Update | None":
        """What belongs on the screen: a question to the person, or the update that arrives; or None."""
        update, consent = self._update, self._consent
        if consent is not None and consent.question is not None:
            return consent.question
        return update if update is not None and update.phase else None

    def close(self) -> None:
        """The cable was pulled: keep what came of an update. Only with needles at rest."""
        if self._update is not None:
            self._update.close()
            self._update = None
            self._channel.resize(m.REQUEST_MAX)

    def poll(self) -> None:
        """One turn: take what came, answer one request, or send what fits of a READ; a new request ends that."""
        if self._consent is not None:
            self._consent.turn()
        if self._update is not None and not self._update.turn():
            self.close()
        channel = self._channel
        channel.receive()
        if channel.flush():
            payload = channel.next()
            if payload is not None:
                self._answer(channel.kind, payload)  # it may have written: one a turn, so that the loop stays quick
            if channel.flush() and self._records.reading:
                self._records.turn()
        if channel.stuck:
            self.reset()

    def _answer(self, kind: int, payload: "bytes | memoryview") -> None:
        """Carry out a request, or say why not."""
        self._records.reset()
        try:
            answer = self._carried_out(kind, payload)
        except Refused as refused:
            answer = m.ERROR, refused.code, refused.detail
        if answer is None:
            return
        self._channel.say(*answer)

    def _carried_out(self, kind: int, payload: "bytes | memoryview") -> "tuple[Any, ...] | None":
        """The answer to a request; None when `records.py` sends it. Raises Refused."""
        row = REQUESTS.get(kind)
        if row is None or (kind >= m.FW_INFO and self._slots is None):
            raise Refused(m.E_UNKNOWN, kind)
        try:
            fields = m.decode(kind, payload)
        except m.BadMessage:
            raise Refused(m.E_LENGTH, len(payload)) from None
        who, check, asks, act, during_treatment = row
        if asks and self._consent is not None and not self._consent.is_about(kind, payload):
            self._withdraw()
        if self._view.busy and not during_treatment:
            raise Refused(m.E_BUSY)
        if who == FIRMWARE and self._update is None and self._view.worn:  # no room for its code, decision 052
            if not self._anew:
                self._agreed(kind, payload, fields, {"restart": self._slots, "data": fields.get("data")})
                self._anew = True
            raise Refused(m.E_RESTART)
        answerer = self._answerer(who)
        try:
            if check:
                getattr(answerer, check)(fields)
            if asks:
                what = getattr(answerer, asks)(fields)
                if what is None and asks != NOTHING and not self._store.healthy:
                    raise Refused(m.E_STORE)  # nothing is new, but what an earlier request changed is stored nowhere
                fields = self._agreed(kind, payload, fields, what)
            return getattr(answerer, act)(fields)
        except Exception as error:
            refused = answerer.refusal(error)
            if asks and refused.code not in (m.E_CONFIRM, m.E_CONFIRM_OLDER):
                self._withdraw()
            raise refused from None

    def _agreed(
        self, kind: int, payload: "bytes | memoryview", fields: "Fields", what: "Fields | tuple[()] | None"
    ) -> "Fields":
        """What may be carried out now; `what`: what has to be agreed to (`table.py`). Raises Refused."""
        if what is None:
            return fields
        if isinstance(what, tuple):  # COUNTED
            if not self._store.events.cable_may_write():
                raise Refused(m.E_LIMIT, CABLE_WRITES)
            return fields
        if self._view.occupied:  # there the buttons mean something else
            raise Refused(m.E_OCCUPIED)
        consent = self._consent
        if consent is None:
            consent = self._consent = load("pen.link.consent", m).Consent(self._view, self._store.ledger)
        agreed = consent.demand(kind, payload, what)
        self._consent = None  # a person has said yes: its code makes room for what was agreed to
        return agreed

    def _withdraw(self) -> None:
        """Nothing is asked any more."""
        if self._consent is not None:
            self._consent.withdraw()

    def _answerer(self, who: int) -> "requests.PenRequests | SkinRequests | Update":
        """The object whose methods the table names. Raises Refused: it takes no request now."""
        if who == PEN:
            return self._pen
        if who == SKIN:
            skin = self._skin
            if skin is None:
                skin = self._skin = load("pen.link.skin", m, requests).SkinRequests(self._store, self._view)
            return skin
        update = self._update
        if update is None:
            # A bundle may follow: a long piece costs less than many short ones. Its room is taken first, as it has to
            # be in one piece: what is loaded takes the gaps.
            self._channel.resize(m.DATA_MAX + 4)
            receiver = load("pen.update.receiver", m, first=_UPDATE)
            update = self._update = receiver.Update(self._slots, self._store, self._view, self._board_name)
        update.asked()
        return update
