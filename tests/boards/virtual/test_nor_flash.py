"""NOR flash: only erasing sets bits, and the block protocol of rp2.Flash."""

import pytest

from boards.virtual.world import Reset, World


def read(flash, block: int, off: int, size: int) -> bytes:
    buf = bytearray(size)
    flash.readblocks(block, buf, off)
    return bytes(buf)


def test_geometry_is_that_of_a_pico(world):
    big = World().flash
    assert big.ioctl(4, 0) * big.ioctl(5, 0) == 1_441_792
    assert world.flash.ioctl(4, 0) == 16
    assert world.flash.ioctl(5, 0) == 4096


def test_program_and_read(world):
    world.flash.writeblocks(2, b"hello", 100)
    assert read(world.flash, 2, 100, 5) == b"hello"
    assert read(world.flash, 2, 99, 1) == b"\xff"


def test_programming_only_clears_bits(world):
    world.flash.writeblocks(0, b"\xf0\x0f", 0)
    world.flash.writeblocks(0, b"\xc0\x0f", 0)
    assert not world.violations
    world.flash.writeblocks(0, b"\x0f\x0f", 0)
    assert read(world.flash, 0, 0, 2) == b"\x00\x0f"
    assert "would set bits" in world.violations[0]


def test_erase_sets_a_whole_sector(world):
    world.flash.writeblocks(1, bytes(16), 0)
    world.flash.writeblocks(1, bytes(16), 4080)
    world.flash.writeblocks(2, bytes(16), 0)
    world.flash.ioctl(6, 1)
    assert read(world.flash, 1, 0, 4096) == b"\xff" * 4096
    assert read(world.flash, 2, 0, 16) == bytes(16)
    assert not world.violations


def test_writing_without_offset_erases_first(world):
    world.flash.writeblocks(3, bytes(4096))
    world.flash.writeblocks(3, b"\xaa" * 4096)
    assert read(world.flash, 3, 0, 4096) == b"\xaa" * 4096
    assert not world.violations
    assert world.flash.erases == 2


def test_programs_are_counted_by_page(world):
    world.flash.writeblocks(0, bytes(300), 200)  # touches pages 0 and 1
    assert world.flash.programs == 2
    assert world.ops == 2


def test_writing_while_the_needles_turn_is_a_violation_of_s11(world, pens_pio, fuel):
    _, needles, _ = pens_pio
    for _ in range(4):
        needles.put(fuel(256))
    world.advance_us(50_000)
    world.flash.ioctl(6, 0)
    world.flash.writeblocks(0, b"x", 0)
    assert [text.split(": ", 1)[1] for text in world.violations] == [
        "S11: flash erase while the needles move",
        "S11: flash program while the needles move",
    ]
    world.advance_us(1_000_000)
    world.flash.writeblocks(0, b"x", 300)
    assert len(world.violations) == 2


def test_beyond_the_end(world):
    with pytest.raises(ValueError, match="beyond"):
        world.flash.readblocks(16, bytearray(1))
    with pytest.raises(ValueError, match="beyond"):
        world.flash.writeblocks(15, bytes(2), 4095)
    with pytest.raises(ValueError, match="beyond"):
        world.flash.ioctl(6, 16)


def test_other_ioctls(world):
    assert [world.flash.ioctl(op, 0) for op in (1, 2, 3, 7)] == [0, 0, 0, None]


def test_flash_costs_no_time(world):
    world.flash.writeblocks(0, bytes(4096))
    assert world.now_us == 0


def test_a_device_dies_with_its_boot(world):
    device = world.flash.device()
    device.writeblocks(0, b"a", 0)
    world.power_cut()
    buf = bytearray(1)
    device.readblocks(0, buf)
    assert buf == b"a"
    device.writeblocks(0, b"\0", 0)  # a dead file is being closed: into a copy, and not refused
    world.power_on()
    device.readblocks(0, buf)
    assert buf == b"\0"
    device.ioctl(6, 0)
    device.readblocks(0, buf)
    assert buf == b"\xff"
    assert [device.ioctl(op, 0) for op in (3, 4, 5)] == [0, 16, 4096]
    assert read(world.flash.device(), 0, 0, 1) == b"a"
    assert not world.violations


def test_a_reset_is_not_hidden_by_a_file_being_closed(world):
    import machine
    import vfs

    fs = vfs.mount_flash(world.flash.device())
    with pytest.raises(Reset), fs.open("/f", "wb") as file:
        file.write(b"half")
        machine.reset()
    entries = list(vfs.mount_flash(world.flash.device()).ilistdir("/"))
    vfs.umount("/")
    assert entries in ([], [("f", 0x8000, 0, 0)])


def test_load_and_save(world, tmp_path):
    world.flash.writeblocks(0, b"image", 0)
    path = str(tmp_path / "flash.bin")
    world.flash.save(path)
    other = World(flash_sectors=16).flash
    other.load(path)
    assert other.data == world.flash.data
    world.fault("flash_wiped")
    assert bytes(world.flash.data) == b"\xff" * 65_536
    (tmp_path / "short.bin").write_bytes(b"abc")
    other.load(str(tmp_path / "short.bin"))
    assert bytes(other.data[:4]) == b"abc\xff"
