"""The depth ring: homing, exact pulses, and the second clamp (S1)."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.hal.errors import PartError
from ring import HOME, MAX_UM, back, driver, finish, refused

from boards.virtual import bench, wiring
from boards.virtual.world import World

# --- normal operation -------------------------------------------------------------------------------------


def test_a_new_driver_moves_nothing_and_knows_nothing(world, stepper):
    world.advance_us(1_000_000)
    assert world.stepper.emitted == 0
    assert not stepper.busy()
    refused(lambda: stepper.move_to_um(100))


@pytest.mark.parametrize("pos", [0, 1, 800, 1920])
def test_homing_ends_at_the_stop_from_anywhere(world, stepper, pos):
    world.ring.pos = pos
    stepper.home(HOME)
    assert stepper.busy()
    finish(world, stepper)
    assert world.ring.pos == 0
    assert world.stepper.emitted == HOME
    assert back(world, stepper) == 0


@pytest.mark.parametrize("um", [1, 2, 5, 99, 100, 250, 449, 450])
def test_a_move_sends_exactly_the_pulses_of_the_difference(world, homed, um):
    emitted = world.stepper.emitted
    homed.move_to_um(um)
    finish(world, homed)
    assert world.stepper.emitted - emitted == um * 16 // 5
    assert world.ring.pos == um * 16 // 5
    assert back(world, homed) == um * 16 // 5
    assert world.ring.pos == 0


def test_no_pulse_for_no_difference(world, homed):
    homed.move_to_um(200)
    finish(world, homed)
    emitted = world.stepper.emitted
    homed.move_to_um(200)
    assert not homed.busy()
    world.advance_us(100_000)
    assert world.stepper.emitted == emitted


@given(st.lists(st.integers(0, MAX_UM), max_size=8))
def test_depths_are_never_rounded_twice(depths):
    """After any number of moves the ring is where one move from zero would have brought it."""
    world = World(1, flash_sectors=1, endstop_um=None)
    bench.use(world)
    stepper = driver()
    stepper.home(HOME)
    finish(world, stepper)
    for um in depths:
        stepper.move_to_um(um)
        finish(world, stepper)
        assert world.ring.pos == um * 16 // 5


def test_a_move_during_a_move_is_refused(world, homed):
    homed.move_to_um(400)
    for act in (lambda: homed.move_to_um(10), lambda: homed.home(HOME)):
        refused(act)
    finish(world, homed)
    assert world.ring.um == 400


@pytest.mark.parametrize("pulses", [-1, 0, 1, 1919, 4001])
def test_s1_a_homing_that_may_end_above_the_stop_is_refused(world, homed, pulses):
    """A short homing at depth would call that depth zero, and the next move would go as deep again."""
    homed.move_to_um(450)
    finish(world, homed)
    with pytest.raises(ValueError):
        homed.home(pulses)
    assert back(world, homed) == 1440


def test_release_lets_the_ring_go_and_a_move_takes_it_again(world, homed):
    homed.release()
    assert world.gpio.level(wiring.NENABLE) == 1
    homed.move_to_um(100)
    assert world.gpio.level(wiring.NENABLE) == 0
    finish(world, homed)
    assert world.ring.pos == 320


# --- S1: the clamp ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("um", [451, 500, 1000, 10**9])
def test_s1_deeper_than_the_clamp_ends_at_the_clamp(world, homed, um):
    homed.move_to_um(um)
    finish(world, homed)
    assert world.ring.um == MAX_UM
    assert back(world, homed) == 1440


@pytest.mark.parametrize("um", [-1, -1000, -(10**9)])
def test_shallower_than_zero_ends_at_zero(world, homed, um):
    homed.move_to_um(100)
    finish(world, homed)
    homed.move_to_um(um)
    finish(world, homed)
    assert world.ring.pos == 0


ACTS = st.one_of(
    st.tuples(st.just("move"), st.one_of(st.integers(-50, 700), st.just(450), st.just(10**6))),
    st.tuples(st.just("home"), st.one_of(st.sampled_from([1, 100, 700, 1919, 1920, HOME, 4000]), st.integers(0, 4100))),
    st.tuples(st.sampled_from(["abort", "release", "energise", "go on", "go on", "reset", "soft reset"]), st.just(0)),
)
WAITS_MS = st.sampled_from([0, 0, 3, 40, 200, 1_300, 1_300, 1_300])


@given(st.integers(0, 1440), st.lists(st.tuples(ACTS, WAITS_MS), max_size=14), st.booleans())
@settings(max_examples=300)
def test_s1_no_sequence_takes_the_ring_beyond_the_clamp(start, acts, going_on):
    """The end-stop is taken away: only the driver's clamp and its exact pulse count hold the ring back."""
    world = World(1, flash_sectors=1, endstop_um=None)
    bench.use(world)
    world.insert(world.make_cartridge())
    world.ring.pos = start  # where an earlier life left it
    stepper = driver()
    stepper.home(HOME)
    finish(world, stepper)
    for (act, value), wait_ms in acts:
        try:
            stepper.busy()
            if act == "move":
                stepper.move_to_um(value)
            elif act == "home":
                stepper.home(value)
            elif act == "abort":
                stepper.abort()
            elif act == "release":
                stepper.release()
            elif act == "energise":
                stepper.energise()
            elif act == "go on":
                stepper.go_on()
            elif act == "reset":
                world.reset_mcu()
                stepper = driver()
            else:
                world.soft_reset()
                stepper = driver()
        except (PartError, ValueError):
            pass
        for _ in range(max(1, wait_ms // 8)):  # as the loop does, or not often enough
            world.advance_us(wait_ms * 1000 // max(1, wait_ms // 8))
            assert world.ring.um <= MAX_UM
            if going_on:
                with contextlib.suppress(PartError):
                    stepper.busy()
                    stepper.go_on()
    world.advance_us(3_000_000)
    try:
        stepper.busy()
        back(world, stepper)
        assert world.ring.pos == 0, "it was deeper than believed"
    except PartError:
        pass  # not homed: it believes nothing
    assert world.max_tip_um <= MAX_UM
    assert world.violations == []
