"""RANDOMBIT of the ring oscillator (RP2040 data sheet 2.17.5): random, and the same in each run of one seed."""

import pytest

from boards.virtual.bench import use
from boards.virtual.world import World

RANDOMBIT = 0x4006_001C


def bits(seed: int) -> "list[int]":
    from machine import mem32

    world = World(seed, 48)
    use(world)
    world.power_on()
    return [mem32[RANDOMBIT] for _ in range(64)]


def test_a_bit_follows_from_the_seed_and_from_how_many_were_read():
    assert bits(1) == bits(1) != bits(2)
    assert set(bits(1)) == {0, 1}


def test_it_cannot_be_written(world):
    from machine import mem32

    with pytest.raises(ValueError, match="not modelled"):
        mem32[RANDOMBIT] = 1
