"""What rows of current and strokes come to: known motors in, their figures out."""

from math import hypot, pi, sin

import pytest
from needlepen.bench import figures

from boards.virtual import wiring

UA_PER_FULL = 1_650_000  # 3,300 mV at 2 mV/mA


def rows(hz: float, ma: float, ripple: float, late=lambda stroke: 0.0, count: int = 1_500) -> str:
    """A second of a motor whose current swings by `ripple` of its mean with each stroke, seen behind the filter."""
    through = 1 / hypot(1, 2 * pi * hz * wiring.CURRENT_FILTER_US / 1e6)
    looks = []
    for i in range(count):
        t = 713 * i
        seen = ma * (1 + ripple * through * sin(2 * pi * hz * t / 1e6 + 0.7))
        looks += [t, round(seen * 1_000 * 65_535 / UA_PER_FULL)]
    last = int(count * 713 * hz / 1e6)
    edges = [round((stroke + late(stroke)) * 1e6 / hz) for stroke in range(last)]
    return "c " + " ".join(map(str, looks)) + "\nt " + " ".join(map(str, edges)) + "\n"


def test_the_filter_that_is_reckoned_with_is_the_one_of_the_circuit():
    assert figures.FILTER_US == wiring.CURRENT_FILTER_US


@pytest.mark.parametrize("hz", (60, 83.3, 110))
@pytest.mark.parametrize("ripple", (0.0, 0.1, 0.4))
def test_ripple_before_the_filter_rate_and_current_are_found_again(hz, ripple):
    seen = figures.motor(rows(hz, 120, ripple), UA_PER_FULL)
    assert seen and seen.steady
    assert seen.rate_hz == pytest.approx(hz, rel=0.002)
    assert seen.current_ma == pytest.approx(120, rel=0.005)
    assert seen.ua_per_hz == pytest.approx(120_000 / hz, rel=0.006)
    assert seen.ripple_permille == pytest.approx(1_000 * ripple, abs=8)
    assert seen.spread_permille < 2


def test_what_is_shown_without_current_is_taken_off():
    seen = figures.motor(rows(90, 123, 0.1), UA_PER_FULL, offset_ma=3)
    assert seen and seen.current_ma == pytest.approx(120, rel=0.005)


def test_the_most_uneven_stroke_counts():
    seen = figures.motor(rows(90, 120, 0.1, late=lambda stroke: 0.04 if stroke == 40 else 0.0), UA_PER_FULL)
    assert seen and seen.spread_permille == pytest.approx(40, abs=2)


def test_a_rate_that_changes_meanwhile_is_not_steady():
    seen = figures.motor(rows(90, 120, 0.1, late=lambda stroke: -0.0006 * stroke * stroke), UA_PER_FULL)
    assert seen and not seen.steady


@pytest.mark.parametrize("printed", ("", "c 0 10 713 10\n", "c 0 10\nt 5 10 15\n"))
def test_too_few_strokes_say_nothing(printed):
    assert figures.motor(printed, UA_PER_FULL) is None
