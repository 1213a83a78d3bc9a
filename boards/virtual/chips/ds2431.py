"""DS2431 1-Wire EEPROM (Maxim 19-4675 Rev 13): the wire, the commands and the scratchpad.

`reset`, `write_bit` and `read_bit` are the wire; `write_byte` and `read_byte` are eight of them. Overdrive
and RESUME are not modelled. During the 10 ms of a copy the chip must drive the line high, or the row is torn. What the
memory accepts is in `ds2431_memory.py`.
"""

from boards.virtual import wiring
from boards.virtual.chips.ds2431_memory import ROW, SIZE, Memory
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

# What the device does with the next bit or byte
_IDLE = 0
_ROM = 1
_MATCH = 2
_SEARCH = 3
_COMMAND = 4
_ADDRESS = 5
_DATA = 6
_SEND = 7


class Ds2431:
    """`rom` is the 8-byte ROM code (family 0x2D first, CRC-8 last), `mem` the memory. `noise_every`: every
    n-th byte or search bit read has a bit flipped; `dead`: never answers; `deaf`: copies are acknowledged and do
    nothing; a longer `prog_us`. `copies` counts rows written."""

    def __init__(self, rom: bytes, mem: bytes = b"") -> None:
        self.rom = rom
        self._memory = Memory(mem)
        self.mem = self._memory.data
        self.noise_every = 0
        self.dead = False
        self.deaf = False
        self.prog_us = PROG_US
        self.copies = 0
        self._world: World | None = None
        self._reads = 0
        self._disturbed = False
        self._programming_until_us = 0
        self._power_lost()

    def attach(self, world: "World") -> None:
        """The cartridge is pushed into a pen."""
        self._world = world
        self._power_lost()

    def detach(self) -> None:
        """The cartridge is pulled out."""
        self.bus_power_lost()
        self._world = None

    def bus_power_lost(self) -> None:
        """No pull-up any more: a copy under way is torn, the scratchpad is lost."""
        self._interrupt_copy()
        self._power_lost()

    def disturb(self) -> None:
        """The next byte or search bit read has a wrong bit."""
        self._disturbed = True

    def _power_lost(self) -> None:
        self._state = _IDLE
        self._bits = 0
        self._count = 0
        self._got = bytearray()
        self._out = b""
        self._out_at = 0
        self._out_loop = 0xFF
        self._scratch = bytearray(b"\xff" * ROW)
        self._ta = 0
        self._es = _PF | 7
        self._command = 0
        self._search_bit = 0
        self._search_phase = 0

    # --- the wire -----------------------------------------------------------------------------------------

    @property
    def sends(self) -> bool:
        """Whether it answers the next time slot (`read_bit`) rather than listen to it (`write_bit`)."""
        return self._state == _SEND or (self._state == _SEARCH and self._search_phase < 2)

    def reset(self) -> bool:
        """Reset pulse; True when the device answers with a presence pulse."""
        self._interrupt_copy()
        if self._state == _DATA and self._command == 0x0F and self._count:
            self._es |= _PF  # the last byte is incomplete
        self._state = _ROM
        self._bits = 0
        self._count = 0
        return not self.dead

    def write_bit(self, bit: int) -> None:
        """Write time slot."""
        self._interrupt_copy()
        if self._state == _SEARCH:
            if self._search_phase == 2:
                self._search_phase = 0
                if bit != self._rom_bit():
                    self._state = _IDLE
                else:
                    self._search_bit += 1
                    if self._search_bit == 64:
                        self._state = _COMMAND
            return
        self._bits |= (bit & 1) << self._count
        self._count += 1
        if self._count == 8:
            byte = self._bits
            self._bits = 0
            self._count = 0
            self._receive(byte)

    def read_bit(self) -> int:
        """Read time slot; 1 when nothing drives the line."""
        self._interrupt_copy()
        if self.dead:
            return 1
        if self._state == _SEARCH and self._search_phase < 2:
            bit = self._rom_bit() ^ self._search_phase
            self._search_phase += 1
            return bit ^ self._noise()
        if self._state != _SEND:
            return 1
        if self._count == 0:
            self._bits = self._next_out()
        bit = self._bits >> self._count & 1
        self._count = (self._count + 1) & 7
        return bit

    def write_byte(self, byte: int) -> None:
        """Eight write slots, least significant bit first."""
        if self._count or self._state == _SEARCH:
            for i in range(8):
                self.write_bit(byte >> i & 1)
        else:
            self._interrupt_copy()
            self._receive(byte)

    def read_byte(self) -> int:
        """Eight read slots."""
        if self._state == _SEND and self._count == 0 and not self.dead:
            self._interrupt_copy()
            return self._next_out()
        byte = 0
        for i in range(8):
            byte |= self.read_bit() << i
        return byte

    def _rom_bit(self) -> int:
        return self.rom[self._search_bit >> 3] >> (self._search_bit & 7) & 1

    def _noise(self) -> int:
        self._reads += 1
        if self._disturbed:
            self._disturbed = False
            return 1
        return 1 if self.noise_every and self._reads % self.noise_every == 0 else 0

    def _next_out(self) -> int:
        if self._out_at < len(self._out):
            byte = self._out[self._out_at]
            self._out_at += 1
        else:
            byte = self._out_loop
        return byte ^ (self._noise() << (self._reads & 7))

    def _send(self, data: bytes, loop: int = 0xFF) -> None:
        self._state = _SEND
        self._out = data
        self._out_at = 0
        self._out_loop = loop

    # --- commands -----------------------------------------------------------------------------------------

    def _receive(self, byte: int) -> None:
        if self.dead:
            return
        state = self._state
        if state == _ROM:
            self._rom_command(byte)
        elif state == _MATCH:
            self._got.append(byte)
            if len(self._got) == 8:
                self._state = _COMMAND if bytes(self._got) == self.rom else _IDLE
        elif state == _COMMAND:
            self._memory_command(byte)
        elif state == _ADDRESS:
            self._got.append(byte)
            self._take_address()
        elif state == _DATA:
            self._take_data(byte)

    def _rom_command(self, byte: int) -> None:
        self._got = bytearray()
        if byte == 0xCC:  # SKIP ROM
            self._state = _COMMAND
        elif byte == 0x55:  # MATCH ROM
            self._state = _MATCH
        elif byte == 0x33:  # READ ROM
            self._send(self.rom)
        elif byte == 0xF0:  # SEARCH ROM
            self._state = _SEARCH
            self._search_bit = 0
            self._search_phase = 0
        else:
            self._state = _IDLE

    def _memory_command(self, byte: int) -> None:
        self._command = byte
        self._got = bytearray()
        if byte in (0x0F, 0x55, 0xF0):  # WRITE SCRATCHPAD, COPY SCRATCHPAD, READ MEMORY
            self._state = _ADDRESS
        elif byte == 0xAA:  # READ SCRATCHPAD
            head = bytes([self._ta & 0xFF, self._ta >> 8, self._es])
            data = bytes(self._scratch[self._ta & 7 : (self._es & 7) + 1])
            self._send(head + data + self._inverted_crc(bytes([0xAA]) + head + data))
        else:
            self._state = _IDLE

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
                self._state = _DATA
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

    def _interrupt_copy(self) -> None:
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
