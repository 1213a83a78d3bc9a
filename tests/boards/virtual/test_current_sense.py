"""The current on its way to the pad: ripple of the strokes, the filter's corner, and where the shunt sits."""

import math

import pytest

from boards.virtual import wiring


@pytest.fixture
def sense(world):
    """Of a motor that a test moves: 200 mA, 90 strokes a second, half of the drive."""
    world.motor.current_ma, world.motor.speed_mhz, world.motor.duty = 200, 90_000, 500
    world.current_sense.ripple_permille = 0
    world.motor._update_speed = world.motor._refresh = lambda: None
    world.motor.due_us = 1 << 60
    return world.current_sense


def shown_ma(world, us=500, times=1):
    """Readings every so many microseconds, in mA."""
    out = []
    for _ in range(times):
        world.now_us += us
        out.append(world.current_sense.millivolts() / wiring.CURRENT_MV_PER_MA)
    return out


def test_a_step_of_the_current_is_shown_with_the_filters_time_constant(world, sense):
    assert shown_ma(world, wiring.CURRENT_FILTER_US)[0] == pytest.approx(200 * (1 - math.exp(-1)), rel=0.02)
    assert shown_ma(world, 200_000)[0] == pytest.approx(200, abs=1)
    world.motor.current_ma = 0
    assert shown_ma(world, wiring.CURRENT_FILTER_US)[0] == pytest.approx(200 * math.exp(-1), rel=0.02)
    assert shown_ma(world, 3_600_000_000)[0] == 0


@pytest.mark.parametrize("strokes_hz", [60, 90, 110])
@pytest.mark.parametrize("permille", [100, 400])
@pytest.mark.parametrize("filter_us", [0, 1_000, wiring.CURRENT_FILTER_US])
def test_ripple_at_the_rate_of_the_strokes_is_what_the_filter_leaves(world, sense, strokes_hz, permille, filter_us):
    world.motor.speed_mhz = strokes_hz * 1_000
    sense.ripple_permille, sense.filter_us = permille, filter_us
    shown_ma(world, 500, 1_000)
    seen = shown_ma(world, 500, 400)
    left = 1 / math.hypot(1, 2 * math.pi * strokes_hz * filter_us / 1e6)
    assert (max(seen) - min(seen)) / 2 == pytest.approx(200 * permille / 1_000 * left, rel=0.08, abs=0.6)
    assert sum(seen) / len(seen) == pytest.approx(200, abs=2), "its mean is the motor's"


def test_any_phase(world, sense):
    sense.ripple_permille, sense.filter_us = 400, 0
    for begins, ma in ((0, 200), (250, 280), (500, 200), (750, 120)):
        sense.ripple_at = begins
        world.motor._phase, world.motor._t_us = 0, world.now_us
        assert sense.millivolts() / 2 == pytest.approx(ma, abs=2)


@pytest.mark.parametrize("duty", [300, 800])
def test_in_the_ground_line_it_shows_duty_times_current(world, sense, duty):
    world.motor.duty = duty
    assert shown_ma(world, 200_000)[0] == pytest.approx(200, abs=1)
    sense.in_ground_line = True
    assert shown_ma(world, 200_000)[0] == pytest.approx(200 * duty / 1_000, abs=1)
