"""DS2431 against its data sheet (Maxim 19-4675), and the cartridge it sits in."""

import pytest

from boards.virtual.chips.ds2431 import Ds2431
from boards.virtual.crc import crc8, crc16
from boards.virtual.physics.cartridge import page0, rom_code
from boards.virtual.world import PowerCut
from tests.boards.virtual.tag_master import PROG_US


def test_check_sums_have_their_published_values():
    assert crc8(b"123456789") == 0xA1  # CRC-8/MAXIM
    assert crc16(b"123456789") == 0xBB3D  # CRC-16/ARC
    rom = bytes.fromhex("2d bc9a78563412")
    assert rom_code(0x123456789ABC) == rom + bytes([crc8(rom)])


def test_the_data_sheets_example(world, wire):
    """Write 8 bytes to page 1 of an open tag and read the entire memory (Memory Function Example)."""
    tag = wire.tag = Ds2431(rom_code(1))
    tag.attach(world)
    data = b"\x10\x20\x30\x40\x50\x60\x70\x80"
    crc = crc16(b"\x0f\x20\x00" + data) ^ 0xFFFF
    assert wire.write_scratchpad(0x20, data) == crc.to_bytes(2, "little")
    wire.select(0xAA)
    head = wire.read(11)
    assert head == b"\x20\x00\x07" + data
    assert wire.read(2) == (crc16(b"\xaa" + head) ^ 0xFFFF).to_bytes(2, "little")
    assert wire.read(1) == b"\xff"
    assert wire.copy(0x20) == 0xAA
    wire.select(0xF0, 0, 0)
    memory = wire.read(144)
    assert memory == b"\xff" * 32 + data + b"\xff" * 104
    assert wire.read(4) == b"\xff" * 4


def test_factory_page(cartridge):
    raw = bytes(cartridge.tag.mem[:32])
    assert raw == page0(2, 12, 500, 1)
    assert raw[:12] == b"NPC1" + bytes([2, 12]) + (500).to_bytes(2, "little") + (1).to_bytes(4, "little")
    assert raw[12:30] == b"\xff" * 18
    assert crc16(raw[:30]) == int.from_bytes(raw[30:32], "little")
    assert crc16(raw) == 0


def test_write_protected_page_cannot_be_changed(wire, cartridge):
    before = bytes(cartridge.tag.mem)
    assert wire.program(0x00, bytes(8)) == 0xAA  # a refresh of what is there
    assert bytes(cartridge.tag.mem) == before
    wire.write_scratchpad(0x00, bytes(8))
    wire.select(0xAA)
    assert wire.read(7)[3:] == b"NPC1"


def test_eprom_page_only_clears_bits(wire, cartridge):
    assert wire.program(0x20, b"\x7f" + b"\xff" * 7) == 0xAA
    assert cartridge.tag.mem[0x20] == 0x7F
    assert wire.program(0x20, b"\xff\x00" + b"\xff" * 6) == 0xAA
    assert bytes(cartridge.tag.mem[0x20:0x28]) == b"\x7f\x00" + b"\xff" * 6
    assert cartridge.uses() == 2


def test_page_3_is_open(wire, cartridge):
    wire.program(0x60, b"overwrit")
    wire.program(0x60, b"\xff" * 8)
    assert bytes(cartridge.tag.mem[0x60:0x68]) == b"\xff" * 8


def test_protection_cannot_be_taken_back(wire, cartridge):
    wire.program(0x80, bytes(8))
    assert bytes(cartridge.tag.mem[0x80:0x83]) == b"\x55\xaa\xaa"
    wire.program(0x80, b"\x55\xaa\xaa\xaa\x00\x00\x00\x00")
    assert cartridge.tag.mem[0x83] == 0xAA


def test_factory_byte_is_read_only(wire, cartridge):
    wire.program(0x80, b"\x55\xaa\xaa\x00\x00\xaa\x00\x00")
    assert cartridge.tag.mem[0x85] == 0


def test_copy_protection_blocks_registers_and_protected_pages(wire, cartridge):
    assert wire.program(0x80, b"\x55\xaa\xaa\x00\x55\x00\x00\x00") == 0xAA
    assert wire.program(0x80, b"\x55\xaa\xaa\xaa\x55\x00\x00\x00") == 0xFF
    assert wire.program(0x00, b"\xff" * 8) == 0xFF
    assert wire.program(0x28, b"\x00" * 8) == 0xAA  # an EPROM page is not affected


@pytest.mark.parametrize(("at", "es"), [(0x28, 7), (0x20, 6), (0x20, 0x27), (0x20, 0x87)])
def test_copy_needs_the_exact_authorization(wire, cartridge, at, es):
    wire.write_scratchpad(0x20, bytes(8))
    assert wire.copy(at, es) == 0xFF
    assert bytes(cartridge.tag.mem[0x20:0x28]) == b"\xff" * 8


def test_copy_needs_all_eight_bytes(wire, cartridge):
    wire.select(0x0F, 0x20, 0, 1, 2, 3)
    wire.select(0xAA)
    assert wire.read(3)[2] == 2  # ending offset
    assert wire.copy(0x20, 2) == 0xFF


def test_copy_needs_a_row_boundary(wire):
    wire.select(0x0F, 0x22, 0, 1, 2, 3, 4, 5, 6)
    assert wire.copy(0x22) == 0xFF


def test_an_incomplete_byte_sets_the_partial_flag(wire, cartridge):
    wire.select(0x0F, 0x20, 0, *range(7))
    for _ in range(3):
        cartridge.tag.write_bit(1)
    wire.select(0xAA)
    assert wire.read(3)[2] & 0x20
    assert wire.copy(0x20, 0x26) == 0xFF


def test_copy_takes_ten_milliseconds(wire, world, cartridge):
    wire.write_scratchpad(0x20, bytes(8))
    assert wire.copy(0x20, wait_us=PROG_US) == 0xAA
    assert not world.violations


def test_using_the_bus_while_it_programs_tears_the_row(wire, world, cartridge):
    wire.write_scratchpad(0x60, bytes(8))
    assert wire.copy(0x60, wait_us=5_000) == 0xFF
    assert bytes(cartridge.tag.mem[0x60:0x64]) == bytes(4)
    assert bytes(cartridge.tag.mem[0x65:0x68]) == b"\xff" * 3
    assert "tag programs" in world.violations[0]


def test_pulling_the_cartridge_out_tears_the_row(wire, world, cartridge):
    wire.write_scratchpad(0x60, bytes(8))
    wire.select(0x55, 0x60, 0, 7)
    world.advance_us(5_000)
    assert world.eject() is cartridge
    assert cartridge.tag.mem[0x67] == 0xFF
    assert cartridge.tag.mem[0x60] == 0


@pytest.mark.parametrize("where", ["before", "middle", "after"])
def test_power_cut_while_it_programs(wire, world, cartridge, where):
    wire.write_scratchpad(0x20, bytes(8))
    world.cut_at_op(1, where)
    with pytest.raises(PowerCut):
        wire.copy(0x20)
    done = bytes(cartridge.tag.mem[0x20:0x28]).count(0)
    assert {"before": done == 0, "middle": 0 < done < 8, "after": done == 8}[where]
    world.power_on()
    wire.select(0xAA)
    assert wire.read(3)[2] & 0x20  # the scratchpad is lost


def test_a_copied_flag_is_shown(wire):
    wire.program(0x20, bytes(8))
    wire.select(0xAA)
    assert wire.read(3) == b"\x20\x00\x87"


def test_faults(wire, world, cartridge):
    world.fault("tag_noise", value=3)
    wire.select(0xF0, 0, 0)
    raw = wire.read(32)
    assert raw != bytes(cartridge.tag.mem[:32])
    world.fault("tag_noise", on=False)
    wire.select(0xF0, 0, 0)
    assert wire.read(32) == bytes(cartridge.tag.mem[:32])
    world.fault("tag_dead")
    assert not cartridge.tag.reset()
    world.eject()
    with pytest.raises(ValueError, match="no cartridge"):
        world.fault("tag_dead")


def test_only_one_cartridge_fits(world, cartridge):
    with pytest.raises(ValueError, match="already"):
        world.insert(world.make_cartridge())
    world.eject()
    assert world.eject() is None


def test_a_clone_is_a_clone(cartridge):
    clone = cartridge.copy()
    assert clone.tag.rom == cartridge.tag.rom
    clone.tag.mem[0x20] = 0
    assert cartridge.tag.mem[0x20] == 0xFF


def test_unknown_commands_are_ignored(wire, cartridge):
    wire.select(0x99)
    assert wire.read(2) == b"\xff\xff"
    cartridge.tag.reset()
    cartridge.tag.write_byte(0x77)
    cartridge.tag.write_byte(0xF0)
    assert wire.read(2) == b"\xff\xff"


def test_reading_beyond_the_memory_gives_ones(wire):
    wire.select(0xF0, 0x90, 0)
    assert wire.read(4) == b"\xff" * 4


def test_h44_a_pull_up_alone_does_not_program(world, cartridge, wire):
    """1.5 V at 0.8 mA instead of 2.8: the row is torn, and the tag does not say that it was copied."""
    wire.drives = False
    assert wire.program(0x60, bytes(8)) != 0xAA
    assert bytes(cartridge.tag.mem[0x60:0x68]) != bytes(8)
    assert "pull-up" in world.violations[0]


def test_the_scratchpad_lasts_as_long_as_the_tag_has_power(world, cartridge, wire):
    wire.write_scratchpad(0x60, bytes(8))
    for out in (False, True):
        if out:
            world.insert(world.eject())
        wire.select(0xAA)
        head = wire.read(3)
        assert bool(head[2] & 0x20) == out, "PF says that the scratchpad is not valid"
