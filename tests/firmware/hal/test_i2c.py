"""S19: nothing old is taken for an answer, whichever byte a chip refuses, and a bus that is held is freed."""

from contextlib import suppress
from itertools import cycle

import pytest
from pen.hal.as5600 import As5600
from pen.hal.at24c32 import At24c32
from pen.hal.chip import i2c_bus
from pen.hal.clock_writes import restart
from pen.hal.ds3231 import Ds3231
from pen.hal.errors import BusError
from pen.hal.ssd1306 import Ssd1306

from boards.virtual import wiring

CLOCK, EEPROM, ENCODER, DISPLAY = (
    wiring.ADDR_CLOCK,
    wiring.ADDR_EEPROM,
    wiring.ADDR_ENCODER,
    wiring.ADDR_DISPLAY,
)

PICTURES = cycle(range(1, 250))  # each another one: what is on the glass is not sent again


def _clock(i2c):
    clock = Ds3231(i2c)
    restart(clock)
    return clock


def _display(i2c):
    display = Ssd1306(i2c)
    display.begin()
    return display


def _read(eeprom) -> bytes:
    buf = bytearray(b"old!" * 8)
    try:
        eeprom.readinto(64, buf)
    finally:
        assert b"old!" not in buf
    return bytes(buf)


# chip, what a driver is made by, what is asked of it, which bytes can be refused
ACTS = {
    "depth": (ENCODER, As5600, lambda encoder: encoder.read_counts(), (0, 1)),
    "time": (CLOCK, _clock, lambda clock: clock.read_s(), (0, 1)),
    "has it stopped": (CLOCK, _clock, lambda clock: clock.stopped(), (0, 1)),
    "start it anew": (CLOCK, lambda i2c: Ds3231(i2c), restart, (0, 1, 2)),
    "read": (EEPROM, At24c32, _read, (0, 1, 2)),
    "write": (EEPROM, At24c32, lambda eeprom: eeprom.write(64, bytes(range(40))), (0, 1, 2, 3, 20)),
    "begin": (DISPLAY, Ssd1306, lambda display: display.begin(), (0, 1, 2, 20)),
    "show": (DISPLAY, _display, lambda display: display.show(bytes([next(PICTURES)]) * 1024), (0, 1, 2, 60)),
    "power": (DISPLAY, _display, lambda display: display.power(True), (0, 1, 2)),
    "refresh": (DISPLAY, _display, lambda display: display.refresh(), (0, 1, 2)),
}
CASES = [(name, byte) for name, act in ACTS.items() for byte in act[3]]


@pytest.mark.parametrize(("name", "byte"), CASES)
def test_s19_whichever_byte_is_refused_it_is_no_answer_and_nothing_old(world, i2c, name, byte):
    chip, make, act, _ = ACTS[name]
    driver = make(i2c)
    if name != "start it anew":
        act(driver)
    world.i2c.nack[chip] = byte
    for _ in range(3):
        with pytest.raises(BusError):
            act(driver)
    del world.i2c.nack[chip]
    act(driver)


def test_s19_h9_a_clock_that_refuses_a_register_is_not_set(world, i2c):
    clock = _clock(i2c)
    world.advance_us(86_400_000_000)
    world.i2c.nack[CLOCK] = 1
    with pytest.raises(BusError):
        restart(clock)
    del world.i2c.nack[CLOCK]
    assert 86_399 <= clock.read_s() <= 86_400


class Port:
    """A `machine.I2C` whose chip refuses the register: the port says so by a count only, and leaves the buffer."""

    def writeto(self, address, data, stop=True):
        return 0 if len(data) < 3 else len(data)

    def readfrom_into(self, address, buf, stop=True):
        raise AssertionError("read, although the register was refused")


@pytest.mark.parametrize("name", ("depth", "time", "has it stopped", "read"))
def test_s19_a_count_that_is_short_is_an_error(world, name):
    _, _, act, _ = ACTS[name]
    driver = {"depth": As5600, "time": Ds3231, "has it stopped": Ds3231, "read": At24c32}[name](Port())
    with pytest.raises(BusError):
        act(driver)


# --- a chip that was interrupted holds SDA low -------------------------------------------------------------------


def _clocks(world) -> list:
    """The clocks that are made by hand from now on."""
    seen = []
    line = world.i2c.clock_line

    def counting(level):
        seen.append(level)
        line(level)

    world.i2c.clock_line = counting
    return seen


@pytest.mark.parametrize("clocks", range(1, 10))
def test_s19_a_bus_that_is_held_when_it_is_opened_is_freed(world, clocks):
    world.i2c.hold(clocks)
    encoder = As5600(i2c_bus(0, wiring.SDA, wiring.SCL, 400_000))
    assert world.i2c.held == 0
    assert encoder.read_counts() == 700
    assert world.i2c.timeouts == 0


@pytest.mark.parametrize("clocks", (1, 9))
@pytest.mark.parametrize("name", ACTS)
def test_s19_a_bus_that_is_held_later_costs_one_error(world, i2c, name, clocks):
    _, make, act, _ = ACTS[name]
    driver = make(i2c)
    world.i2c.hold(clocks)
    try:
        act(driver)
        assert name in ("read", "write"), "the EEPROM's driver tries again by itself"
    except BusError:
        pass
    assert world.i2c.held == 0
    act(driver)


@pytest.mark.parametrize("bits", range(9))
@pytest.mark.parametrize("part", (DISPLAY, CLOCK, EEPROM, ENCODER))
@pytest.mark.parametrize("when", ("opened", "later"))
@pytest.mark.parametrize("byte", (0x00, 0x55, 0xFF))
def test_s19_a_part_left_in_the_middle_of_a_byte_is_freed(world, i2c, part, bits, when, byte):
    """Nine clocks and a STOP: what it sends is ended, whatever the bits are."""
    chip = world.i2c.chips[part]
    chip.read_byte = lambda: byte
    world.i2c.leave(part, bits)
    del chip.read_byte
    if when == "opened":
        i2c = i2c_bus(0, wiring.SDA, wiring.SCL, 400_000)
        assert world.i2c.left is None
        assert world.i2c.timeouts == 0
    else:
        with suppress(BusError):
            As5600(i2c).read_counts()
        assert world.i2c.left is None
    assert As5600(i2c).read_counts() == 700
    assert world.i2c.timeouts <= 1


def test_s19_a_bus_that_is_not_held_gets_no_clock(world):
    """A chip that is being written would take it for a bit, and keep the byte."""
    seen = _clocks(world)
    i2c = i2c_bus(0, wiring.SDA, wiring.SCL, 400_000)
    world.fault("encoder_absent")
    with pytest.raises(BusError):
        As5600(i2c).read_counts()
    assert 0 not in seen


def test_s19_start_and_stop_end_what_a_chip_takes_itself_to_be_in(world, monkeypatch):
    """SDA falls and rises while SCL is high."""
    edges = []
    gpio = world.gpio
    after = gpio._after

    def noted(n):
        after(n)
        if n == wiring.SDA:
            edges.append((gpio.level(wiring.SDA), gpio.level(wiring.SCL)))

    monkeypatch.setattr(gpio, "_after", noted)
    i2c_bus(0, wiring.SDA, wiring.SCL, 400_000)
    assert (0, 1) in edges and (1, 1) in edges[edges.index((0, 1)) :]


def test_a_bus_that_is_held_for_ever_is_an_error_each_time(world, i2c):
    world.fault("i2c_stuck")
    encoder = As5600(i2c)
    for _ in range(3):
        with pytest.raises(BusError):
            encoder.read_counts()
    world.fault("i2c_stuck", False)
    assert encoder.read_counts() == 700
