"""Stands in for MicroPython's `onewire`: the same class, on the pad that its pin is, bit by bit.

A slot is what the port's C code does (extmod/modonewire.c of 1.28 and 1.29): the line is pulled low, let go, looked at.
What comes of it is the matter of the pad, the wire and the tag at its end (`chips/tag_wire.py`).
"""

from boards.virtual import current, heap, wiring
from boards.virtual.crc import crc8 as _crc8

# low, from there to the sample, from there to the end, us: TIMING_RESET1..3, READ1..3, WRITE1..3
_RESET = (480, 70, 410)
_ONE = (6, 9, 55)  # a written 1 ends after 6 + 54 + 10 too
_ZERO = (60, 0, 10)
_SAMPLE_US = 6 + 9
_SLOT_US = 70
_BYTE_US = 8 * _SLOT_US


class OneWireError(Exception):
    """Nobody answered a reset that required an answer."""


class OneWire:
    """A 1-Wire bus on a pin; only the wired pin has a device, and only with a cartridge inserted."""

    SEARCH_ROM = 0xF0
    MATCH_ROM = 0x55
    SKIP_ROM = 0xCC

    def __init__(self, pin) -> None:
        self.pin = pin
        pin.init(pin.OPEN_DRAIN, pin.PULL_UP)

    def _slot(self, low_us: int, sample_us: int, rest_us: int) -> int:
        """Pull the line low, let go, look at it, and wait for the slot's end: what it carried."""
        world = current.world
        gpio = world.gpio
        n = self.pin.n
        world.in_slot = True
        try:
            gpio.drive_low(n, True)
            world.run_us(low_us)
            gpio.drive_low(n, False)
            world.run_us(sample_us)
            level = gpio.level(n)
            world.run_us(rest_us)
            return level
        finally:
            world.in_slot = False

    def _byte(self, value: int) -> int:
        """Write `value`, bit by bit; a 1 is a read slot. What the line carried at the time of the samples."""
        seen = 0
        for i in range(8):
            seen |= self._slot(*(_ONE if value >> i & 1 else _ZERO)) << i
        return seen

    def _undisturbed(self, us: int) -> bool:
        """Whether nothing but this happens within the next `us`: it comes to the same when it is done at once."""
        world = current.world
        world.check()
        end_us = world.now_us + us
        for part in world.timed:
            if part.due_us <= end_us:
                return False
        gpio = world.gpio
        return self.pin.n == wiring.TAG and not world.wires.bad and gpio.open_drain[wiring.TAG]

    def _whole_byte(self, value: int, reads: bool) -> int:
        """As `_byte`, at once where that comes to the same: eight slots are 24 waits of the world."""
        world = current.world
        depth = heap.enter()
        try:
            tag = None if world.cartridge is None else world.cartridge.tag
            if not self._undisturbed(_BYTE_US) or (
                tag is not None and not (tag.between_bytes and tag.sends == reads and tag.hold_us >= _SAMPLE_US)
            ):
                return self._byte(value)
            begin_us = world.now_us
            if tag is not None:
                tag.used()
                if reads:
                    value = tag.read_byte()
                else:
                    world.now_us = begin_us + _BYTE_US - _SLOT_US + (_ONE if value & 0x80 else _ZERO)[0]
                    tag.write_byte(value)
            world.now_us = begin_us + _BYTE_US
            return value
        finally:
            heap.leave(depth)

    def reset(self, required=False) -> bool:
        """Reset the bus; True when a device is present."""
        depth = heap.enter()
        try:
            present = not self._slot(*_RESET)
        finally:
            heap.leave(depth)
        if required and not present:
            raise OneWireError
        return present

    def readbit(self) -> int:
        """The bit of one read time slot."""
        depth = heap.enter()
        try:
            return self._slot(*_ONE)
        finally:
            heap.leave(depth)

    def writebit(self, value) -> None:
        """One write time slot, with this bit."""
        depth = heap.enter()
        try:
            self._slot(*(_ONE if value else _ZERO))
        finally:
            heap.leave(depth)

    def readbyte(self) -> int:
        """The byte of eight read time slots."""
        return self._whole_byte(0xFF, True)

    def writebyte(self, value) -> None:
        """Eight write time slots, with this byte."""
        self._whole_byte(value & 0xFF, False)

    def readinto(self, buf) -> None:
        """Fill a buffer with bytes from the bus."""
        for i in range(len(buf)):
            buf[i] = self.readbyte()

    def write(self, buf) -> None:
        """Write the bytes of a buffer to the bus."""
        for byte in buf:
            self.writebyte(byte)

    def select_rom(self, rom) -> None:
        """Reset and MATCH ROM."""
        self.reset()
        self.writebyte(self.MATCH_ROM)
        self.write(rom)

    def scan(self) -> list:
        """ROM codes on the bus. There is at most one device, so that the search never has to choose."""
        if not self.reset():
            return []
        self.writebyte(self.SEARCH_ROM)
        rom = bytearray(8)
        for i in range(64):
            bit = self.readbit()
            if bit and self.readbit():
                return []
            if not bit:
                self.readbit()
            self.writebit(bit)
            rom[i >> 3] |= bit << (i & 7)
        return [rom]

    def crc8(self, data) -> int:
        """The Dallas CRC-8 of the data."""
        return _crc8(data)
