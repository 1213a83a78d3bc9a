"""Stands in for MicroPython's `onewire`: the same class, on the tag of the inserted cartridge.

Each slot takes the time that the port's bit-banging does: reset 960 us, a bit 70 us.
"""

from boards.virtual import current, heap, wiring
from boards.virtual.crc import crc8 as _crc8
from boards.virtual.mcu.wires import LOW

_RESET_US = 960
_BIT_US = 70


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

    def _slots(self, us: int, action: str, value=None, nobody=None):
        """Let the slots' time pass, then have the tag do `action`; `nobody` when there is none."""
        world = current.world
        depth = heap.enter()
        try:
            world.run_us(us)
            if world.wires.bad and self.pin.n == wiring.TAG:
                state = world.wires.bad.get(wiring.TAG)
                if state == LOW:
                    return action == "reset"  # a low line looks like a presence pulse, and every bit like a 0
                if state is not None:
                    if world.wires.source(wiring.STEP) == wiring.TAG:
                        world.stepper.at_driver(8 if us == 8 * _BIT_US else 1)
                    return nobody
            if world.cartridge is None or self.pin.n != wiring.TAG:
                return nobody
            method = getattr(world.cartridge.tag, action)
            return method() if value is None else method(value)
        finally:
            heap.leave(depth)

    def reset(self, required=False) -> bool:
        """Reset the bus; True when a device is present."""
        present = self._slots(_RESET_US, "reset", None, False)
        if required and not present:
            raise OneWireError
        return present

    def readbit(self) -> int:
        """One read slot."""
        return self._slots(_BIT_US, "read_bit", None, 1)

    def writebit(self, value) -> None:
        """One write slot."""
        self._slots(_BIT_US, "write_bit", 1 if value else 0)

    def readbyte(self) -> int:
        """Eight read slots."""
        return self._slots(8 * _BIT_US, "read_byte", None, 0xFF)

    def writebyte(self, value) -> None:
        """Eight write slots."""
        self._slots(8 * _BIT_US, "write_byte", value & 0xFF)

    def readinto(self, buf) -> None:
        """Fill a buffer."""
        for i in range(len(buf)):
            buf[i] = self.readbyte()

    def write(self, buf) -> None:
        """Write a buffer."""
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
        """Dallas CRC-8."""
        return _crc8(data)
