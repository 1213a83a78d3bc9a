"""S12: the boot record survives whatever a flash does to it, and the loader and the program mean the same by it."""

import time
import types

import pytest
import slots
import vfs
from pen.core import limits
from pen.formats import record

from boards.virtual import bench, ticks
from boards.virtual.world import World
from tests.firmware.flash_power_cuts import RecordingFlash
from tests.firmware.formats import bundles

ticks.inject(time)  # before the first driver is imported
GOOD = bundles.made()


@pytest.fixture
def fs(monkeypatch):
    """An empty file system, a chip of its own for the watchdog, and nobody waits."""
    bench.use(World(flash_sectors=4))
    flash = RecordingFlash(bytearray(b"\xff" * 24 * 4096))
    vfs.VfsLfs2.mkfs(flash, progsize=256)
    monkeypatch.setattr(slots, "time", types.SimpleNamespace(sleep_ms=lambda ms: None))
    yield vfs.VfsLfs2(flash, progsize=256)
    vfs.umount("/app")


def write(fs, path: str, data: bytes) -> None:
    with fs.open(path, "wb") as file:
        file.write(data)


def read(fs, path: str) -> bytes:
    with fs.open(path, "rb") as file:
        return file.read()


def full() -> dict:
    return {
        "sequence": 6,
        "active": 1,
        "trial": 0,
        "tries": 1,
        "outcome": 8,
        "outcome_version": 0x010203,
        "highest_version": 0x020000,
        "names": [b"factory", b"release-2026"],
    }


def saved(fs, sequence: int = 5) -> slots.Slots:
    boot = slots.Slots(fs)
    for name, value in (full() | {"sequence": sequence}).items():
        setattr(boot.record, name, value)
    boot.save()
    return boot


def test_what_was_saved_is_read(fs):
    saved(fs)
    assert vars(slots.Slots(fs).record) == full()


def test_the_newer_of_two_counts_and_the_older_one_stays(fs):
    saved(fs)
    boot = slots.Slots(fs)
    boot.record.active = 0
    boot.save()
    assert slots.Slots(fs).record.active == 0 and slots.Slots(fs).record.sequence == 7
    write(fs, "/boot.1", b"")
    assert slots.Slots(fs).record.active == 1


def test_s12_a_record_with_any_wrong_bit_is_none(fs):
    saved(fs)
    good = read(fs, "/boot.0")
    for bit in range(0, 8 * len(good), 3):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        write(fs, "/boot.0", bad)
        assert vars(slots.Slots(fs).record) == vars(slots.Record()), bit
    for data in (good[:-1], good + b"\0", b"", good[:4]):
        write(fs, "/boot.0", data)
        assert slots.Slots(fs).record.sequence == 0


@pytest.mark.parametrize(("name", "value"), [("active", 2), ("active", 255), ("trial", 3)])
def test_a_slot_that_there_is_not_is_not_believed(fs, name, value):
    boot = slots.Slots(fs)
    setattr(boot.record, name, value)
    boot.save()
    assert slots.Slots(fs).record.sequence == 0


def test_s11_no_record_is_written_before_a_coasting_motor_has_come_to_rest(fs, monkeypatch):
    """A watchdog reset can find the needles turning; what the loader has to write waits."""
    write(fs, "/a.np", bundles.made())
    boot = saved(fs)
    waited = []
    monkeypatch.setattr(slots, "time", types.SimpleNamespace(sleep_ms=waited.append))
    monkeypatch.setattr(boot, "save", lambda: waited.append("saved"))
    boot.start("/app")
    assert waited and waited[::2] == [slots._COAST_MS] * (len(waited) // 2) and slots._COAST_MS > limits.STILL_MS
    assert waited[1::2] == ["saved"] * (len(waited) // 2)


def test_a_healthy_start_writes_nothing(fs, monkeypatch):
    write(fs, "/a.np", bundles.made())
    boot = slots.Slots(fs)
    monkeypatch.setattr(boot, "save", pytest.fail)
    boot.start("/app")
    assert boot.running == 0 and not boot.trial


@pytest.mark.parametrize(
    "data", [b"", b"NPBUNDL1", b"NPBUNDL1" + b"\xff" * 8, b"NPPACK2\n" * 40, GOOD[:-1], GOOD + b"x"]
)
def test_what_is_no_whole_bundle_does_not_run(fs, data):
    write(fs, "/a.np", data)
    with pytest.raises(slots.BadPack):
        slots.Slots(fs).start("/app")


def test_loader_and_program_mean_the_same():
    from pen.hal import chip

    assert (slots._RETURNED, slots._DAMAGED) == (record.RETURNED, record.DAMAGED)
    assert slots._SCRATCH0 == chip._SCRATCH0 and slots._CRASHED == chip._MARK | chip.CRASH
    assert (slots._CTRL_CLEAR, slots._ENABLE) == (chip._CTRL_CLEAR, chip._ENABLE)
    assert slots._WATCHDOG_MS == chip._WATCHDOG_MAX_MS > 3 * slots._COAST_MS  # a start writes at most three records
    assert slots._SIGNATURE == bundles.bundle.SIGNATURE and slots._PREFIX == bundles.bundle.PREFIX
