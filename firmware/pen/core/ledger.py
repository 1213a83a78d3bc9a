"""The ledger: what must survive everything, in one small block, with A/B slots in two stores (S5, S9, H4, H11, H12).

Here are its fields and which values are valid; the bytes are in `formats/ledger.py`. Two that differ are merged by
`merge.py`. Not a history (that is the journal) and not a place for anything that could be derived.
"""

from micropython import const

from pen.formats import ledger as layout
from pen.formats.ledger import NO_MARK, NO_ZERO, ZONES, BadLedger
from pen.formats.reasons import RING_LOST

from . import limits

_ENTRY = const(8)  # layout.ENTRY; a constant of this module, so that `range` steps by it without the heap (S16)
_COUNT_END = const(1 << 29)  # sessions and strokes are counted on in control steps: half of a small integer (S16)
_ENTRIES = const(32)  # layout.ENTRIES

_serial = bytearray(6)  # the one looked for, made once: it is looked for in control steps, too (S16)


class Ledger:
    """The ledger's fields as attributes, a list where each zone has a place; blank at first.

    `cartridges`: the table of uses by serial, newest first.
    """

    def __init__(self):
        self.sequence = 0
        self.pen_id = b"\0" * 8
        self.boots = 0
        self.mark_s = 0  # so much time was proven …
        self.mark_rtc_s = NO_MARK  # … when the DS3231 counter read this
        self.wall_offset_s = 0  # display only
        self.locked = 0  # 1: an interval counts from lock_from_s
        self.lock_from_s = 0
        self.history_lost = 0  # 1: the lock is there because nothing was known (S9)
        self.session = 0  # sessions started so far = number of the last one
        self.session_open = 0
        self.session_lost = 0  # 1: the clock lost count during the open session, so its window is over
        self.session_cart_hi = 0
        self.session_cart_lo = 0
        self.session_depth_um = 0
        self.session_rate_hz = 0
        self.needle_ms = 0  # used or charged in the open session so far
        self.charged_ms = 0  # of that: charged to a run that has not been closed; 0 = none
        self.strokes = 0
        self.interval_s = limits.INTERVAL_MIN_S
        self.depth_max_um = limits.CAP_UM
        self.uses_max = limits.USES_CEILING
        self.rate_max_hz = limits.RATE_MAX_HZ
        self.needle_max_ms = limits.NEEDLE_MAX_MS
        self.fault = 0
        self.zero_counts = NO_ZERO  # encoder at 0 um, from calibration
        self.epoch = 0  # of the journal
        self.journal_seq = 0  # the journal reaches at least this far …
        self.journal_chain = b"\0" * 12  # … and that record has this chain value
        self.acked_seq = 0  # the laptop durably holds this epoch's journal up to here …
        self.acked_epoch = 0  # … and all of every epoch up to this one
        self.waiting = 0  # events that the journal had not taken when this was stored
        # 2: the owner was asked everything; 1: only what older firmware asked, or the laptop reported it.
        # From here to `hold_why`: what is known of the skin
        self.profile_set = 0
        self.profile = 0  # the conditions the owner has reported
        self.cleared = 0  # of these: a clearance is on record
        self.checkin_done = 0  # check-ins of the last session that were answered
        self.reacted = 0  # the last session has had its reaction counted
        self.reactions_row = 0  # sessions in a row with a reaction
        self.review = 0  # 1: a clinician must look at the skin first
        self.reaction_s = 0  # the present interval is longer by this
        self.reaction_um = limits.CAP_UM  # reactions have lowered the ceiling to this
        self.calm_row = 0  # calm sessions before the last one, in a row and not yet counted for a step up
        self.calm = 0  # 1: the final check-in of the last ended session was without findings
        self.hold_until_s = 0
        self.hold_why = 0
        self.charged_zone = 0  # where the needles are, or were last
        self.charged_strokes = 0  # with charged_ms: of that zone's strokes
        # mask: of these zones more is charged than was counted, as the power was cut in a run; and what is still to be
        # told of the time before a start, see `states/self_test.py`
        self.cut_zones = 0
        # by setting, from the first of `settings.py`: what the owner has agreed to go back to, 0: nothing, and when
        self.looser = [0] * ZONES
        self.looser_at_s = [0] * ZONES
        # what a zone has had in the last session
        self.zone_strokes = [0] * ZONES  # made or charged
        self.zone_ds = [0] * ZONES  # 0.1 s of needle time, used or charged
        self.zone_um = [0] * ZONES  # deepest set-point
        self.zone_measured_um = [0] * ZONES  # and what the encoder said to it
        self.cartridges = bytearray(_ENTRY * _ENTRIES)
        # of its newest: proven time of the first use, 0: not known. Sessions are 28 days apart, so a cartridge that is
        # no more among the newest five was used first longer ago than any may be used
        self.opened_s = [0] * ZONES
        self.module = 0  # number of clock and EEPROM, which are one: another, or one that was away, gets the next (H40)

    def time_unproven(self) -> None:
        """Nobody knows for how long an open session, or any opened cartridge, has been so: not any more (S7, H50).

        Nor which date it is: none is better than a wrong one, which would show the end of a lock-out too early (H26).
        """
        self.wall_offset_s = 0
        self.session_lost = self.session_open
        self.opened_s = [0] * len(self.opened_s)

    def uses(self, hi: int, lo: int) -> int:
        """Sessions this pen has counted on the cartridge with 48-bit serial hi:lo (24 bits each)."""
        at = self._find(hi, lo)
        return self.cartridges[at + 6] if at >= 0 else 0

    def began(self, hi: int, lo: int) -> int:
        """The proven time at which this pen used it first; 0: it has not, or nobody knows when (H50)."""
        place = self._find(hi, lo) // _ENTRY
        return self.opened_s[place] if 0 <= place < ZONES else 0

    def set_uses(self, hi: int, lo: int, uses: int, opened_s: int = 0) -> None:
        """Note a cartridge's uses (never fewer than noted), and when it was used first (never later than noted).

        The longest unused entry makes room. Allocates: not in the control step.
        """
        at = self._find(hi, lo)
        if at >= 0:
            uses = max(uses, self.cartridges[at + 6])
            opened_s = min(opened_s, self.began(hi, lo))
        else:
            at = _ENTRY * (_ENTRIES - 1)
        self.opened_s.pop(min(at // _ENTRY, ZONES - 1))
        self.opened_s.insert(0, opened_s)
        table = self.cartridges
        table[_ENTRY : at + _ENTRY] = table[:at]  # the newer ones move down, the newest stands first
        table[:_ENTRY] = hi.to_bytes(3, "big") + lo.to_bytes(3, "big") + bytes((min(uses, 255), 0))

    def latch(self, fault: int) -> None:
        """From now on this is the pen's fault; but that the ring is lost outlasts any other fault."""
        if fault in RING_LOST or self.fault not in RING_LOST:
            self.fault = fault

    def _find(self, hi: int, lo: int) -> int:
        """Where in the table its entry begins, -1: it has none. `find` does in 20 us what a loop takes 400 us for."""
        key = _serial
        key[0] = hi >> 16
        key[1] = hi >> 8 & 0xFF
        key[2] = hi & 0xFF
        key[3] = lo >> 16
        key[4] = lo >> 8 & 0xFF
        key[5] = lo & 0xFF
        table = self.cartridges
        at = table.find(key)
        while at >= 0:
            if at % _ENTRY == 0 and table[at + 6]:
                return at
            at = table.find(key, at - at % _ENTRY + _ENTRY)  # bytes of two entries, or an empty one: from the next on
        return -1


def encode(ledger: "Ledger", buf: "bytearray | memoryview") -> None:
    """Write the ledger into a slot's `buf`. Raises BadLedger: it could not be read back."""
    check(ledger)
    layout.encode(ledger, buf)


def decode(buf: "bytes | bytearray | memoryview") -> "Ledger":
    """The ledger in `buf`; raises BadLedger when a bit is wrong or a value is beyond its limit."""
    ledger = Ledger()
    layout.decode(buf, ledger)
    check(ledger)
    return ledger


def check(ledger: "Ledger") -> None:
    """A right CRC over a loosened limit is still refused: no stored value goes beyond limits.py (S8). Or BadLedger."""
    if not (
        limits.INTERVAL_MIN_S <= ledger.interval_s <= limits.INTERVAL_MAX_S
        and ledger.depth_max_um <= limits.CAP_UM
        and 1 <= ledger.uses_max <= limits.USES_CEILING
        and limits.RATE_MIN_HZ <= ledger.rate_max_hz <= limits.RATE_MAX_HZ
        and ledger.needle_max_ms <= limits.NEEDLE_MAX_MS
        and ledger.mark_s < limits.PROVEN_MAX_S
        and ledger.lock_from_s <= ledger.mark_s
        and limits.DEPTH_MIN_UM <= ledger.reaction_um <= limits.CAP_UM
        and not ledger.cleared & ~ledger.profile
        and ledger.charged_zone < ZONES
        and ledger.session < _COUNT_END
        and ledger.strokes < _COUNT_END
    ):
        raise BadLedger("a value outside the limits")
