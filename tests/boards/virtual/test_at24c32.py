"""AT24C32 against its data sheet (AT24C32E, DS20006109)."""

import pytest

from boards.virtual.world import PowerCut

ADDR = 0x57
WRITE_US = 5_000


def write(world, at: int, data: bytes) -> None:
    world.i2c.write(ADDR, (at.to_bytes(2, "big"), data), True)


def test_fresh_memory_is_erased(world):
    assert bytes(world.eeprom.mem) == b"\xff" * 4096


def test_write_and_read_back(world, bus):
    write(world, 0x123, b"needle")
    world.advance_us(WRITE_US)
    assert bus.read(ADDR, 0x123, 6, 2) == b"needle"


def test_page_write_rolls_over_inside_the_page(world, bus):
    write(world, 60, b"ABCDEFGH")  # page 32..63
    world.advance_us(WRITE_US)
    assert bus.read(ADDR, 60, 4, 2) == b"ABCD"
    assert bus.read(ADDR, 32, 4, 2) == b"EFGH"


def test_more_than_a_page_overwrites_its_beginning(world, bus):
    write(world, 0, bytes(range(40)))
    world.advance_us(WRITE_US)
    assert bus.read(ADDR, 0, 32, 2) == bytes([*range(32, 40), *range(8, 32)])


def test_upper_address_bits_are_ignored(world, bus):
    write(world, 0xF010, b"x")
    world.advance_us(WRITE_US)
    assert bus.read(ADDR, 0x0010, 1, 2) == b"x"


def test_sequential_read_wraps_at_the_end_of_the_array(world, bus):
    write(world, 4095, b"z")
    world.advance_us(WRITE_US)
    write(world, 0, b"a")
    world.advance_us(WRITE_US)
    assert bus.read(ADDR, 4095, 2, 2) == b"za"


def test_current_address_read_goes_on(world, bus):
    write(world, 10, b"abc")
    world.advance_us(WRITE_US)
    bus.read(ADDR, 10, 1, 2)
    buf = bytearray(2)
    world.i2c.read_into(ADDR, buf, True)
    assert bytes(buf) == b"bc"


def test_does_not_acknowledge_while_it_writes(world, bus):
    write(world, 0, b"x")
    with pytest.raises(OSError, match="EIO") as error:
        bus.read(ADDR, 0, 1, 2)
    assert error.value.errno == 5
    world.advance_us(WRITE_US)
    assert bus.read(ADDR, 0, 1, 2) == b"x"


def test_acknowledge_polling_ends_after_the_write_cycle(world):
    write(world, 0, b"x")
    begin_us = world.now_us
    while True:
        try:
            world.i2c.write(ADDR, (b"",), True)
            break
        except OSError as error:
            assert error.errno == 19
    assert WRITE_US <= world.now_us - begin_us <= WRITE_US + 50


def test_address_alone_writes_nothing(world):
    ops = world.ops
    world.i2c.write(ADDR, (b"\0\0",), True)
    assert world.ops == ops


def test_repeated_start_throws_unconfirmed_data_away(world, bus):
    world.i2c.write(ADDR, (b"\0\0", b"lost"), False)
    assert bus.read(ADDR, 0, 4, 2) == b"\xff\xff\xff\xff"


def test_power_cut_in_the_write_cycle_tears_the_page(world):
    write(world, 0, bytes(32))
    world.advance_us(WRITE_US)
    write(world, 0, b"\x5a" * 32)
    world.advance_us(WRITE_US // 2)
    world.power_cut()
    page = bytes(world.eeprom.mem[:32])
    assert page[:16] == b"\x5a" * 16
    assert page[17:] in (bytes(15), b"\xff" * 15)
    assert bytes(world.eeprom.mem[32:]) == b"\xff" * 4064


def test_power_cut_after_the_write_cycle_harms_nothing(world):
    write(world, 0, b"\x5a" * 32)
    world.advance_us(WRITE_US)
    world.power_cut()
    assert bytes(world.eeprom.mem[:32]) == b"\x5a" * 32


def test_power_cut_before_stop_harms_nothing(world):
    world.at_us(world.now_us + 100, world.power_cut)
    with pytest.raises(PowerCut):
        write(world, 0, bytes(32))
    assert bytes(world.eeprom.mem[:32]) == b"\xff" * 32


def test_a_worn_byte_keeps_what_it_holds(world):
    world.eeprom.wear(5, 2)
    write(world, 0, bytes(32))
    world.advance_us(WRITE_US)
    assert bytes(world.eeprom.mem[:32]) == bytes(5) + b"\x02" + bytes(26)


def test_faults(world, bus):
    world.fault("eeprom_corrupt", value=7)
    assert world.eeprom.mem[7] == 0xFE
    world.fault("eeprom_busy")
    with pytest.raises(OSError, match="EIO"):
        bus.read(ADDR, 0, 1, 2)
    world.fault("eeprom_busy", on=False)
    world.fault("eeprom_absent")
    with pytest.raises(OSError, match="EIO"):
        bus.read(ADDR, 0, 1, 2)
    world.fault("eeprom_absent", on=False)
    world.fault("eeprom_wiped")
    assert bus.read(ADDR, 0, 8, 2) == b"\xff" * 8
