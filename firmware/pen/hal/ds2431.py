"""DS2431 cartridge tag on its own 1-Wire line: identity, and 128 bytes in four pages.

It knows the chip, not the cartridge: what the bytes mean belongs to the rules. It must not touch the protection
registers: a page becomes an EPROM page (bits only go from 1 to 0) where cartridges are made. Sources: DS2431 data sheet
19-4675, figure 5 (memory map), "Address Registers and Transfer Status" (PF), "Write Scratchpad [0Fh]" to "Read Memory
[F0h]", figure 13 (CRC-16), "Memory Function Example", electrical characteristics with notes 19 and 21 (programming
takes 0.8 mA at 2.8 V or more, which no pull-up gives, for 10 ms, 12.5 ms in brand A1).

The port's own bus master looks at a read slot 14.5 to 17 us after its edge (measured on the emulated chip); the data
sheet promises a 0 up to 15 us (t_MSR max). Tags hold it longer; of one that does not, the number fails its CRC.
"""

from machine import Pin
from micropython import const
from onewire import OneWire

from pen.formats.crc16 import crc16

from .errors import TAG, BusError, DataError
from .modules import load

_FAMILY = const(0x2D)
_DATA_BYTES = const(128)
_ROW = const(8)
_PROTECTION = const(0x80)  # control byte of page 0; pages 1..3 follow
_READ_ROM = const(0x33)
_SKIP_ROM = const(0xCC)
_WRITE_SCRATCHPAD = const(0x0F)
_READ_SCRATCHPAD = const(0xAA)
_READ_MEMORY = const(0xF0)
_WHOLE_ROW = const(0x07)  # E/S register: ends at offset 7, AA = 0, PF = 0
_PF = const(0x20)  # in it: no power since the scratchpad was written
_ASKED = const(3)  # times, as no CRC protects the flag here: the majority is believed
_OPEN_PAGE = const(0x60)  # page 3 holds nothing: what is left in the scratchpad for it harms nobody


class Ds2431:
    """The one tag on GPIO `pin_number`. Every call blocks (0.6 ms a byte): never while the needles move."""

    def __init__(self, pin_number: int):
        self._pin = Pin(pin_number)
        self._bus = OneWire(self._pin)
        self._head = bytearray(3)
        self._row = bytearray(_ROW)
        self._crc = bytearray(2)
        self._left = bytearray(_ROW)  # in the scratchpad by `leave_note`

    def present(self) -> bool:
        """True when something answers the reset pulse, and lets go of the line again: a short to ground does not."""
        return bool(self._bus.reset()) and self._pin.value() == 1

    def read_rom(self) -> bytes:
        """The 8 bytes of the unique number: family, serial, CRC.

        Raises BusError (no tag), DataError (CRC-8 wrong, or not a DS2431).
        """
        self._reset()
        self._bus.writebyte(_READ_ROM)
        rom = bytearray(8)
        self._bus.readinto(rom)
        if self._bus.crc8(rom) != 0:
            raise DataError(TAG, "CRC of the ROM")
        if rom[0] != _FAMILY:
            raise DataError(TAG, "family in the ROM")
        return bytes(rom)

    def readinto(self, addr: int, buf: "bytearray | memoryview") -> None:
        """Fill `buf` from `addr` (0..127 and up). READ MEMORY has no CRC, so it is done twice and compared.

        Raises BusError (no tag), DataError (the readings differ), ValueError (outside the data pages).
        """
        if addr < 0 or addr + len(buf) > _DATA_BYTES:
            raise ValueError("outside the tag")
        self._read(addr, buf)

    def protections(self) -> bytes:
        """The protection control bytes of the four pages: 0x55 write protected, 0xAA EPROM mode, else open.

        Raises BusError, DataError.
        """
        four = bytearray(4)
        self._read(_PROTECTION, four)
        return bytes(four)

    def write_row(self, addr: int, row8: "bytes | bytearray | memoryview") -> None:
        """Write the 8-byte row at `addr` (0, 8 .. 120), checked at every stage.

        In an EPROM page the outcome is old AND new, and that is what is verified. A power cut leaves the old
        row, the new row, or (in an EPROM page) a mix from which no bit has gone back to 1. `leave_note` comes first.
        Raises BusError (no tag, or it was out since then), DataError (protected, CRC, not acknowledged, reads back
        different), ValueError.
        """
        load("pen.hal.tag_writes").write_row(self, addr, row8)

    def leave_note(self) -> None:
        """Leave a note in the scratchpad, which lasts as long as this tag has power: `note_is_there` finds it again.

        Nothing is programmed. To be left after all other calls: those that read or write memory spoil it.
        Raises BusError, DataError.
        """
        self._left[0] = self._left[0] + 1 & 0xFF  # never the note of the time before
        self._command(_WRITE_SCRATCHPAD, _OPEN_PAGE)
        self._bus.write(self._left)
        self._check_crc(crc16(self._left, crc16(self._head)))
        self._read_scratchpad()
        self._left[:] = self._row  # in a protected page the scratchpad gets what the page holds

    def note_is_there(self) -> bool:
        """Has this very tag been connected ever since `leave_note`? 10 ms.

        A tag that lost its power says so by a flag (PF), and knows no note. Raises BusError (no tag), DataError.
        """
        self._read_scratchpad()
        head = self._head
        return head[0] == _OPEN_PAGE and not head[1] and head[2] == _WHOLE_ROW and self._row == self._left

    def kept_power(self) -> bool:
        """Has this very tag been connected ever since `leave_note` or `write_row`, whatever else was asked? 12 ms.

        Raises BusError (no tag).
        """
        lost = 0
        for _ in range(_ASKED):
            self._select()
            self._bus.writebyte(_READ_SCRATCHPAD)
            self._bus.readinto(self._head)
            lost += self._head[2] & _PF
        return lost <= _PF

    def _read_scratchpad(self) -> None:
        """`_head` and `_row` from the scratchpad, its CRC checked."""
        self._select()
        self._bus.writebyte(_READ_SCRATCHPAD)
        crc = crc16(bytes((_READ_SCRATCHPAD,)))
        self._bus.readinto(self._head)
        self._bus.readinto(self._row)
        self._check_crc(crc16(self._row, crc16(self._head, crc)))

    def _read(self, addr: int, buf) -> None:
        self._command(_READ_MEMORY, addr)
        self._bus.readinto(buf)
        self._command(_READ_MEMORY, addr)
        for i in range(len(buf)):
            if self._bus.readbyte() != buf[i]:
                raise DataError(TAG, "reads differ each time")
        self._reset()  # a tag pulled out reads as 0xFF: it must still be there

    def _command(self, code: int, addr: int) -> None:
        self._select()
        self._head[:] = bytes((code, addr & 0xFF, addr >> 8))
        self._bus.write(self._head)

    def _check_crc(self, crc: int) -> None:
        self._bus.readinto(self._crc)
        if self._crc[0] | self._crc[1] << 8 != crc ^ 0xFFFF:  # sent inverted, low byte first
            raise DataError(TAG, "CRC")

    def _select(self) -> None:
        self._reset()
        self._bus.writebyte(_SKIP_ROM)

    def _reset(self) -> None:
        if not self._bus.reset():
            raise BusError(TAG, "no tag")
