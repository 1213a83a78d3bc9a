"""What the laptop may tell the pen about its owner's skin: profile, a clinician's clearance, a check-in (H22, H27).

Checks every value and changes the ledger by `core.reported` alone, with the consent of a person at the pen. It must not
move anything (S10).
"""

from struct import unpack, unpack_from

from micropython import const

from pen.core import reported, skin
from pen.formats import messages as m
from pen.formats import record
from pen.formats.reasons import Refused

from .requests import Requests

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .requests import Answer, Fields

_DAY_MIN = const(18_262)  # 2020-01-01 in days since 1970, before this firmware
_DAY_MAX = const(47_482)  # 2100-01-01
_DAY_S = const(86_400)
_HOUR_S = const(3_600)
_LOOK_BACK = const(4_096)  # records at most: 0.2 s; ten pick-ups a day for 28 days are 2,000
_AT_ONCE = const(16)  # of them
_FINDINGS = const(21)  # where a CHECKIN record has them


class SkinRequests(Requests):
    """The requests about the skin of the owner of one pen; each method is named in `table.py`."""

    _known = (0, 0)  # where the journal ended when the last finding was looked for; when it came up, proven seconds

    def get(self, _: "Fields") -> "Answer":
        """What the pen knows of the skin."""
        ledger = self._store.ledger
        now_s = self._view.proven_s
        due = skin.due(ledger, now_s)
        fields = (
            m.SKIN_IS,
            min(1, ledger.profile_set),
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
            reported.actives_left_s(ledger, now_s),
        )
        return fields + self._view.ceilings_um

    def check_profile(self, _: "Fields") -> None:
        """Nobody is in the middle of something; each of the sixteen bits is a condition."""
        self._idle()

    def asks_profile(self, fields: "Fields") -> "Fields | None":
        """What is told, if that is news."""
        ledger = self._store.ledger
        return None if ledger.profile_set and not fields["bits"] & ~(ledger.profile & ~ledger.cleared) else fields

    def set_profile(self, fields: "Fields") -> "Answer":
        """The owner has these conditions (0: was asked, has none). Raises StoreError."""
        ledger = self._store.ledger
        if self.asks_profile(fields) is not None:
            reported.tell(ledger, fields["bits"], 1)
            self._record(record.PROFILE, ledger.profile, ledger.cleared, record.BY_LAPTOP)
        return m.OK, ledger.profile

    def check_clearance(self, fields: "Fields") -> None:
        """A date that can be, a name that can be read, and there is something like that to clear."""
        ledger = self._store.ledger
        clearance, bits, day = fields["clearance"], fields["bits"], fields["day"]
        if clearance == record.CLEARED_PROFILE:
            wrong = bits & ~(ledger.profile & skin.CLEARABLE)
            nothing = not bits
        elif clearance == record.CLEARED_REVIEW:
            wrong = bits
            nothing = not ledger.review
        else:
            raise Refused(m.E_VALUE, record.CLEARED_REVIEW)
        if not _DAY_MIN <= day < _DAY_MAX or self._is_after_today(day) or not _is_name(fields["name"]):
            raise Refused(m.E_VALUE)
        if wrong or nothing:
            raise Refused(m.E_CLEAR, wrong)
        if clearance == record.CLEARED_REVIEW and day < self._first():
            raise Refused(m.E_VALUE, self._first())
        self._idle()

    def asks_clearance(self, fields: "Fields") -> "Fields":
        """Who cleared what, and when."""
        return fields

    def clear(self, fields: "Fields") -> "Answer":
        """Somebody with this name has looked at it on this day (since 1970). Raises StoreError."""
        ledger = self._store.ledger
        if fields["clearance"] == record.CLEARED_PROFILE:
            reported.clear(ledger, fields["bits"])
        else:
            reported.reviewed(ledger)
        name = unpack("<III", fields["name"])
        self._record(record.CLEARANCE, fields["clearance"], fields["bits"], fields["day"], *name)
        return m.OK, ledger.cleared

    def check_checkin(self, fields: "Fields") -> None:
        """Only findings that exist; without one the check-in must be the one that is due, `hours` after the session."""
        ledger = self._store.ledger
        findings = fields["findings"]
        if findings & ~reported.FINDINGS:
            raise Refused(m.E_VALUE, reported.FINDINGS)
        self._idle()
        index = skin.due(ledger, self._view.proven_s)
        if not ledger.session or (not findings and (index < 0 or skin.CHECKIN_H[index] != fields["hours"])):
            raise Refused(m.E_CHECKIN, skin.CHECKIN_H[index] if index >= 0 else 0)

    def asks_checkin(self, fields: "Fields") -> "Fields":
        """The findings, and the check-in that they belong to: a finding to the last one that was due."""
        ledger = self._store.ledger
        now_s = self._view.proven_s
        findings = fields["findings"]
        index = self._latest(now_s - ledger.lock_from_s) if findings else skin.due(ledger, now_s)
        return {"index": index, "hours": skin.CHECKIN_H[index], "findings": findings}

    def checkin(self, fields: "Fields") -> "Answer":
        """How the skin took the last session."""
        ledger = self._store.ledger
        findings = fields["findings"]
        reported.answer(ledger, fields["index"], findings)
        self._record(record.CHECKIN, ledger.session, fields["hours"], findings, record.BY_LAPTOP)
        return m.OK, ledger.checkin_done

    def _latest(self, for_s: int) -> int:
        """The last check-in whose time has come; the first one before that."""
        index = 0
        for i in range(len(skin.CHECKIN_H)):
            if for_s >= skin.CHECKIN_H[i] * _HOUR_S:
                index = i
        return index

    def _idle(self) -> None:
        """Not while a person is in the middle of something: there a held button means something else."""
        if self._view.occupied:
            raise Refused(m.E_OCCUPIED)

    def _is_after_today(self, day: int) -> bool:
        """Is that a day after today? A day's grace for time zones; never, when the pen has no date."""
        offset_s = self._store.ledger.wall_offset_s
        return offset_s != 0 and day > (self._view.proven_s + offset_s) // _DAY_S + 1

    def _first(self) -> int:
        """The first day on which what a review is about can have been seen; 0: the pen has no date.

        That of the last finding in the journal, or else of the last session. Of what is too far back, or was lost with
        the journal, nobody knows when it was: today, then. A day's grace for time zones.
        """
        store = self._store
        ledger = store.ledger
        if not ledger.wall_offset_s:
            return 0
        if self._known[0] != store.next:
            self._known = store.next, self._found_s()
        return ((self._known[1] or self._view.proven_s) + ledger.wall_offset_s) // _DAY_S - 1

    def _found_s(self) -> int:
        """When that came up, in proven seconds; 0: it is not in what was looked through."""
        store = self._store
        many = bytearray(_AT_ONCE * record.SIZE)
        end = store.next
        while store.first < end > store.next - _LOOK_BACK:
            start = max(store.first, end - _AT_ONCE)
            size = (end - start) * record.SIZE
            if store.read_records(start, memoryview(many)[:size]) != end - start:
                break
            for at in range(size - record.SIZE, -1, -record.SIZE):
                kind = many[at + 1]
                if kind == record.SESSION_START:
                    return store.ledger.lock_from_s
                if kind == record.BLEEDING or (kind == record.CHECKIN and many[at + _FINDINGS]):
                    return unpack_from("<I", many, at + 8)[0]
            end = start
        return 0

    def _record(self, kind: int, *values: int) -> None:
        """Journal and ledger, durable before the laptop is answered. Raises StoreError."""
        self._store.events.emit(kind, *values)
        self._store.commit()


def _is_name(name: bytes) -> bool:
    """At least one printable letter, nothing but printable ASCII, zeros only at the end."""
    text = bytes(name).rstrip(b"\0")
    return bool(text.strip()) and all(0x20 <= c < 0x7F for c in text)
