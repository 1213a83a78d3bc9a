"""The ledger: what must survive everything, in one small block, with A/B slots in two stores (S5, S9, H4, H11, H12).

One table says each field's name, format, value in a blank ledger and which of two differing values is the stricter.
Not a history (that is the journal) and not a place for anything that could be derived.
"""

from binascii import crc32
from struct import calcsize, pack_into, unpack_from

from micropython import const

from .limits import (
    CAP_UM,
    DEPTH_MIN_UM,
    INTERVAL_MAX_S,
    INTERVAL_MIN_S,
    NEEDLE_MAX_MS,
    PROVEN_MAX_S,
    RATE_MAX_HZ,
    RATE_MIN_HZ,
    USES_CEILING,
)

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from typing import Any

SIZE = 512  # bytes of one slot; the EEPROM holds two at 0 and 512
MAGIC = b"NPL2"  # the schema is part of the magic
NO_ZERO = 0xFFFF  # not calibrated
NO_MARK = 0xFFFFFFFF  # no counter reading belongs to the proven time yet

_NEWER, _MAX, _MIN, _OR, _AND = 0, 1, 2, 3, 4
_ZONES = 5  # see zones.py

# what a zone has had in the last session, one field each a zone; ready-made names, as making them would allocate (S16)
ZONE_STROKES = tuple("zone%d_strokes" % i for i in range(_ZONES))  # made or charged
ZONE_DS = tuple("zone%d_ds" % i for i in range(_ZONES))  # 0.1 s of needle time, used or charged
ZONE_UM = tuple("zone%d_um" % i for i in range(_ZONES))  # deepest set-point
ZONE_MEASURED = tuple("zone%d_measured_um" % i for i in range(_ZONES))  # and what the encoder said to it

# name, format, blank, stricter of two
_ONE_EACH = (
    ("sequence", "I", 0, _MAX),
    ("pen_id", "8s", b"\0" * 8, _NEWER),
    ("boots", "I", 0, _MAX),
    ("mark_s", "I", 0, _NEWER),  # so much time was proven …
    ("mark_rtc_s", "I", NO_MARK, _NEWER),  # … when the DS3231 counter read this
    ("wall_offset_s", "q", 0, _NEWER),  # display only
    ("locked", "B", 0, _MAX),  # 1: an interval counts from lock_from_s
    ("lock_from_s", "I", 0, _MAX),
    ("history_lost", "B", 0, _MAX),  # 1: the lock is there because nothing was known (S9)
    ("session", "I", 0, _MAX),  # sessions started so far = number of the last one
    ("session_open", "B", 0, _MIN),
    ("session_lost", "B", 0, _MAX),  # 1: the clock lost count during the open session, so its window is over
    ("session_cart_hi", "I", 0, _NEWER),
    ("session_cart_lo", "I", 0, _NEWER),
    ("session_depth_um", "H", 0, _MIN),
    ("session_rate_hz", "B", 0, _MIN),
    ("needle_ms", "I", 0, _MAX),  # used or charged in the open session so far
    ("charged_ms", "I", 0, _MAX),  # of that: charged to a run that has not been closed; 0 = none
    ("strokes", "I", 0, _MAX),
    ("interval_s", "I", INTERVAL_MIN_S, _MAX),
    ("depth_max_um", "H", CAP_UM, _MIN),
    ("uses_max", "B", USES_CEILING, _MIN),
    ("rate_max_hz", "H", RATE_MAX_HZ, _MIN),
    ("needle_max_ms", "I", NEEDLE_MAX_MS, _MIN),
    ("fault", "B", 0, _MAX),
    ("zero_counts", "H", NO_ZERO, _NEWER),  # encoder at 0 um, from calibration
    ("epoch", "I", 0, _MAX),  # of the journal
    ("journal_seq", "I", 0, _NEWER),  # the journal reaches at least this far …
    ("journal_chain", "12s", b"\0" * 12, _NEWER),  # … and that record has this chain value
    ("acked_seq", "I", 0, _NEWER),  # the laptop durably holds the journal up to here
    ("profile_set", "B", 0, _MIN),  # 1: the owner was asked; this and the following are changed by skin.py only
    ("profile", "H", 0, _OR),  # told conditions
    ("cleared", "H", 0, _AND),  # of these: a clearance is on record
    ("checkin_done", "B", 0, _AND),  # check-ins of the last session that were answered
    ("reacted", "B", 0, _MAX),  # the last session has had its reaction counted
    ("reactions_row", "B", 0, _MAX),  # sessions in a row with a reaction
    ("review", "B", 0, _MAX),  # 1: somebody must look at the skin first
    ("reaction_s", "I", 0, _MAX),  # the present interval is longer by this
    ("reaction_um", "H", CAP_UM, _MIN),  # reactions have lowered the ceiling to this
    ("calm", "B", 0, _MIN),  # 1: the final check-in of the last ended session was without findings
    ("hold_until_s", "I", 0, _MAX),
    ("hold_why", "B", 0, _NEWER),
    ("charged_zone", "B", 0, _NEWER),  # where the needles are, or were last
    ("charged_strokes", "H", 0, _MAX),  # with charged_ms: of that zone's strokes
)
_ZONES_HAD = tuple((name, "H", 0, _MAX) for name in ZONE_STROKES + ZONE_DS + ZONE_UM)
_ZONES_MEASURED = tuple((name, "h", 0, _NEWER) for name in ZONE_MEASURED)
FIELDS = _ONE_EACH + _ZONES_HAD + _ZONES_MEASURED

# what is said of one session: not to be mixed with another session's
_OF_SESSION = (
    (
        "session_open",
        "session_cart_hi",
        "session_cart_lo",
        "session_depth_um",
        "session_rate_hz",
        "needle_ms",
        "charged_ms",
        "strokes",
        "checkin_done",
        "reacted",
        "charged_zone",
        "charged_strokes",
    )
    + ZONE_STROKES
    + ZONE_DS
    + ZONE_UM
    + ZONE_MEASURED
)

_FORMAT = "<4s" + "".join(f[1] for f in FIELDS)
_TABLE = calcsize(_FORMAT)  # where the cartridge table starts
ENTRY = const(8)  # bytes of one cartridge: serial hi 3 | serial lo 3 | uses 1 | reserved 1
ENTRIES = const(32)
_TABLE_END = _TABLE + ENTRY * ENTRIES


class BadLedger(ValueError):
    """A slot that holds no believable ledger; `str()` says why."""


class Ledger:
    """The ledger's fields as attributes, and `cartridges`: the table of uses by serial, newest first."""

    sequence: int
    pen_id: bytes
    boots: int
    mark_s: int
    mark_rtc_s: int
    wall_offset_s: int
    locked: int
    lock_from_s: int
    history_lost: int
    session: int
    session_open: int
    session_lost: int
    session_cart_hi: int
    session_cart_lo: int
    session_depth_um: int
    session_rate_hz: int
    needle_ms: int
    charged_ms: int
    strokes: int
    interval_s: int
    depth_max_um: int
    uses_max: int
    rate_max_hz: int
    needle_max_ms: int
    fault: int
    zero_counts: int
    epoch: int
    journal_seq: int
    journal_chain: bytes
    acked_seq: int
    profile_set: int
    profile: int
    cleared: int
    checkin_done: int
    reacted: int
    reactions_row: int
    review: int
    reaction_s: int
    reaction_um: int
    calm: int
    hold_until_s: int
    hold_why: int
    charged_zone: int
    charged_strokes: int

    def __init__(self):
        for name, _, blank, _ in FIELDS:
            setattr(self, name, blank)
        self.cartridges = bytearray(ENTRY * ENTRIES)

    def uses(self, hi: int, lo: int) -> int:
        """Sessions this pen has counted on the cartridge with 48-bit serial hi:lo (24 bits each)."""
        at = self._find(hi, lo)
        return self.cartridges[at + 6] if at >= 0 else 0

    def set_uses(self, hi: int, lo: int, uses: int) -> None:
        """Note a cartridge's uses (never fewer than noted). The longest unused entry makes room."""
        at = self._find(hi, lo)
        uses = max(uses, self.cartridges[at + 6] if at >= 0 else 0)
        if at < 0:
            at = ENTRY * (ENTRIES - 1)
        table = self.cartridges
        for i in range(at - 1, -1, -1):  # move the newer ones down, the newest stands first
            table[i + ENTRY] = table[i]
        for i in range(3):
            table[i] = (hi >> (16 - 8 * i)) & 0xFF
            table[3 + i] = (lo >> (16 - 8 * i)) & 0xFF
        table[6] = uses if uses < 255 else 255
        table[7] = 0

    def _find(self, hi: int, lo: int) -> int:
        table = self.cartridges
        for at in range(0, ENTRY * ENTRIES, ENTRY):
            if (
                table[at + 6]
                and (table[at] << 16 | table[at + 1] << 8 | table[at + 2]) == hi
                and (table[at + 3] << 16 | table[at + 4] << 8 | table[at + 5]) == lo
            ):
                return at
        return -1


def encode(ledger: "Ledger", buf: "bytearray | memoryview") -> None:
    """Write the ledger into `buf` (SIZE bytes) with its CRC-32. BadLedger: it could not be read back."""
    _believe(ledger)
    for i in range(len(buf)):
        buf[i] = 0
    pack_into(_FORMAT, buf, 0, MAGIC, *[getattr(ledger, f[0]) for f in FIELDS])
    buf[_TABLE:_TABLE_END] = ledger.cartridges
    pack_into("<I", buf, SIZE - 4, crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF)


def decode(buf: "bytes | bytearray | memoryview") -> "Ledger":
    """The ledger in `buf`; raises BadLedger when a bit is wrong or a value is not believable."""
    if len(buf) != SIZE:
        raise BadLedger("slot of %d bytes" % len(buf))
    if unpack_from("<I", buf, SIZE - 4)[0] != crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF:
        raise BadLedger("CRC")
    values = unpack_from(_FORMAT, buf, 0)
    if values[0] != MAGIC:
        raise BadLedger("not a ledger of this schema")
    ledger = Ledger()
    for i in range(len(FIELDS)):
        setattr(ledger, FIELDS[i][0], values[i + 1])
    ledger.cartridges[:] = buf[_TABLE:_TABLE_END]
    _believe(ledger)
    return ledger


def _believe(ledger: "Ledger") -> None:
    """A right CRC over a loosened limit is still refused: no stored value goes beyond limits.py (S8)."""
    if not (
        INTERVAL_MIN_S <= ledger.interval_s <= INTERVAL_MAX_S
        and ledger.depth_max_um <= CAP_UM
        and 1 <= ledger.uses_max <= USES_CEILING
        and RATE_MIN_HZ <= ledger.rate_max_hz <= RATE_MAX_HZ
        and ledger.needle_max_ms <= NEEDLE_MAX_MS
        and ledger.mark_s < PROVEN_MAX_S
        and ledger.lock_from_s <= ledger.mark_s
        and DEPTH_MIN_UM <= ledger.reaction_um <= CAP_UM
        and not ledger.cleared & ~ledger.profile
        and ledger.charged_zone < _ZONES
    ):
        raise BadLedger("a value outside the limits")


def newest(a: "Ledger | None", b: "Ledger | None") -> "Ledger | None":
    """Of two slots of one store (either may be None) the one with the higher sequence."""
    if a is None or b is None:
        return b if a is None else a
    return a if a.sequence >= b.sequence else b


def _stricter(rule: int, old: "Any", new: "Any") -> "Any":
    """The value that a merged ledger gets."""
    if rule == _NEWER:
        return new
    if rule == _OR:
        return old | new
    if rule == _AND:
        return old & new
    return max(old, new) if rule == _MAX else min(old, new)


def stricter(a: "Ledger", b: "Ledger") -> "Ledger":
    """One ledger from two stores' (S9): the newer one, with the stricter value wherever they differ."""
    old, new = (a, b) if a.sequence <= b.sequence else (b, a)
    out = Ledger()
    for name, _, _, rule in FIELDS:
        x, y = getattr(old, name), getattr(new, name)
        setattr(out, name, _stricter(rule, x, y))
    if old.session != new.session:  # needle time and strokes belong to one session
        for name in _OF_SESSION:
            setattr(out, name, getattr(new if new.session > old.session else old, name))
    if out.lock_from_s > out.mark_s:  # the newer mark knows less than the lock: wait the whole interval
        out.mark_s = out.lock_from_s
    for ledger in (old, new):
        table = ledger.cartridges
        for at in range(ENTRY * (ENTRIES - 1), -1, -ENTRY):
            if table[at + 6]:
                hi = table[at] << 16 | table[at + 1] << 8 | table[at + 2]
                lo = table[at + 3] << 16 | table[at + 4] << 8 | table[at + 5]
                out.set_uses(hi, lo, table[at + 6])
    return out


def lock_unknown(ledger: "Ledger") -> None:
    """Nothing is known of this pen's past: a full interval from now (S9)."""
    ledger.locked = 1
    ledger.history_lost = 1
    ledger.lock_from_s = ledger.mark_s
