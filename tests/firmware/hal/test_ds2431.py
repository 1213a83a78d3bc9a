"""The cartridge tag's driver: right bytes or a typed error, and marks that never grow back."""

import pytest
from pen.hal.ds2431 import Ds2431
from pen.hal.errors import TAG, BusError, DataError
from tag_rows import FACTORY, FREE, ROW, USES, read, write

from boards.virtual import wiring
from boards.virtual.crc import crc8
from boards.virtual.resets import PowerCut

WRITE_PROTECTED, EPROM_MODE = 0x55, 0xAA  # data sheet 19-4675, figure 5
MARK = b"\x00" + b"\xff" * 7


def test_the_unique_number(world, tag):
    assert tag.present()
    assert tag.read_rom() == world.cartridge.tag.rom


def test_every_byte_of_every_page(tag, mem):
    for i in range(128):
        mem[i] = (i * 37 + 5) & 0xFF
    assert read(tag, 0, 128) == bytes(mem[:128])
    assert read(tag, 0x1F, 3) == bytes(mem[0x1F:0x22])


def test_protection_of_every_page(tag):
    assert list(tag.protections()) == [WRITE_PROTECTED, EPROM_MODE, EPROM_MODE, 0x00]


@pytest.mark.parametrize("addr", range(FREE, 0x80, 8))
def test_an_open_row_takes_what_is_written(tag, mem, addr):
    write(tag, addr, ROW)
    assert bytes(mem[addr : addr + 8]) == ROW
    write(tag, addr, bytes(8))
    write(tag, addr, ROW)
    assert read(tag, addr, 8) == ROW


def test_s14_in_an_eprom_page_the_outcome_is_old_and_new(tag, mem):
    write(tag, USES, MARK)
    write(tag, USES, b"\xff\x00" + b"\xff" * 6)
    assert bytes(mem[USES : USES + 8]) == b"\x00\x00" + b"\xff" * 6
    write(tag, USES, b"\xff" * 8)
    assert bytes(mem[USES : USES + 8]) == b"\x00\x00" + b"\xff" * 6


def test_a_write_protected_page_is_refused_and_untouched(world, tag, mem):
    before = bytes(mem)
    with pytest.raises(DataError) as caught:
        write(tag, FACTORY, bytes(8))
    assert caught.value.part == TAG
    assert bytes(mem) == before
    assert world.ops == 0


def test_the_protection_registers_cannot_be_reached(tag, mem):
    before = bytes(mem)
    for addr in (0x80, 0x88, -8, 4, 0x61):
        with pytest.raises(ValueError):
            write(tag, addr, ROW)
    for bad in (b"", ROW[:7], ROW + b"x"):
        with pytest.raises(ValueError):
            write(tag, FREE, bad)
    for addr, count in ((-1, 1), (127, 2), (0x80, 1)):
        with pytest.raises(ValueError):
            read(tag, addr, count)
    assert bytes(mem) == before


def acts(tag):
    return (tag.read_rom, lambda: read(tag, 0, 8), lambda: tag.protections()[1], lambda: write(tag, FREE, ROW))


def test_no_cartridge_is_a_bus_error(world, tag):
    world.eject()
    assert not tag.present()
    for act in acts(tag):
        with pytest.raises(BusError) as caught:
            act()
        assert caught.value.part == TAG


def test_a_silent_tag_is_a_bus_error(world, tag):
    world.fault("tag_dead")
    assert not tag.present()
    for act in acts(tag):
        with pytest.raises(BusError):
            act()


def test_a_line_that_is_shorted_to_ground_is_no_cartridge(world, tag):
    world.fault("TAG:low")
    assert not tag.present()
    with pytest.raises(DataError):
        tag.read_rom()
    world.fault("TAG:low", False)
    assert tag.present()


def test_h7_a_wrong_rom_crc_or_another_family_is_a_data_error(world, tag):
    rom = bytearray(world.cartridge.tag.rom)
    for bit in range(64):
        bad = bytearray(rom)
        bad[bit >> 3] ^= 1 << (bit & 7)
        world.cartridge.tag.rom = bytes(bad)
        with pytest.raises(DataError) as caught:
            tag.read_rom()
        assert caught.value.part == TAG


def test_h5_a_good_number_of_another_family_is_a_data_error(world, tag):
    body = b"\x28" + bytes(6)
    world.cartridge.tag.rom = body + bytes([crc8(body)])
    with pytest.raises(DataError, match="family"):
        tag.read_rom()


@pytest.mark.parametrize("every", [3, 5, 7, 9, 17, 33, 71])
def test_noise_gives_errors_or_right_bytes_but_never_wrong_ones(world, tag, mem, every):
    """H5, H7: each read is done twice, each scratchpad has its CRC.

    The limit of reading twice: noise that repeats itself exactly (here: a period that divides the eight bytes) is
    the same in both readings. The ROM's and the factory page's CRC are what is left then.
    """
    world.fault("tag_noise", value=every)
    wrong = 0
    good = 0
    for turn in range(20):
        want = bytes([turn]) * 8
        for act, truth in (
            (tag.read_rom, world.cartridge.tag.rom),
            (lambda: read(tag, 0, 8), bytes(mem[:8])),
            (lambda: tag.protections()[1], EPROM_MODE),
            (lambda want=want: write(tag, FREE, want), None),
        ):
            try:
                got = act()
            except DataError as error:
                assert error.part == TAG
                wrong += 1
                continue
            good += 1
            assert got == truth
            if truth is None:
                assert bytes(mem[FREE : FREE + 8]) == want
    assert wrong or every > 60
    assert good or every < 60


def test_every_scratchpad_crc_is_checked(world, tag, mem):
    """With data that are right and a CRC that is not: nothing is copied."""
    world.cartridge.tag._inverted_crc = lambda data: b"\x00\x00"
    with pytest.raises(DataError, match="CRC"):
        write(tag, FREE, ROW)
    assert world.ops == 0


def test_a_row_that_does_not_stick_is_a_data_error(world, tag):
    """The tag says "copied", and the memory is worn out."""
    world.cartridge.tag._program = lambda done: None
    with pytest.raises(DataError, match="verify") as caught:
        write(tag, FREE, ROW)
    assert caught.value.part == TAG


@pytest.mark.parametrize("after_us", list(range(0, 40_000, 1_300)))
def test_pulled_out_in_the_middle_is_a_typed_error(world, tag, mem, after_us):
    """At whatever moment: no bytes of a tag that has gone, and no mark believed that is not there."""
    world.after_us(after_us, world.eject)
    with pytest.raises((BusError, DataError)) as caught:
        while True:
            assert read(tag, 0, 8) == bytes(mem[:8])
            write(tag, USES, MARK)
            assert mem[USES] == 0
    assert caught.value.part == TAG


def test_programming_time_is_waited_out(world, tag):
    write(tag, USES, MARK)
    assert world.violations == []


def test_h6_a_cut_at_every_copy_never_sets_a_cleared_bit(cuts):
    """In an EPROM page a torn row lies between old and old AND new; a use once marked stays marked."""
    old = b"\x00" + b"\xff" * 7

    def make(world):
        world.insert(world.make_cartridge())
        world.cartridge.tag.mem[USES : USES + 8] = old

    def act(world):
        write(Ds2431(wiring.TAG), USES, b"\xff\x00\x12" + b"\xff" * 5)

    def check(world):
        row = world.cartridge.tag.mem[USES : USES + 8]
        new = b"\x00\x00\x12" + b"\xff" * 5
        for i in range(8):
            assert row[i] & ~old[i] == 0  # nothing grew back
            assert ~row[i] & new[i] == 0  # nothing fell that was not to fall
        act(world)
        assert bytes(world.cartridge.tag.mem[USES : USES + 8]) == new

    assert cuts(make, act, check) == 1


@pytest.mark.parametrize("into_us", range(0, 12_000, 500))
def test_h6_nor_does_a_cut_in_the_programming_time(world, tag, mem, into_us):
    """The power may go at any moment of the 10 ms."""
    copies = world.cartridge.tag.copies
    start = world.now_us
    probe = Ds2431(wiring.TAG)
    write(probe, FREE, ROW)  # learn how long the way to the copy is
    assert world.cartridge.tag.copies == copies + 1
    length_us = world.now_us - start
    world.after_us(length_us - 30_000 + into_us * 2, world.power_cut)
    with pytest.raises(PowerCut):
        while True:
            write(tag, USES, MARK)
    world.power_on()
    row = mem[USES : USES + 8]
    assert bytes(row[1:]) == b"\xff" * 7
    tag = Ds2431(wiring.TAG)
    write(tag, USES, MARK)
    assert bytes(mem[USES : USES + 8]) == MARK


@pytest.mark.parametrize("prog_us", (10_000, 12_500, 15_000))
def test_h44_a_row_is_programmed_with_the_line_driven_for_as_long_as_any_brand_needs(world, tag, mem, prog_us):
    world.cartridge.tag.prog_us = prog_us
    write(tag, USES, MARK)
    assert bytes(mem[USES : USES + 8]) == MARK
    assert not world.violations and not world.gpio.strong(wiring.TAG), "and left to its pull-up afterwards"
