"""H18, H19: a dose that is used up before free air has been measured is refused with words, and never charged."""

import pytest
from pen.core import states, zones
from pen.formats import reasons as r
from pen.ui.texts import refusals

from tests.firmware.whole_pen import WholePen

LIP = zones.UPPER_LIP


def at_the_lip(fresh, needles, rate_hz):
    """A pen on whose menu the upper lip and the rate are chosen."""
    pen = WholePen.out_of_drawer(fresh)
    pen.world.eject()
    pen.world.insert(pen.world.make_cartridge("MULTI_USE", 500, 77, needles=needles))
    pen.power_up(3_000)
    pen.controller.menu.zone, pen.controller.menu.rate_hz = LIP, rate_hz
    return pen


@pytest.mark.parametrize("rate_hz", (60, 80, 110))
@pytest.mark.parametrize("needles", (9, 12, 14, 16, 18, 20, 22, 24, 27, 30, 36))
def test_h19_a_run_that_begins_can_reach_the_skin_and_its_air_is_not_charged(fresh, needles, rate_hz):
    pen = at_the_lip(fresh, needles, rate_hz)
    if not pen.arm():
        budget = zones.strokes(LIP, needles)
        found = pen.found("refusal")[-1]
        assert pen.state == states.READY and not pen.world.strokes_true
        if budget < 60:
            assert found["reason"] == r.MANY_NEEDLES and pen.shows(refusals.look_up(r.MANY_NEEDLES)[0])
        else:
            assert found["reason"] == r.TOO_FAST and 60 <= found["detail"] < rate_hz
            pen.controller.menu.rate_hz = found["detail"]
            assert pen.arm(), "the way out that the screen names"
        return
    pen.press("UP")
    assert pen.until(states.RUNNING)
    pen.run_ms(1_150)
    assert pen.driven, "it ended before anybody could touch"
    pen.world.touch(20)
    assert pen.run_until(lambda: not pen.driven, 30_000)
    pen.run_ms(1_500)
    assert pen.found("needles_off")[-1]["reason"] == r.STOP_ZONE_DONE
    made = pen.found("needles_off")[-1]["strokes"]
    assert pen.ledger.zone_strokes[LIP] <= made - 40, "what was made in the air was charged"


@pytest.mark.parametrize("needles", (24, 36))
def test_h19_in_the_other_zones_every_cartridge_begins_at_every_rate(fresh, needles):
    for zone in (zones.FOREHEAD, zones.LEFT_CHEEK, zones.RIGHT_CHEEK, zones.CHIN):
        pen = at_the_lip(fresh, needles, 110)
        pen.controller.menu.zone = zone
        assert pen.arm(), zone
