"""One journal record: 64 bytes, fixed. The layout and the kinds; firmware and laptop share this file.

    schema u8 | kind u8 | length u8 | 0 | sequence u32 | proven_s u32 | up_ms u32 | payload 32 | chain 12 | crc-32 u32

`chain` is the first 12 bytes of SHA-256 over the previous record's chain and this record's first 48 bytes, so a
record cannot be changed, dropped or moved without breaking every later one (S13). It is an integrity check, not a
signature: who can rewrite the pen's flash can rebuild it.
"""

from binascii import crc32
from hashlib import sha256
from struct import calcsize, pack_into, unpack_from

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA = 1
SIZE = 64
BODY = 48  # what the chain covers
PAYLOAD = 16  # where the payload starts
PAYLOAD_MAX = 32
CHAIN = 12

BOOT = 1
EPOCH = 2
LOST = 3
CLOCK = 4
WALL = 5
CARTRIDGE = 6
SESSION_START = 7
NEEDLES_ON = 8
SAMPLE = 9
NEEDLES_OFF = 10
SESSION_END = 11
REFUSAL = 12
FAULT = 13
FAULT_CLEARED = 14
SETTING = 15
POWER = 16
LEDGER = 17
RESUME = 18
ANSWERS = 19
PROFILE = 20
CLEARANCE = 21
CHECKIN = 22
HOLD = 23
DISINFECTED = 24
ZONE = 25
TOUCH = 26
BLEEDING = 27
CLEANUP = 28
REHEARSAL = 29
UPDATE = 30
RING_FOUND_OUT = 31  # at a start: the power or the program had failed with the ring out
CABLE_LIMIT = 32
LOST_EPOCH = 33
RECALIBRATED = 35
LOOSER = 36

BY_PEN = 1  # PROFILE.by, CHECKIN.by
BY_LAPTOP = 2
CLEARED_PROFILE = 1  # CLEARANCE.clearance
CLEARED_REVIEW = 2
OFFERED = 1  # UPDATE.what
REFUSED = 2  # code: E_ of messages.py
INSTALLED = 3  # whole and verified in the other slot; the pen restarts to try it
TRIAL = 4
CONFIRMED = 5
RETURNED = 6  # the trial was not confirmed: back to the version before
ROLLED_BACK = 7  # asked for
DAMAGED = 8  # the version in use was: the other one runs

# kind: struct format of the payload, at most 8 integers; their names are in `needlepen/kinds.py`: the pen needs none
FORMATS = {
    BOOT: b"<IBBBBBB",
    EPOCH: b"<IIB",
    LOST: b"<IIB",
    CLOCK: b"<BI",
    WALL: b"<qq",
    CARTRIDGE: b"<IIBHBBB",
    SESSION_START: b"<IIIBBHB",
    NEEDLES_ON: b"<IHhBIBH",
    SAMPLE: b"<IBhHHh",
    NEEDLES_OFF: b"<IBIII",
    SESSION_END: b"<IBIII",
    REFUSAL: b"<BiI",
    FAULT: b"<Bii",
    FAULT_CLEARED: b"<B",
    SETTING: b"<BII",
    POWER: b"<BH",
    LEDGER: b"<BI",
    RESUME: b"<II",
    ANSWERS: b"<BHH",
    PROFILE: b"<HHB",
    CLEARANCE: b"<BHIIII",
    CHECKIN: b"<IBBB",
    HOLD: b"<BI",
    DISINFECTED: b"<H",
    ZONE: b"<IBHhHH",
    TOUCH: b"<BhI",
    BLEEDING: b"<IB",
    CLEANUP: b"<IBH",
    REHEARSAL: b"<B",
    UPDATE: b"<BBII",
    RING_FOUND_OUT: b"<h",
    CABLE_LIMIT: b"<B",
    LOST_EPOCH: b"<IIIB",
    RECALIBRATED: b"<HH",
    LOOSER: b"<BIII",
}


class BadRecord(ValueError):
    """A record that is not what it claims; `str()` says why."""


def genesis(pen_id: bytes, epoch: int) -> bytes:
    """The chain value before the first record of an epoch."""
    return sha256(b"needlepen journal " + pen_id + epoch.to_bytes(4, "little")).digest()[:CHAIN]


def seal(
    buf: "bytearray | memoryview",
    kind: int,
    sequence: int,
    proven_s: int,
    up_ms: int,
    values: "Sequence[int]",
    chain: bytes,
) -> bytes:
    """Write one record into `buf[:64]` and return its chain value. `values` are the kind's fields in order."""
    fmt = FORMATS[kind]
    for i in range(SIZE):
        buf[i] = 0
    pack_into(b"<BBBBIII", buf, 0, SCHEMA, kind, calcsize(fmt), 0, sequence, proven_s, up_ms & 0xFFFFFFFF)
    pack_into(fmt, buf, PAYLOAD, *values)
    link = _link(chain, buf)
    buf[BODY : BODY + CHAIN] = link
    pack_into(b"<I", buf, SIZE - 4, crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF)
    return link


def check(buf: "bytes | bytearray | memoryview", chain: "bytes | None" = None) -> bytes:
    """Check length, CRC and (if `chain` is given) the link to the record before; return this record's chain value."""
    if len(buf) != SIZE:
        raise BadRecord("record of %d bytes" % len(buf))
    (crc,) = unpack_from(b"<I", buf, SIZE - 4)
    if crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF != crc:
        raise BadRecord("record with a wrong CRC")
    link = bytes(buf[BODY : BODY + CHAIN])
    if chain is not None and _link(chain, buf) != link:
        raise BadRecord("record %d does not continue the chain" % sequence_of(buf))
    return link


def sequence_of(buf: "bytes | bytearray | memoryview") -> int:
    """The sequence a record claims (call `check` first)."""
    return unpack_from(b"<I", buf, 4)[0]


def _link(chain: bytes, buf: "bytes | bytearray | memoryview") -> bytes:
    h = sha256(chain)
    h.update(memoryview(buf)[:BODY])
    return h.digest()[:CHAIN]
