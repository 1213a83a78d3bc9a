"""LOCKED: why and until when, on the screen; no way to needles (S6, S17)."""

import pytest
from pen.core.events import CABLE_WRITES
from pen.core.states import LOCKED, READY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, calm_ledger
from tests.firmware.core.prepared import locked_ledger, woken


def test_s6_s17_locked_says_until_when_and_unlocks_by_itself():
    bench = woken(locked_ledger())
    assert bench.pen.state == LOCKED
    bench.press(SELECT)
    assert bench.last(record.REFUSAL)[:3] == (r.INTERVAL, 0, 1_000 + 28 * 86_400 + 240)
    assert bench.pen.notice.visible(bench.now_ms)
    bench.run(7_100)
    assert not bench.pen.notice.visible(bench.now_ms)
    assert not bench.pen.notice.visible(bench.now_ms - 7_100 & (1 << 30) - 1), "it comes back when the ticks wrap"
    bench.inputs.proven_s = 1_000 + 28 * 86_400 + 240 - 1
    bench.step()
    assert bench.pen.state == LOCKED
    bench.inputs.proven_s += 1
    bench.step()
    assert bench.pen.state == READY


def test_s17_a_refusal_beeps_shortly():
    bench = woken(locked_ledger())
    bench.press(SELECT, 100)
    assert bench.outputs.tone
    bench.run(200)
    assert not bench.outputs.tone


def test_locked_pages_turn_both_ways():
    bench = woken(locked_ledger())
    pages = []
    for mask in (DOWN, DOWN, DOWN, UP, UP):
        bench.press(mask)
        pages.append(bench.pen.locked.page)
    assert pages == [1, 2, 0, 2, 1]


@pytest.mark.parametrize("ledger", [calm_ledger, locked_ledger])
def test_s12_what_answers_an_offer_asks_the_pen_for_nothing_else(ledger):
    bench = woken(ledger())
    pen = bench.pen
    before = (pen.state, pen.menu.item, pen.locked.page)
    records = len(bench.log)
    pen.offer = object()
    for button in (SELECT, UP, DOWN):
        for ms in (100, 2_500):
            bench.press(button, ms)
            assert (pen.state, pen.menu.item, pen.locked.page) == before and len(bench.log) == records
    pen.offer = None
    bench.press(SELECT)
    assert (pen.menu.item, len(bench.log)) != (before[1], records)


def test_s18_h35_a_cable_that_comes_and_goes_is_recorded_so_often_in_an_hour():
    bench = woken(locked_ledger())
    for on in (True, False) * 40:
        bench.inputs.vbus = on
        bench.run(20)
    kinds = bench.kinds()
    assert (kinds.count(record.POWER), kinds.count(record.CABLE_LIMIT)) == (CABLE_WRITES, 1)
