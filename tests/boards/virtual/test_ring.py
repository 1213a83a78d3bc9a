"""The depth ring: pulses to um, stops, lost steps."""

import pytest


def test_3200_pulses_would_be_a_millimetre(world):
    world.ring.endstop_um = None
    world.ring.pulses(1600, True, True)
    assert world.ring.um == 500
    world.ring.pulses(800, False, True)
    assert world.ring.um == 250
    assert world.ring.lost == 0


@pytest.mark.parametrize("um", [1, 7, 100, 333, 470, 471, 499, 500])
def test_the_exact_pulse_count_never_goes_deeper_than_asked(world, um):
    world.ring.pulses(um * 16 // 5, True, True)
    assert um - 1 < world.ring.um <= um


def test_home_stop(world):
    world.ring.pulses(100, False, True)
    assert world.ring.pos == 0
    assert world.ring.lost == 100


def test_end_stop_at_500_um(world):
    world.ring.pulses(1_000_000, True, True)
    assert world.ring.um == 500
    world.ring.pulses(16, False, True)
    assert world.ring.um == 495


def test_without_end_stop_the_thread_ends_at_600_um(world):
    world.fault("endstop_missing")
    world.ring.pulses(1_000_000, True, True)
    assert world.ring.um == 600
    world.fault("endstop_missing", on=False)
    assert world.ring.endstop_um == 500


def test_holds_its_place_without_current(world):
    world.ring.pulses(100, True, True)
    world.ring.pulses(100, True, False)
    assert world.ring.pos == 100
    assert world.ring.lost == 100


def test_stuck(world):
    world.fault("stepper_stuck")
    world.ring.pulses(100, True, True)
    assert world.ring.pos == 0


@pytest.mark.parametrize("pieces", [(1000,), (333, 333, 334), (1,) * 1000])
def test_losing_every_tenth_pulse(world, pieces):
    world.fault("stepper_loses", value=10)
    for piece in pieces:
        world.ring.pulses(piece, True, True)
    assert world.ring.pos == 900


def test_tip_counts_only_with_a_cartridge(world):
    world.ring.pulses(320, True, True)
    assert world.max_tip_um == 0
    assert world.tip_um == 100
    world.insert(world.make_cartridge(geometry_error_um=-20))
    world.ring.pulses(320, True, True)
    assert world.tip_um == 180
    world.ring.pulses(640, False, True)
    assert world.max_tip_um == 180
    assert world.max_stroke_um == 0
