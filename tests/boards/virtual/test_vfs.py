"""The drop-in `vfs`: littlefs on the flash model, alive and cut."""

import pytest

from boards.virtual.world import PowerCut

pytest.importorskip("littlefs", reason="littlefs-python is not installed: the file system is not tested")


@pytest.fixture
def vfs(world):
    import vfs

    yield vfs
    vfs.umount("/")


@pytest.fixture
def fs(world, vfs):
    return vfs.mount_flash(world.flash.device())


def test_mount_lists_what_is_mounted(vfs, fs):
    assert vfs.mount() == [(fs, "/")]
    vfs.umount("/")
    assert vfs.mount() == []


def test_mounting_a_device(world, vfs, fs):
    vfs.mount(world.flash.device(), "/")
    assert len(vfs.mount()) == 1
    vfs.umount(vfs.mount()[0][0])
    assert vfs.mount() == []


def test_files(fs):
    with fs.open("/a", "wb") as file:
        assert file.write(b"hello\nworld") == 11
    with fs.open("/a", "ab") as file:
        file.write(b"!")
    with fs.open("a", "rb") as file:
        assert file.readline() == b"hello\n"
        buf = bytearray(3)
        assert file.readinto(buf) == 3
        assert buf == b"wor"
        assert file.tell() == 9
        assert file.read(2) == b"ld"
        assert file.read() == b"!"
        assert file.seek(-1, 2) == 11
        assert file.readinto(bytearray(4)) == 1
    with fs.open("/a", "r+b") as file:
        file.write(b"J")
    with fs.open("/a") as file:
        assert list(file) == ["Jello\n", "world!"]
    with pytest.raises(ValueError, match="closed"):
        file.read()
    file.close()


def test_directories(fs):
    fs.mkdir("/log")
    with fs.open("/log/1", "w") as file:
        file.write("x" * 10)
    assert sorted(fs.ilistdir("/")) == [("log", 0x4000, 0, 0)]
    assert list(fs.ilistdir("/log")) == [("1", 0x8000, 0, 10)]
    assert fs.stat("/log")[0] == 0x4000
    assert fs.stat("/log/1")[6] == 10
    assert fs.stat("/")[0] == 0x4000
    fs.rename("/log/1", "/log/2")
    fs.chdir("/log")
    assert fs.getcwd() == "/log"
    assert fs.stat("2")[0] == 0x8000
    fs.remove("/log/2")
    fs.rmdir("/log")
    assert list(fs.ilistdir("/")) == []
    block, _, blocks, free = fs.statvfs("/")[:4]
    assert (block, blocks) == (4096, 16)
    assert 0 < free < 16


def test_errors_have_errno(fs):
    with pytest.raises(FileNotFoundError) as error:
        fs.open("/nope")
    assert error.value.errno == 2
    fs.mkdir("/d")
    with pytest.raises(FileExistsError):
        fs.mkdir("/d")
    with pytest.raises(OSError, match="ISDIR"):
        fs.open("/d", "w")
    with pytest.raises(OSError, match="NOSPC"), fs.open("/big", "wb") as file:
        file.write(bytes(100_000))


def test_what_is_written_survives(world, vfs, fs):
    with fs.open("/a", "wb") as file:
        file.write(b"kept")
    world.power_cut()
    world.power_on()
    with vfs.mount_flash(world.flash.device()).open("/a", "rb") as file:
        assert file.read() == b"kept"


def test_an_erased_flash_is_formatted(world, vfs, fs):
    with fs.open("/a", "wb") as file:
        file.write(b"gone")
    world.fault("flash_wiped")
    assert list(vfs.mount_flash(world.flash.device()).ilistdir("/")) == []


def test_cut_at_every_operation_leaves_old_or_new(world, vfs, fs):
    """The flash model, the cuts and littlefs together: a file is either as it was or as it became."""
    old, new = b"o" * 5000, b"n" * 5000
    with fs.open("/f", "wb") as file:
        file.write(old)
    before = bytes(world.flash.data)
    for where in ("before", "middle", "after"):
        for k in range(1, 100):
            world.power_on()
            world.flash.data[:] = before
            fs = vfs.mount_flash(world.flash.device())
            world.cut_at_op(k, where)
            try:
                with fs.open("/f", "wb") as file:
                    file.write(new)
                world.power_cut()
                break
            except PowerCut:
                with pytest.raises(PowerCut):
                    fs.stat("/f")
            world.power_on()
            with vfs.mount_flash(world.flash.device()).open("/f", "rb") as file:
                assert file.read() in (old, new)
        assert k > 10
    assert not world.violations


def test_an_error_below_is_not_lost(world, vfs, fs):
    world.flash.sectors = 4
    with fs.open("/x", "wb") as file:
        file.write(b"1")
    world.flash.data = world.flash.data[: 2 * 4096]
    with pytest.raises(ValueError, match="beyond"):
        fs.statvfs("/")
        with fs.open("/y", "wb") as file:
            file.write(bytes(9000))
