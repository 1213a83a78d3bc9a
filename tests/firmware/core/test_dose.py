"""S15, H19: what a zone gets, on running needles; and the menu of the pause."""

import pytest
from pen.core import zones
from pen.core.menu import DEPTH_ITEM, END_ITEM, START_ITEM, ZONE_ITEM
from pen.core.states import ENDED, LOCKED, PAUSED, RUNNING
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, calm_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import awake, running

UPPER_LIP = 4
LIP_STROKES = 125  # 6 cm2 at 250 punctures/cm2 with 12 needles


def lip(**kw):
    bench = awake(**kw)
    bench.press(DOWN)
    assert bench.pen.menu.zone == UPPER_LIP
    return bench


def test_s15_h19_the_zone_has_enough_and_the_next_one_is_offered():
    bench = lip()
    assert bench.start()
    bench.run(4_500)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_ZONE_DONE
    made = bench.inputs.strokes
    had = bench.pen.session.zone_strokes(UPPER_LIP, bench.pen.motion.strokes)
    assert LIP_STROKES <= had <= LIP_STROKES + 20, "coasting counts"
    assert 30 <= made - had <= 70, "what was made in the air, before the skin was reached, does not"
    assert bench.ledger.zone_strokes[4] == had
    assert zones.strokes(UPPER_LIP, bench.pen.needles) == LIP_STROKES
    assert bench.pen.menu.item == ZONE_ITEM and bench.pen.menu.zone == 0
    assert bench.last(record.ZONE)[:5] == (1, UPPER_LIP, 200, 200, had)
    assert bench.last(record.NEEDLES_ON)[5:7] == (UPPER_LIP, LIP_STROKES)


def test_h19_a_zone_that_is_done_is_refused():
    bench = lip()
    assert bench.start()
    bench.run(4_500)
    bench.press(DOWN)
    assert bench.pen.menu.zone == UPPER_LIP
    assert not bench.start()
    assert bench.last(record.REFUSAL)[:2] == (r.ZONE_DONE, UPPER_LIP)


def test_h19_dwelling_with_little_pressure_ends_with_the_zones_time():
    """Needles that hardly turn make few strokes; time runs all the same."""
    bench = lip()
    assert bench.start()
    bench.ledger.charged_strokes = 9_999
    bench.run(3_000)
    assert bench.pen.state == RUNNING
    bench.run(1_300)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_ZONE_DONE
    assert bench.ledger.zone_ds[4] == 42


def test_the_whole_face_and_the_end():
    bench = awake(depth_um=150)
    for zone in range(5):
        assert bench.pen.menu.zone == zone
        assert bench.start()
        bench.run(23_000)
        assert bench.pen.stop_reason == r.STOP_ZONE_DONE
    assert bench.pen.menu.item == END_ITEM and zones.treated_count(bench.pen.ledger) == 5
    assert [zones.treated(bench.pen.ledger, n) for n in (1, 5, 6)] == [0, 4, -1]
    bench.press(SELECT)
    assert bench.pen.state == ENDED


def test_switching_the_zone_moves_the_ring_with_needles_at_rest():
    bench = awake(ledger=calm_ledger(), depth_um=300)
    bench.press(UP)
    bench.press(SELECT)
    bench.press(UP)
    assert bench.pen.menu.depths_um[1] == 350
    assert bench.start() and bench.ring_um == 350
    bench.run(1_500)
    bench.press(UP)
    bench.run(1_000)
    assert bench.pen.menu.item == START_ITEM
    bench.press(UP)
    assert bench.pen.menu.item == ZONE_ITEM
    bench.press(DOWN)
    bench.press(SELECT)
    assert bench.pen.menu.item == DEPTH_ITEM and bench.pen.menu.zone == 0 and bench.pen.ceiling_um() == 300
    bench.press(UP)
    assert bench.last(record.REFUSAL)[:2] == (r.TOO_DEEP, 300)
    assert bench.ring_um == 0
    assert bench.start() and bench.ring_um == 300
    bench.run(500)
    bench.press(UP)
    bench.run(1_000)
    assert [bench.ledger.zone_um[0], bench.ledger.zone_um[1]] == [300, 350] and len(bench.starts) == 1


def test_the_pause_menu_goes_both_ways():
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    for mask, item in ((DOWN, END_ITEM), (UP, START_ITEM), (DOWN, END_ITEM), (DOWN, START_ITEM), (UP, ZONE_ITEM)):
        bench.press(mask)
        assert bench.pen.menu.item == item
    bench.press(SELECT)
    bench.press(SELECT)
    assert bench.pen.menu.item == START_ITEM


def test_h11_a_power_cut_uses_up_what_was_charged():
    bench = running(1_500)
    again = CheckedBench(bench.ledger)
    again.starts = bench.starts
    again.pen.session.close_cut()
    assert again.ledger.zone_strokes[0] == 1_250
    again.inputs.cartridge = bench.inputs.cartridge
    again.wake()
    assert again.pen.menu.zone == 0
    assert again.pen.session.zone_strokes(0, again.pen.motion.strokes) == zones.strokes(0, again.pen.needles)
    assert not again.start() and again.last(record.REFUSAL)[0] == r.POWER_WAS_CUT


@pytest.mark.parametrize("needles", [0, 8, 37, 255])
def test_h19_a_tag_with_an_unbelievable_needle_count_gets_the_least(needles):
    bench = lip()
    bench.insert(needles=needles)
    assert not bench.start() and bench.last(record.REFUSAL)[:2] == (r.FEW_STROKES, 4)
    bench.press(SELECT)
    bench.pen.menu.zone = 3  # chin
    assert bench.start()
    bench.run(4_000)
    assert bench.pen.state == PAUSED and bench.ledger.zone_strokes[3] <= 138 + 20


def test_locked_when_all_is_over():
    bench = running(1_500)
    bench.inputs.buttons = UP
    bench.run(100)
    bench.inputs.buttons = 0
    bench.run(1_000)
    bench.press(DOWN)
    bench.press(SELECT)
    bench.run(100)
    for _ in range(4):
        bench.press(SELECT)
    assert bench.pen.state == LOCKED
