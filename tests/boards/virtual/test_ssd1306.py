"""SSD1306 against its data sheet (Solomon Systech rev 1.5)."""

import pytest

ADDR = 0x3C
UPRIGHT = (0xA1, 0xC8)
LIT = (0x8D, 0x14, 0xAF)


@pytest.fixture
def show(world):
    """Write commands, write data."""

    class Show:
        def commands(self, *bytes_: int) -> None:
            world.i2c.write(ADDR, (bytes([0x00, *bytes_]),), True)

        def data(self, data: bytes) -> None:
            world.i2c.write(ADDR, (b"\x40", data), True)

    return Show()


def picture() -> bytes:
    return bytes((i * 7 + i // 128) & 0xFF for i in range(1024))


def at(frame: bytes, x: int, y: int) -> int:
    return frame[y // 8 * 128 + x] >> (y % 8) & 1


def test_dark_until_display_and_charge_pump_are_on(world, show):
    show.commands(0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, *UPRIGHT)
    show.data(b"\xff" * 1024)
    assert world.display.pixels() == bytes(1024)
    show.commands(0xAF)
    assert world.display.pixels() == bytes(1024)
    show.commands(0x8D, 0x14)
    assert world.display.pixels() == b"\xff" * 1024
    show.commands(0xAE)
    assert world.display.pixels() == bytes(1024)


def test_ram_is_noise_after_power_on(world, show):
    show.commands(*LIT)
    assert len(set(world.display.pixels())) > 16


def test_horizontal_mode_fills_the_window(world, show):
    show.commands(0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, *UPRIGHT, *LIT)
    show.data(picture())
    assert world.display.pixels() == picture()
    show.data(picture()[:200])  # it has wrapped to the beginning
    assert world.display.pixels() == picture()


def test_window_in_the_middle(world, show):
    show.commands(0x20, 0x00, *UPRIGHT, *LIT, 0x21, 0, 127, 0x22, 0, 7)
    show.data(bytes(1024))
    show.commands(0x21, 10, 12, 0x22, 2, 3)
    show.data(bytes(range(1, 7)))
    frame = world.display.pixels()
    assert frame[2 * 128 + 10 : 2 * 128 + 13] == b"\1\2\3"
    assert frame[3 * 128 + 10 : 3 * 128 + 13] == b"\4\5\6"
    assert sum(frame) == 21


def test_vertical_mode(world, show):
    show.commands(0x20, 0x00, *UPRIGHT, *LIT, 0x21, 0, 127, 0x22, 0, 7)
    show.data(bytes(1024))
    show.commands(0x20, 0x01, 0x21, 5, 6, 0x22, 1, 2)
    show.data(b"\1\2\3\4")
    frame = world.display.pixels()
    assert (frame[128 + 5], frame[256 + 5], frame[128 + 6], frame[256 + 6]) == (1, 2, 3, 4)


def test_page_mode_stays_in_its_page(world, show):
    show.commands(0x20, 0x00, *UPRIGHT, *LIT, 0x21, 0, 127, 0x22, 0, 7)
    show.data(bytes(1024))
    show.commands(0x20, 0x02, 0xB3, 0x0E, 0x17)  # page 3, column 0x7E
    show.data(b"\1\2\3")
    frame = world.display.pixels()
    assert (frame[3 * 128 + 126], frame[3 * 128 + 127], frame[3 * 128]) == (1, 2, 3)


def test_byte_by_byte_and_block_agree(world, show):
    show.commands(0x20, 0x00, 0x21, 3, 100, 0x22, 1, 6)
    display = world.display
    show.data(picture())
    fast = bytes(display.ram)
    display.power_off()
    show.commands(0x20, 0x00, 0x21, 3, 100, 0x22, 1, 6)
    display.start(False)
    for byte in b"\x40" + picture():
        assert display.write_byte(byte)
    display.stop()
    assert bytes(display.ram) == fast


def test_control_byte_before_each_command(world):
    world.i2c.write(ADDR, (bytes([0x80, 0x8D, 0x80, 0x14, 0x80, 0xAF]),), True)
    assert world.display.lit
    world.i2c.write(ADDR, (bytes([0x80, 0xB1, 0x80, 0x00, 0x80, 0x10, 0xC0, 0x55, 0x40, 0x66, 0x77]),), True)
    assert bytes(world.display.ram[128:131]) == b"\x55\x66\x77"


def test_orientation_of_the_panel(world, show):
    show.commands(0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, *LIT)
    dot = bytearray(1024)
    dot[0] = 1  # column 0, row 0
    show.data(bytes(dot))
    expected = {(0xA1, 0xC8): (0, 0), (0xA0, 0xC8): (127, 0), (0xA1, 0xC0): (0, 63), (0xA0, 0xC0): (127, 63)}
    for commands, (x, y) in expected.items():
        show.commands(*commands)
        frame = world.display.pixels()
        assert at(frame, x, y)
        assert sum(bin(byte).count("1") for byte in frame) == 1


def test_start_line_and_offset_scroll(world, show):
    show.commands(0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, *UPRIGHT, *LIT)
    dot = bytearray(1024)
    dot[128] = 1  # row 8
    show.data(bytes(dot))
    show.commands(0x48)
    assert at(world.display.pixels(), 0, 0)
    show.commands(0x40, 0xD3, 8)
    assert at(world.display.pixels(), 0, 0)


def test_inverse_all_on_and_multiplex(world, show):
    show.commands(0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, *UPRIGHT, *LIT, 0xA7)
    show.data(bytes(1024))
    assert world.display.pixels() == b"\xff" * 1024
    show.commands(0xA6, 0xA5)
    assert world.display.pixels() == b"\xff" * 1024
    show.commands(0xA8, 31)
    assert world.display.pixels() == b"\xff" * 512 + bytes(512)


def test_to_rows(world, show):
    show.commands(0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, *UPRIGHT, *LIT)
    dot = bytearray(1024)
    dot[128 + 3] = 0x04  # row 10
    show.data(bytes(dot))
    rows = world.display.to_rows()
    assert len(rows) == 64
    assert rows[10] == "..." + "#" + "." * 124
    assert all(row == "." * 128 for i, row in enumerate(rows) if i != 10)


def test_parameters_are_not_commands(world, show):
    show.commands(0x81, 0xAF)
    assert world.display.contrast == 0xAF
    assert not world.display.on
    show.commands(0x26, 0, 0xAF, 0xAF, 0xAF, 0, 0xAF, 0x2F, 0xA3, 0xAF, 0xAF, 0xD5, 0xAF, 0xDA, 0x02)
    assert not world.display.on
    assert world.display.com_pins == 0x02
    assert world.display.unknown == []


def test_unknown_commands_are_noted(world, show):
    show.commands(0x9F)
    assert world.display.unknown == [0x9F]


def test_status_tells_whether_the_display_is_on(world, show):
    buf = bytearray(1)
    world.i2c.read_into(ADDR, buf, True)
    assert buf[0] == 0x40
    show.commands(*LIT)
    world.i2c.read_into(ADDR, buf, True)
    assert buf[0] == 0


def test_power_takes_picture_and_settings(world, show):
    show.commands(0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, *UPRIGHT, *LIT)
    show.data(bytes(1024))
    world.power_cut()
    assert world.display.pixels() == bytes(1024)
    world.power_on()
    assert not world.display.on
    assert bytes(world.display.ram) != bytes(1024)
