"""The requests about the pen itself: who it is, how it is, acknowledgements, settings, the date, service mode.

Each method is named in `table.py`, which says when it is called. They must not move anything (S10) and know no bytes.
"""

from micropython import const

from pen.formats import messages as m
from pen.formats.reasons import Refused
from pen.formats.version import VERSION, as_number
from pen.hal.errors import PartError
from pen.hal.modules import load
from pen.storage.store import StoreError

from .records import bounds
from .table import COUNTED

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from slots import Slots

    from pen.storage.store import Store

    from .pen_view import PenView
    from .records import RecordReply

    Fields = dict[str, Any]
    Answer = tuple[Any, ...]

_UNIX_MIN_S = const(1_577_836_800)  # 2020-01-01, before this firmware: a laptop that says so has no clock
_UNIX_MAX_S = 4_102_444_800  # 2100-01-01
_SAME_S = const(2)  # two seconds are not another date, see `Store.set_wall`


class Requests:
    """What all who answer requests have in common. `view`: what the laptop may know of the pen."""

    def __init__(self, store: "Store", view: "PenView"):
        self._store = store
        self._view = view

    def refusal(self, error: Exception) -> Refused:
        """What the laptop is told of `error`, which ended a request. Raises `error` if it is the program's own."""
        if isinstance(error, Refused):
            return error
        if isinstance(error, (StoreError, PartError)):
            return Refused(m.E_STORE)
        raise error

    def asks_nothing(self, _: "Fields") -> None:
        """It writes nothing, or what it writes was agreed to."""


def _settings():
    """The rules of the settings, for a moment: few requests need them, and they are 2 KB."""
    return load("pen.core.settings")


class PenRequests(Requests):
    """Requests about the pen itself. `leaving`: SERVICE was granted, the port goes to the laptop."""

    def __init__(self, store: "Store", view: "PenView", records: "RecordReply", board_name: str, slots: "Slots | None"):
        """`slots`: the two slots of a pen that can be updated, and its boot record."""
        super().__init__(store, view)
        self._records = records
        self._slots = slots
        self._board = board_name.encode()
        self._capabilities = m.CAP_SETTINGS | m.CAP_SKIN | (m.CAP_UPDATE if slots is not None else 0)
        self.reset()

    def reset(self) -> None:
        """The cable was pulled."""
        self.leaving = False  # SERVICE was granted

    def check_hello(self, fields: "Fields") -> None:
        """Is there a protocol version that both sides speak?"""
        if fields["protocol_max"] < m.PROTOCOL_MIN or fields["protocol_min"] > m.PROTOCOL:
            raise Refused(m.E_PROTOCOL, m.PROTOCOL)

    def hello(self, _: "Fields") -> "Answer":
        """Who this is, and where its journal begins and ends."""
        store = self._store
        ledger = store.ledger
        protocol = m.HELLO_IS, m.PROTOCOL_MIN, m.PROTOCOL
        pen = (
            bytes(ledger.pen_id),
            self._board,
            store.epoch,
            store.first,
            store.next,
            ledger.acked_seq,
            self._view.proven_s,
            ledger.wall_offset_s,
            self._capabilities,
        )
        return protocol + VERSION + pen

    def slots(self, _: "Fields") -> "Answer":
        """What is in both slots. Only of a pen that has them."""
        return load("pen.update.slot_info", m).told(self._slots, self._view)

    def confirm(self, _: "Fields") -> "Answer":
        """Which version runs. A new one confirms itself (`update/trial.py`); Refused: it has not yet."""
        if self._slots.trial:  # pyright: ignore[reportOptionalMemberAccess] - a pen without slots has no such request
            raise Refused(m.E_SELF_TEST)
        return m.OK, as_number(VERSION)

    def status(self, _: "Fields") -> "Answer":
        """How the pen is right now."""
        view = self._view
        ledger = self._store.ledger
        return (
            m.STATUS_IS,
            view.state,
            view.reason,
            view.detail,
            view.unlock_at_s,
            ledger.session,
            ledger.boots,
            ledger.fault,
            view.depth_limit_um,
            view.battery_mv,
            view.motor_temp_dc,
            1 if view.vbus else 0,
        )

    def read(self, fields: "Fields") -> None:
        """The records are sent frame by frame, see `records.py`."""
        self._records.start(fields["epoch"], fields["sequence"], fields["count"])

    def check_ack(self, fields: "Fields") -> None:
        """Is what the laptop says it holds really this pen's journal?"""
        store = self._store
        sequence, epoch = fields["sequence"], fields["epoch"]
        first, end = bounds(store, epoch)
        if not first <= sequence < end:
            raise Refused(m.E_RANGE, first)
        chain = store.chain_at(sequence) if epoch == store.epoch else store.chain_at(sequence, epoch)
        if bytes(chain) != fields["chain"]:
            raise Refused(m.E_CHAIN)

    def asks_ack(self, fields: "Fields") -> "tuple[()] | None":
        """What is acknowledged already costs no write."""
        ledger, epoch = self._store.ledger, fields["epoch"]
        older = epoch != self._store.epoch
        return COUNTED if (epoch > ledger.acked_epoch if older else fields["sequence"] > ledger.acked_seq) else None

    def ack(self, fields: "Fields") -> "Answer":
        """The laptop durably holds everything up to this record."""
        sequence, epoch = fields["sequence"], fields["epoch"]
        if epoch != self._store.epoch:
            self._store.acknowledge_older(epoch, sequence)
        elif sequence > self._store.ledger.acked_seq:
            self._store.acknowledge(sequence)
        return m.OK, sequence

    def settings(self, _: "Fields") -> "Answer":
        """The settings as they are."""
        ledger = self._store.ledger
        return (
            m.SETTINGS_ARE,
            ledger.interval_s,
            ledger.depth_max_um,
            ledger.uses_max,
            ledger.rate_max_hz,
            ledger.needle_max_ms,
        )

    def check_setting(self, fields: "Fields") -> None:
        """Is it a setting, is the value in its range, and does it tighten (S8)?"""
        if self._loosens(fields):
            raise Refused(m.E_LOOSER, getattr(self._store.ledger, _settings().TABLE[fields["setting"]][0]))

    def check_loosen(self, fields: "Fields") -> None:
        """Is it a setting, is the value in its range, and does it loosen?"""
        if not self._loosens(fields):
            raise Refused(m.E_VALUE)

    def _loosens(self, fields: "Fields") -> bool:
        try:
            return _settings().check(self._store.ledger, fields["setting"], fields["value"])
        except ValueError:
            raise Refused(m.E_VALUE) from None

    def asks_setting(self, fields: "Fields") -> "Fields | None":
        """Its old and its new value, if it is new or takes back what was agreed to for later."""
        setting, value = fields["setting"], fields["value"]
        ledger = self._store.ledger
        old = getattr(ledger, _settings().TABLE[setting][0])
        if value == old and not ledger.looser[setting - 1]:
            return None
        return {"setting": setting, "value": value, "old": old}

    def set_setting(self, fields: "Fields") -> "Answer":
        """Tighten one setting at once; the answer has its new value."""
        self._store.tighten(fields["setting"], fields["value"])
        return m.OK, fields["value"]

    def asks_loosen(self, fields: "Fields") -> "Fields | None":
        """Its present value and the one to come, if that is news."""
        setting, value = fields["setting"], fields["value"]
        ledger = self._store.ledger
        old = getattr(ledger, _settings().TABLE[setting][0])
        return None if ledger.looser[setting - 1] == value else {"setting": setting, "value": value, "old": old}

    def loosen(self, fields: "Fields") -> "Answer":
        """Let one setting go back, later; says when, in proven seconds (S8). Raises StoreError."""
        store = self._store
        agreed = list(store.ledger.looser)
        at_s = _settings().loosen(store.ledger, store.events, fields["setting"], fields["value"], self._view.proven_s)
        if store.ledger.looser != agreed:
            store.commit()
        return m.OK, at_s

    def looser(self, _: "Fields") -> "Answer":
        """What settings will go back to, and when; 0: nothing is agreed."""
        ledger = self._store.ledger
        rules = _settings()
        waiting = [rules.waiting(ledger, one) for one in range(1, 6)]
        values = [ledger.looser[i] if waiting[i] else 0 for i in range(5)]
        return tuple([m.LOOSER_ARE] + values + [ledger.looser_at_s[i] if waiting[i] else 0 for i in range(5)])

    def check_wall(self, fields: "Fields") -> None:
        """Is it a date of this century, from this firmware on?"""
        if not _UNIX_MIN_S <= fields["unix_s"] < _UNIX_MAX_S:
            raise Refused(m.E_VALUE)

    def asks_wall(self, fields: "Fields") -> "Fields | tuple[()] | None":
        """The first date is free; another one is shown. The seconds until somebody agrees are not lost."""
        old_s = self._store.ledger.wall_offset_s
        offset_s = fields["unix_s"] - self._view.proven_s
        if not old_s:
            return COUNTED
        return {"unix_s": fields["unix_s"], "offset_s": offset_s} if abs(offset_s - old_s) > _SAME_S else None

    def set_wall(self, fields: "Fields") -> "Answer":
        """The laptop's UTC labels records; the lock-out never sees it (S7)."""
        self._store.set_wall(fields.get("offset_s", fields["unix_s"] - self._view.proven_s))
        return m.OK, 0

    def check_service(self, _: "Fields") -> None:
        """A button held while a person is in the middle of something means something else."""
        if self._view.occupied:
            raise Refused(m.E_OCCUPIED)

    def asks_service(self, fields: "Fields") -> "Fields":
        """Whoever has the port can write any program."""
        return fields

    def service(self, _: "Fields") -> "Answer":
        """The port goes to whoever copies firmware (S10)."""
        self.leaving = True
        return m.OK, 0

    def withdraw(self, _: "Fields") -> "Answer":
        """The laptop asks the person at the pen nothing any more; as after every request but the same again."""
        return m.OK, 0
