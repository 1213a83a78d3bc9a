"""A chip that its master left in the middle of a byte: bit by bit, as UM10204 has it."""

import pytest
from machine import Pin

from boards.virtual import wiring

PART = wiring.ADDR_CLOCK
REGISTER, BYTE = 0x02, 0b0001_0010  # hours of a DS3231


@pytest.fixture
def lines(world):
    """SDA and SCL by hand, the clock's pointer on a byte that is known."""
    world.clock.regs[REGISTER] = BYTE
    world.clock.look = lambda: None  # no time passes for it
    world.i2c.write(PART, (bytes([REGISTER]),), True)
    sda, scl = Pin(wiring.SDA), Pin(wiring.SCL)
    for line in (sda, scl):
        line.init(Pin.OPEN_DRAIN, Pin.PULL_UP)
        line.value(1)
    return sda, scl


def clock(lines) -> int:
    """One clock; what SDA carried while SCL was high."""
    sda, scl = lines
    scl.value(1)
    seen = sda.value()
    scl.value(0)
    return seen


@pytest.mark.parametrize("bits", range(1, 9))
def test_it_gives_the_rest_of_its_byte_and_lets_go(world, lines, bits):
    world.i2c.leave(PART, bits)
    seen = [clock(lines) for _ in range(bits)]
    assert seen == [BYTE >> bit & 1 for bit in reversed(range(bits))]
    assert world.i2c.left is not None
    assert clock(lines) == 1
    assert world.i2c.left is None, "no acknowledge ended it"


def test_an_acknowledge_has_it_send_the_next_byte(world, lines):
    sda, _ = lines
    world.clock.regs[REGISTER + 1] = 0x05
    world.i2c.leave(PART, 1)
    clock(lines)
    sda.value(0)
    clock(lines)
    sda.value(1)
    assert [clock(lines) for _ in range(8)] == [0, 0, 0, 0, 0, 1, 0, 1]


def test_one_that_acknowledges_lets_go_after_a_clock(world, lines):
    world.i2c.leave(PART, 0)
    assert clock(lines) == 0
    assert lines[0].value() == 1


def test_a_start_ends_it_where_it_sends_a_one(world, lines):
    sda, scl = lines
    world.i2c.leave(PART, 2)  # 1, then 0
    assert sda.value() == 1
    sda.value(0)
    assert world.i2c.left is None
    world.i2c.leave(PART, 1)
    sda.value(1)


def test_a_transfer_finds_sda_low(world):
    world.clock.regs[REGISTER] = 0
    world.i2c.write(PART, (bytes([REGISTER]),), True)
    world.i2c.leave(PART, 8)
    with pytest.raises(OSError):
        world.i2c.write(wiring.ADDR_ENCODER, (b"\x0b",), True)
    assert world.i2c.timeouts == 1


def test_without_power_it_is_in_the_middle_of_nothing(world):
    world.i2c.leave(PART, 8)
    world.power_cut()
    assert world.i2c.left is None


def test_who_is_not_there_is_left_in_nothing(world):
    world.fault("clock_absent")
    world.i2c.leave(PART, 8)
    assert world.i2c.left is None
