"""The program has two places, /a.np and /b.np: which one runs, the boot record says. Never updated in the field.

    b"NPB1" | sequence u32 | active u8 | trial u8 | tries u8 | outcome u8 | outcome_version u32 | highest_version u32 |
    2 names of 16 | crc-32 u32

The record is written to /boot.0 and /boot.1 by turns. The newer whole one counts; without any, both slots are the
factory's. A slot is a bundle (`pen/formats/bundle.py`), of which only the pack is looked at here, as a whole. A new
version gets one try, which is stored as spent before it runs. Unless the program confirms itself in that run, the next
start runs the version before. This file must not judge a bundle: a slot's name says who signed what is in it, and an
empty name says that the slot is not to be run.
"""

import gc
import sys
import time
from binascii import crc32
from struct import pack, unpack

import machine
import vfs
from micropython import const
from pack import BadPack, Pack

BOOT_VERSION = 1  # of this file, pack.py, main.py and the board file together: a bundle says what it needs
SLOTS = ("/a.np", "/b.np")
RECORDS = ("/boot.0", "/boot.1")
_AT = "/app"  # where the program is mounted
NO_SLOT = const(2)
FACTORY = b"factory"
_RETURNED = const(6)  # outcomes for the journal: UPDATE.what in pen/formats/record.py
_DAMAGED = const(8)

_MAGIC = b"NPB1"
_FORMAT = "<4sIBBBBII16s16s"
_SIZE = const(52)
_PREFIX = const(16)  # of a bundle: magic 8 | manifest size u32 | pack size u32
_SIGNATURE = const(384)
_LARGEST = const(1 << 20)  # bytes of a manifest or pack; a flipped bit can make a size that no file system takes
_COAST_MS = const(600)  # after a reset the needles may still turn for so long; no flash is written meanwhile (S11)
# The heap is collected after so many allocated bytes, at a start and ever after. Else it fills to its end once, and
# what lives is spread over all of it (`decisions/034-garbage-on-purpose.md`).
_COLLECT_BYTES = const(98_304)
_SCRATCH0 = const(0x4005_800C)  # see pen/hal/chip.py
_CRASHED = const(0x4E50_5004)
_WATCHDOG_MS = const(8388)  # as long as it can wait: a start takes 1 to 3 s, with a journal to repair longer
_CTRL_CLEAR = const(0x4005_B000)  # see pen/hal/chip.py
_ENABLE = const(0x4000_0000)


class Record:
    """The boot record's fields. A new one says what is true of a pen that has never been updated."""

    def __init__(self):
        self.sequence = 0
        self.active = 0  # the slot that was confirmed last
        self.trial = NO_SLOT  # the slot that is to be tried
        self.tries = 0  # left
        self.outcome = 0  # of the last update, until the journal has it; 0: the journal has it
        self.outcome_version = 0  # the version that the outcome speaks of
        self.highest_version = 0  # that was ever confirmed: what is older needs a consent of its own
        self.names = [FACTORY, FACTORY]  # who signed what is in the slots; b"": not to be run


class Slots:
    """Both slots and the boot record in the file system `fs`.

    `running`: the slot that is mounted; `trial`: whether it runs on trial. Programs of every version use this class, by
    the names that have no underscore: those must not change.
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
        """Mount the program that is to run in folder `at`. Raises BadPack: neither slot holds one. Raises OSError.

        The watchdog runs from here on: a version that hangs before it can start its own goes back by itself.
        """
        machine.WDT(timeout=_WATCHDOG_MS)
        record = self.record
        if record.trial != NO_SLOT and record.tries:
            record.tries -= 1
            self._save_after_coasting()
            self.trial = self._mount(record.trial, at)
            if self.trial:
                return
        if record.trial != NO_SLOT:
            self._never_run(record.trial, _RETURNED)
            record.trial = NO_SLOT
            self._save_after_coasting()
        if self._mount(record.active, at):
            return
        other = 1 - record.active
        if not record.names[other] or not self._mount(other, at):
            raise BadPack("no program")
        self._never_run(record.active, _DAMAGED)
        record.outcome_version = 0
        record.active = other
        self._save_after_coasting()

    def close(self) -> None:
        """Few modules are still to come: the program's file is closed, and its places are forgotten."""
        if self._program:
            self._program.close_file()

    def open(self) -> None:
        """Modules are about to come: the program's file is open until `close` is called. Raises OSError."""
        if self._program:
            self._program.open_file()

    def fail(self) -> None:
        """The program has failed. On trial this restarts the chip, so that the version before runs; else it returns."""
        if self.trial:
            machine.mem32[_SCRATCH0] = _CRASHED
            machine.reset()

    def save(self) -> None:
        """Store the record durably; the one before it stays. Only while the needles are at rest. Raises OSError."""
        record = self.record
        record.sequence += 1
        data = pack(
            _FORMAT,
            _MAGIC,
            record.sequence,
            record.active,
            record.trial,
            record.tries,
            record.outcome,
            record.outcome_version,
            record.highest_version,
            record.names[0],
            record.names[1],
        )
        with self.fs.open(RECORDS[record.sequence & 1], "wb") as file:
            file.write(data + pack("<I", crc32(data)))

    def path(self, slot: int) -> str:
        """The path of a slot's file."""
        return SLOTS[slot]

    def opened(self, slot: int) -> tuple:
        """(open file of a slot, where its pack begins, the pack's bytes). Raises BadPack, OSError."""
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

    def _never_run(self, slot: int, outcome: int) -> None:
        """Note that what is in a slot is not to be run again, and why, for the journal."""
        self.record.names[slot] = b""
        self.record.outcome = outcome

    def _save_after_coasting(self) -> None:
        time.sleep_ms(_COAST_MS)  # pyright: ignore[reportAttributeAccessIssue] - MicroPython's own
        self.save()

    def _read(self, path: str) -> Record:
        """The record in a file, or a new record when the file holds no whole one."""
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
        record.sequence, record.active, record.trial, record.tries, record.outcome = values[1:6]
        record.outcome_version, record.highest_version = values[6:8]
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
    """Run the program, or service mode while UP and DOWN are held. Whatever fails here ends in service mode, too.

    When neither slot is whole, service mode (`pen/service/mode.py`) is imported from its own few files beside them.
    What fails even so ends at the REPL, with the watchdog off. Few frames lie below the application's loop: each takes
    some 250 bytes of the chip's stack (`decisions/061-an-import-opens-the-file-where-the-stack-is-short.md`).
    """
    try:
        service, slots, trouble = _program()

        def application():
            """The application, made. What was in the way before is told by service mode."""
            if trouble:
                raise trouble
            import board
            from pen.app import App
            from pen.hal import chip
            from pen.hal.usb_serial import UsbSerial

            serial = UsbSerial()
            serial.begin()
            app = App(board, serial, chip.unique_id(), chip.why_started(), slots)
            slots.close()
            return app

        service.run(application, slots.fail if slots else None)
        sys.path.append("")  # for the REPL
    except BaseException:
        machine.mem32[_CTRL_CLEAR] = _ENABLE
        raise


def _program() -> tuple:
    """(the package `pen.service`, the boot's slots or None, what went wrong or None): the program is mounted."""
    gc.threshold(_COLLECT_BYTES)  # pyright: ignore[reportAttributeAccessIssue]
    slots = trouble = None
    try:
        import board  # noqa: F401 - now, because "" is not searched while the program is imported

        slots = Slots(root())
        slots.start(_AT)
        sys.path[:] = [".frozen", _AT]  # a builder's own come first; in "" and "/lib" littlefs would look for long
        from pen import service
    except (Exception, KeyboardInterrupt) as error:
        trouble = error
        if slots and not isinstance(error, KeyboardInterrupt):  # Ctrl-C is no failure, and opens the port as ever
            slots.fail()
        sys.path[:] = [""] + [path for path in sys.path if path != _AT]
        for name in [name for name in sys.modules if name.split(".")[0] == "pen"]:
            del sys.modules[name]
        from pen import service
    return service, slots, trouble
