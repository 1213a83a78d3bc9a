"""AS5600 against its data sheet (ams v1-06)."""

import pytest

ADDR = 0x36


def angle(bus, register: int = 0x0C) -> int:
    raw = bus.read(ADDR, register, 2)
    assert raw[0] < 16
    return raw[0] << 8 | raw[1]


def test_angle_rises_with_depth(world, bus):
    assert angle(bus) == 700
    world.ring.pos = 1600  # half a turn
    assert angle(bus) == 700 + 2048
    world.ring.pos = 25
    assert angle(bus) == 700 + 32


def test_angle_wraps_at_a_turn(world, bus):
    world.encoder.offset_counts = 4090
    world.ring.pos = 25
    assert angle(bus) == (4090 + 32) % 4096


def test_raw_angle_can_be_read_again_without_addressing_it(world, bus):
    angle(bus)
    world.ring.pos = 25
    buf = bytearray(2)
    world.i2c.read_into(ADDR, buf, True)
    assert buf[0] << 8 | buf[1] == 732


def test_a_burst_from_status_reaches_raw_and_angle(world, bus):
    bus.write(ADDR, 0x01, 0x00, 0x64)  # ZPOS = 100
    raw = bus.read(ADDR, 0x0B, 5)
    assert raw == bytes([0x20, 700 >> 8, 700 & 255, 600 >> 8, 600 & 255])


def test_angle_is_relative_to_zpos(bus):
    bus.write(ADDR, 0x01, 0x02, 0x00)
    assert angle(bus, 0x0E) == 700 - 512
    assert angle(bus) == 700


@pytest.mark.parametrize(
    ("fault", "status", "agc"),
    [
        (None, 0x20, 64),
        ("magnet_missing", 0x10, 128),
        ("magnet_weak", 0x30, 128),
        ("magnet_strong", 0x28, 0),
    ],
)
def test_status_and_gain(world, bus, fault, status, agc):
    if fault:
        world.fault(fault)
    assert bus.read(ADDR, 0x0B, 1)[0] == status
    assert bus.read(ADDR, 0x1A, 1)[0] == agc


def test_invalid_registers_read_zero_and_are_not_acknowledged(world, bus):
    assert world.i2c.write(ADDR, (b"\x20",), True) == 0
    assert bus.read(ADDR, 0x20, 2) == b"\0\0"


def test_magnitude_falls_with_a_weak_magnet(world, bus):
    assert angle(bus, 0x1B) == 2048
    world.fault("magnet_weak")
    assert angle(bus, 0x1B) < 1000


def test_configuration_is_lost_without_power(world, bus):
    bus.write(ADDR, 0x07, 0x12, 0x34)
    assert bus.read(ADDR, 0x07, 2) == b"\x12\x34"
    world.power_cut()
    world.power_on()
    assert bus.read(ADDR, 0x07, 2) == b"\0\0"


def test_frozen(world, bus):
    world.ring.pos = 25
    world.fault("encoder_frozen")
    world.ring.pos = 1000
    assert angle(bus) == 732
    world.fault("encoder_frozen", on=False)
    assert angle(bus) == 700 + 1280


def test_reversed_slipped_and_absent(world, bus):
    world.ring.pos = 25
    world.fault("encoder_reversed")
    assert angle(bus) == 700 - 32
    world.fault("encoder_reversed", on=False)
    world.fault("encoder_offset", value=-50)
    assert angle(bus) == 682
    world.fault("encoder_absent")
    with pytest.raises(OSError, match="EIO"):
        angle(bus)


def test_noise_stays_in_its_bounds_and_is_not_constant(world, bus):
    world.fault("encoder_noise", value=5)
    seen = {angle(bus) for _ in range(200)}
    assert seen == set(range(695, 706))


def test_without_a_magnet_the_angle_says_nothing(world, bus):
    world.ring.pos = 800
    world.fault("magnet_missing")
    assert angle(bus) == 0
