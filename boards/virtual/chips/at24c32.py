"""AT24C32 EEPROM (Atmel 0336 / AT24C32E DS20006109): 4096 bytes, 32-byte pages, 5 ms self-timed writes.

A write takes effect at STOP; while it runs the chip does not acknowledge. Losing power then tears the page:
part of the bytes are new, one is half programmed, the rest are old or (the page being erased first) 0xFF.
"""

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

SIZE = 4096
PAGE = 32
WRITE_US = 5_000  # 5 ms max of the E revision, 10 ms of the first one: see `write_us`


class At24c32:
    """`mem` is the array. Faults: `present` False, `stuck_busy`, `corrupt()`, `deaf` (writes are acknowledged and do
    nothing), `once_xor` (the next byte read has these bits wrong), a longer `write_us`, `wear()`."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.present = True
        self.stuck_busy = False
        self.deaf = False
        self.once_xor = 0
        self.write_us = WRITE_US
        self.writes = 0
        self.mem = bytearray(b"\xff" * SIZE)
        self._worn: dict = {}  # what bytes stay, by their addresses
        self._pointer = 0
        self._expect = 0  # address bytes still to come
        self._latch: list = []  # (address, byte), as they came
        self._busy_until_us = 0
        self._page_before = b""
        self._page_at = 0
        self._page_bytes: list = []

    @property
    def busy(self) -> bool:
        """Whether a write cycle is under way."""
        return self.stuck_busy or self._world.now_us < self._busy_until_us

    def start(self, read: bool) -> bool:
        """START and device address; a repeated START throws away data that no STOP has confirmed."""
        self._latch = []
        if self.busy:
            return False
        self._expect = 0 if read else 2
        return True

    def write_byte(self, byte: int) -> bool:
        """Two address bytes (4 + 8 bits used), then data, which rolls over at the end of the page."""
        if self._expect == 2:
            self._pointer = (byte & 0x0F) << 8
            self._expect = 1
        elif self._expect == 1:
            self._pointer |= byte
            self._expect = 0
        else:
            self._latch.append((self._pointer, byte))
            page = self._pointer & ~(PAGE - 1)
            self._pointer = page | (self._pointer + 1) & (PAGE - 1)
        return True

    def read_byte(self) -> int:
        """Sequential read, rolling over from the last byte of the array to the first."""
        value = self.mem[self._pointer] ^ self.once_xor
        self.once_xor = 0
        self._pointer = (self._pointer + 1) % SIZE
        return value

    def stop(self) -> None:
        """STOP after data starts the write cycle."""
        if not self._latch or self.deaf:
            self._latch = []
            return
        latch = self._latch
        self._latch = []
        self.writes += 1
        at = latch[0][0] & ~(PAGE - 1)
        data: dict = {}
        for addr, byte in latch:
            data[addr] = byte
        self._page_at = at
        self._page_before = bytes(self.mem[at : at + PAGE])
        self._page_bytes = sorted(data.items())
        done = self._world.begin_op("at24c32 page", len(self._page_bytes))
        self._program(done)
        self._busy_until_us = self._world.now_us + self.write_us
        if self._world.cutting():
            self._busy_until_us = 0
        self._world.end_op()

    @property
    def page_at(self) -> int:
        """Where the last write was."""
        return self._page_at

    def power_off(self) -> None:
        """The supply goes; a write cycle under way leaves a torn page."""
        self._latch = []
        self._expect = 0
        left_us = self._busy_until_us - self._world.now_us
        if left_us > 0:
            units = len(self._page_bytes)
            self._program(units * (self.write_us - left_us) // self.write_us)
        self._busy_until_us = 0

    def _program(self, done: int) -> None:
        """Program the first `done` bytes of the page write; fewer than all leave the page torn."""
        torn = done < len(self._page_bytes)
        erased = torn and done > 0 and self._world.ops & 1
        for i in range(PAGE):
            self.mem[self._page_at + i] = self._page_before[i]
        for i, (addr, byte) in enumerate(self._page_bytes):
            if i < done:
                self.mem[addr] = byte
            elif i == done and done > 0:
                self.mem[addr] = self._page_before[addr - self._page_at] | byte
            elif erased:
                self.mem[addr] = 0xFF
        for addr, byte in self._worn.items():
            self.mem[addr] = byte

    def corrupt(self, addr: int, xor: int = 0x01) -> None:
        """Flip bits of a byte behind everybody's back. Raises IndexError outside of the array."""
        self.mem[addr] ^= xor

    def wear(self, addr: int, byte: int) -> None:
        """A byte that holds `byte` from now on, whatever is written."""
        self._worn[addr] = self.mem[addr] = byte

    def wipe(self, value: int = 0xFF) -> None:
        """The chip is replaced by a fresh one."""
        for i in range(SIZE):
            self.mem[i] = value
