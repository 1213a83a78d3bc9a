"""A cartridge's tag for the reader's specifications: a DS2431 as cartridges carry it."""

from pen.core.cartridge import BINDING_AT, MARKS_AT, TAG_BYTES
from pen.formats.crc16 import crc16
from pen.hal.errors import TAG, BusError

PEN_ID = b"\x01pen-one"


class Tag:
    """A DS2431 as cartridges carry it; `keeps`: the rows that really take what they say they took."""

    def __init__(self, serial=7):
        self.rom = bytes((0x2D, serial, 0, 0, 0, 0, 1, 0))
        self.memory = bytearray(b"NPC1\x02\x0c\xf4\x01" + bytes(22)) + bytearray(2) + bytearray(b"\xff" * 40)
        self.memory[30:32] = crc16(self.memory[:30]).to_bytes(2, "little")
        assert len(self.memory) == TAG_BYTES
        self.inserted = True
        self.keeps = [MARKS_AT, BINDING_AT]
        self.modes = [0x55, 0xAA, 0xAA, 0]  # protection of the pages: 0xAA adds bits and never takes them back
        self.next = None  # the cartridge that is there after the next write
        self.note = False  # in the scratchpad
        self.power = False  # it had it since its scratchpad was written

    def present(self):
        return self.inserted

    def read_rom(self):
        if not self.inserted:
            raise BusError(TAG, "nobody")
        return self.rom

    def leave_note(self):
        self.read_rom()
        self.note = self.power = True

    def note_is_there(self):
        self.read_rom()
        return self.note

    def kept_power(self):
        self.read_rom()
        return self.power

    def protections(self):
        self.read_rom()
        return bytes(self.modes)

    def readinto(self, addr, buf):
        self.read_rom()
        buf[:] = self.memory[addr : addr + len(buf)]

    def write_row(self, addr, row):
        self.read_rom()
        self.note = False
        if addr in self.keeps:
            for i in range(8):
                self.memory[addr + i] &= row[i]
        if self.next:
            self.rom, self.next = self.next.rom, None


class Slow(Tag):
    """Counts how often its 72 bytes are read: 0.1 s of bus time each."""

    def __init__(self, serial=7):
        super().__init__(serial)
        self.read_ms = []
        self.now_ms = 0

    def readinto(self, addr, buf):
        self.read_ms.append(self.now_ms)
        super().readinto(addr, buf)
