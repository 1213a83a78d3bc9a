"""The store's two parts in memory, as they behave: an EEPROM that tears, a flash whose files change whole or not.

`Memory` is what a power cut leaves. Every write is an operation that can be cut before, in the middle or after.
"""

from pen.hal.errors import EEPROM, FLASH, DataError, PartError

SLOT = 512
PAGE = 32
RECORD = 64
WHERES = ("before", "middle", "after")


class PowerCut(BaseException):
    """No power: nothing after this happens. Not an Exception, so that no handler of the firmware can live on."""


class Memory:
    """EEPROM bytes, flash files, and a fate: where the power goes, which part is dead, how much room there is."""

    def __init__(self, per_segment=16):
        self.eeprom = bytearray(b"\xff" * 2 * SLOT)
        self.files = {}  # "a", "b": ledger slots; (epoch, k): a segment
        self.per_segment = per_segment
        self.room = 1_000  # segments the flash can hold
        self.dead = set()  # parts that do not answer at all
        self.unwritable = set()  # parts that answer and do not take a write
        self.ops = 0
        self.log = []  # what was written: "eeprom", "flash", "journal", "drop"
        self._cut_at = 0
        self._where = ""

    def copy(self):
        """The same bytes in another pen's hands."""
        other = Memory(self.per_segment)
        other.eeprom[:] = self.eeprom
        other.files = {name: bytes(data) for name, data in self.files.items()}
        other.room = self.room
        return other

    def cut_at(self, op, where):
        """Plan the power cut: at the `op`-th write from now on."""
        self._cut_at, self._where = self.ops + op, where

    def write(self, part, what, whole, half=None):
        """One operation: `whole()` does it, `half()` is what a cut in the middle leaves."""
        if part in self.dead or part in self.unwritable:
            raise PartError(part, "write")
        self.ops += 1
        where = self._where if self.ops == self._cut_at else ""
        if where == "middle" and half:
            half()
        if where in ("before", "middle"):
            raise PowerCut
        whole()
        self.log.append(what)
        if where == "after":
            raise PowerCut

    def read(self, part):
        """A read; PartError when the part is dead."""
        if part in self.dead:
            raise PartError(part, "read")

    def slots(self):
        """As `Parts.slots`: EEPROM A and B, flash A and B."""
        return EepromSlot(self, 0), EepromSlot(self, SLOT), FlashSlot(self, "a"), FlashSlot(self, "b")

    def segments(self):
        """The journal's segments, as `Parts.segments` has them."""
        return Segments(self)


class EepromSlot:
    """Pages of 32 bytes: a cut leaves old pages, one page in doubt, new pages."""

    def __init__(self, memory, at):
        self._memory = memory
        self._at = at

    def read(self, buf):
        self._memory.read(EEPROM)
        buf[:] = self._memory.eeprom[self._at : self._at + len(buf)]
        return len(buf)

    def write(self, buf, at=0):
        cells = self._memory.eeprom
        start = self._at + at
        for i in range(0, len(buf), PAGE):
            at, page = start + i, bytes(buf[i : i + PAGE])

            def whole(at=at, page=page):
                cells[at : at + PAGE] = page

            def half(at=at, page=page):
                cells[at : at + PAGE] = page[: PAGE // 2] + b"\xff" * (PAGE // 2)

            self._memory.write(EEPROM, "eeprom", whole, half)
        if cells[start : start + len(buf)] != bytes(buf):
            raise DataError(EEPROM, "verify")


class FlashSlot:
    """A file in littlefs: the old content or the new one."""

    def __init__(self, memory, name):
        self._memory = memory
        self._name = name

    def read(self, buf):
        self._memory.read(FLASH)
        data = self._memory.files.get(self._name, b"")
        buf[: len(data)] = data
        return len(data)

    def write(self, buf):
        data = bytes(buf)
        self._memory.write(FLASH, "flash", lambda: self._memory.files.__setitem__(self._name, data))


class Segments:
    """The journal's files: appends in order only, each file's share of an append is one operation."""

    def __init__(self, memory):
        self._memory = memory
        self._per = memory.per_segment

    def _names(self):
        self._memory.read(FLASH)
        return sorted(name for name in self._memory.files if isinstance(name, tuple))

    def append(self, epoch, seq, data):
        data = bytes(data)
        assert data and len(data) % RECORD == 0
        files = self._memory.files
        while data:
            k, offset = divmod(seq - 1, self._per)
            old = files.get((epoch, k), b"")
            if len(old) != offset * RECORD or (
                k and len(files.get((epoch, k - 1), b"")) not in (0, self._per * RECORD)
            ):
                raise PartError(FLASH, "sequence")
            if not old and self.free_segments() < 1:
                raise PartError(FLASH, "full")
            share = data[: (self._per - offset) * RECORD]
            new = bytes(old) + share
            self._memory.write(FLASH, "journal", lambda k=k, new=new: files.__setitem__((epoch, k), new))
            data = data[len(share) :]
            seq += len(share) // RECORD

    def room(self, seq):
        return self._per - (seq - 1) % self._per

    def readinto(self, epoch, seq, buf):
        self._memory.read(FLASH)
        done = 0
        while (done + 1) * RECORD <= len(buf):
            k, offset = divmod(seq + done - 1, self._per)
            one = self._memory.files.get((epoch, k), b"")[offset * RECORD : (offset + 1) * RECORD]
            if len(one) < RECORD:
                break
            buf[done * RECORD : (done + 1) * RECORD] = one
            done += 1
        return done

    def last(self, epoch):
        ends = [k * self._per + len(self._memory.files[e, k]) // RECORD for e, k in self._names() if e == epoch]
        return max(ends, default=0)

    def first(self, epoch):
        return min((k * self._per + 1 for e, k in self._names() if e == epoch), default=0)

    def epochs(self):
        return sorted({e for e, _ in self._names()})

    def drop_oldest(self):
        names = self._names()
        if len(names) < 2:
            return False
        self._memory.write(FLASH, "drop", lambda: self._memory.files.pop(names[0]))
        return True

    def oldest(self):
        names = self._names()
        if len(names) < 2:
            return 0, 0, 0
        epoch, k = names[0]
        return epoch, k * self._per + 1, len(self._memory.files[names[0]]) // RECORD

    def free_segments(self):
        return self._memory.room - len(self._names())
