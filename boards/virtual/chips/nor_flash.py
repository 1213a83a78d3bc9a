"""The file system's part of the Pico's QSPI flash (W25Q16JV), as a block device with NOR semantics.

Programming only clears bits; erasing sets a sector of 4096 bytes. Speaks MicroPython's extended block
protocol the way rp2.Flash does: three-argument writes erase first, `ioctl` 6 erases. Costs no virtual time.
"""

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

SECTOR = 4096
PAGE = 256
_EIO = -5


class FlashDevice:
    """The flash as one boot of the firmware sees it. After a power cut or reset it only has a copy.

    What is left of the firmware then still closes its files: while PowerCut or Reset passes a `with`, and
    when MicroPython collects garbage, under a locked heap. That must not reach the flash of the pen's next
    life, and nothing may be raised or allocated: a file that its finaliser does not get closed is freed all
    the same, and littlefs goes on to walk through it when the next one is closed.
    """

    def __init__(self, flash: "NorFlash") -> None:
        self._flash = flash
        self._copy: bytearray | None = None

    def die(self) -> None:
        """The boot this device belongs to is over."""
        self._copy = bytearray(self._flash.data)

    def readblocks(self, block, buf, off=0):
        """Read as `NorFlash.readblocks` does."""
        copy = self._copy
        if copy is None:
            return self._flash.readblocks(block, buf, off)
        at = block * SECTOR + off
        for i in range(len(buf)):
            buf[i] = copy[at + i]
        return 0

    def writeblocks(self, block, buf, off=None):
        """Write as `NorFlash.writeblocks` does."""
        copy = self._copy
        if copy is None:
            return self._flash.writeblocks(block, buf, off)
        at = block * SECTOR + (off or 0)
        for i in range(len(buf)):
            copy[at + i] = buf[i]
        return 0

    def ioctl(self, op, arg):
        """Answer as `NorFlash.ioctl` does."""
        copy = self._copy
        if copy is None:
            return self._flash.ioctl(op, arg)
        if op == 4:
            return self._flash.sectors
        if op == 5:
            return SECTOR
        if op == 6:
            for i in range(arg * SECTOR, (arg + 1) * SECTOR):
                copy[i] = 0xFF
        return 0


class NorFlash:
    """`data` is the array. `programs` and `erases` count operations. Each is refused with `PowerCut` without
    power; each while the needles move is a violation of S11, each bit that would have to rise is one too.

    Faults: `dead` (nothing works), `read_only` (no write does; both answer -5, EIO), `deaf` (writes do nothing and say
    nothing), `once_xor` (the next read has these bits wrong in its first byte). `page_at`: of the last program.
    """

    def __init__(self, world: "World", sectors: int = 352) -> None:
        self._world = world
        self.sectors = sectors
        self.data = bytearray(b"\xff" * (sectors * SECTOR))
        self.programs = 0
        self.erases = 0
        self.dead = False
        self.read_only = False
        self.deaf = False
        self.once_xor = 0
        self.page_at = 0
        self._devices: list = []

    def device(self) -> FlashDevice:
        """The block device to mount: good for this boot only."""
        device = FlashDevice(self)
        self._devices.append(device)
        return device

    def end_boot(self) -> None:
        """Power cut or reset: the devices handed out so far are over."""
        for device in self._devices:
            device.die()
        self._devices = []

    # --- MicroPython's block device protocol --------------------------------------------------------------

    def readblocks(self, block: int, buf: "bytearray | memoryview", off: int = 0) -> int:
        """Fill `buf` from byte `off` of a block. Raises ValueError beyond the end."""
        self._world.check()
        at = self._at(block, off, len(buf))
        if self.dead:
            return _EIO
        buf[:] = self.data[at : at + len(buf)]
        if self.once_xor:
            buf[0] ^= self.once_xor
            self.once_xor = 0
        return 0

    def writeblocks(self, block: int, buf: "bytes | bytearray | memoryview", off: "int | None" = None) -> int:
        """Program `buf` at byte `off` of a block; without `off`, erase the blocks it covers first."""
        self._world.check()
        at = self._at(block, off or 0, len(buf))
        if self.dead or self.read_only:
            return _EIO
        if off is None:
            for sector in range(at // SECTOR, (at + len(buf) + SECTOR - 1) // SECTOR):
                self.erase(sector)
        done = 0
        while done < len(buf):
            size = min(PAGE - (at + done) % PAGE, len(buf) - done)
            self._program(at + done, bytes(buf[done : done + size]))
            done += size
        return 0

    def ioctl(self, op: int, arg: int) -> "int | None":
        """1 init, 2 deinit, 3 sync: 0. 4 block count, 5 block size, 6 erase block `arg`. Others: None."""
        self._world.check()
        if op == 4:
            return self.sectors
        if op == 5:
            return SECTOR
        if op == 6:
            self._at(arg, 0, SECTOR)
            if self.dead or self.read_only:
                return _EIO
            self.erase(arg)
            return 0
        return 0 if op in (1, 2, 3) else None

    # --- the chip -----------------------------------------------------------------------------------------

    def erase(self, sector: int) -> None:
        """Sector erase; torn, a part of it still holds what was there."""
        world = self._world
        world.check()
        self._moving("erase")
        self.erases += 1
        if self.deaf:
            return
        at = sector * SECTOR
        done = world.begin_op("flash erase", SECTOR)
        self.data[at : at + done] = b"\xff" * done
        world.end_op()

    def _program(self, at: int, new: bytes) -> None:
        world = self._world
        self._moving("program")
        self.programs += 1
        self.page_at = at
        if self.deaf:
            return
        size = len(new)
        old = bytes(self.data[at : at + size])
        if old.count(b"\xff") != size:
            had = int.from_bytes(old, "little")
            want = int.from_bytes(new, "little")
            if want & ~had:
                world.violation("flash program at 0x%x would set bits" % at)
            new = (had & want).to_bytes(size, "little")
        done = world.begin_op("flash program", size)
        if done < size:
            half = new[done] | 0x0F if done else 0xFF
            new = new[:done] + bytes([half & old[done]]) + old[done + 1 :]
        self.data[at : at + size] = new
        world.end_op()

    def _moving(self, what: str) -> None:
        if self._world.motor.turning:
            self._world.violation("S11: flash %s while the needles move" % what)

    def _at(self, block: int, off: int, size: int) -> int:
        at = block * SECTOR + off
        if at < 0 or at + size > len(self.data):
            raise ValueError("beyond the end of the flash")
        return at

    def wipe(self) -> None:
        """Somebody erases it all, from outside."""
        self.data[:] = b"\xff" * len(self.data)

    def load(self, path: str) -> None:
        """Fill the array from a file; a shorter file leaves the rest erased. Raises OSError."""
        with open(path, "rb") as file:  # noqa: PTH123 - MicroPython has no pathlib
            image = file.read(len(self.data))
        self.wipe()
        self.data[: len(image)] = image

    def save(self, path: str) -> None:
        """Write the array to a file."""
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(self.data)
