"""The depth ring's moves that do not end as planned: an abort forgets nothing, and every move has a time limit (H2)."""

import pytest
from ring import HOME, back, finish, refused

# --- abort ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("us", [0, 1, 499, 500, 501, 12_345, 100_000, 719_500, 719_999, 720_000, 800_000])
@pytest.mark.parametrize("deeper", [True, False])
def test_an_aborted_move_is_known_to_the_pulse(world, homed, us, deeper):
    if not deeper:
        homed.move_to_um(450)
        finish(world, homed)
    emitted = world.stepper.emitted
    homed.move_to_um(450 if deeper else 0)
    for _ in range(us // 1_000):
        world.advance_us(1_000)
        homed.busy()
        homed.go_on()
    world.advance_us(us % 1_000)
    homed.abort()
    world.advance_us(100_000)
    sent = world.stepper.emitted - emitted
    assert world.ring.pos == (sent if deeper else 1440 - sent)
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
    refused(lambda: homed.move_to_um(100))
    homed.home(HOME)
    finish(world, homed)
    assert back(world, homed) == 0


def test_a_release_in_a_move_aborts_it_first(world, homed):
    """Otherwise the rest of the pulses would count though the ring had been let go."""
    homed.move_to_um(450)
    world.advance_us(100_000)
    homed.release()
    world.advance_us(1_000_000)
    assert not homed.busy()
    assert 0 < world.ring.pos < 1440
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
    homed.move_to_um(100)
    finish(world, homed)
    assert world.ring.pos == 320


def test_abort_without_a_move_does_nothing(world, homed):
    homed.abort()
    assert back(world, homed) == 0


@pytest.mark.parametrize("answer", [15, 0xFFFFFFFF])
def test_h2_an_answer_that_cannot_be_is_a_typed_error(world, homed, answer):
    """More pulses left than were asked for: the position is lost, and only homing brings it back."""
    homed.move_to_um(450)
    world.advance_us(4_000)
    execute = world.stepper.execute

    def odd(instruction):
        if instruction == 0xA0C1:
            world.stepper._isr = answer
        else:
            execute(instruction)

    world.stepper.execute = odd
    refused(homed.abort)
    refused(lambda: homed.move_to_um(100))
    del world.stepper.execute
    homed.home(HOME)
    finish(world, homed)
    assert back(world, homed) == 0


# --- H2: time limit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("um", [1, 100, 450])
def test_h2_a_move_that_does_not_end_is_aborted_in_time(world, homed, um):
    """The state machine stands still, as it would with a wrong clock: the driver gives up 100 ms after the
    last pulse was due, and still knows where it is."""
    homed.move_to_um(um)
    world.stepper.disable()
    pulses = min(um * 16 // 5, 14)  # of a stretch
    world.advance_us(pulses * 500 + 95_000)
    assert homed.busy()
    world.advance_us(10_000)
    refused(homed.busy)
    assert not homed.busy()
    at = world.ring.pos
    assert back(world, homed) == at


def test_h2_a_homing_that_does_not_end_leaves_the_position_unknown(world, stepper):
    stepper.home(HOME)
    world.stepper.disable()
    world.advance_us(HOME * 500 + 105_000)
    refused(stepper.busy)
    refused(lambda: stepper.move_to_um(100))


def test_h2_the_limit_holds_over_the_wrap_of_the_ticks(world, homed):
    """ticks_ms wraps 20 s after boot."""
    world.advance_us(20_000_000 - world.now_us - 300_000)
    homed.move_to_um(450)
    finish(world, homed)
    assert world.ring.um == 450


@pytest.mark.parametrize("fault", ["stepper_stuck", "stepper_loses"])
def test_s2_a_ring_that_does_not_follow_is_never_deeper_than_believed(world, homed, fault):
    """The driver knows only its pulses; that the ring is elsewhere is the encoder's to say."""
    world.fault(fault)
    homed.move_to_um(450)
    finish(world, homed)
    assert world.ring.um < 450
    assert back(world, homed) == 1440
