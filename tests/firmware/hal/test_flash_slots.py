"""Ledger slots in littlefs: whole or not at all, whatever moment the power goes."""

import pytest
from pen.hal import flash_files
from pen.hal.errors import FLASH, DataError, PartError

from boards.virtual import storage


def test_without_a_filesystem_at_the_root_there_is_an_error(world):
    import vfs

    vfs.umount("/")
    with pytest.raises(PartError) as caught:
        flash_files.root()
    assert caught.value.part == FLASH


def test_a_slot_that_was_never_written_reads_as_nothing(fs):
    assert flash_files.SlotFile(fs, "/a.bin").read(bytearray(8)) == 0


@pytest.mark.parametrize("size", [0, 1, 255, 256, 4096, 5000])
def test_a_slot_holds_what_was_written_last(fs, size):
    slot = flash_files.SlotFile(fs, "/a.bin")
    slot.write(b"old" * 100)
    data = bytes(i & 0xFF for i in range(size))
    slot.write(data)
    buf = bytearray(size + 10)
    assert slot.read(buf) == size
    assert buf[:size] == data


def test_a_full_flash_is_a_typed_error(fs):
    slot = flash_files.SlotFile(fs, "/a.bin")
    with pytest.raises(PartError) as caught:
        slot.write(bytes(40 * 4096))
    assert caught.value.part == FLASH


def test_flash_that_does_not_keep_what_it_is_told_is_an_error(world, fs):
    slot = flash_files.SlotFile(fs, "/a.bin")
    slot.write(b"one")
    world.flash._program = lambda at, new: None
    with pytest.raises(PartError) as caught:
        slot.write(bytes(5000))
    assert caught.value.part == FLASH


def test_a_file_that_reads_back_different_is_a_data_error(fs):
    class Forgetful:
        """A filesystem that loses the last byte of what is written."""

        def open(self, path, mode):
            return _Shorter(fs.open(path, mode))

    class _Shorter:
        def __init__(self, file):
            self._file = file

        def __enter__(self):
            return self

        def __exit__(self, *exc):
            self._file.close()

        def write(self, data):
            return self._file.write(data[:-1])

        def readinto(self, buf):
            return self._file.readinto(buf)

    with pytest.raises(DataError) as caught:
        flash_files.SlotFile(Forgetful(), "/a.bin").write(b"four")
    assert caught.value.part == FLASH


def test_h12_a_slot_is_old_or_new_after_a_cut_at_every_flash_operation(cuts):
    old, new = b"old ledger " * 40, b"the new one " * 50

    def slot(world):
        storage.mount(world)
        return flash_files.SlotFile(flash_files.root(), "/a.bin")

    def check(world):
        buf = bytearray(1000)
        again = slot(world)
        assert bytes(buf[: again.read(buf)]) in (old, new)
        again.write(new)
        assert bytes(buf[: again.read(buf)]) == new
        assert world.violations == []

    # the slot is opened in `act`: its mount must be of the same boot
    assert cuts(lambda world: slot(world).write(old), lambda world: slot(world).write(new), check, 8) > 2
