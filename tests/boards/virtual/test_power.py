"""Power cuts: what survives, what is torn, and planning a cut at every operation."""

import pytest

from boards.virtual.world import PowerCut, Reset, World

EEPROM = 0x57
CLOCK = 0x68


def test_without_power_every_device_operation_raises(world, pens_pio):
    import onewire

    machine, needles, _ = pens_pio
    pin = machine.Pin(14)
    i2c = machine.I2C(0, scl=machine.Pin(5), sda=machine.Pin(4))
    adc = machine.ADC(26)
    wire = onewire.OneWire(machine.Pin(6))
    watchdog = machine.WDT(timeout=1000)
    flash = world.flash
    world.power_cut()
    operations = [
        lambda: pin.value(),
        lambda: pin.value(1),
        lambda: pin.init(pin.IN),
        lambda: i2c.readfrom(CLOCK, 1),
        lambda: i2c.writeto(CLOCK, b"\0"),
        lambda: i2c.scan(),
        lambda: adc.read_u16(),
        lambda: wire.reset(),
        lambda: wire.readbyte(),
        lambda: watchdog.feed(),
        lambda: needles.put(1),
        lambda: needles.active(),
        lambda: needles.tx_fifo(),
        lambda: flash.readblocks(0, bytearray(16)),
        lambda: flash.writeblocks(0, b"x", 0),
        lambda: flash.ioctl(4, 0),
        lambda: machine.lightsleep(1),
        lambda: machine.reset(),
    ]
    for operation in operations:
        with pytest.raises(PowerCut):
            operation()


def test_what_is_volatile_is_gone_after_a_cut(world, bus, pens_pio, fuel):
    machine, needles, _ = pens_pio
    machine.WDT(timeout=8000)
    needles.put(fuel())
    needles.put(fuel())
    bus.write(0x3C, 0x00, 0x8D, 0x14, 0xAF)
    bus.write(0x36, 0x01, 0x01)
    world.power_cut()
    assert world.motor.duty == 0
    assert not world.display.lit
    world.advance_us(20_000_000)  # no watchdog, no pulses, no fuel
    world.power_on()
    assert world.needle.sm_id is None
    assert not world.display.on
    assert bus.read(0x36, 0x01, 1) == b"\0"
    assert world.gpio.level(10) == 0
    assert world.reset_cause == 1


def test_what_is_persistent_stays(world, bus):
    bus.write(EEPROM, 0, 64, 1, 2, 3)
    world.advance_us(10_000)
    world.flash.writeblocks(0, b"abc", 0)
    world.ring.pos = 320
    world.power_cut()
    world.advance_us(1_000_000)
    world.power_on()
    assert bus.read(EEPROM, 64, 3, 2) == b"\1\2\3"
    assert bytes(world.flash.data[:3]) == b"abc"
    assert world.ring.um == 100


def test_power_on_twice_is_power_on_once(world):
    boots = world.boots
    world.power_on()
    assert world.boots == boots


def test_a_chip_reset_leaves_the_other_chips_alone(world, bus, pens_pio, fuel):
    _, needles, _ = pens_pio
    bus.write(0x3C, 0x00, 0x8D, 0x14, 0xAF)
    needles.put(fuel(256, 4000, 4000))
    assert world.motor.duty
    machine = pens_pio[0]
    with pytest.raises(Reset):
        machine.reset()
    assert world.motor.duty == 0
    assert world.display.lit
    assert machine.reset_cause() == machine.WDT_RESET


def write_page(world, data: bytes, at: int = 0) -> None:
    world.i2c.write(EEPROM, (at.to_bytes(2, "big"), data), True)


@pytest.mark.parametrize("where", ["before", "middle", "after"])
def test_cut_at_an_eeprom_page(world, where):
    write_page(world, bytes(range(32)))
    world.advance_us(10_000)
    new = bytes(range(100, 132))
    world.cut_at_op(1, where)
    with pytest.raises(PowerCut):
        write_page(world, new)
    assert not world.powered
    page = bytes(world.eeprom.mem[:32])
    if where == "before":
        assert page == bytes(range(32))
    elif where == "after":
        assert page == new
    else:
        done = next(i for i in range(32) if page[i] != new[i])
        assert 0 < done < 32
        assert page[done + 1 :] in (bytes(range(32))[done + 1 :], b"\xff" * (31 - done))


@pytest.mark.parametrize("where", ["before", "middle", "after"])
def test_cut_at_a_flash_program(world, where):
    world.cut_at_op(1, where)
    with pytest.raises(PowerCut):
        world.flash.writeblocks(1, bytes(256), 256)
    cleared = bytes(world.flash.data[4096 + 256 : 4096 + 512]).count(0)
    assert {"before": cleared == 0, "middle": 0 < cleared < 256, "after": cleared == 256}[where]


@pytest.mark.parametrize("where", ["before", "middle", "after"])
def test_cut_at_a_flash_erase(world, where):
    world.flash.writeblocks(1, bytes(4096), 0)
    world.cut_at_op(1, where)
    with pytest.raises(PowerCut):
        world.flash.ioctl(6, 1)
    erased = bytes(world.flash.data[4096:8192]).count(0xFF)
    assert {"before": erased == 0, "middle": 0 < erased < 4096, "after": erased == 4096}[where]


def test_every_register_of_a_clock_write_is_an_operation(world, bus):
    for k in range(1, 8):
        world.power_on()
        bus.write(CLOCK, 0, 0, 0, 0, 1, 1, 1, 0)
        world.cut_at_op(k, "after")
        with pytest.raises(PowerCut):
            bus.write(CLOCK, 0, 0x11, 0x12, 0x13, 4, 5, 6, 7)
        written = bytes(world.clock.regs[:7])
        assert written == (b"\x11\x12\x13\4\5\6\7"[:k] + b"\0\0\0\1\1\1\0"[k:])


def test_the_count_tells_when_a_plan_was_too_late(world):
    world.cut_at_op(3)
    world.flash.writeblocks(0, b"x", 0)
    world.flash.writeblocks(0, b"x", 300)
    assert world.ops == 2
    assert world.powered
    world.cut_at_op(0)
    world.flash.writeblocks(0, b"x", 600)
    assert world.powered


def test_the_operation_log_names_the_devices(world, bus):
    world.op_log = []
    bus.write(EEPROM, 0, 0, 1)
    bus.write(CLOCK, 0x0E, 0x04)
    world.flash.ioctl(6, 0)
    world.flash.writeblocks(0, bytes(300), 0)
    assert world.op_log == [
        "at24c32 page",
        "ds3231 register",
        "flash erase",
        "flash program",
        "flash program",
    ]


def test_where_must_be_known(world):
    with pytest.raises(ValueError, match="before"):
        world.cut_at_op(1, "sometime")


def test_tears_are_reproducible():
    pages = []
    for _ in range(2):
        world = World(seed=5, flash_sectors=1)
        world.cut_at_op(1)
        with pytest.raises(PowerCut):
            write_page(world, bytes(range(32)))
        pages.append(bytes(world.eeprom.mem))
    assert pages[0] == pages[1]


def test_violations_are_recorded_with_their_time_and_bounded(world):
    world.advance_us(42)
    for _ in range(2000):
        world.violation("too much")
    assert world.violations[0] == "42 us: too much"
    assert len(world.violations) == 1000
