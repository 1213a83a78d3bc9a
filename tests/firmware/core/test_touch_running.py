"""What a run makes of its touch: started in the air, reached, pressed too hard, lifted (H17, H18)."""

import pytest
from pen.core import touch, zones
from pen.core.events import _CAPACITY
from pen.core.states import PAUSED, RUNNING
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core import checked_bench
from tests.firmware.core.prepared import awake, running

START_MS = (1 << 30) - 500


def test_h18_the_skin_must_be_reached_within_two_seconds():
    bench = awake()
    bench.touch_ma = 0
    assert bench.start()
    bench.run(1_800)
    assert bench.pen.state == RUNNING
    bench.run(150)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_NO_CONTACT


def test_h18_off_the_skin_it_stops_within_a_second():
    bench = running(2_000)
    bench.touch_ma = 0
    bench.run(300)
    assert bench.pen.state == RUNNING
    bench.run(360)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_NO_CONTACT


def dragged(rate_hz, touch_ma=40, ms=4_000):
    """Needles at this rate on skin that slows the motor as it does: 8 % for a light touch, which the governor mends."""
    bench = awake()
    bench.drag = 2
    bench.pen.menu.rate_hz = rate_hz
    assert bench.start()
    bench.run(2_000)
    bench.touch_ma = touch_ma
    bench.run(ms)
    return bench


@pytest.mark.parametrize("rate_hz", [90, 110])
def test_h18_lifted_at_any_rate_it_stops_within_a_second_and_never_trips(rate_hz):
    """The lifted nose leaps ahead, its drive still made for skin: neither a fault, nor taken for a touch."""
    bench = dragged(rate_hz)
    assert bench.pen.state == RUNNING and abs(bench.pen.running_state.governor.measured_hz - rate_hz) <= 4
    bench.touch_ma = 0
    bench.run(300)
    assert bench.pen.state == RUNNING and bench.pen.running_state.touch.level == touch.NONE
    bench.run(360)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_NO_CONTACT


@pytest.mark.parametrize("rate_hz", [90, 110])
@pytest.mark.parametrize(("touch_ma", "level"), [(20, touch.LIGHT), (50, touch.LIGHT), (100, touch.FIRM)])
def test_h17_light_and_firm_are_told_apart_at_any_rate_and_go_on(rate_hz, touch_ma, level):
    bench = dragged(rate_hz, touch_ma)
    assert bench.pen.state == RUNNING and bench.pen.running_state.touch.level == level
    assert abs(bench.pen.running_state.touch.index_ma - touch_ma) <= 8, "what is felt is the touch, not the rate"
    assert (bench.outputs.tone > 0) == (level == touch.FIRM)
    assert bench.pen.running_state.wanted_hz() == rate_hz


@pytest.mark.parametrize("rate_hz", [90, 110])
@pytest.mark.parametrize("touch_ma", [150, 200, 260])
def test_h17_too_hard_slows_at_once_and_then_stops_at_any_rate(rate_hz, touch_ma):
    """The rate drops under the finger, and the index lags by a window of the governor: 0.3 s, then 1 s of too hard."""
    bench = dragged(rate_hz)
    bench.touch_ma = touch_ma
    bench.run(300)
    assert (
        bench.pen.state == RUNNING and bench.pen.running_state.wanted_hz() == 60 and bench.pen.running_state.too_hard()
    )
    bench.run(1_300)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_PRESSURE


def test_h18_a_short_lift_is_no_matter():
    bench = running(2_000)
    for _ in range(5):
        bench.touch_ma = 0
        bench.run(250)
        bench.touch_ma = 40
        bench.run(300)
    assert bench.pen.state == RUNNING


def test_h17_firm_buzzes_hard_slows_and_then_stops():
    bench = awake()
    bench.pen.menu.rate_hz = 110
    assert bench.start()
    bench.run(2_000)
    assert bench.outputs.tone == 0 and bench.pen.running_state.touch.level == touch.LIGHT
    bench.touch_ma = 90
    bench.run(300)
    buzz = bench.outputs.tone
    assert buzz and bench.pen.running_state.touch.level == touch.FIRM and bench.pen.running_state.wanted_hz() == 110
    duty = bench.outputs.duty
    bench.touch_ma = 200
    bench.run(300)
    assert bench.outputs.tone > buzz and bench.outputs.duty < duty * 2 // 3
    assert bench.pen.running_state.wanted_hz() == 60
    bench.run(1_100)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_PRESSURE
    bench.run(900)
    levels = [e[3] for e in bench.log if e[0] == record.TOUCH]
    assert touch.FIRM in levels and touch.HARD in levels


def test_h17_lighter_in_time_goes_on_slowly():
    bench = running(2_000)
    bench.touch_ma = 200
    bench.run(700)
    bench.touch_ma = 40
    bench.run(1_500)
    assert bench.pen.state == RUNNING and bench.pen.running_state.touch.slow


def test_touch_is_journalled_once_a_second_at_most():
    bench = running(2_000)
    for _ in range(20):
        bench.touch_ma = 130 - bench.touch_ma
        bench.run(200)
    bench.inputs.buttons = 1
    bench.run(900)
    assert 2 <= len([e for e in bench.log if e[0] == record.TOUCH]) <= 6


def test_h17_started_on_the_skin_it_stops():
    bench = awake()
    bench.motor_ma = 40
    assert bench.start()
    bench.run(1_000)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_NO_AIR


def test_the_next_run_starts_afresh():
    bench = running(2_000)
    bench.touch_ma = 200
    bench.run(1_500)
    bench.touch_ma = 40
    assert bench.start()
    assert bench.pen.running_state.wanted_hz() == 60
    bench.run(500)
    assert not bench.pen.running_state.touch.slow and abs(bench.pen.running_state.governor.trim) <= 4


@pytest.mark.parametrize("every_ms", (500, 700, 1_000))
def test_s4_s11_the_longest_run_with_the_most_restless_hand_fills_no_buffer(monkeypatch, every_ms):
    """To make room in a full one takes a third of the step. A whole minute: on a zone that is larger than any is."""
    monkeypatch.setattr(zones, "_AREAS_CM2", (400,) * zones.COUNT)
    monkeypatch.setattr(checked_bench, "AREAS_CM2", (400,) * zones.COUNT)
    bench = running(2_000)
    waiting = 0
    while bench.pen.state == RUNNING:
        bench.touch_ma = 130 - bench.touch_ma
        bench.run(every_ms)
        waiting = max(waiting, bench.events.count)
    bench.run(900)
    kinds = [event[0] for event in bench.log]
    assert bench.pen.stop_reason == r.STOP_RUN_OVER
    assert kinds.count(record.TOUCH) >= 35 and kinds.count(record.SAMPLE) >= 28
    assert waiting < _CAPACITY - 2, "what the stop adds finds room, too"
