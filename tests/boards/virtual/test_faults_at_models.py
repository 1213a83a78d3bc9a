"""A few of the faults, each seen at its model: on the bus, at the encoder, the ring, the motor, flash and tag."""

import pytest

from boards.virtual import wiring


def test_a_refused_byte_ends_the_transfer_and_is_counted(world, bus):
    world.fault("eeprom:nack", True, 3)
    assert bus.write(wiring.ADDR_EEPROM, 0, 0, 7, 8) == 2
    assert world.i2c.refused == 1
    world.fault("eeprom:nack", True, 0)
    with pytest.raises(OSError):
        bus.write(wiring.ADDR_EEPROM, 0, 0)
    world.fault("eeprom:nack", False)
    assert bus.write(wiring.ADDR_EEPROM, 0, 0) == 2


def test_a_lagging_encoder_tells_what_was(world):
    world.fault("encoder:slow")
    before = world.encoder.raw()
    world.ring.pos = 320
    assert world.encoder.raw() == before
    world.advance_us(100_000)
    assert world.encoder.raw() == before + 409


def test_an_encoder_that_mirrors_counts_back_from_where_it_was(world):
    world.ring.pos = 1000
    at = world.encoder.raw()
    world.fault("encoder_mirrors")
    world.ring.pos = 1320
    assert world.encoder.raw() == at - 409


def test_sda_is_held_until_nine_clocks_came(world, bus):
    from machine import Pin

    world.i2c.hold(9)
    assert not world.gpio.level(wiring.SDA)
    with pytest.raises(OSError):
        bus.write(wiring.ADDR_CLOCK, 0)
    clock = Pin(wiring.SCL, Pin.OUT, value=1)
    for _ in range(9):
        clock.value(0)
        clock.value(1)
    assert world.gpio.level(wiring.SDA)
    clock.init(mode=Pin.IN)
    assert bus.write(wiring.ADDR_CLOCK, 0) == 1


def test_a_ring_with_wrong_micro_steps_goes_twice_as_far(world):
    world.fault("ring:wrong")
    world.ring.pulses(320, True, True)
    assert world.ring.um == 200


def test_a_slow_motor_keeps_its_share_of_the_speed(world):
    speeds = []
    for percent in (100, 50):
        world.fault("motor:slow", True, percent)
        world.motor.duty = 500
        world.motor.changed()
        world.advance_us(1_000_000)
        speeds.append(world.motor.speed_mhz)
    assert speeds[1] * 2 == pytest.approx(speeds[0], rel=0.02)


def test_a_tacho_that_loses_each_fourth_edge(world):
    world.fault("tacho:off_little")
    world.motor.duty = 500
    world.motor.changed()
    world.advance_us(1_000_000)
    assert world.motor.tacho_edges == world.motor.strokes - world.motor.strokes // 4


def test_a_dead_flash_is_an_input_output_error(world):
    import vfs

    fs = vfs.mount_flash(world.flash.device())
    world.fault("flash:frozen")
    with pytest.raises(OSError), fs.open("/a", "wb") as file:
        file.write(b"x")


def test_a_cartridge_is_exchanged_within_a_poll(world):
    first = world.make_cartridge()
    world.insert(first)
    world.fault("swapped_used")
    assert world.cartridge is None
    world.advance_us(50_000)
    assert world.cartridge is not first and world.cartridge.uses()
