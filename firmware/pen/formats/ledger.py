"""The ledger's layout: one block of 512 bytes, a table of its fields and formats, and which of two values is stricter.

    magic 4 | fields, little endian, without gaps | cartridge table | later fields | zeros | crc-32 u32

What the fields mean and which values are believable is in `core/ledger.py`; a ledger here is any object with an
attribute for each field. It must not judge a value.
"""

from binascii import crc32
from struct import calcsize, pack_into, unpack_from

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

SIZE = 512  # bytes of one slot; the EEPROM holds two at 0 and 512
MAGIC = b"NPL2"  # the schema is part of the magic
NO_ZERO = 0xFFFF  # zero_counts: not calibrated
NO_MARK = 0xFFFFFFFF  # mark_rtc_s: no counter reading belongs to the proven time yet

# which of two differing values counts
NEWER = 0
MAX = 1
MIN = 2
OR = 3
AND = 4
ZONES = 5  # a zone's fields are lists of this length
ENTRY = 8  # bytes of one cartridge: serial hi 3 | serial lo 3 | uses 1 | reserved 1
ENTRIES = 32


class BadLedger(ValueError):
    """A slot that holds no believable ledger; `str()` says why."""


# Name, format, stricter of two; in the order of the bytes. Flat, as a tuple for each would be 2 KB of heap.
# A new one goes to the end, and its 0 must mean what is true of a pen that never heard of it: a ledger without it has
# zeros there, and a version before it reads on what it knows (a trial may be followed by a return, S12).
# fmt: off
_FIELDS = (
    "sequence", "I", MAX,
    "pen_id", "8s", NEWER,
    "boots", "I", MAX,
    "mark_s", "I", NEWER,
    "mark_rtc_s", "I", NEWER,
    "wall_offset_s", "q", NEWER,
    "locked", "B", MAX,
    "lock_from_s", "I", MAX,
    "history_lost", "B", MAX,
    "session", "I", MAX,
    "session_open", "B", MIN,
    "session_lost", "B", MAX,
    "session_cart_hi", "I", NEWER,
    "session_cart_lo", "I", NEWER,
    "session_depth_um", "H", MIN,
    "session_rate_hz", "B", MIN,
    "needle_ms", "I", MAX,
    "charged_ms", "I", MAX,
    "strokes", "I", MAX,
    "interval_s", "I", MAX,
    "depth_max_um", "H", MIN,
    "uses_max", "B", MIN,
    "rate_max_hz", "H", MIN,
    "needle_max_ms", "I", MIN,
    "fault", "B", MAX,
    "zero_counts", "H", NEWER,
    "epoch", "I", MAX,
    "journal_seq", "I", NEWER,
    "journal_chain", "12s", NEWER,
    "acked_seq", "I", NEWER,
    "profile_set", "B", MIN,
    "profile", "H", OR,
    "cleared", "H", AND,
    "checkin_done", "B", AND,
    "reacted", "B", MAX,
    "reactions_row", "B", MAX,
    "review", "B", MAX,
    "reaction_s", "I", MAX,
    "reaction_um", "H", MIN,
    "calm", "B", MIN,
    "hold_until_s", "I", MAX,
    "hold_why", "B", NEWER,
    "charged_zone", "B", NEWER,
    "charged_strokes", "H", MAX,
    "zone_strokes", "5H", MAX,
    "zone_ds", "5H", MAX,
    "zone_um", "5H", MAX,
    "zone_measured_um", "5h", NEWER,
    # after the cartridge table
    "acked_epoch", "I", MIN,
    "waiting", "H", MAX,
    "calm_row", "B", MIN,
    "cut_zones", "B", OR,
    "looser", "5I", MIN,
    "looser_at_s", "5I", MAX,
    "opened_s", "5I", MIN,
    "module", "H", MAX,
)
# fmt: on


def fields() -> "Iterator[tuple[str, str, int]]":
    """(name, format, rule) of each field, in the order of the bytes."""
    for i in range(0, len(_FIELDS), 3):
        yield _FIELDS[i], _FIELDS[i + 1], _FIELDS[i + 2]  # pyright: ignore[reportReturnType]


_EARLIER = 48  # fields before the cartridge table
FORMAT = "<4s" + "".join([f[1] for f in fields()][:_EARLIER])
LATER = "<" + "".join([f[1] for f in fields()][_EARLIER:])
TABLE = calcsize(FORMAT)  # where the cartridge table starts
TABLE_END = TABLE + ENTRY * ENTRIES


def encode(ledger: "Any", buf: "bytearray | memoryview") -> None:
    """Write the ledger into `buf` (SIZE bytes) with its CRC-32."""
    for i in range(len(buf)):
        buf[i] = 0
    values: list[int | bytes] = []
    for name, _, _ in fields():
        value = getattr(ledger, name)
        if isinstance(value, list):
            values += value
        else:
            values.append(value)
    later = len(unpack_from(LATER, buf, TABLE_END))
    pack_into(FORMAT, buf, 0, MAGIC, *values[:-later])
    buf[TABLE:TABLE_END] = ledger.cartridges
    pack_into(LATER, buf, TABLE_END, *values[-later:])
    pack_into("<I", buf, SIZE - 4, crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF)


def decode(buf: "bytes | bytearray | memoryview", ledger: "Any") -> None:
    """Set the fields of `ledger` from `buf`; raises BadLedger when a bit is wrong or the schema is another."""
    if len(buf) != SIZE:
        raise BadLedger("slot of %d bytes" % len(buf))
    if unpack_from("<I", buf, SIZE - 4)[0] != crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF:
        raise BadLedger("CRC")
    values = unpack_from(FORMAT, buf, 0)
    if values[0] != MAGIC:
        raise BadLedger("not a ledger of this schema")
    values += unpack_from(LATER, buf, TABLE_END)
    at = 1
    for i in range(0, len(_FIELDS), 3):  # not `fields`, which costs a start 6 ms more
        name: str = _FIELDS[i]  # pyright: ignore[reportAssignmentType]
        if isinstance(getattr(ledger, name), list):
            setattr(ledger, name, list(values[at : at + ZONES]))
            at += ZONES
        else:
            setattr(ledger, name, values[at])
            at += 1
    ledger.cartridges[:] = buf[TABLE:TABLE_END]
