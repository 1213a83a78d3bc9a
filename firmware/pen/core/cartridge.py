"""What a cartridge's tag says and whether this pen may use it (S14, H5-H8).

The tag is a DS2431: page 0 is written and write-protected for good at the factory, page 1 holds one use mark per byte
and page 2 the pen it is bound to, both in EPROM mode, so that marks can be added and never taken away.

    page 0: b"NPC1" | type u8 | needle count u8 | needle length um u16 | lot u32 | reserved | crc-16 at 30
    page 1: 8 use marks, FF = unused        page 2: pen id, 8 bytes, FF.. = unbound
"""

from struct import unpack_from

from pen.formats import reasons
from pen.formats.crc16 import crc16

from .ledger import Ledger
from .limits import NEEDLE_LENGTH_MAX_UM, NEEDLE_LENGTH_MIN_UM, USES_CEILING, USES_DISPOSABLE, USES_MULTI

TAG_BYTES = 72  # what must be read: pages 0 and 1, first row of page 2
MARKS_AT = 0x20
BINDING_AT = 0x40
MULTI_USE = 2
UNBOUND = b"\xff" * 8
OPENED_MAX_S = 90 * 86_400  # so long after its first use a cartridge may still be used again (J)


class Cartridge:
    """The inserted cartridge. `present`: one is there; `readable`: its tag is whole and that of a cartridge.

    `stay`: counts how often one was put in. While it is the same number, the same cartridge has been in all the time:
    what was found out about it, such as that it is clean, belongs to one stay (S19).
    """

    def __init__(self):
        self.stay = 0
        self.clear()

    def clear(self) -> None:
        """No cartridge inserted, or not the one that was."""
        self.stay += 1
        self.present = self.readable = False
        self.hi = self.lo = 0
        self.type = self.needles = self.needle_um = self.marks = 0
        self.bound = UNBOUND

    def load(self, rom: "bytes | bytearray | memoryview", tag: "bytes | bytearray | memoryview") -> None:
        """Take the values from a tag: ROM id (8 bytes, CRC already checked) and its first TAG_BYTES."""
        stay = self.stay
        same = (self.hi, self.lo) == serial(rom)
        self.clear()
        if same:
            self.stay = stay
        self.present = True
        self.hi, self.lo = serial(rom)
        if len(tag) != TAG_BYTES or tag[:4] != b"NPC1" or crc16(tag[:30]) != unpack_from("<H", tag, 30)[0]:
            return
        self.readable = True
        self.type, self.needles, self.needle_um = unpack_from("<BBH", tag, 4)
        self.marks = marks(tag)
        self.bound = bytes(tag[BINDING_AT : BINDING_AT + 8])


def serial(rom: "bytes | bytearray | memoryview") -> "tuple[int, int]":
    """The 48-bit serial number in a ROM id as two halves of 24 bits."""
    return rom[6] << 16 | rom[5] << 8 | rom[4], rom[3] << 16 | rom[2] << 8 | rom[1]


def marks(tag: "bytes | bytearray | memoryview") -> int:
    """Uses marked on the tag. A half-written mark counts, and so does every place before the last one."""
    for i in range(8, 0, -1):
        if tag[MARKS_AT + i - 1] != 0xFF:
            return i
    return 0


def limit(type_: int, uses_max: int) -> int:
    """Sessions a cartridge of this type may serve: its own limit, the setting, the ceiling; unknown is disposable."""
    return min(USES_MULTI if type_ == MULTI_USE else USES_DISPOSABLE, uses_max, USES_CEILING)


def uses(cartridge: "Cartridge", ledger: "Ledger") -> int:
    """Uses counted: the higher of the tag's marks and this pen's own table (H7)."""
    return max(cartridge.marks, ledger.uses(cartridge.hi, cartridge.lo))


def refusal(cartridge: "Cartridge", ledger: "Ledger", proven_s: int) -> int:
    """Why it may not begin a session at this proven time (a reason number), or NONE; for the open one: resume rules."""
    if not cartridge.present:
        return reasons.CARTRIDGE_NONE
    if not cartridge.readable:
        return reasons.CARTRIDGE_UNREADABLE
    if cartridge.bound != UNBOUND and cartridge.bound != ledger.pen_id:
        return reasons.CARTRIDGE_FOREIGN
    if not NEEDLE_LENGTH_MIN_UM <= cartridge.needle_um <= NEEDLE_LENGTH_MAX_UM:
        return reasons.CARTRIDGE_NEEDLES
    if ledger.session_open:
        same = cartridge.hi == ledger.session_cart_hi and cartridge.lo == ledger.session_cart_lo
        return reasons.NONE if same else reasons.CARTRIDGE_OTHER
    used = uses(cartridge, ledger)
    if used >= limit(cartridge.type, ledger.uses_max):
        return reasons.CARTRIDGE_SPENT
    if used:  # since when it lies about open; what this pen does not know of is too long (H50)
        opened_s = ledger.began(cartridge.hi, cartridge.lo)
        if not opened_s or not 0 <= proven_s - opened_s <= OPENED_MAX_S:
            return reasons.CARTRIDGE_OLD
    return reasons.NONE
