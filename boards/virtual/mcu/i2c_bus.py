"""I2C0 as the bus master sees it: addresses, bytes, acknowledge, and what can go wrong between.

A chip offers `start(read) -> ack`, `write_byte(b) -> ack`, `read_byte() -> int`, `stop()`, a flag `present`,
and may offer `write_block(buf)` for long runs.
"""

from boards.virtual import wiring
from boards.virtual.mcu.i2c_left import Left
from boards.virtual.mcu.wires import LOW

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

TIMEOUT_US = 50_000  # DEFAULT_I2C_TIMEOUT of the port
EIO = 5
ENODEV = 19
ETIMEDOUT = 110


class I2cBus:
    """`chips` by address. Faults: `stuck` (SDA held low), `fail_every` (every n-th transfer is lost), `held` (so many
    clocks until the chip that holds SDA low lets go), `left` (a chip in the middle of a byte, see `leave`), `nack`
    (address → which byte is refused; 0 the address itself).

    `refused` counts what was not acknowledged, `timeouts` the transfers that found SDA low.
    """

    def __init__(self, world: "World", chips: dict) -> None:
        self._world = world
        self.chips = chips
        self.stuck = False
        self.fail_every = 0
        self.held = 0
        self.left: Left | None = None
        self.nack: dict = {}
        self.refused = 0
        self.timeouts = 0
        self.transfers = 0
        self._open = None
        self._clock = 1
        self._data = 1

    def wired(self, sda: int, scl: int) -> bool:
        """Whether the chips hang on these pins."""
        return sda == wiring.SDA and scl == wiring.SCL

    def nothing(self) -> "I2cBus":
        """A bus without chips, for pins that lead nowhere."""
        return I2cBus(self._world, {})

    def write(self, addr: int, bufs: "list | tuple", stop: bool) -> int:
        """Write; returns the number of bytes acknowledged.

        A transfer that is not acknowledged at all raises OSError: ENODEV for an empty one (the port bit-bangs
        it), EIO otherwise. A byte refused in the middle ends the transfer without an error, as on the port.
        """
        size = 0
        for buf in bufs:
            size += len(buf)
        chip = self._begin(addr, False, size)
        acks = 0
        most = self.nack.get(addr, size + 1) - 1
        for buf in bufs:
            taken = self._give(chip, buf if len(buf) <= most - acks else bytes(buf)[: most - acks])
            acks += taken
            if taken < len(buf):
                self.refused += 1
                break
        if stop:
            self.stop(chip)
        return acks

    def _give(self, chip, buf) -> int:
        """Bytes for a chip that was addressed; returns how many it acknowledged."""
        if hasattr(chip, "write_block"):
            chip.write_block(buf)
            return len(buf)
        for i in range(len(buf)):
            if not chip.write_byte(buf[i]):
                return i
        return len(buf)

    def read_into(self, addr: int, buf: "bytearray | memoryview", stop: bool) -> None:
        """Read as many bytes as `buf` holds."""
        chip = self._begin(addr, True, len(buf))
        for i in range(len(buf)):
            buf[i] = chip.read_byte()
        if stop:
            self.stop(chip)

    def _begin(self, addr: int, read: bool, size: int):
        world = self._world
        if self.left is not None and self.left.sda:
            self._ended()  # it sees the START
        if self.stuck or self.held or self.left is not None or (world.wires.bad and self._short(LOW)):
            self.timeouts += 1
            world.run_us(TIMEOUT_US)
            raise OSError(ETIMEDOUT, "ETIMEDOUT")  # one argument alone gives CPython no errno
        world.run_us((size + 1) * wiring.I2C_BYTE_US)
        chip = self.address(addr, read)
        if chip is None:
            self.refused += 1
            raise OSError(EIO, "EIO") if size else OSError(ENODEV, "ENODEV")
        return chip

    def _short(self, kind: str) -> bool:
        bad = self._world.wires.bad
        return bad.get(wiring.SDA) == kind or bad.get(wiring.SCL) == kind

    def _broken(self) -> bool:
        wires = self._world.wires
        return not (wires.connects(wiring.SDA) and wires.connects(wiring.SCL))

    def hold(self, clocks: int) -> None:
        """A chip that was interrupted in the middle of a byte holds SDA low until it has seen so many clocks."""
        self.held = clocks
        self._world.gpio.drive(wiring.SDA, 0 if clocks else 1)

    def leave(self, addr: int, bits: int) -> None:
        """The master goes away while the chip at `addr` sends, `bits` (1..8) of a byte to come; 0: it acknowledges."""
        chip = self.chips[addr]
        if chip.present and chip.start(bits > 0):
            self.left = Left(chip, chip.read_byte() if bits else 0, bits)
            self._show()

    def power_off(self) -> None:
        """A chip without power is in the middle of nothing."""
        if self.left is not None:
            self.left = None
            self._show()

    def _ended(self) -> None:
        if self.left is not None:
            self.left.end()
            self.left = None
            self._show()

    def _show(self) -> None:
        """What the chip that was left puts on SDA: an edge that the chip makes is no START."""
        self._world.gpio.drive(wiring.SDA, 1 if self.left is None else self.left.sda)
        self._data = self._world.gpio.level(wiring.SDA)

    def data_line(self, level: int) -> None:
        """An edge of SDA. While SCL is high it is a START or a STOP."""
        if self.left is not None and self._clock and level != self._data:
            self._ended()
        self._data = level

    def clock_line(self, level: int) -> None:
        """The chip drives SCL by hand: the way to end a `hold`."""
        if self.left is not None and level != self._clock:
            self._clock = level
            if not self.left.clock(level, self._world.gpio.level(wiring.SDA)):
                self.left = None
            self._show()
        if self.held and level and not self._clock:
            self.hold(self.held - 1)
        self._clock = level

    def address(self, addr: int, read: bool):
        """A START and the address byte on the wire: the chip that acknowledges it, None for nobody. Takes no time."""
        self.transfers += 1
        chip = self.chips.get(addr)
        lost = self.fail_every and self.transfers % self.fail_every == 0
        lost = lost or (self._world.wires.bad and self._broken()) or (self.nack and self.nack.get(addr) == 0)
        if self._open is not None and (lost or self._open is not chip):
            self._open.start(False)  # it sees the START, which is not for it, and later the STOP
            self._open.stop()
            self._open = None
        if lost or chip is None or not chip.present or not chip.start(read):
            self._open = None
            return None
        self._open = chip
        return chip

    def stop(self, chip) -> None:
        """A STOP on the wire, after `chip` was addressed."""
        self._open = None
        chip.stop()
