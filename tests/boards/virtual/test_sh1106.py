"""SH1106 against its data sheet (Sino Wealth V2.3): 132 columns, page addressing alone, a RAM that can be read."""

import pytest

from boards.virtual.chips.sh1106 import Sh1106

ADDR = 0x3C
UPRIGHT = (0xA1, 0xC8)
LEFT = (0x02, 0x10)  # the glass's first column


@pytest.fixture
def show(world):
    """Write commands, write data, read."""
    world.fit_display(Sh1106)

    class Show:
        def commands(self, *bytes_: int) -> None:
            world.i2c.write(ADDR, (bytes([0x00, *bytes_]),), True)

        def data(self, data: bytes) -> None:
            world.i2c.write(ADDR, (b"\x40", data), True)

        def read(self, control: int, size: int) -> bytes:
            world.i2c.write(ADDR, (bytes([control]),), False)
            buf = bytearray(size)
            world.i2c.read_into(ADDR, buf, True)
            return bytes(buf)

        def blank(self) -> None:
            for page in range(8):
                self.commands(0xB0 | page, 0x00, 0x10)
                self.data(bytes(132))

    return Show()


def test_its_converter_is_on_after_reset_and_can_be_switched_off(world, show):
    show.blank()
    show.commands(*UPRIGHT, 0xA5, 0xAF)
    assert world.display.pixels() == b"\xff" * 1024
    show.commands(0xAD, 0x8A)
    assert world.display.pixels() == bytes(1024)


def test_the_glass_is_in_the_middle_of_132_columns(world, show):
    show.blank()
    show.commands(*UPRIGHT, 0xAF, 0xB3, 0x00, 0x10)
    show.data(b"\x01\x02\x04\x08")
    frame = world.display.pixels()
    assert (frame[3 * 128], frame[3 * 128 + 1], sum(frame)) == (4, 8, 12)
    show.commands(0xA0)  # the other way round
    frame = world.display.pixels()
    assert (frame[3 * 128 + 127], frame[3 * 128 + 126], sum(frame)) == (4, 8, 12)


def test_a_column_is_counted_up_to_the_last_and_the_page_stays(world, show):
    show.blank()
    show.commands(*UPRIGHT, 0xAF, 0xB3, 0x01, 0x18)  # column 81h, which is the last of the glass
    show.data(b"\x01\x02\x04\x08\x10")
    frame = world.display.pixels()
    assert (frame[3 * 128 + 127], sum(frame)) == (1, 1)
    assert bytes(world.display.ram[3 * 132 + 129 : 4 * 132]) == b"\x01\x02\x04"


def test_what_an_ssd1306_is_told_of_windows_is_not_listed(world, show):
    """20h, 21h, 22h are no commands here, and what follows them is taken for some: 7Fh moves the start line."""
    show.commands(0x20, 0x00, 0x21, 0, 127, 0x22, 0, 7, 0x8D, 0x14)
    assert world.display.unknown == [0x20, 0x21, 0x22, 0x8D]
    assert world.display.start_line == 63


def test_its_memory_can_be_read_after_a_byte_that_means_nothing(world, show):
    show.blank()
    show.commands(0xB5, *LEFT)
    show.data(b"\x11\x22\x33")
    show.commands(0xB5, *LEFT)
    assert show.read(0x40, 4)[1:] == b"\x11\x22\x33"


def test_status_tells_whether_the_display_is_on(world, show):
    assert show.read(0x00, 1) == b"\x40"
    show.commands(0xAF)
    assert show.read(0x00, 1) == b"\x00"


def test_power_takes_picture_and_settings(world, show):
    show.blank()
    show.commands(*UPRIGHT, 0xAD, 0x8A, 0xAF)
    world.power_cut()
    world.power_on()
    assert not world.display.on and world.display.charge_pump and not world.display.remap
    assert any(world.display.ram)


def test_byte_by_byte_and_block_agree(world, show):
    picture = bytes(range(200))
    show.commands(0xB2, 0x03, 0x11)
    display = world.display
    show.data(picture)
    fast = bytes(display.ram)
    display.power_off()
    show.commands(0xB2, 0x03, 0x11)
    display.start(False)
    for byte in b"\x40" + picture:
        assert display.write_byte(byte)
    assert bytes(display.ram) == fast


def test_double_byte_commands_take_their_parameter(world, show):
    show.commands(0x81, 0xAF, 0xA8, 31, 0xD3, 0xAF, 0xD5, 0xAF, 0xD9, 0xAF, 0xDA, 0x02, 0xDB, 0xAF, 0x32, 0x41, 0xA7)
    shown = world.display
    assert not shown.on and shown.unknown == []
    assert (shown.contrast, shown.multiplex, shown.offset, shown.com_pins) == (0xAF, 31, 0x2F, 0x02)
    assert shown.start_line == 1 and shown.inverted
