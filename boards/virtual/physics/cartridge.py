"""Cartridges as they leave the factory, and the fakes a test can make of them.

Tag layout (project's own): page 0, write protected: "NPC1", type, needle count, needle length um LE16, lot
LE32, 0xFF up to 29, CRC-16 of bytes 0..29 at 30..31. Page 1, EPROM mode: row 0x20 holds one byte per use.
Page 2, EPROM mode: row 0x40 holds the id of the pen it is bound to. Page 3 is open.
"""

from boards.virtual.chips.ds2431 import Ds2431
from boards.virtual.chips.ds2431_memory import EPROM_MODE, SIZE, WRITE_PROTECT
from boards.virtual.crc import crc8, crc16

FAMILY = 0x2D  # DS2431
KINDS = {"DISPOSABLE": 1, "MULTI_USE": 2}


class Cartridge:
    """A tag and some needles. `geometry_error_um`: how much further than the ring allows they stick out."""

    def __init__(self, tag: Ds2431, needle_um: int, geometry_error_um: int) -> None:
        self.tag = tag
        self.needle_um = needle_um
        self.geometry_error_um = geometry_error_um

    def uses(self) -> int:
        """Use marks in the tag, as anyone could count them."""
        return sum(1 for byte in self.tag.mem[0x20:0x28] if byte != 0xFF)

    def copy(self) -> "Cartridge":
        """A clone down to the ROM code, as a forger would make one."""
        tag = Ds2431(bytes(self.tag.rom), bytes(self.tag.mem))
        return Cartridge(tag, self.needle_um, self.geometry_error_um)


def rom_code(serial: int) -> bytes:
    """ROM code of a serial number of 48 bits."""
    body = bytes([FAMILY]) + bytes((serial >> (8 * i)) & 0xFF for i in range(6))
    return body + bytes([crc8(body)])


def page0(kind: int, needles: int, needle_um: int, lot: int) -> bytes:
    """The 32 bytes of the factory page."""
    head = b"NPC1" + bytes([kind, needles, needle_um & 0xFF, needle_um >> 8])
    head += bytes((lot >> (8 * i)) & 0xFF for i in range(4))
    head += b"\xff" * (30 - len(head))
    crc = crc16(head)
    return head + bytes([crc & 0xFF, crc >> 8])


def build(kind: "int | str", needle_um: int, serial: int, needles: int, lot: int, geometry_error_um: int) -> Cartridge:
    """A new cartridge. `kind`: "DISPOSABLE", "MULTI_USE" or any number 0..255 (what a fake may claim)."""
    number = KINDS[kind] if isinstance(kind, str) else kind
    mem = bytearray(b"\xff" * SIZE)
    mem[:32] = page0(number, needles, needle_um, lot)
    mem[0x80] = WRITE_PROTECT
    mem[0x81] = EPROM_MODE
    mem[0x82] = EPROM_MODE
    mem[0x83] = 0x00
    mem[0x84] = 0x00
    mem[0x85] = 0x00
    return Cartridge(Ds2431(rom_code(serial), bytes(mem)), needle_um, geometry_error_um)
