"""What the laptop may tell the pen about its owner's skin: profile, a clinician's clearance, a check-in (H22, H27).

Checks every value and changes the ledger by `core.skin` alone. What says who the owner is, or gives something back,
needs a hand on the pen; what only tightens does not. It must not move anything (S10) and knows no bytes on a wire.
"""

from struct import unpack

from pen.core import skin
from pen.formats import messages as m
from pen.formats import record

_DAY_MIN = 18_262  # 2020-01-01 in days since 1970, before this firmware
_DAY_MAX = 47_482  # 2100-01-01
_DAY_S = 86_400
_HOUR_S = 3_600


class No(Exception):
    """The request is refused: `code` is an E_ code of `core.messages`, `detail` its number."""

    def __init__(self, code: int, detail: int = 0):
        super().__init__(code)
        self.code = code
        self.detail = detail


class Skin:
    """The requests of one pen. `status` is what the laptop may know of it (`status.py`)."""

    def __init__(self, store, status):
        self._store = store
        self._status = status

    def answer(self, kind: int, fields: dict) -> tuple:
        """Carry out one decoded request; kind and values of its answer. Raises No, StoreError."""
        ledger = self._store.ledger
        if kind == m.SET_PROFILE:
            self.tell(fields["bits"])
            return m.OK, ledger.profile
        if kind == m.CLEARANCE:
            self.clear(fields["clearance"], fields["bits"], fields["day"], fields["name"])
            return m.OK, ledger.cleared
        if kind == m.CHECKIN:
            self.checkin(fields["hours"], fields["findings"])
            return m.OK, ledger.checkin_done
        return (m.SKIN_IS,) + self.get()

    def get(self) -> tuple:
        """The fields of SKIN_IS."""
        ledger = self._store.ledger
        now_s = self._status.proven_s
        due = skin.due(ledger, now_s)
        return (
            ledger.profile_set,
            ledger.profile,
            ledger.cleared,
            ledger.review,
            ledger.reactions_row,
            ledger.reaction_um,
            ledger.reaction_s,
            ledger.calm,
            ledger.hold_until_s if ledger.hold_until_s > now_s else 0,
            ledger.hold_why,
            ledger.checkin_done,
            skin.CHECKIN_H[due] if due >= 0 else 0,
            1 if skin.before_next(ledger) else 0,
            skin.actives_left_s(ledger, now_s),
        ) + self._status.ceilings_um

    def tell(self, bits: int) -> None:
        """The owner has these conditions (0: was asked, has none). Raises No, StoreError."""
        ledger = self._store.ledger
        if bits & ~skin.ALL:
            raise No(m.E_VALUE, skin.ALL)
        self._idle()
        self._confirmed()
        if ledger.profile_set and not bits & ~(ledger.profile & ~ledger.cleared):
            return  # told already: not worth a write
        skin.tell(ledger, bits)
        self._book(record.PROFILE, ledger.profile, ledger.cleared, record.BY_LAPTOP)

    def clear(self, clearance: int, bits: int, day: int, name: bytes) -> None:
        """Somebody with this name has looked at it on this day (since 1970). Raises No, StoreError."""
        ledger = self._store.ledger
        if clearance == record.CLEARED_PROFILE:
            wrong = bits & ~(ledger.profile & skin.CLEARABLE)
            nothing = not bits
        elif clearance == record.CLEARED_REVIEW:
            wrong = bits
            nothing = not ledger.review
        else:
            raise No(m.E_VALUE, record.CLEARED_REVIEW)
        if not _DAY_MIN <= day < _DAY_MAX or self._to_come(day) or not _is_name(name):
            raise No(m.E_VALUE)
        if wrong or nothing:
            raise No(m.E_CLEAR, wrong)
        self._idle()
        self._confirmed()
        if clearance == record.CLEARED_PROFILE:
            skin.clear(ledger, bits)
        else:
            skin.reviewed(ledger)
        self._book(record.CLEARANCE, clearance, bits, day, *unpack("<III", name))

    def checkin(self, hours: int, findings: int) -> None:
        """How the skin took the last session. Raises No, StoreError.

        A finding is taken at any time, without a hand on the pen: it only tightens. That all is well is the answer to
        the check-in that is due, `hours` after the session, and to no other.
        """
        ledger = self._store.ledger
        now_s = self._status.proven_s
        if findings & ~skin.FINDINGS:
            raise No(m.E_VALUE, skin.FINDINGS)
        self._idle()
        index = skin.due(ledger, now_s)
        if not ledger.session or (not findings and (index < 0 or skin.CHECKIN_H[index] != hours)):
            raise No(m.E_CHECKIN, skin.CHECKIN_H[index] if index >= 0 else 0)
        if findings:
            index = self._latest(now_s - ledger.lock_from_s)
        else:
            self._confirmed()
        skin.answer(ledger, index, findings)
        self._book(record.CHECKIN, ledger.session, skin.CHECKIN_H[index], findings, record.BY_LAPTOP)

    def _latest(self, since_s: int) -> int:
        """The last check-in whose time has come; the first one before that."""
        index = 0
        for i in range(len(skin.CHECKIN_H)):
            if since_s >= skin.CHECKIN_H[i] * _HOUR_S:
                index = i
        return index

    def _idle(self) -> None:
        """Not while a person is in the middle of something: there a held button means something else."""
        if self._status.occupied or self._store.ledger.session_open:
            raise No(m.E_OCCUPIED)

    def _confirmed(self) -> None:
        if not (self._status.vbus and self._status.confirmed):
            raise No(m.E_CONFIRM)

    def _to_come(self, day: int) -> bool:
        """Is that a day after today? A day's grace for time zones; never, when the pen has no date."""
        offset_s = self._store.ledger.wall_offset_s
        return offset_s != 0 and day > (self._status.proven_s + offset_s) // _DAY_S + 1

    def _book(self, kind: int, *values: int) -> None:
        self._store.events.emit(kind, *values)
        self._store.commit()


def _is_name(name: bytes) -> bool:
    """At least one printable letter, nothing but printable ASCII, zeros only at the end."""
    text = bytes(name).rstrip(b"\0")
    return bool(text.strip()) and all(0x20 <= c < 0x7F for c in text)
