"""S15, H19: strokes that the pen takes for air. Needles that brush the skin too lightly to be felt look like that.

Seen: 6,154 strokes on one zone in 90 runs, none of them counted. The siblings: every load that is not felt, every
rate, a zone with few strokes and one with many, runs that are stopped by hand before the pen gives up, brushing mixed
with a touch that is felt, a pen that was started anew in between, and the next session.
"""

import pytest
from pen.core import limits, states, zones
from pen.core.menu import START_ITEM
from pen.formats import reasons as r

from tests.firmware.whole_pen import WholePen

COASTING = 40  # of the last run, after the fuel was cut; and until a touch is felt


def _brush(pen, zone, load, stop_ms=20_000, touch_ms=0):
    """One run in `zone` with `load` on the needles all the time they move; its true strokes, None: refused."""
    before = pen.world.strokes_true
    pen.wake()
    pen.world.touch(0)
    pen.controller.menu.zone = zone
    if zones.done(pen.ledger, zone, 12) or not pen.arm():
        return None
    pen.press("UP")
    if not pen.until(states.RUNNING, at_most_ms=1_000):
        return None
    pen.world.touch(load)
    if touch_ms:
        pen.run_ms(900)
        pen.world.touch(20)
        pen.run_ms(touch_ms)
        pen.world.touch(load)
    if not pen.until(states.PAUSED, at_most_ms=stop_ms):
        pen.press("UP")
    pen.run_ms(1_500)
    return pen.world.strokes_true - before


def _most(zone):
    return zones.strokes(zone, 12) + limits.AIR_FREE_STROKES + COASTING


STOPPED_BY_HAND = {"stop_ms": 350}  # before the pen can feel anything
TOUCHED_BETWEEN = {"touch_ms": 500}
LIGHT = [(zone, load, rate_hz, {}) for zone, load in ((4, 0), (4, 2), (4, 4), (3, 3)) for rate_hz in (60, 110)]


@pytest.mark.parametrize(
    ("zone", "load", "rate_hz", "how"), [*LIGHT, (4, 3, 60, STOPPED_BY_HAND), (3, 3, 60, TOUCHED_BETWEEN)]
)
def test_s15_h19_strokes_too_light_to_be_felt_are_bounded(fresh, zone, load, rate_hz, how):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    pen.controller.menu.rate_hz = rate_hz
    on_skin = 0
    for _ in range(60):
        made = _brush(pen, zone, load, **how)
        if made is None:
            break
        on_skin += made
    else:
        raise AssertionError(f"{on_skin} strokes, and still on")
    assert on_skin <= _most(zone)
    pen.controller.menu.item, pen.controller.menu.zone = START_ITEM, zone
    pen.press("SELECT")
    assert pen.controller.notice.reason in (r.ZONE_DONE, r.FEW_STROKES)
    assert not pen.world.violations


def test_s15_h19_a_start_of_the_pen_gives_no_free_air_again(fresh):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    on_skin = _brush(pen, 4, 3) + _brush(pen, 4, 3)
    while True:
        pen.cycle_power(1_000)
        made = _brush(pen, 4, 3)
        if made is None:
            break
        on_skin += made
        assert on_skin <= _most(4)
    assert on_skin <= _most(4)


def test_s15_an_honest_lift_costs_nothing(fresh):
    """Three starts, one for each pass, with the usual second in the air."""
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    for _ in range(3):
        assert pen.arm()
        pen.press("UP")
        assert pen.until(states.RUNNING, at_most_ms=1_000)
        before = pen.world.strokes_true
        pen.run_ms(1_000)
        air = pen.world.strokes_true - before
        pen.world.touch(20)
        pen.run_ms(1_000)
        pen.stop()
        pen.world.touch(0)
    zone = pen.ledger.charged_zone
    assert air > 50
    assert pen.ledger.zone_strokes[zone] <= pen.ledger.strokes - 3 * (air - 25)


def test_s15_each_session_has_its_free_air(fresh):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    while _brush(pen, 4, 0) is not None:
        pass
    pen.end()
    pen.days(29)
    pen.fresh_cartridge()
    pen.run_ms(700)
    assert pen.arm()
    pen.press("DOWN")
    pen.run_ms(1_500)
    assert _brush(pen, 4, 0)
    assert pen.ledger.session == 2 and pen.ledger.zone_strokes[4] == 0
