"""A 1-Wire bus master on a cartridge's tag: bytes, with the reset and ROM command in front."""

from machine import Pin

from boards.virtual import wiring

PROG_US = 10_000


class Wire:
    """A bus master on a tag: bytes, with the reset and ROM command in front."""

    def __init__(self, world, tag) -> None:
        self.world = world
        self.tag = tag
        self.drives = True

    def select(self, *command: int) -> None:
        assert self.tag.reset()
        for byte in (0xCC, *command):
            self.tag.write_byte(byte)

    def read(self, count: int) -> bytes:
        return bytes(self.tag.read_byte() for _ in range(count))

    def write_scratchpad(self, at: int, data: bytes) -> bytes:
        self.select(0x0F, at & 0xFF, at >> 8, *data)
        return self.read(2)

    def copy(self, at: int, es: int = 7, wait_us: int = PROG_US) -> int:
        """With the line driven high meanwhile, as its current asks for."""
        self.select(0x55, at & 0xFF, at >> 8, es)
        pin = Pin(wiring.TAG)
        if self.drives:
            pin.init(Pin.OUT, value=1)
        self.world.advance_us(wait_us)
        pin.init(Pin.OPEN_DRAIN, Pin.PULL_UP)
        return self.tag.read_byte()

    def program(self, at: int, data: bytes) -> int:
        self.write_scratchpad(at, data)
        return self.copy(at)
