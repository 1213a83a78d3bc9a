"""H18, H19: a dose that is used up before free air has been measured is refused with words, and never charged."""

import pytest
from pen.core import states, zones
from pen.formats import reasons as r
from pen.ui.texts import refusals

from tests.firmware import face
from tests.firmware.whole_pen import WholePen

LIP = face.UPPER_LIP


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
    budget = zones.strokes(LIP, needles)
    if budget < 60:
        assert not pen.arm() and not pen.world.strokes_true
        assert pen.found("refusal")[-1]["reason"] == r.FEW_STROKES and pen.shows(refusals.look_up(r.FEW_STROKES)[0])
        return
    assert pen.arm()
    pen.press("UP")
    assert pen.until(states.RUNNING)
    assert 60 <= pen.found("needles_on")[-1]["rate_hz"] <= rate_hz
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
    for zone in (face.FOREHEAD, face.LEFT_CHEEK, face.RIGHT_CHEEK, face.CHIN):
        pen = at_the_lip(fresh, needles, 110)
        pen.controller.menu.zone = zone
        assert pen.arm(), zone


@pytest.mark.parametrize(("needles", "rate_hz"), [(20, 110), (12, 110), (16, 90)])
def test_h19_s17_in_an_open_session_the_run_is_as_slow_as_the_zone_needs_and_the_next_as_fast_as_before(
    fresh, needles, rate_hz
):
    """The pause offers no rate: there would be no way out of a refusal."""
    pen = at_the_lip(fresh, needles, rate_hz)
    pen.controller.menu.zone = face.FOREHEAD
    for zone in (face.FOREHEAD, LIP, LIP, face.CHIN):
        pen.controller.menu.zone = zone
        if zone == LIP and zones.rate_max_hz(pen.ledger, LIP, needles) < 60:
            continue
        assert pen.arm(), zone
        pen.press("UP")
        assert pen.until(states.RUNNING)
        pen.run_ms(1_100)
        assert pen.driven, zone
        pen.world.touch(20)
        pen.run_ms(200)
        pen.stop()
        pen.world.touch(0)
        pen.run_ms(1_500)
    rates = [one["rate_hz"] for one in pen.found("needles_on")]
    assert rates[0] == rates[-1] == rate_hz and min(rates) >= 60


@pytest.mark.parametrize("needles", (12, 20))
def test_s17_h19_what_is_left_is_told_as_it_is(fresh, needles):
    """Too few strokes are left for a run: nobody calls the zone done, or full."""
    pen = at_the_lip(fresh, needles, 60)
    pen.ledger.session = pen.ledger.session_open = 0
    assert pen.arm()
    pen.press("UP")
    assert pen.until(states.RUNNING)
    pen.run_ms(1_100)
    pen.world.touch(20)
    assert pen.run_until(lambda: zones.strokes(LIP, needles) - pen.controller.session.zone_strokes(
        LIP, pen.app.inputs.strokes) < 55, 5_000)  # fmt: skip
    pen.stop()
    pen.world.touch(0)
    pen.run_ms(1_500)
    left = zones.strokes_left(pen.ledger, LIP, needles)
    assert 0 < left < 60 and not zones.done(pen.ledger, LIP, needles)
    pen.controller.menu.zone, pen.controller.menu.item = LIP, 0
    pen.run_ms(300)
    assert not pen.shows("100% done")
    assert not pen.arm()
    assert pen.found("refusal")[-1]["reason"] == r.FEW_STROKES
