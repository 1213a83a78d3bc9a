"""The depth encoder's driver: the true angle, or a typed error."""

import pytest
from pen.hal.as5600 import As5600
from pen.hal.errors import ENCODER, BusError, DataError

FAULTS = {
    "encoder_absent": BusError,
    "i2c_stuck": BusError,
    "magnet_missing": DataError,
    "magnet_weak": DataError,
    "magnet_strong": DataError,
}


@pytest.fixture
def encoder(i2c):
    return As5600(i2c)


@pytest.mark.parametrize("um", [0, 5, 100, 250, 450, 500, 600])
def test_counts_rise_with_depth(world, encoder, um):
    world.ring.pos = um * 16 // 5
    assert encoder.read_counts() == (700 + um * 4096 // 1000) % 4096


def test_the_angle_wraps_at_a_full_turn(world, encoder):
    world.encoder.offset_counts = 4095
    world.ring.pos = 1
    assert encoder.read_counts() == 0


@pytest.mark.parametrize("name", FAULTS)
def test_h3_every_fault_is_a_typed_error_and_ends_with_the_fault(world, encoder, name):
    good = encoder.read_counts()
    world.fault(name)
    for _ in range(3):
        with pytest.raises(FAULTS[name]) as caught:
            encoder.read_counts()
        assert caught.value.part == ENCODER
    world.fault(name, on=False)
    assert encoder.read_counts() == good


def test_h3_status_and_angle_come_in_one_transfer(world, encoder):
    """The status vouches for this very angle: a read that costs one addressing and three bytes."""
    before = world.i2c.transfers
    encoder.read_counts()
    assert world.i2c.transfers == before + 2  # register address, then the burst


def test_a_high_nibble_in_the_angle_is_nonsense(world, encoder):
    world.encoder.offset_counts = 0
    world.encoder.raw = lambda: 0x1FFF
    with pytest.raises(DataError):
        encoder.read_counts()


def test_it_never_writes_to_the_chip(world, encoder):
    before = bytes(world.encoder._config)
    for _ in range(5):
        encoder.read_counts()
    assert bytes(world.encoder._config) == before


def test_a_flaky_bus_gives_errors_but_never_a_wrong_angle(world, encoder):
    world.ring.pos = 800
    good = encoder.read_counts()
    world.fault("i2c_flaky", value=3)
    errors = 0
    for _ in range(50):
        try:
            assert encoder.read_counts() == good
        except BusError:
            errors += 1
    assert 0 < errors < 50
