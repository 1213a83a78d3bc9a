"""Lives of a pen as far as an update is concerned: loader, boot record, arriving bundle, trial; the real code of each.

No screen, no world, no time: a life is a few milliseconds, so that the power can be cut at every operation and again at
every operation of what follows. The whole application under one cut is in `test_update_cuts.py` too.
"""

import types

import slots
import vfs
from pen.core import states
from pen.formats import record
from pen.formats.bundle import whole_head
from pen.formats.manifest import Manifest
from pen.formats.version import VERSION, as_number
from pen.hal import flash_files
from pen.update import incoming, slot_info, trial

from tests.firmware.flash_power_cuts import RecordingFlash
from tests.firmware.formats import bundles

PEN_ID = b"\x01pen-one"
LEDGER = bytes(range(256)) * 2
HISTORY = 5  # records there were before
_PIECE = 1024


class Journal:
    """Events as the store takes them, written at once."""

    def __init__(self, fs):
        self._segments = flash_files.Segments(fs, "/journal")
        self.count = 0  # waiting: none ever

    def emit(self, kind: int, *values: int) -> None:
        """Seal it behind the last one and append it."""
        last = self._segments.last(1)
        one = bytearray(record.SIZE)
        chain = record.genesis(PEN_ID, 1)
        if last:
            self._segments.readinto(1, last, one)
            chain = record.check(one)
        record.seal(one, kind, last + 1, 0, 0, values, chain)
        self._segments.append(1, last + 1, one)

    def read(self) -> bytes:
        """All of it, its chain checked."""
        buf = bytearray(record.SIZE * self._segments.last(1))
        self._segments.readinto(1, 1, buf)
        chain = record.genesis(PEN_ID, 1)
        for at in range(0, len(buf), record.SIZE):
            chain = record.check(buf[at : at + record.SIZE], chain)
        return bytes(buf)


class Store:
    """What a trial asks of the store."""

    def __init__(self, fs):
        self.events = Journal(fs)
        self.healthy = True
        self.ledger = types.SimpleNamespace(fault=0)


class Start:
    """One start of the pen on a flash. Raises BadPack when nothing runs."""

    def __init__(self, flash: RecordingFlash):
        vfs.umount("/app")
        self.fs = vfs.VfsLfs2(flash, progsize=256)
        slots.time = types.SimpleNamespace(sleep_ms=lambda ms: None)
        self.boot = slots.Slots(self.fs)
        self.boot.start("/app")
        self.store = Store(self.fs)

    def file(self, path: str) -> bytes:
        """What is in a file; b"" when there is none."""
        try:
            with self.fs.open(path, "rb") as file:
                return file.read()
        except OSError:
            return b""

    @property
    def runs(self) -> bytes:
        """The bundle whose program is mounted."""
        return self.file(slots.SLOTS[self.boot.running])

    def settle(self) -> None:
        """News told, and a version on trial confirmed: healthy steps, as `trial.py` counts them."""
        if not (self.boot.trial or self.boot.record.outcome):
            return
        controller = types.SimpleNamespace(state=states.READY)
        one = trial.Trial(self.boot, controller, self.store, 1, 0)
        for now_ms in range(0, 10_000, 500):
            if not one.step(now_ms):
                return
        raise AssertionError("a trial that does not end")

    def take(self, data: bytes) -> None:
        """A bundle comes, accepted and verified, or what is missing of it; the next start tries it."""
        head = whole_head(data)
        one = incoming.IncomingBundle(self.boot, head.sum(), Manifest(head.start()))
        while one.held < len(data):
            one.write(data[one.held : one.held + _PIECE])
        one.install()
        self.store.events.emit(record.UPDATE, record.INSTALLED, 0, 0, as_number(VERSION))

    def back(self) -> None:
        """The next start tries the other version."""
        incoming.run_other_slot_next(self.boot, slot_info.SlotInfo(self.boot, 1 - self.boot.running).version)
        self.store.events.emit(record.UPDATE, record.ROLLED_BACK, 0, 0, 0)


def new_flash(sectors: int, files: "dict[str, bytes]") -> bytearray:
    """A flash with these files, a ledger and a short journal."""
    flash = RecordingFlash(bytearray(b"\xff" * sectors * 4096))
    vfs.VfsLfs2.mkfs(flash, progsize=256)
    fs = vfs.VfsLfs2(flash, progsize=256)
    for path, data in {"/ledger.a": LEDGER, "/ledger.b": LEDGER[::-1], **files}.items():
        with fs.open(path, "wb") as file:
            file.write(data)
    journal = Journal(fs)
    for number in range(HISTORY):
        journal.emit(record.POWER, number & 1, 3_900)
    return flash.data


def reach(flash: RecordingFlash, wanted: bytes, lives: int = 8) -> None:
    """What pen and laptop do until the pen runs `wanted`, confirmed: with the other one taken back or sent again."""
    for _ in range(lives):
        start = Start(flash)
        start.settle()
        if start.runs == wanted and not start.boot.trial:
            assert start.boot.record.active == start.boot.running
            return
        other = 1 - start.boot.running
        if start.boot.record.names[other] and start.file(slots.SLOTS[other]) == wanted:
            start.back()
        else:
            start.take(wanted)
    raise AssertionError("the pen does not come to run it")


def fail_on_trial(flash: RecordingFlash, wanted: bytes) -> None:
    """`wanted` comes, is tried, and does not confirm itself; the start after that goes back."""
    Start(flash).take(wanted)
    assert Start(flash).boot.trial
    start = Start(flash)
    assert start.runs != wanted and start.boot.record.outcome == record.RETURNED
    start.settle()


def whole(data: bytearray, versions: "tuple[bytes, ...]", history: bytes) -> None:
    """What must be true after whatever happened: a complete version runs, and the books are as they were.

    `history`: the journal before. Raises AssertionError, BadPack.
    """
    start = Start(RecordingFlash(data))
    assert start.runs in versions, "a version that is not whole runs"
    name = start.boot.record.names[start.boot.running]
    assert name in (slots.FACTORY, b"development"), "a version that nobody has verified runs"
    assert start.file("/ledger.a") == LEDGER and start.file("/ledger.b") == LEDGER[::-1], "the ledger was touched"
    journal = start.store.events.read()
    assert journal.startswith(history), "the journal has changed"
    kinds = {journal[at + 1] for at in range(len(history), len(journal), record.SIZE)}
    assert kinds <= {record.UPDATE}


OLD, NEW, NEWER = bundles.made(**bundles.OLD), bundles.made(), bundles.made(version=(0, 3, 0))
