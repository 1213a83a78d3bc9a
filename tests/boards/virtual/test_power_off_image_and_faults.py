"""Keeping a world in a drawer, and the table of faults."""

import pytest

from boards.virtual import power_off_image
from boards.virtual.faults import FAULTS
from boards.virtual.world import World

DAY_US = 86_400_000_000


def test_dump_and_restore(world, bus):
    world.insert(world.make_cartridge(serial=7, geometry_error_um=3))
    world.cartridge.tag.mem[0x20] = 0
    bus.write(0x57, 0, 5, 1, 2, 3)
    bus.write(0x68, 0x0F, 0)
    world.flash.writeblocks(3, b"abc", 7)
    world.ring.pos = 77
    world.advance_us(DAY_US)
    other = power_off_image.restore(power_off_image.dump(world))
    assert not other.powered
    other.advance_us(DAY_US)
    other.power_on()
    assert other.unix_s == world.unix_s + 86_400
    assert other.uid == world.uid
    assert bytes(other.eeprom.mem) == bytes(world.eeprom.mem)
    assert other.flash.data == world.flash.data
    assert other.ring.pos == 77
    assert other.battery.charge == world.battery.charge
    assert other.cartridge.tag.rom == world.cartridge.tag.rom
    assert other.cartridge.uses() == 1
    assert other.tip_um == world.tip_um
    world.advance_us(DAY_US)
    for one in (world, other):
        one.clock.look()
    assert bytes(other.clock.regs) == bytes(world.clock.regs)
    assert power_off_image.dump(other)[:200] == power_off_image.dump(world)[:200]


def test_the_original_goes_on(world):
    world.plug_usb()
    power_off_image.dump(world)
    assert world.powered
    assert power_off_image.restore(power_off_image.dump(world)).battery.vbus


def test_without_coin_cell_the_time_is_lost_in_the_drawer(world):
    world.clock.tamper_set(2026, 1, 1, 0, 0, 0)
    world.fault("coin_cell_removed")
    other = power_off_image.restore(power_off_image.dump(world))
    other.power_on()
    assert bytes(other.clock.regs[:7]) == b"\0\0\0\1\1\1\0"


def test_rubbish_is_refused():
    with pytest.raises(ValueError, match="image"):
        power_off_image.restore(b"something else")


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_can_be_injected_and_taken_back(world, name):
    world.insert(world.make_cartridge())
    world.fault(name)
    assert name in world.active_faults
    world.advance_us(1_000_000)
    world.fault(name, on=False)
    assert name not in world.active_faults
    world.advance_us(1_000_000)


def test_unknown_faults_are_an_error(world):
    with pytest.raises(KeyError):
        world.fault("bad_luck")


def test_battery_low(world):
    world.fault("battery_low")
    assert world.battery.ocv_mv() == pytest.approx(3300, abs=1)
    world.fault("battery_low", on=False)
    assert world.battery.ocv_mv() == pytest.approx(3900, abs=1)


def test_absent_display_shows_nothing(world, bus):
    bus.write(0x3C, 0x00, 0x8D, 0x14, 0xAF)
    assert world.display.lit
    world.fault("display_absent")
    assert not world.display.lit


def test_two_worlds_are_two_pens():
    assert World(1, 1).uid != World(2, 1).uid
