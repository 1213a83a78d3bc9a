"""AT24C32 EEPROM, 4096 bytes: the second store of the ledger, the one that survives reflashing.

It knows addresses and bytes, nothing of ledgers. Sources: AT24C32E data sheet DS20006109: "Page Write" (32-byte pages,
the low five address bits wrap), "Acknowledge Polling", write cycle t_WR 5 ms at most, as in AT24C32A and D. Modules
still carry older chips (data sheet 0336), for which 10 ms is quoted.
"""

from errno import ETIMEDOUT

from micropython import const

from . import i2c as bus
from .errors import EEPROM, BusError, DataError, PartError
from .ticks import sleep_us, ticks_add, ticks_diff, ticks_us

_ADDRESS = const(0x57)  # A0..A2 high on the clock module
_SIZE = const(4096)
_PAGE = const(32)
_COPIES = const(3)  # of the count of homings

# The chip does not acknowledge while it writes. 25 ms is more than twice the slowest t_WR above. By the clock, not by
# a count of tries: on a stuck bus a single try takes the 50 ms of the port's time-out.
_POLL_US = const(500)
_DEADLINE_US = const(25_000)


class At24c32:
    """The EEPROM on a ready `machine.I2C` bus."""

    def __init__(self, i2c):
        self._i2c = i2c
        self._head = bytearray(2)
        self._page = bytearray(2 + _PAGE)  # address and data of a write
        self._back = bytearray(_PAGE)

    def readinto(self, addr: int, buf: "bytearray | memoryview") -> None:
        """Fill `buf` from `addr`. Waits up to 25 ms for a running write. Raises BusError, ValueError."""
        _check(addr, len(buf))
        self._read(addr, buf)

    def write(self, addr: int, buf: "bytes | bytearray | memoryview") -> None:
        """Write `buf` at `addr` page by page, each page polled for 25 ms at most and read back.

        A power cut leaves whole old pages, one page in doubt, and whole new pages.
        Raises BusError (no acknowledge), DataError (reads back different), ValueError (outside 0..4095).
        """
        _check(addr, len(buf))
        source = memoryview(buf)
        done = 0
        while done < len(source):
            count = min(_PAGE - (addr + done) % _PAGE, len(source) - done)
            part = source[done : done + count]
            page = memoryview(self._page)[: 2 + count]
            page[0] = addr + done >> 8
            page[1] = addr + done & 0xFF
            page[2:] = part
            self._poll(page, None)
            back = memoryview(self._back)[:count]
            self._read(addr + done, back)
            if back != part:
                raise DataError(EEPROM, "verify")
            done += count

    def _read(self, addr: int, buf) -> None:
        self._head[0] = addr >> 8
        self._head[1] = addr & 0xFF
        self._poll(self._head, buf)

    def _poll(self, head, buf) -> None:
        """Write `head` and, with `buf`, read; again and again while a write cycle keeps the chip from answering."""
        deadline = ticks_add(ticks_us(), _DEADLINE_US)
        while True:
            late = ticks_diff(ticks_us(), deadline) >= 0  # before the try: garbage collection may come in between
            try:
                if buf is None:
                    bus.write(self._i2c, _ADDRESS, head, True)
                else:
                    bus.read(self._i2c, _ADDRESS, head, buf, True)
                return
            except OSError as error:
                if late or error.errno == ETIMEDOUT:  # a stuck bus has waited long enough
                    bus.free()
                    raise BusError(EEPROM, "no answer") from None
            sleep_us(_POLL_US)


class Slot:
    """The bytes from `address` on as one slot of the ledger, like `flash_files.SlotFile`."""

    def __init__(self, eeprom, address: int):
        self._eeprom = eeprom
        self._address = address

    def read(self, buf: "bytearray | memoryview") -> int:
        """Fill `buf`, return its length. Raises PartError."""
        self._eeprom.readinto(self._address, buf)
        return len(buf)

    def write(self, buf: "bytes | bytearray | memoryview", at: int = 0) -> None:
        """Write and verify, from byte `at` of the slot on. Raises PartError."""
        self._eeprom.write(self._address + at, buf)


class Homings:
    """How many starts in a row have sent the ring home and lost their power on the way (H29): `count`, 0, 1, or 2 and
    more. Of three bytes on as many pages, from `address` on, the middle one counts: a worn one hides no start and makes
    none. What is neither 0, 1, 2 nor blank was half written, and is 1.

    What cannot be written is told, and the ring goes home all the same: it may be out on the skin.
    """

    def __init__(self, eeprom, address: int):
        self._eeprom = eeprom
        self._address = address
        self.count = 0
        self._begun = False
        self._worn = 0  # mask of the bytes that have kept something else in this boot: not written again

    def read(self) -> int:
        """At boot: what earlier starts have left. 0 when the chip does not answer."""
        byte = bytearray(1)
        found = []
        try:
            for i in range(_COPIES):
                self._eeprom.readinto(self._address + i * _PAGE, byte)
                found.append(byte[0] if byte[0] <= 2 else int(byte[0] != 0xFF))
        except PartError:
            return 0
        self.count = sorted(found)[_COPIES // 2]
        return self.count

    def begin(self) -> int:
        """The ring is about to be sent home: once more than earlier starts, however often in this one. Takes 25 ms.

        Returns EEPROM if a byte of it was not written, for the first time in this boot; else 0.
        """
        if self._begun:
            return 0
        self._begun = True
        return self._set(min(2, self.count + 1))

    def over(self, stored: bool) -> int:
        """It rests. If what came of it is `stored`, the next start is the first again. Returns as `begin` does."""
        if not stored:
            return 0
        self._begun = False
        return self._set(0)

    def _set(self, count: int) -> int:
        failed = 0
        if count != self.count:
            self.count = count
            for i in range(_COPIES):
                if self._worn >> i & 1:
                    continue
                try:
                    self._eeprom.write(self._address + i * _PAGE, bytes((count,)))
                except DataError:
                    self._worn |= 1 << i
                    failed = EEPROM
                except PartError:
                    return EEPROM  # it does not answer, and so it is with the others
        return failed


def _check(addr: int, count: int) -> None:
    if addr < 0 or addr + count > _SIZE:
        raise ValueError("outside the EEPROM")
