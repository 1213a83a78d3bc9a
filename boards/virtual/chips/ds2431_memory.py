"""The memory of a DS2431 (Maxim 19-4675 Rev 13): 128 bytes, write protection, EPROM mode, and rows that tear.

It knows no time and no bus; `ds2431.py` decides when a row is programmed and how much of it.
"""

SIZE = 0x90  # data 0x00-0x7F, register row 0x80-0x87, reserved row 0x88-0x8F
WRITE_PROTECT = 0x55
EPROM_MODE = 0xAA
ROW = 8
_COPY_PROTECT = 0x84
_FACTORY = 0x85


class Memory:
    """`data`: all bytes of the memory; a new one holds 0xFF."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data if data else b"\xff" * SIZE)
        self._row_before = b""
        self._row_at = 0

    def allowed(self, addr: int, byte: int) -> int:
        """What a byte for `addr` becomes in the scratchpad (section Memory Access)."""
        if addr >= SIZE:
            return byte
        old = self.data[addr]
        if addr < 0x80:
            mode = self.data[0x80 + (addr >> 5)]
            if mode == WRITE_PROTECT:
                return old
            if mode == EPROM_MODE:
                return old & byte
            return byte
        if addr <= _COPY_PROTECT:
            return old if old in (WRITE_PROTECT, EPROM_MODE) else byte
        if addr == _FACTORY or (addr < 0x88 and self.data[_FACTORY] == WRITE_PROTECT):
            return old
        return byte

    def locked(self, addr: int) -> bool:
        """Whether copy protection refuses to copy the scratchpad to the row at `addr`."""
        protected = self.data[_COPY_PROTECT] in (WRITE_PROTECT, EPROM_MODE)
        return protected and (addr >= 0x80 or self.data[0x80 + (addr >> 5)] == WRITE_PROTECT)

    def choose_row(self, addr: int) -> None:
        """The row at `addr` is the one that `program` changes from now on, beginning with what it holds now."""
        self._row_at = addr
        self._row_before = bytes(self.data[addr : addr + ROW])

    def program(self, scratch: bytearray, done: int) -> None:
        """The first `done` bytes of `scratch` go into the chosen row. When torn, one more has half of its bits."""
        for i in range(ROW):
            old = self._row_before[i]
            new = scratch[i]
            if i > done or (i == done and done == 0):
                new = old
            elif i == done:
                new = (old & 0xF0) | (new & 0x0F)
            self.data[self._row_at + i] = new
