"""S15, H30, H32: the stroke rate has two bounds, and the strokes themselves are judged by their intervals.

Seen: a motor at 8 to 50 % of its speed ran for 40 s as if all were well, and a tacho that lost every fourth edge let
the zone have a third more strokes than were counted. The siblings:
- slow from the start, or from any later moment; at every rate; on the skin and off it; on a low battery;
- fast: a motor that runs at 160 % of what is asked, but below the absolute trip of 135 strokes/s;
- edges lost: every second one (the intervals stay even, the rate is halved), every third … every sixteenth, in bursts;
- edges doubled: each, every second … every eighth; edges that jitter by more than a motor can;
- and no alarm where nothing is wrong: a worn motor (85 %), a change of load, a hand that presses hard, one lost edge.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.ui.texts import stops

from tests.firmware import lying_parts as lying
from tests.firmware.whole_pen import LIGHTLY

SLOW = getattr(r, "STOP_SLOW", 19)
TACHO = getattr(r, "STOP_TACHO", 20)


def running(pen, rate_hz, ms=1_600):
    pen.controller.menu.rate_hz = rate_hz
    assert pen.treat(ms)
    assert pen.state == states.RUNNING


def stopped_within(pen, ms, *reasons):
    pen.run_until(lambda: pen.driven, 100)  # a run that has just begun gets its first fuel now
    assert pen.run_until(lambda: not pen.driven, ms), "it ran on"
    pen.run_ms(30)
    if pen.state == states.FAULT:
        assert pen.ledger.fault in reasons, pen.ledger.fault
    else:
        assert pen.controller.stop_reason in reasons, pen.controller.stop_reason


@pytest.mark.parametrize("percent", (0, 4, 8, 15, 30, 50, 60))
@pytest.mark.parametrize("rate_hz", (60, 80, 110))
def test_s15_h30_a_motor_that_is_slow_from_the_start_stops(pen, rate_hz, percent):
    pen.controller.menu.rate_hz = rate_hz
    assert pen.arm()
    lying.motor_percent(pen.world, percent)
    pen.press("UP")
    assert pen.until(states.RUNNING, at_most_ms=1_000)
    stopped_within(pen, 1_300, SLOW, r.STOP_STALL, r.STOP_NO_AIR)
    pen.run_ms(1_000)
    assert pen.shows(stops.stop(pen.controller.stop_reason)[0])


@pytest.mark.parametrize("percent", (8, 15, 30, 50))
@pytest.mark.parametrize("rate_hz", (60, 110))
@pytest.mark.parametrize("load", (LIGHTLY, 50))
def test_s15_h30_a_motor_that_becomes_slow_stops(pen, rate_hz, percent, load):
    running(pen, rate_hz)
    pen.world.touch(load)
    pen.run_ms(1_000)
    assert pen.state == states.RUNNING
    lying.motor_percent(pen.world, percent)
    stopped_within(pen, 1_000, SLOW, r.STOP_PRESSURE, r.STOP_CURRENT)


def test_s15_h30_a_slow_motor_has_a_reason_of_its_own(pen):
    running(pen, 60)
    lying.motor_percent(pen.world, 50)
    stopped_within(pen, 1_000, SLOW)
    pen.run_ms(1_500)
    assert pen.found("needles_off", reason=SLOW)


@pytest.mark.parametrize("rate_hz", (60, 70))
def test_s19_a_motor_that_is_much_too_fast_stops_even_below_the_trip(pen, rate_hz):
    running(pen, rate_hz)
    pen.world.motor._free_mhz = lambda: rate_hz * 1_800 if pen.world.motor.duty else 0
    pen.world.motor.changed()
    stopped_within(pen, 1_000, r.F_OVERSPEED, r.STOP_NO_CONTACT)
    assert pen.ledger.fault == r.F_OVERSPEED


LOST = {n: (lambda edge, n=n: 0 if edge % n == 0 else 1) for n in (2, 3, 4, 5, 8, 16)}
DOUBLED = {n: (lambda edge, n=n: 2 if edge % n == 0 else 1) for n in (1, 2, 3, 4, 8)}


@pytest.mark.parametrize("n", LOST)
@pytest.mark.parametrize("rate_hz", (60, 110))
def test_s15_h32_edges_lost_stop_the_needles(pen, rate_hz, n):
    running(pen, rate_hz)
    counted = pen.app.parts.tacho.strokes
    true = pen.world.strokes_true
    lying.tacho_edges(pen.world, LOST[n])
    stopped_within(pen, 2_000, TACHO, SLOW)
    pen.run_ms(600)
    unseen = (pen.world.strokes_true - true) - (pen.app.parts.tacho.strokes - counted)
    assert unseen <= 60, "more than a second's worth of strokes that nobody counted"


@pytest.mark.parametrize("n", DOUBLED)
@pytest.mark.parametrize("rate_hz", (60, 110))
def test_s15_h32_edges_doubled_stop_the_needles(pen, rate_hz, n):
    running(pen, rate_hz)
    lying.tacho_edges(pen.world, DOUBLED[n])
    stopped_within(pen, 2_000, TACHO, r.F_OVERSPEED)


@pytest.mark.parametrize("rate_hz", (60, 110))
def test_s15_h32_edges_that_jitter_more_than_a_motor_can_stop_the_needles(pen, rate_hz):
    running(pen, rate_hz)
    wild_us = 400_000 // rate_hz
    lying.tacho_late(pen.world, lambda edge: wild_us * (edge * 2_654_435_761 // 128 % 11) // 10)
    stopped_within(pen, 2_000, TACHO)


@pytest.mark.parametrize("rate_hz", (60, 110))
def test_h32_from_the_start_it_is_the_same(pen, rate_hz):
    pen.controller.menu.rate_hz = rate_hz
    lying.tacho_edges(pen.world, LOST[4])
    assert pen.treat(100)
    stopped_within(pen, 1_900, TACHO, SLOW)


@pytest.mark.parametrize("rate_hz", (60, 110))
@pytest.mark.parametrize("mv", (3_560, 4_150))
@pytest.mark.parametrize("percent", (85, 100, 110))
def test_h30_h32_a_healthy_motor_is_let_run_whatever_the_hand_does(pen, rate_hz, mv, percent):
    pen.world.battery.set_mv(mv)
    pen.run_ms(500)
    lying.motor_percent(pen.world, percent)
    pen.controller.menu.zone = 1
    running(pen, rate_hz)
    for load in (20, 45, 10, 60, 15, 50, 30, 10, 60, 20):
        pen.world.touch(load)
        pen.run_ms(700)
        if pen.controller.stop_reason == r.STOP_ZONE_DONE:
            break
        assert pen.state == states.RUNNING, (load, pen.controller.stop_reason, pen.ledger.fault)


def test_h32_one_edge_lost_and_one_doubled_are_no_matter(pen):
    running(pen, 80)
    lying.tacho_edges(pen.world, lambda edge: {60: 0, 200: 2}.get(edge, 1))
    pen.run_ms(4_000)
    assert pen.state == states.RUNNING
