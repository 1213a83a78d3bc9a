"""The drop-in `onewire`, slot by slot: when each is, what comes between two, what the tag makes of half a byte."""

import pytest
from machine import Pin
from onewire import OneWire

from boards.virtual import power_off_image, wiring
from boards.virtual.faults.chip import Broken
from boards.virtual.resets import PowerCut, Reset

RESET_US, SLOT_US = 960, 70  # MicroPython 1.29, extmod/modonewire.c: 480 + 70 + 410; 6 + 9 + 55 and 6 + 54 + 10
ROW = bytes((0x00, 0xFF, 0x5A, 0x81, 0x01, 0x80, 0x33, 0xFE))
TRANSFER = (0xCC, 0x0F, 0x60, 0x00, *ROW)  # WRITE SCRATCHPAD


@pytest.fixture
def bus(world):
    world.insert(world.make_cartridge(serial=0xA5A55A5A0FF0))
    return OneWire(Pin(wiring.TAG))


def everything(world, bus) -> list:
    """A row written, read from the scratchpad, copied, read from the memory; and what the tag was in between."""
    got: list = []
    tag = world.cartridge.tag
    for command, reads in ((TRANSFER, 3), ((0xCC, 0xAA), 13), ((0xCC, 0x55, 0x60, 0x00, 0x07), 0)):
        got.append(bus.reset())
        bus.write(bytes(command))
        got += [bus.readbyte() for _ in range(reads)]
    bus.pin.init(Pin.OUT, value=1)
    world.run_us(15_000)
    bus.pin.init(Pin.OPEN_DRAIN, Pin.PULL_UP)
    got += [bus.readbyte(), bus.reset()]
    bus.write(b"\xcc\xf0\x60\x00")
    buf = bytearray(10)
    bus.readinto(buf)
    return [*got, bytes(buf), bytes(tag.mem), tag.copies, world.now_us, list(world.violations), bus.scan()]


def test_a_byte_done_at_once_is_the_same_as_eight_slots(world, bus):
    saved = power_off_image.dump(world)
    at_once = everything(world, bus)
    other = power_off_image.restore(saved)
    other.power_on()
    assert at_once[-4] == 1 and not at_once[-2]

    from boards.virtual import current

    current.world = other
    ticks = 0

    def tick():
        nonlocal ticks
        ticks += 1
        other.after_us(100, tick)

    tick()
    begin_us = other.now_us
    bit_by_bit = everything(other, OneWire(Pin(wiring.TAG)))
    assert ticks * 100 > other.now_us - begin_us
    assert bit_by_bit == at_once


def test_what_happens_between_two_slots_of_a_byte_happens_there(world, bus):
    seen: list = []
    bus.reset()
    begin_us = world.now_us
    for slot in range(8):
        world.at_us(begin_us + slot * SLOT_US + 65, lambda: seen.append(world.now_us - begin_us))
    bus.writebyte(0xCC)
    assert seen == [slot * SLOT_US + 65 for slot in range(8)]
    assert world.now_us == begin_us + 8 * SLOT_US


@pytest.mark.parametrize("slot", range(8))
def test_a_cartridge_pulled_in_the_middle_of_a_byte_reads_as_ones_from_there_on(world, bus, slot):
    world.cartridge.tag.mem[0x60:0x62] = bytes(2)
    bus.reset()
    bus.write(b"\xcc\xf0\x60\x00")
    world.after_us(slot * SLOT_US + 30, world.eject)
    assert bus.readbyte() == 0xFF << slot + 1 & 0xFF
    assert bus.readbyte() == 0xFF and not bus.reset()


def test_the_line_is_seen_by_whoever_looks_at_the_pad(world, bus):
    levels: dict = {}
    begin_us = world.now_us
    for at_us in (240, 490, 520, 620, 640):  # pulled by the master; let go; presence from 30 us on, for 120 us
        world.at_us(begin_us + at_us, lambda at=at_us: levels.update({at: bus.pin.value()}))
    assert bus.reset()
    assert levels == {240: 0, 490: 1, 520: 0, 620: 0, 640: 1}


def test_a_driver_that_makes_its_slots_from_the_pin_itself_reads_the_same_tag(world, bus):
    pin = Pin(wiring.TAG, Pin.OPEN_DRAIN, Pin.PULL_UP)

    def slot(low_us: int, sample_us: int, rest_us: int) -> int:
        pin.off()
        world.run_us(low_us)
        pin.on()
        world.run_us(sample_us)
        level = pin.value()
        world.run_us(rest_us)
        return level

    assert slot(500, 65, 500) == 0
    for i in range(8):
        slot(*((8, 0, 70) if 0x33 >> i & 1 else (65, 0, 12)))
    rom = sum(slot(2, 10, 60) << i for i in range(64))
    assert rom.to_bytes(8, "little") == bytes(world.cartridge.tag.rom)
    assert not world.violations


def test_a_tag_that_lets_go_before_the_sample_reads_as_ones(world, bus):
    world.cartridge.tag.mem[0x60] = 0
    for hold_us, read in ((15, 0x00), (14, 0xFF)):  # t_MSR max is 15 us
        world.cartridge.tag.hold_us = hold_us
        bus.reset()
        bus.write(b"\xcc\xf0\x60\x00")
        assert bus.readbyte() == read


@pytest.mark.parametrize("cut", (lambda world: world.reset_mcu(), lambda world: world.power_cut()))
@pytest.mark.parametrize("after_us", range(5, RESET_US + 12 * 8 * SLOT_US, 1_013))
def test_whatever_slot_the_chip_is_reset_in_the_next_reset_pulse_finds_the_tag(world, bus, cut, after_us):
    def away():
        cut(world)
        if world.powered:
            raise Reset

    world.after_us(after_us, away)
    with pytest.raises((Reset, PowerCut)):
        bus.reset()
        bus.write(bytes(TRANSFER))
    world.power_on()
    world.run_us(7_000)  # until boot.py
    again = OneWire(Pin(wiring.TAG))
    assert again.reset()
    again.write(bytes(TRANSFER))
    again.reset()
    again.write(b"\xcc\xaa")
    assert bytes(again.readbyte() for _ in range(11)) == b"\x60\x00\x07" + ROW
    assert not world.violations


@pytest.mark.parametrize("after_us", range(3, 560, 41))
@pytest.mark.parametrize("state", ("open", "high"))
def test_a_wire_that_opens_or_closes_within_a_slot_is_no_master_that_is_wrong(world, bus, state, after_us):
    assert bus.reset()
    world.after_us(after_us, lambda: world.fault(f"TAG:{state}"))
    bus.writebyte(0x00)
    world.after_us(after_us, lambda: world.fault(f"TAG:{state}", False))
    bus.writebyte(0x00)
    assert bus.reset()
    assert not world.violations


@pytest.mark.parametrize("after_us", range(1_003, 1_600, 41))
@pytest.mark.parametrize("fault", ("chip:slow", "chip:off_once"))
def test_no_program_is_late_or_fails_within_a_slot(world, bus, fault, after_us):
    world.fault(fault)  # a millisecond from now, or as soon as the program can be interrupted
    world.run_us(after_us - 1_003)
    for _ in range(3):
        try:
            bus.reset()
            bus.writebyte(0x00)
        except Broken:
            break
    assert not world.violations


@pytest.mark.parametrize("bits", range(9))
def test_a_tag_left_in_the_middle_of_a_byte_goes_on_with_it_until_a_reset_pulse(world, bus, bits):
    tag = world.cartridge.tag
    tag.mem[0:2] = b"\xa5\x3c"
    tag.leave(bits)
    assert tag.sends == (bits > 0)
    if bits:
        assert [bus.readbit() for _ in range(bits)] == [0xA5 >> i & 1 for i in range(8 - bits, 8)]
        assert bus.readbyte() == 0x3C
    else:
        for _ in range(4):
            bus.writebit(0)  # the rest of the address
        assert bus.readbyte() == 0xA5
    assert bus.reset()


def test_a_tag_that_programs_is_left_in_the_middle_of_nothing(world, bus):
    everything(world, bus)
    tag = world.cartridge.tag
    bus.reset()
    bus.write(bytes(TRANSFER))
    bus.reset()
    bus.write(b"\xcc\x55\x60\x00\x07")
    bus.pin.init(Pin.OUT, value=1)
    tag.leave(4)
    world.run_us(15_000)
    bus.pin.init(Pin.OPEN_DRAIN, Pin.PULL_UP)
    assert bus.readbyte() == 0xAA and not world.violations
    tag.leave(4)
    assert tag.sends
