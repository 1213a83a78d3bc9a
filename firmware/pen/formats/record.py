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
PAYLOAD = 16  # where the payload starts; it ends at BODY
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
LOT = 37

GAP_WIPED = 1  # EPOCH.reason, LOST.reason: the journal ends before what the ledger remembers
GAP_DAMAGED = 2  # records that do not check
GAP_BUFFER = 3  # samples dropped from a full buffer
GAP_FULL = 4  # the oldest unsynced segment made room
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

# |kind and struct format of the payload, at most 8 integers; their names are in `needlepen/kinds.py`: the pen needs
# none. One text, as a table of them would be 1.5 KB of the pen's heap.
_FORMATS = (
    "|1 <IBBBBBB"  # BOOT
    "|2 <IIB"  # EPOCH
    "|3 <IIB"  # LOST
    "|4 <BI"  # CLOCK
    "|5 <qq"  # WALL
    "|6 <IIBHBBB"  # CARTRIDGE
    "|7 <IIIBBHB"  # SESSION_START
    "|8 <IHhBIBH"  # NEEDLES_ON
    "|9 <IBhHHh"  # SAMPLE
    "|10 <IBIII"  # NEEDLES_OFF
    "|11 <IBIII"  # SESSION_END
    "|12 <BiI"  # REFUSAL
    "|13 <Bii"  # FAULT
    "|14 <B"  # FAULT_CLEARED
    "|15 <BII"  # SETTING
    "|16 <BH"  # POWER
    "|17 <BI"  # LEDGER
    "|18 <II"  # RESUME
    "|19 <BHHHH"  # ANSWERS
    "|20 <HHB"  # PROFILE
    "|21 <BHIIII"  # CLEARANCE
    "|22 <IBBB"  # CHECKIN
    "|23 <BI"  # HOLD
    "|24 <H"  # DISINFECTED
    "|25 <IBHhHH"  # ZONE
    "|26 <BhI"  # TOUCH
    "|27 <IB"  # BLEEDING
    "|28 <IBH"  # CLEANUP
    "|29 <B"  # REHEARSAL
    "|30 <BBII"  # UPDATE
    "|31 <h"  # RING_FOUND_OUT
    "|32 <B"  # CABLE_LIMIT
    "|33 <IIIB"  # LOST_EPOCH
    "|35 <HH"  # RECALIBRATED
    "|36 <BIII"  # LOOSER
    "|37 <IIII"  # LOT
    "|"
)


def format_of(kind: int) -> str:
    """The struct format of a kind's payload, "" of one that is not known."""
    row = "|%d " % kind
    at = _FORMATS.find(row)
    if at < 0:
        return ""
    at += len(row)
    return _FORMATS[at : _FORMATS.find("|", at)]


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
    fmt = format_of(kind)
    for i in range(SIZE):
        buf[i] = 0
    pack_into("<BBBBIII", buf, 0, SCHEMA, kind, calcsize(fmt), 0, sequence, proven_s, up_ms & 0xFFFFFFFF)
    pack_into(fmt, buf, PAYLOAD, *values)
    link = _link(chain, buf)
    buf[BODY : BODY + CHAIN] = link
    pack_into("<I", buf, SIZE - 4, crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF)
    return link


def check(buf: "bytes | bytearray | memoryview", chain: "bytes | None" = None) -> bytes:
    """Check length, CRC and (if `chain` is given) the link to the record before; return this record's chain value."""
    if len(buf) != SIZE:
        raise BadRecord("record of %d bytes" % len(buf))
    (crc,) = unpack_from("<I", buf, SIZE - 4)
    if crc32(memoryview(buf)[: SIZE - 4]) & 0xFFFFFFFF != crc:
        raise BadRecord("record with a wrong CRC")
    link = bytes(buf[BODY : BODY + CHAIN])
    if chain is not None and _link(chain, buf) != link:
        raise BadRecord("record %d does not continue the chain" % sequence_of(buf))
    return link


def sequence_of(buf: "bytes | bytearray | memoryview") -> int:
    """The sequence a record claims (call `check` first)."""
    return unpack_from("<I", buf, 4)[0]


def _link(chain: bytes, buf: "bytes | bytearray | memoryview") -> bytes:
    h = sha256(chain)
    h.update(memoryview(buf)[:BODY])
    return h.digest()[:CHAIN]
