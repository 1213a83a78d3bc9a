"""H17, H18, H33: a motor whose current ripples with its strokes, as every real one's does, on the whole pen.

Ripple of 0 to 40 % at any phase, an uneven tacho, every rate, light and heavy hands, the filter's parts at their
tolerances: what is promised of touch holds as without. And a shunt in the ground line, where it is usually put,
never gets as far as the skin. `make verify` takes ten times as many cases.
"""

import itertools
import random

import pytest
from pen.core import states, touch
from pen.formats import reasons as r

from boards.virtual import wiring
from tests.conftest import SCALE
from tests.firmware.test_pen_lift import SLOWEST_LIFTED_MS, SLOWEST_START_MS, started, until_off
from tests.firmware.whole_pen import IN_THE_AIR_MS

RATES, RIPPLES = range(60, 111, 10), (0, 100, 200, 300, 400)
TIMES = 10 if SCALE == "long" else 1
GRID = [case for case in itertools.product(RATES, RIPPLES) for _ in range(TIMES)]


def rippling(fresh, rate_hz, permille, chance):
    """Needles that have just begun to move, with a motor and a filter drawn by `chance`."""
    mv, percent = chance.choice((3_560, 3_900, 4_150)), chance.randrange(92, 109)
    pen = started(fresh, rate_hz, chance.randrange(1_000), mv, percent)
    sense = pen.world.current_sense
    sense.ripple_permille, sense.ripple_at = permille, chance.randrange(1_000)
    sense.filter_us = wiring.CURRENT_FILTER_US * chance.choice((75, 100, 125)) // 100
    pen.world.motor.jitter_permille = chance.choice((0, 10, 30))
    return pen


def drawn(number, case):
    """The same random numbers for a case in every run."""
    return random.Random(number * 1_000_003 + case[0] * 1_009 + case[1])


@pytest.mark.parametrize(("number", "case"), list(enumerate(GRID)), ids=str)
def test_h18_h33_off_the_skin_within_a_second_with_a_third_to_spare_whatever_the_ripple(fresh, number, case):
    chance = drawn(number, case)
    pen = rippling(fresh, *case, chance)
    pen.run_ms(IN_THE_AIR_MS)
    pen.world.touch(20)
    pen.run_ms(700)
    pen.world.touch(chance.choice((10, 20, 40, 60)))
    pen.run_ms(400 + chance.randrange(260))
    assert pen.state == states.RUNNING, pen.controller.stop_reason
    pen.world.touch(0)
    assert until_off(pen, 1_500) <= SLOWEST_LIFTED_MS
    assert pen.controller.stop_reason == r.STOP_NO_CONTACT


@pytest.mark.parametrize(("number", "case"), list(enumerate(GRID[:: 2 * TIMES])), ids=str)
def test_h18_h33_ripple_in_the_air_is_no_skin(fresh, number, case):
    pen = rippling(fresh, *case, drawn(number, case))
    assert until_off(pen, 4_000) <= SLOWEST_START_MS
    assert pen.controller.stop_reason == r.STOP_NO_CONTACT


@pytest.mark.parametrize(("number", "case"), list(enumerate(GRID)), ids=str)
def test_h17_h33_light_goes_on_and_too_hard_slows_and_stops_whatever_the_ripple(fresh, number, case):
    """Slower within 0.3 s, and off within 1.5 s."""
    chance = drawn(number, case)
    pen = rippling(fresh, *case, chance)
    pen.run_ms(IN_THE_AIR_MS)
    pen.world.touch(chance.choice((10, 20, 30)))
    for _ in range(15):
        pen.run_ms(100)
        assert pen.state == states.RUNNING, pen.controller.stop_reason
        assert pen.controller.running_state.touch.level <= touch.FIRM
    assert pen.controller.running_state.wanted_hz() == case[0]
    pen.world.touch(100)
    pen.run_ms(300)
    assert not pen.driven or pen.controller.running_state.wanted_hz() == 60
    assert until_off(pen, 4_000) <= 1_200
    assert pen.controller.stop_reason == r.STOP_PRESSURE


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("permille", (0, 400))
@pytest.mark.parametrize("mv", (3_560, 4_150))
def test_h17_a_shunt_in_the_ground_line_never_gets_to_the_skin(fresh, rate_hz, permille, mv):
    pen = started(fresh, rate_hz, 0, mv, 100)
    pen.world.current_sense.in_ground_line = True
    pen.world.current_sense.ripple_permille = permille
    assert until_off(pen, 4_000) <= 950
    assert pen.controller.stop_reason == r.STOP_NO_AIR
