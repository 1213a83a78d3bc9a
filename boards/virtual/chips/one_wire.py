"""A 1-Wire device up to the point where it is selected: time slots, bytes, ROM commands (Maxim 19-4675 Rev 13).

`reset`, `write_bit` and `read_bit` are the wire; `write_byte` and `read_byte` are eight of them. When each of them is,
and what the line carries meanwhile, is in `tag_wire.py`. Overdrive and RESUME are not modelled. What a selected device
does with the bytes that follow is the matter of its own class.
"""

# What the device does with the next bit or byte
_IDLE = 0
_ROM = 1
_MATCH = 2
_SEARCH = 3
_SELECTED = 4
_SEND = 5

# How long a 0 is on the line, from the falling edge on. The data sheet promises 15 us (t_MSR max) and leaves the end to
# the device. MicroPython's own bus master looks after 14.5 to 17 us (measured on the emulated chip): a device that
# keeps to the promise and no more would lose zeros there, which `hold_us` = 15 shows.
HOLD_US = 30
_READ_MEMORY = (0xCC, 0xF0, 0, 0)  # SKIP ROM, READ MEMORY, from address 0


class OneWireDevice:
    """`rom` is the 8-byte ROM code (CRC-8 last). `noise_every`: every n-th byte or search bit read has a bit flipped;
    `dead`: never answers. `hold_us`: how long a 0 is on the line."""

    def __init__(self, rom: bytes) -> None:
        self.rom = rom
        self.hold_us = HOLD_US
        self.noise_every = 0
        self.dead = False
        self._reads = 0
        self._disturbed = False
        self._forget()

    def disturb(self) -> None:
        """The next byte or search bit read has a wrong bit."""
        self._disturbed = True

    def _forget(self) -> None:
        """The wire gave no power."""
        self._state = _IDLE
        self._bits = 0
        self._count = 0
        self._got = bytearray()
        self._out = b""
        self._out_at = 0
        self._out_loop = 0xFF
        self._search_bit = 0
        self._search_phase = 0

    # --- what a device adds -------------------------------------------------------------------------------

    def used(self) -> None:
        """The wire is used: a reset or a time slot begins."""

    def _cut_off(self, within_byte: bool) -> None:
        """A reset pulse; `within_byte`: in the middle of a byte to the selected device."""

    def _take(self, byte: int) -> None:
        """A byte to the selected device."""

    def _send(self, data: bytes, loop: int = 0xFF) -> None:
        """Answer what is read next: `data`, then `loop` for ever."""
        self._state = _SEND
        self._out = data
        self._out_at = 0
        self._out_loop = loop

    def _ignore(self) -> None:
        """Wait for the next reset pulse."""
        self._state = _IDLE

    # --- the wire -----------------------------------------------------------------------------------------

    @property
    def sends(self) -> bool:
        """Whether it answers the next time slot (`read_bit`) rather than listen to it (`write_bit`)."""
        return self._state == _SEND or (self._state == _SEARCH and self._search_phase < 2)

    def reset(self) -> bool:
        """Reset pulse; True when the device answers with a presence pulse."""
        self.used()
        self._cut_off(self._state == _SELECTED and self._count != 0)
        self._state = _ROM
        self._bits = 0
        self._count = 0
        return not self.dead

    def write_bit(self, bit: int) -> None:
        """One write time slot, with this bit."""
        self.used()
        if self._state == _SEARCH:
            self._search(bit)
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
        self.used()
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

    @property
    def between_bytes(self) -> bool:
        """Whether the next slot is the first of a byte."""
        return self._count == 0 and self._state != _SEARCH

    def write_byte(self, byte: int) -> None:
        """Eight write slots, least significant bit first."""
        if self.between_bytes:
            self.used()
            self._receive(byte)
        else:
            for i in range(8):
                self.write_bit(byte >> i & 1)

    def read_byte(self) -> int:
        """The byte of eight read time slots."""
        if self._state == _SEND and self._count == 0 and not self.dead:
            self.used()
            return self._next_out()
        byte = 0
        for i in range(8):
            byte |= self.read_bit() << i
        return byte

    def leave(self, bits: int) -> None:
        """The master goes away while it reads, with `bits` (1..8) of a byte still to come; 0: while it writes one.

        No time passes. The device waits for ever: only a reset pulse ends it (section "Initialization").
        """
        self.reset()
        for byte in _READ_MEMORY[: 3 if bits == 0 else 4]:
            self.write_byte(byte)
        if bits == 0:
            for _ in range(4):
                self.write_bit(0)
        else:
            for _ in range(8 - bits):
                self.read_bit()

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

    # --- ROM commands -------------------------------------------------------------------------------------

    def _receive(self, byte: int) -> None:
        if self.dead:
            return
        if self._state == _SELECTED:
            self._take(byte)
        elif self._state == _MATCH:
            self._got.append(byte)
            if len(self._got) == 8:
                self._state = _SELECTED if bytes(self._got) == self.rom else _IDLE
        elif self._state == _ROM:
            self._rom_command(byte)

    def _rom_command(self, byte: int) -> None:
        self._got = bytearray()
        if byte == 0xCC:  # SKIP ROM
            self._state = _SELECTED
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

    def _search(self, bit: int) -> None:
        """The master's choice, after the bit and its complement were read."""
        if self._search_phase == 2:
            self._search_phase = 0
            if bit != self._rom_bit():
                self._state = _IDLE
            else:
                self._search_bit += 1
                if self._search_bit == 64:
                    self._state = _SELECTED

    def _rom_bit(self) -> int:
        return self.rom[self._search_bit >> 3] >> (self._search_bit & 7) & 1
