"""The ledger: what must survive everything, in one small block, with A/B slots in two stores (S5, S9, H4, H11, H12).

One table says each field's name, format, value in a blank ledger and which of two differing values is the stricter.
Not a history (that is the journal) and not a place for anything that could be derived. Read back by `recall.py`.
"""

from binascii import crc32
from struct import calcsize, pack_into

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
    from collections.abc import Iterator
    from typing import Any

SIZE = 512  # bytes of one slot; the EEPROM holds two at 0 and 512
MAGIC = b"NPL2"  # the schema is part of the magic
NO_ZERO = 0xFFFF  # not calibrated
NO_MARK = 0xFFFFFFFF  # no counter reading belongs to the proven time yet

# which of two differing values counts
NEWER = 0
MAX = 1
MIN = 2
OR = 3
AND = 4
ZONES = 5  # see zones.py

# Name, format, blank, stricter of two. Flat, as a tuple for each would be 2 KB of heap; in the order of the bytes, so
# that new ones go to the end and MAGIC changes. A format that begins with 5 is a list: a place for each zone.
# fmt: off
_FIELDS = (
    "sequence", "I", 0, MAX,
    "pen_id", "8s", b"\0" * 8, NEWER,
    "boots", "I", 0, MAX,
    "mark_s", "I", 0, NEWER,  # so much time was proven …
    "mark_rtc_s", "I", NO_MARK, NEWER,  # … when the DS3231 counter read this
    "wall_offset_s", "q", 0, NEWER,  # display only
    "locked", "B", 0, MAX,  # 1: an interval counts from lock_from_s
    "lock_from_s", "I", 0, MAX,
    "history_lost", "B", 0, MAX,  # 1: the lock is there because nothing was known (S9)
    "session", "I", 0, MAX,  # sessions started so far = number of the last one
    "session_open", "B", 0, MIN,
    "session_lost", "B", 0, MAX,  # 1: the clock lost count during the open session, so its window is over
    "session_cart_hi", "I", 0, NEWER,
    "session_cart_lo", "I", 0, NEWER,
    "session_depth_um", "H", 0, MIN,
    "session_rate_hz", "B", 0, MIN,
    "needle_ms", "I", 0, MAX,  # used or charged in the open session so far
    "charged_ms", "I", 0, MAX,  # of that: charged to a run that has not been closed; 0 = none
    "strokes", "I", 0, MAX,
    "interval_s", "I", INTERVAL_MIN_S, MAX,
    "depth_max_um", "H", CAP_UM, MIN,
    "uses_max", "B", USES_CEILING, MIN,
    "rate_max_hz", "H", RATE_MAX_HZ, MIN,
    "needle_max_ms", "I", NEEDLE_MAX_MS, MIN,
    "fault", "B", 0, MAX,
    "zero_counts", "H", NO_ZERO, NEWER,  # encoder at 0 um, from calibration
    "epoch", "I", 0, MAX,  # of the journal
    "journal_seq", "I", 0, NEWER,  # the journal reaches at least this far …
    "journal_chain", "12s", b"\0" * 12, NEWER,  # … and that record has this chain value
    "acked_seq", "I", 0, NEWER,  # the laptop durably holds the journal up to here
    "profile_set", "B", 0, MIN,  # 1: the owner was asked; this and the following are changed by skin.py only
    "profile", "H", 0, OR,  # told conditions
    "cleared", "H", 0, AND,  # of these: a clearance is on record
    "checkin_done", "B", 0, AND,  # check-ins of the last session that were answered
    "reacted", "B", 0, MAX,  # the last session has had its reaction counted
    "reactions_row", "B", 0, MAX,  # sessions in a row with a reaction
    "review", "B", 0, MAX,  # 1: somebody must look at the skin first
    "reaction_s", "I", 0, MAX,  # the present interval is longer by this
    "reaction_um", "H", CAP_UM, MIN,  # reactions have lowered the ceiling to this
    "calm", "B", 0, MIN,  # 1: the final check-in of the last ended session was without findings
    "hold_until_s", "I", 0, MAX,
    "hold_why", "B", 0, NEWER,
    "charged_zone", "B", 0, NEWER,  # where the needles are, or were last
    "charged_strokes", "H", 0, MAX,  # with charged_ms: of that zone's strokes
    # what a zone has had in the last session
    "zone_strokes", "5H", 0, MAX,  # made or charged
    "zone_ds", "5H", 0, MAX,  # 0.1 s of needle time, used or charged
    "zone_um", "5H", 0, MAX,  # deepest set-point
    "zone_measured_um", "5h", 0, NEWER,  # and what the encoder said to it
)
# fmt: on


def fields() -> "Iterator[tuple[str, str, Any, int]]":
    """(name, format, blank, rule) of each field, in the order of the bytes."""
    for i in range(0, len(_FIELDS), 4):
        yield _FIELDS[i : i + 4]  # pyright: ignore[reportReturnType]


FORMAT = "<4s" + "".join(f[1] for f in fields())
TABLE = calcsize(FORMAT)  # where the cartridge table starts
ENTRY = const(8)  # bytes of one cartridge: serial hi 3 | serial lo 3 | uses 1 | reserved 1
ENTRIES = const(32)
TABLE_END = TABLE + ENTRY * ENTRIES


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
    zone_strokes: "list[int]"
    zone_ds: "list[int]"
    zone_um: "list[int]"
    zone_measured_um: "list[int]"

    def __init__(self):
        for name, code, blank, _ in fields():
            setattr(self, name, [blank] * ZONES if code[0] == "5" else blank)
        self.cartridges = bytearray(ENTRY * ENTRIES)

    def uses(self, hi: int, lo: int) -> int:
        """Sessions this pen has counted on the cartridge with 48-bit serial hi:lo (24 bits each)."""
        at = self._find(hi, lo)
        return self.cartridges[at + 6] if at >= 0 else 0

    def set_uses(self, hi: int, lo: int, uses: int) -> None:
        """Note a cartridge's uses (never fewer than noted). The longest unused entry makes room.

        Allocates: not in the control step.
        """
        at = self._find(hi, lo)
        uses = max(uses, self.cartridges[at + 6] if at >= 0 else 0)
        if at < 0:
            at = ENTRY * (ENTRIES - 1)
        table = self.cartridges
        table[ENTRY : at + ENTRY] = table[:at]  # the newer ones move down, the newest stands first
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
    believe(ledger)
    for i in range(len(buf)):
        buf[i] = 0
    values: list[Any] = []
    for name, code, _, _ in fields():
        value = getattr(ledger, name)
        values += value if code[0] == "5" else [value]
    pack_into(FORMAT, buf, 0, MAGIC, *values)
    buf[TABLE:TABLE_END] = ledger.cartridges
    pack_into("<I", buf, SIZE - 4, crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF)


def believe(ledger: "Ledger") -> None:
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
        and ledger.charged_zone < ZONES
    ):
        raise BadLedger("a value outside the limits")
