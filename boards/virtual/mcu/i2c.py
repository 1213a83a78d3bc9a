"""machine.I2C of the drop-in `machine`: transfers on the wired bus, with the port's errors."""

from boards.virtual import current, heap
from boards.virtual.mcu.gpio import FUNC_OTHER
from boards.virtual.mcu.pin import pin_number

_SDA = ((0, 4, 8, 12, 16, 20), (2, 6, 10, 14, 18, 26))  # pins of I2C0 and I2C1 (RP2040 data sheet 2.19.2)


_buses: dict = {}


def I2C(id=0, *, scl=5, sda=4, freq=400_000, timeout=50_000):  # noqa: N802 - it stands for the class of that name
    """machine.I2C. The port has one object for each bus: it is set up again, and nothing is allocated."""
    depth = heap.enter()
    try:
        bus = _buses.setdefault(id, Bus())
        bus.set_up(id, scl, sda)
        return bus
    finally:
        heap.leave(depth)


class Bus:
    """What `I2C` gives: I2C0 on its pins; a bus on other pins has nothing on it."""

    def __init__(self) -> None:
        self._wired = False

    def set_up(self, id, scl, sda) -> None:
        """The pins that the bus is on from now on. Raises ValueError."""
        scl = pin_number(scl)
        sda = pin_number(sda)
        if id not in (0, 1):
            raise ValueError("I2C(%d) doesn't exist" % id)
        if sda not in _SDA[id]:
            raise ValueError("bad SDA pin")
        if scl - 1 not in _SDA[id]:
            raise ValueError("bad SCL pin")
        world = current.world
        world.check()
        world.gpio.set_function(sda, FUNC_OTHER)
        world.gpio.set_function(scl, FUNC_OTHER)
        self._wired = world.i2c.wired(sda, scl)

    def _bus(self):
        world = current.world
        world.check()
        return world.i2c if self._wired else world.i2c.nothing()

    def scan(self) -> list:
        """Addresses that acknowledge an empty write."""
        found = []
        for addr in range(0x08, 0x78):
            try:
                self.writeto(addr, b"")
                found.append(addr)
            except OSError:
                pass
        return found

    def writeto(self, addr, buf, stop=True) -> int:
        """Write; returns the number of acknowledged bytes."""
        depth = heap.enter()
        try:
            return self._bus().write(addr, (buf,), stop)
        finally:
            heap.leave(depth)

    def writevto(self, addr, vector, stop=True) -> int:
        """Write several buffers as one transfer."""
        depth = heap.enter()
        try:
            return self._bus().write(addr, vector, stop)
        finally:
            heap.leave(depth)

    def readfrom_into(self, addr, buf, stop=True) -> None:
        """Read into a buffer."""
        depth = heap.enter()
        try:
            self._bus().read_into(addr, buf, stop)
        finally:
            heap.leave(depth)

    def readfrom(self, addr, nbytes, stop=True) -> bytes:
        """Read `nbytes` bytes and return them."""
        buf = bytearray(nbytes)
        self.readfrom_into(addr, buf, stop)
        return bytes(buf)

    def _memaddr(self, memaddr, addrsize) -> bytes:
        if addrsize & 7 or addrsize > 32:
            raise ValueError("invalid addrsize")
        return bytes((memaddr >> shift) & 0xFF for shift in range(addrsize - 8, -1, -8))

    def readfrom_mem_into(self, addr, memaddr, buf, *, addrsize=8) -> None:
        """Write a register address, then read with a repeated START."""
        depth = heap.enter()
        try:
            bus = self._bus()
            head = self._memaddr(memaddr, addrsize)
            if bus.write(addr, (head,), False) == len(head):
                bus.read_into(addr, buf, True)
            else:
                bus.write(addr, (b"",), True)  # the port returns the short count, which is no error
        finally:
            heap.leave(depth)

    def readfrom_mem(self, addr, memaddr, nbytes, *, addrsize=8) -> bytes:
        """Read `nbytes` registers and return them."""
        buf = bytearray(nbytes)
        self.readfrom_mem_into(addr, memaddr, buf, addrsize=addrsize)
        return bytes(buf)

    def writeto_mem(self, addr, memaddr, buf, *, addrsize=8) -> None:
        """Write registers, beginning at `memaddr`."""
        depth = heap.enter()
        try:
            self._bus().write(addr, (self._memaddr(memaddr, addrsize), buf), True)
        finally:
            heap.leave(depth)
