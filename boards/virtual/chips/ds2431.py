"""DS2431 1-Wire EEPROM (Maxim 19-4675 Rev 13): its memory commands and the scratchpad.

The wire is in `one_wire.py`, what the memory accepts in `ds2431_memory.py`. During the 10 ms of a copy the chip must
drive the line high, or the row is torn.
"""

from boards.virtual import wiring
from boards.virtual.chips.ds2431_memory import ROW, SIZE, Memory
from boards.virtual.chips.one_wire import OneWireDevice
from boards.virtual.crc import crc16

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

PROG_US = 10_000  # tPROG max
SUPPLY_US = 100  # so long after COPY SCRATCHPAD the line is looked at: its pull-up alone gives 1.5 V at 0.8 mA, not 2.8
_PF = 0x20  # E/S: partial or lost data
_AA = 0x80  # E/S: copied

# what the next byte to the selected device is
_COMMAND = 0
_ADDRESS = 1
_DATA = 2


class Ds2431(OneWireDevice):
    """`mem`: the memory. `deaf`: copies are acknowledged and do nothing; a longer `prog_us`. `copies` counts rows
    written."""

    def __init__(self, rom: bytes, mem: bytes = b"") -> None:
        """`rom`: family 0x2D first."""
        self._memory = Memory(mem)
        self.mem = self._memory.data
        self.deaf = False
        self.prog_us = PROG_US
        self.copies = 0
        self._world: World | None = None
        self._programming_until_us = 0
        super().__init__(rom)

    def attach(self, world: "World") -> None:
        """The cartridge is pushed into a pen."""
        self._world = world
        self._forget()

    def detach(self) -> None:
        """The cartridge is pulled out."""
        self.bus_power_lost()
        self._world = None

    def bus_power_lost(self) -> None:
        """No pull-up any more: a copy under way is torn, the scratchpad is lost."""
        self.used()
        self._forget()

    def _forget(self) -> None:
        super()._forget()
        self._next = _COMMAND
        self._scratch = bytearray(b"\xff" * ROW)
        self._ta = 0
        self._es = _PF | 7
        self._command = 0

    def leave(self, bits: int) -> None:
        """See `OneWireDevice.leave`; while it programs no master talks to it."""
        if self._world is None or self._world.now_us >= self._programming_until_us:
            super().leave(bits)

    # --- commands -----------------------------------------------------------------------------------------

    def _cut_off(self, within_byte: bool) -> None:
        if within_byte and self._next == _DATA:
            self._es |= _PF  # the last byte is incomplete
        self._next = _COMMAND

    def _take(self, byte: int) -> None:
        if self._next == _COMMAND:
            self._memory_command(byte)
        elif self._next == _ADDRESS:
            self._got.append(byte)
            self._take_address()
        else:
            self._take_data(byte)

    def _memory_command(self, byte: int) -> None:
        self._command = byte
        self._got = bytearray()
        if byte in (0x0F, 0x55, 0xF0):  # WRITE SCRATCHPAD, COPY SCRATCHPAD, READ MEMORY
            self._next = _ADDRESS
        elif byte == 0xAA:  # READ SCRATCHPAD
            head = bytes([self._ta & 0xFF, self._ta >> 8, self._es])
            data = bytes(self._scratch[self._ta & 7 : (self._es & 7) + 1])
            self._send(head + data + self._inverted_crc(bytes([0xAA]) + head + data))
        else:
            self._ignore()

    def _take_address(self) -> None:
        got = self._got
        if self._command == 0x55:
            if len(got) == 3:
                self._copy(bytes(got))
        elif len(got) == 2:
            ta = got[0] | got[1] << 8
            if self._command == 0xF0:
                self._send(bytes(self.mem[ta:]) if ta < SIZE else b"")
            else:
                self._ta = ta
                self._es = ta & 7  # PF and AA cleared
                self._next = _DATA
                self._got = bytearray([0x0F, got[0], got[1]])

    def _take_data(self, byte: int) -> None:
        """WRITE SCRATCHPAD: protection decides what really enters the scratchpad."""
        self._got.append(byte)
        at = (self._ta & 7) + len(self._got) - 4
        self._scratch[at] = self._memory.allowed((self._ta & ~7) + at, byte)
        self._es = at
        if at == 7:
            self._send(self._inverted_crc(bytes(self._got)))

    def _inverted_crc(self, data: bytes) -> bytes:
        crc = crc16(data) ^ 0xFFFF
        return bytes([crc & 0xFF, crc >> 8])

    def _copy(self, authorization: bytes) -> None:
        """COPY SCRATCHPAD: all eight bytes, if the three address registers are given exactly."""
        ta = self._ta
        registers = bytes([ta & 0xFF, ta >> 8, self._es])
        if authorization != registers or self._es != 7 or ta & 7 or ta >= 0x88 or self._memory.locked(ta):
            self._send(b"")
            return
        self._es |= _AA
        self.copies += 1
        self._memory.choose_row(ta)
        world = self._world
        if world is None:
            self._program(ROW)
        else:
            done = world.begin_op("ds2431 row", ROW)
            self._program(done)
            self._programming_until_us = 0 if world.cutting() else world.now_us + self.prog_us
            world.end_op()
            world.after_us(SUPPLY_US, self._check_supply)
        self._send(b"", 0xAA)

    def _check_supply(self) -> None:
        """Programming draws more than a pull-up gives (notes 19 and 21): without a driven line the row is torn."""
        world = self._world
        if self._programming_until_us and world is not None and world.powered and not world.gpio.strong(wiring.TAG):
            world.violation("the cartridge tag programs on its pull-up alone")
            self._program(ROW // 2)
            self._out_loop = 0xFF

    def used(self) -> None:
        """The bus is used, or power goes, before tPROG is over: the row is torn."""
        world = self._world
        if self._programming_until_us == 0 or world is None:
            return
        left_us = self._programming_until_us - world.now_us
        self._programming_until_us = 0
        if left_us > 0:
            if world.powered:
                world.violation("1-Wire bus used while the cartridge tag programs")
            self._program(ROW * (self.prog_us - left_us) // self.prog_us)
            self._out_loop = 0xFF

    def _program(self, done: int) -> None:
        """The first `done` bytes of the scratchpad reach the memory; the row is torn when these are not all."""
        if not self.deaf:
            self._memory.program(self._scratch, done)
