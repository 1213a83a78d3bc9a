"""The program has two places, /a.np and /b.np: which one runs, the boot record says. Never updated in the field.

    b"NPB1" | sequence u32 | active u8 | trial u8 | tries u8 | news u8 | news_version u32 | floor u32 |
    2 names of 16 | crc-32 u32

lies in /boot.0 and /boot.1 by turns; the newer whole one counts, and without any both slots are the factory's. A slot
is a bundle (`pen/formats/bundle.py`), of which only the pack is looked at here, as a whole. A new version gets one try,
spent durably before it runs. Unless the program confirms itself in that run, the next start goes back. It must not
judge a bundle: a slot's name says that somebody has, and an empty one that the slot is not to run.
"""

import gc
import sys
import time
from binascii import crc32
from struct import pack, unpack

import vfs
from micropython import const
from pack import BadPack, Pack

BOOT_VERSION = 1  # of this file, pack.py, main.py and the board file together: a bundle says what it needs
SLOTS = ("/a.np", "/b.np")
RECORDS = ("/boot.0", "/boot.1")
_AT = "/app"  # where the program is mounted
NO_SLOT = const(2)
FACTORY = b"factory"
RETURNED = const(6)  # news for the journal: UPDATE.what in pen/formats/record.py
DAMAGED = const(8)

_MAGIC = b"NPB1"
_FORMAT = "<4sIBBBBII16s16s"
_SIZE = const(52)
_PREFIX = const(16)  # of a bundle: magic 8 | manifest size u32 | pack size u32
_SIGNATURE = const(384)
_LARGEST = const(1 << 20)  # as a flipped bit would have it: no number that a file system cannot take
_COAST_MS = const(600)  # after a reset needles may still turn; no flash is written meanwhile (S11)
_SCRATCH0 = const(0x4005_800C)  # see pen/hal/chip.py
_CRASHED = const(0x4E50_5004)


class Record:
    """The boot record's fields; a new one is a pen's that has never been updated."""

    def __init__(self):
        self.sequence = 0
        self.active = 0  # the slot that was confirmed last
        self.trial = NO_SLOT  # the slot that is to be tried
        self.tries = 0  # left
        self.news = 0  # what the journal has not been told yet …
        self.news_version = 0  # … and of which version
        self.floor = 0  # the highest version confirmed so far
        self.names = [FACTORY, FACTORY]  # who signed what is in the slots; b"": not to be run


class Slots:
    """Both slots and the record of the file system `fs`. `running`: the slot that is mounted; `trial`: on trial.

    The program, whatever its version, knows this class by what has no underscore.
    """

    version = BOOT_VERSION
    none = NO_SLOT

    def __init__(self, fs):
        self.fs = fs
        self.record = max([self._read(path) for path in RECORDS], key=_sequence)
        self.running = NO_SLOT
        self.trial = False
        self._program = None

    def start(self, at: str) -> None:
        """Mount the program that is to run in folder `at`. Raises BadPack when neither slot holds one."""
        record = self.record
        if record.trial != NO_SLOT and record.tries:
            record.tries -= 1
            self._save_at_rest()
            self.trial = self._mount(record.trial, at)
            if self.trial:
                return
        if record.trial != NO_SLOT:
            self._drop(record.trial, RETURNED)
            record.trial = NO_SLOT
            self._save_at_rest()
        if self._mount(record.active, at):
            return
        other = 1 - record.active
        if not record.names[other] or not self._mount(other, at):
            raise BadPack("no program")
        self._drop(record.active, DAMAGED)
        record.news_version = 0
        record.active = other
        self._save_at_rest()

    def rest(self) -> None:
        """The start is over: the program's file is closed until it is asked for again."""
        if self._program:
            self._program.rest()

    def fail(self) -> None:
        """The program has failed: from a trial the way back is a restart."""
        if self.trial:
            import machine

            machine.mem32[_SCRATCH0] = _CRASHED
            machine.reset()

    def save(self) -> None:
        """Make the record durable; the one before stays. Only with needles at rest. Raises OSError."""
        record = self.record
        record.sequence += 1
        data = pack(
            _FORMAT,
            _MAGIC,
            record.sequence,
            record.active,
            record.trial,
            record.tries,
            record.news,
            record.news_version,
            record.floor,
            record.names[0],
            record.names[1],
        )
        with self.fs.open(RECORDS[record.sequence & 1], "wb") as file:
            file.write(data + pack("<I", crc32(data)))

    def path(self, slot: int) -> str:
        """Where a slot is."""
        return SLOTS[slot]

    def opened(self, slot: int) -> tuple:
        """A slot's file, and where its pack begins and how long it is. Raises BadPack, OSError."""
        file = self.fs.open(SLOTS[slot], "rb")
        head = file.read(_PREFIX)
        if len(head) != _PREFIX or head[:8] != b"NPBUNDL1":
            file.close()
            raise BadPack("no bundle")
        manifest, size = unpack("<II", head[8:])
        if manifest > _LARGEST or size > _LARGEST:
            file.close()
            raise BadPack("no bundle")
        return file, _PREFIX + manifest + _SIGNATURE, size

    def _mount(self, slot: int, at: str) -> bool:
        file = None
        try:
            file, start, size = self.opened(slot)
            self._program = Pack(file, start, size, lambda: self.fs.open(SLOTS[slot], "rb"))
            vfs.mount(self._program, at)
        except (OSError, BadPack):
            if file is not None:
                file.close()
            return False
        self.running = slot
        return True

    def _drop(self, slot: int, news: int) -> None:
        """What is in a slot is not to be run again; the journal will be told."""
        self.record.names[slot] = b""
        self.record.news = news

    def _save_at_rest(self) -> None:
        time.sleep_ms(_COAST_MS)  # pyright: ignore[reportAttributeAccessIssue] - MicroPython's own
        self.save()

    def _read(self, path: str) -> Record:
        """The record in a file; a new one when it holds none."""
        record = Record()
        try:
            with self.fs.open(path, "rb") as file:
                data = file.read(_SIZE + 5)
        except OSError:
            return record
        if len(data) != _SIZE + 4 or data[:4] != _MAGIC or unpack("<I", data[_SIZE:])[0] != crc32(data[:_SIZE]):
            return record
        values = unpack(_FORMAT, data[:_SIZE])
        if values[2] >= NO_SLOT or values[3] > NO_SLOT:
            return record
        record.sequence, record.active, record.trial, record.tries, record.news = values[1:6]
        record.news_version, record.floor = values[6:8]
        record.names = [name.rstrip(b"\0") for name in values[8:]]
        return record


def _sequence(record: Record) -> int:
    return record.sequence


def root():
    """The file system mounted at "/". Raises BadPack when there is none."""
    for fs, path in vfs.mount():
        if path == "/":
            return fs
    raise BadPack("no filesystem")


def run() -> None:
    """The program, or service mode when DOWN is held; whatever fails here ends there too (`pen/service/mode.py`).

    Is neither slot whole, service mode starts from its own few files beside them.
    """
    # What an import leaves is filled by the next one: else 100 KB are free in the end, and no 2 KB of it in a row.
    gc.threshold(65_536)  # pyright: ignore[reportAttributeAccessIssue]
    boot = trouble = None
    try:
        import board  # noqa: F401 - now, because "" is not searched while the program is imported

        boot = Slots(root())
        boot.start(_AT)
        sys.path[:] = [_AT, ".frozen"]  # in "" and "/lib" littlefs would look for milliseconds
        from pen import service
    except Exception as error:
        trouble = error
        if boot:
            boot.fail()
        sys.path[:] = [""] + [path for path in sys.path if path != _AT]
        for name in [name for name in sys.modules if name.split(".")[0] == "pen"]:
            del sys.modules[name]
        from pen import service

    def guarded() -> None:
        """On trial an error is no screen but the way back."""
        try:
            if trouble:
                raise trouble
            _application(boot)
        except Exception:
            if boot:
                boot.fail()
            raise

    service.run(guarded)
    sys.path.append("")  # for the REPL


def _application(boot) -> None:
    """Until the laptop asks for service."""
    import board
    from pen.app import App
    from pen.hal import chip
    from pen.hal.usb_serial import UsbSerial

    gc.collect()
    gc.threshold(-1)  # pyright: ignore[reportAttributeAccessIssue]
    serial = UsbSerial()
    serial.begin()
    app = App(board, serial, chip.unique_id(), chip.why_started(), boot)
    boot.rest()
    app.run()
