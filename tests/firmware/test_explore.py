"""A small walk through the controller's places (`make verify` walks them all), and the walk's own honesty."""

import pytest
from pen.core import reasons as r
from pen.core import states

from tests.tools import explore

FEW = ("tap SELECT", "tap UP", "tap DOWN", "hold UP", "no cartridge", "wait 5 min", "wait 28 d", "reboot")


def told_pen():
    place = explore.new_pen()
    place.ledger.profile_set = 1
    place.screen()
    place._store()
    return place


def test_s3_s17_a_small_walk_ends_breaks_no_rule_and_leads_home_from_everywhere():
    walk = explore.Walk({name: explore.PEOPLE[name] for name in FEW}).go(told_pen())
    assert not walk.stuck()
    assert 100 < len(walk.graph) < 2_000
    seen = set(walk.states)
    assert seen >= {states.READY, states.ARMING, states.RUNNING, states.PAUSED, states.ENDED, states.LOCKED}
    assert r.INTERVAL in walk.refusals and r.STOP_BLEEDING in walk.ends


def test_a_place_that_cannot_be_left_is_found():
    walk = explore.Walk({"wait": lambda place: place}).go(told_pen())
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
        explore.Walk({"overdrive": overdrive}).go(told_pen())


def test_a_walk_without_end_gives_up():
    with pytest.raises(AssertionError, match="no end in sight"):
        explore.Walk(explore.PEOPLE, most=5).go(told_pen())
