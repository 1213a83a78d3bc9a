"""The depth ring: exact pulses, the second clamp (S1), the time limit (H2), an abort that forgets nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pen.hal.errors import STEPPER, PartError
from pen.hal.stepper import Stepper

from boards.virtual import bench, wiring
from boards.virtual.world import World

MAX_UM = 450
HOME = 2240  # pulses: 700 um
PULSES_PER_100UM = 320


def driver() -> Stepper:
    return Stepper(wiring.STEP, wiring.DIR, wiring.NENABLE, PULSES_PER_100UM, MAX_UM)


def finish(world, stepper, at_most_ms: int = 2_500) -> None:
    for _ in range(at_most_ms):
        if not stepper.busy():
            return
        world.advance_us(1_000)
    pytest.fail("still moving")


@pytest.fixture
def stepper(world):
    return driver()


@pytest.fixture
def homed(world, stepper):
    world.ring.pos = 1000
    stepper.home(HOME)
    finish(world, stepper)
    return stepper


# --- normal operation -------------------------------------------------------------------------------------


def test_a_new_driver_moves_nothing_and_knows_nothing(world, stepper):
    world.advance_us(1_000_000)
    assert world.stepper.emitted == 0
    assert not stepper.homed()
    assert not stepper.busy()
    for act in (stepper.position_um, lambda: stepper.move_to_um(100)):
        with pytest.raises(PartError) as caught:
            act()
        assert caught.value.part == STEPPER


@pytest.mark.parametrize("pos", [0, 1, 800, 1920])
def test_homing_ends_at_the_stop_from_anywhere(world, stepper, pos):
    world.ring.pos = pos
    stepper.home(HOME)
    assert stepper.busy()
    finish(world, stepper)
    assert stepper.homed()
    assert stepper.position_um() == 0
    assert world.ring.pos == 0
    assert world.stepper.emitted == HOME


@pytest.mark.parametrize("um", [1, 2, 5, 99, 100, 250, 449, 450])
def test_a_move_sends_exactly_the_pulses_of_the_difference(world, homed, um):
    emitted = world.stepper.emitted
    homed.move_to_um(um)
    finish(world, homed)
    assert world.stepper.emitted - emitted == um * 16 // 5
    assert world.ring.pos == um * 16 // 5
    assert homed.position_um() == um
    homed.move_to_um(0)
    finish(world, homed)
    assert world.ring.pos == 0
    assert world.stepper.emitted - emitted == um * 16 // 5 * 2


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
        assert stepper.position_um() == um


def test_a_move_during_a_move_is_refused(world, homed):
    homed.move_to_um(400)
    for act in (lambda: homed.move_to_um(10), lambda: homed.home(HOME)):
        with pytest.raises(PartError) as caught:
            act()
        assert caught.value.part == STEPPER
    finish(world, homed)
    assert homed.position_um() == 400


@pytest.mark.parametrize("pulses", [-1, 0, 1, 1919, 4001])
def test_s1_a_homing_that_may_end_above_the_stop_is_refused(world, homed, pulses):
    """A short homing at depth would call that depth zero, and the next move would go as deep again."""
    homed.move_to_um(450)
    finish(world, homed)
    with pytest.raises(ValueError):
        homed.home(pulses)
    assert homed.position_um() == 450


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
    assert homed.position_um() == MAX_UM
    assert world.ring.um == MAX_UM


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
    st.tuples(st.sampled_from(["abort", "release", "energise", "reset", "soft reset"]), st.just(0)),
)
WAITS_MS = st.sampled_from([0, 0, 3, 40, 200, 1_300, 1_300, 1_300])


@given(st.integers(0, 1440), st.lists(st.tuples(ACTS, WAITS_MS), max_size=14))
@settings(max_examples=300)
def test_s1_no_sequence_takes_the_ring_beyond_the_clamp(start, acts):
    """The end-stop is taken away: only the driver's clamp and its exact pulse count hold the ring back."""
    world = World(1, flash_sectors=1, endstop_um=None)
    bench.use(world)
    world.insert(world.make_cartridge())
    world.ring.pos = start  # where an earlier life left it
    stepper = driver()
    stepper.home(HOME)
    world.advance_us(1_200_000)
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
            elif act == "reset":
                world.reset_mcu()
                stepper = driver()
            else:
                world.soft_reset()
                stepper = driver()
        except (PartError, ValueError):
            pass
        world.advance_us(wait_ms * 1000)
        assert world.ring.um <= MAX_UM
        if not stepper.busy() and stepper.homed():
            assert world.ring.um <= stepper.position_um()
    world.advance_us(3_000_000)
    assert world.max_tip_um <= MAX_UM
    assert world.violations == []


# --- abort ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("us", [0, 1, 499, 500, 501, 12_345, 100_000, 719_500, 719_999, 720_000, 800_000])
@pytest.mark.parametrize("deeper", [True, False])
def test_an_aborted_move_is_known_to_the_pulse(world, homed, us, deeper):
    if not deeper:
        homed.move_to_um(450)
        finish(world, homed)
    emitted = world.stepper.emitted
    homed.move_to_um(450 if deeper else 0)
    world.advance_us(us)
    homed.abort()
    world.advance_us(100_000)
    sent = world.stepper.emitted - emitted
    assert world.ring.pos == (sent if deeper else 1440 - sent)
    assert homed.position_um() == (world.ring.pos * 5 + 15) // 16
    assert not homed.busy()
    homed.move_to_um(200)  # and the next one is exact again
    finish(world, homed)
    assert world.ring.pos == 640


def test_an_aborted_homing_knows_nothing(world, homed):
    homed.move_to_um(300)
    finish(world, homed)
    homed.home(HOME)
    world.advance_us(10_000)
    homed.abort()
    assert not homed.homed()
    with pytest.raises(PartError):
        homed.move_to_um(100)
    homed.home(HOME)
    finish(world, homed)
    assert homed.position_um() == 0


def test_a_release_in_a_move_aborts_it_first(world, homed):
    """Otherwise the rest of the pulses would count though the ring had been let go."""
    homed.move_to_um(450)
    world.advance_us(100_000)
    homed.release()
    world.advance_us(1_000_000)
    assert not homed.busy()
    assert homed.position_um() == (world.ring.pos * 5 + 15) // 16
    homed.move_to_um(450)
    finish(world, homed)
    assert world.ring.pos == 1440


def test_a_move_that_had_not_begun_is_taken_back(world, homed):
    """The word still waits in the queue: it must not be sent by whatever comes next."""
    world.stepper.disable()
    homed.move_to_um(450)
    assert world.stepper.tx
    homed.abort()
    world.advance_us(1_000_000)
    assert world.ring.pos == 0
    assert homed.position_um() == 0
    homed.move_to_um(100)
    finish(world, homed)
    assert world.ring.pos == 320


def test_abort_without_a_move_does_nothing(world, homed):
    homed.abort()
    assert homed.position_um() == 0


@pytest.mark.parametrize("answer", [1441, 0xFFFFFFFF])
def test_h2_an_answer_that_cannot_be_is_a_typed_error(world, homed, answer):
    """More pulses left than were asked for: the position is lost, and only homing brings it back."""
    homed.move_to_um(450)
    world.advance_us(10_000)
    execute = world.stepper.execute

    def odd(instruction):
        if instruction == 0xA0C1:
            world.stepper._isr = answer
        else:
            execute(instruction)

    world.stepper.execute = odd
    with pytest.raises(PartError) as caught:
        homed.abort()
    assert caught.value.part == STEPPER
    assert not homed.homed()
    del world.stepper.execute
    homed.home(HOME)
    finish(world, homed)
    assert homed.homed()


# --- H2: time limit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("um", [1, 100, 450])
def test_h2_a_move_that_does_not_end_is_aborted_in_time(world, homed, um):
    """The state machine stands still, as it would with a wrong clock: the driver gives up 100 ms after the
    last pulse was due, and still knows where it is."""
    homed.move_to_um(um)
    world.stepper.disable()
    pulses = um * 16 // 5
    world.advance_us(pulses * 500 + 95_000)
    assert homed.busy()
    world.advance_us(10_000)
    with pytest.raises(PartError) as caught:
        homed.busy()
    assert caught.value.part == STEPPER
    assert not homed.busy()
    assert homed.position_um() == (world.ring.pos * 5 + 15) // 16


def test_h2_a_homing_that_does_not_end_leaves_the_position_unknown(world, stepper):
    stepper.home(HOME)
    world.stepper.disable()
    world.advance_us(HOME * 500 + 105_000)
    with pytest.raises(PartError):
        stepper.busy()
    assert not stepper.homed()


def test_h2_the_limit_holds_over_the_wrap_of_the_ticks(world, homed):
    """ticks_ms wraps 20 s after boot."""
    world.advance_us(20_000_000 - world.now_us - 300_000)
    homed.move_to_um(450)
    finish(world, homed)
    assert homed.position_um() == 450


@pytest.mark.parametrize("fault", ["stepper_stuck", "stepper_loses"])
def test_s2_a_ring_that_does_not_follow_is_never_deeper_than_believed(world, homed, fault):
    """The driver knows only its pulses; that the ring is elsewhere is the encoder's to say."""
    world.fault(fault)
    homed.move_to_um(450)
    finish(world, homed)
    assert homed.position_um() == 450
    assert world.ring.um < 450
