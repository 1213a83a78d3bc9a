"""What host and pen say to each other: kinds, payload formats, error codes. No message moves anything (S10).

One request, one answer (READ: several RECORDS, then END). The tag of a request comes back in its answers.
Numbers are little endian. `PROTOCOL` is raised when an old reader would misunderstand.
"""

from struct import calcsize, pack, unpack

TYPE_CHECKING = False  # a type checker takes it for true
if TYPE_CHECKING:
    from typing import Any

PROTOCOL = 1  # the only version this firmware speaks
PROTOCOL_MIN = 1

# requests (host → pen)
HELLO = 0x01
STATUS = 0x02
READ = 0x03
ACK = 0x04
GET_SETTINGS = 0x05
SET_SETTING = 0x06
SET_WALL = 0x07
SERVICE = 0x08
GET_SKIN = 0x09
SET_PROFILE = 0x0A
CLEARANCE = 0x0B
CHECKIN = 0x0C
WITHDRAW = 0x0D
LOOSEN = 0x0E
GET_LOOSER = 0x0F
FW_INFO = 0x10
FW_HEAD = 0x11  # what of a bundle comes before the pack, piece by piece from 0
FW_BEGIN = 0x12  # … is whole: look at it, have it accepted on the pen
FW_DATA = 0x13  # the rest; a place in the file that is not the next one is refused, but the pack's start begins it anew
FW_FINISH = 0x14
FW_CONFIRM = 0x15
FW_ROLLBACK = 0x16
# answers (pen → host)
HELLO_IS = 0x81
STATUS_IS = 0x82
RECORDS = 0x83
OK = 0x84
SETTINGS_ARE = 0x85
END = 0x86
SKIN_IS = 0x87
LOOSER_ARE = 0x88
FW_IS = 0x90
FW_HELD = 0x91
ERROR = 0xFF

# kind: (struct format, names of the fields)
FORMATS = {
    HELLO: ("<BB", "protocol_min protocol_max"),
    STATUS: ("<", ""),
    READ: ("<IIH", "epoch sequence count"),
    ACK: ("<II12s", "epoch sequence chain"),
    GET_SETTINGS: ("<", ""),
    SET_SETTING: ("<BI", "setting value"),
    SET_WALL: ("<q", "unix_s"),
    SERVICE: ("<", ""),
    GET_SKIN: ("<", ""),
    SET_PROFILE: ("<H", "bits"),
    CLEARANCE: ("<BHI12s", "clearance bits day name"),
    CHECKIN: ("<BB", "hours findings"),
    WITHDRAW: ("<", ""),
    LOOSEN: ("<BI", "setting value"),
    GET_LOOSER: ("<", ""),
    FW_INFO: ("<", ""),
    FW_HEAD: ("<I", "offset"),
    FW_BEGIN: ("<", ""),
    FW_DATA: ("<I", "offset"),
    FW_FINISH: ("<", ""),
    FW_CONFIRM: ("<", ""),
    FW_ROLLBACK: ("<", ""),
    HELLO_IS: (
        "<BBBBB8s24sIIIIIqH",
        "protocol_min protocol_max major minor patch pen_id board epoch first next acknowledged proven_s "
        "wall_offset_s capabilities",
    ),
    STATUS_IS: (
        "<BBiIIIBHHhB",
        "state reason detail unlock_at_s sessions boots fault depth_limit_um battery_mv motor_temp_dc vbus",
    ),
    OK: ("<I", "value"),
    SETTINGS_ARE: ("<IHBHI", "interval_s depth_max_um uses_max rate_max_hz needle_max_ms"),
    LOOSER_ARE: (
        "<IIIIIIIIII",
        "interval_s depth_max_um uses_max rate_max_hz needle_max_ms interval_at_s depth_max_at_s uses_max_at_s "
        "rate_max_at_s needle_max_at_s",
    ),
    END: ("<I", "next"),
    SKIN_IS: (
        "<BHHBBHIBIBBBBIHHHHH",
        "profile_set profile cleared review reactions_row reaction_um reaction_s calm hold_until_s hold_why "
        "checkin_done due_h before_next actives_left_s forehead_um left_cheek_um right_cheek_um chin_um "
        "upper_lip_um",
    ),
    FW_IS: (
        "<BBB16s12sBBBB16sHB",
        "slot boot_version state verified commit other other_major other_minor other_patch other_verified "
        "data_max battery_ok",
    ),
    FW_HELD: ("<I32s", "held sha256"),
    ERROR: ("<Bi", "code detail"),
}

TAILED = (FW_HEAD, FW_DATA)  # bytes follow: the field "data", at least one
DATA_MAX = 2048  # bytes of a bundle in one FW_DATA or FW_HEAD

RECORDS_HEAD = 8  # RECORDS payload: epoch u32 | first sequence u32 | whole records of 64 bytes
RECORDS_PER_FRAME = 32
REQUEST_MAX = 256  # bytes of payload that the pen takes until an update begins: every request is far shorter
READ_MAX = 4096  # records one READ may ask for

# error codes: what a person can do about each is said by the laptop tool
E_UNKNOWN = 1
E_LENGTH = 2
E_VALUE = 3
E_PROTOCOL = 4
E_BUSY = 5  # a session is open or the needles are not at rest
E_EPOCH = 6  # that journal epoch is not the current one
E_RANGE = 7  # those records are not stored
E_CHAIN = 8  # the acknowledged chain value is not the pen's
E_LOOSER = 9  # SET_SETTING tightens; LOOSEN goes back, 28 days later (S8)
E_STORE = 10  # the pen could not read or write its store
E_CONFIRM = 11  # the pen asks the person there: press DOWN; repeat the same request; detail: E_RESTART or 0
E_CLEAR = 12  # there is nothing like that to clear, or it is one that does not end; detail = those bits
E_CHECKIN = 13  # that check-in is not due; detail = the hours of the one that is, 0 = none
E_OCCUPIED = 14  # somebody is in the middle of something on the pen: a session, questions, practice
E_BUNDLE = 15  # not a bundle this pen takes; detail = code of formats/bundle.py + 256 * where
E_BOARD = 16  # for other boards
E_BOOT = 17  # needs a newer boot version; detail = the pen's
E_FORMAT = 18  # that version cannot read what this pen has stored; detail = the ledger's format
E_BATTERY = 19  # too low for an update; detail = mV
E_ROOM = 20  # no room in the flash; detail = bytes that are missing; a sync makes room
E_CONFIRM_OLDER = 21  # the same for a version older than what runs or ran: UP and DOWN together
E_TRIAL = 22  # a new version is on trial: confirm it first, or restart to go back
E_NO_OTHER = 23  # there is no other version to go back to
E_ORDER = 24  # FW_BEGIN comes first, or what it was told is forgotten: begin anew
E_SELF_TEST = 25  # the trial cannot be confirmed yet
E_DECLINED = 26  # the person at the pen said no
E_NOBODY = 27  # nobody at the pen has answered in time
E_LIMIT = 28  # so much was written in this hour with nobody's consent; detail = writes an hour
E_RESTART = 29  # agreed to: the pen restarts now, as an update needs the memory that a treatment had; ask again

CAP_SETTINGS = 1  # capability bits in HELLO
CAP_SKIN = 2  # profile, clearances, check-ins
CAP_UPDATE = 4  # FW_ messages

CONFIRMED = 0  # FW_IS.state
TRIAL = 1
NONE = 0  # FW_IS.other: no file, or one that nobody has confirmed
THERE = 1  # a version to go back to

NAME = 12  # bytes of a clearance's name: printable ASCII, filled up with zeros


class BadMessage(ValueError):
    """A payload that does not fit its kind."""


def encode(kind: int, *values: "int | bytes") -> bytes:
    """The payload of a message of `kind`; of one in TAILED the last value is the bytes that follow."""
    if kind in TAILED:
        return pack(FORMATS[kind][0], *values[:-1]) + bytes(values[-1])
    return pack(FORMATS[kind][0], *values)


def decode(kind: int, payload: "bytes | memoryview") -> "dict[str, Any]":
    """A payload as a dict of its fields, `data` of the payload's own type; raises BadMessage on an unknown kind or a
    wrong length.
    """
    if kind not in FORMATS:
        raise BadMessage("unknown message kind 0x%02x" % kind)
    fmt, names = FORMATS[kind]
    names = names.split()
    size = calcsize(fmt)
    if kind in TAILED and len(payload) > size:
        return dict(zip(names + ["data"], unpack(fmt, payload[:size]) + (payload[size:],)))
    if kind in TAILED or len(payload) != size:
        raise BadMessage("message 0x%02x of %d bytes, %d expected" % (kind, len(payload), size))
    return dict(zip(names, unpack(fmt, payload)))
