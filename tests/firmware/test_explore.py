"""A small walk through the controller's places (`make verify` walks them all), and the walk's own honesty."""

import pytest
from pen.core import states
from pen.formats import reasons as r

from tests.firmware.formats import reason_lists
from tests.tools import explore, explore_bench, explore_key

FEW = ("tap SELECT", "tap UP", "tap DOWN", "hold UP", "no cartridge", "wait 5 min", "wait 28 d", "reboot")


def profiled_pen():
    place = explore.new_pen()
    place.ledger.profile_set = 2
    place.screen()
    place._store()
    return place


def test_s3_s17_a_small_walk_ends_breaks_no_rule_and_leads_home_from_everywhere():
    walk = explore.Walk({name: explore.PEOPLE[name] for name in FEW}).go(profiled_pen())
    assert not walk.stuck()
    assert 100 < len(walk.graph) < 2_000
    seen = set(walk.states)
    assert seen >= {states.READY, states.ARMING, states.RUNNING, states.PAUSED, states.ENDED, states.LOCKED}
    assert r.INTERVAL in walk.refusals and r.STOP_BLEEDING in walk.ends


def test_a_place_that_cannot_be_left_is_found():
    walk = explore.Walk({"wait": lambda place: place}).go(profiled_pen())
    assert not walk.stuck()
    walk.graph = {((states.FAULT,), 1): {"wait": ((states.FAULT,), 1)}}
    assert walk.stuck()


def test_a_broken_rule_is_told_with_the_way_to_it():
    def overdrive(place):
        place.ledger.session_open = 1
        place.outputs.duty = 5
        place.pen.state = states.RUNNING
        place.run(10)
        raise AssertionError("S3")

    with pytest.raises(AssertionError, match="S3 after .*overdrive"):
        explore.Walk({"overdrive": overdrive}).go(profiled_pen())


def test_a_walk_without_end_gives_up():
    with pytest.raises(AssertionError, match="no end in sight"):
        explore.Walk(explore.PEOPLE, most=5).go(profiled_pen())


def test_a_walk_tells_how_far_it_is_and_which_refusals_it_never_met():
    told = []
    walk = explore.Walk({"tap UP": explore.PEOPLE["tap UP"]}).go(profiled_pen(), lambda *far: told.append(far))
    assert told[-1] == (len(walk.graph), len(walk.graph))
    assert walk.unmet() == list(reason_lists.REFUSALS)


# --- what is kept, and what counts as the same -------------------------------------------------------------


def test_a_place_that_was_kept_goes_on_as_it_was():
    place = profiled_pen()
    place.pull()
    buf = place.keep()
    one, other = explore_bench.kept(buf), explore_bench.kept(buf)
    for again in (one, other):
        again.press(2, 2_200)
        assert again.pen.state == states.PRACTISING
    one, other = explore_bench.kept(one.keep()), other
    for again in (one, other):
        again.press(1)
        again.run(500)
    assert explore_key.key(one) == explore_key.key(other) and one.pen.practising.practice.pen.state == states.READY


@pytest.mark.parametrize("event", ["battery low", "hot", "tag broken", "too long", "worn", "another's", "cable"])
def test_what_stops_a_start_tells_places_apart_where_needles_are_near_and_nowhere_else(event):
    here, there = profiled_pen(), explore.WORLD[event](profiled_pen())
    assert explore_key.key(here) != explore_key.key(there)
    for place in (here, there):
        explore_bench.mend(place)
        place.inputs.cartridge.present = True
        place.press(1)
        place.wait(200)
        assert place.pen.state == states.OFF
    assert explore_key.key(here) == explore_key.key(explore.WORLD["hot"](here))


def test_every_event_can_happen_to_a_pen_anywhere():
    for event in explore.ALL.values():
        assert explore_key.key(event(profiled_pen()))
