"""ENDED: made durable, the receipt, the steps of cleaning up (S6, S17)."""

import pytest
from pen.core import zones
from pen.core.states import ENDED, LOCKED, OFF
from pen.core.states.ended import CLEANUP, RECEIPT, STORE, WIPE
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.prepared import awake, running


def ended():
    """After a run on two zones."""
    bench = awake()
    assert bench.start()
    bench.run(1_500)
    bench.press(UP)
    bench.run(1_000)
    bench.press(UP)
    bench.press(UP)
    assert bench.start()
    bench.run(1_500)
    bench.press(UP)
    bench.run(1_000)
    bench.press(DOWN)
    bench.press(SELECT)
    bench.run(50)
    assert (bench.pen.state, bench.pen.phase) == (ENDED, RECEIPT)
    return bench


def test_s17_the_receipt_has_a_page_for_each_zone():
    bench = ended()
    pages = []
    for mask in (DOWN, DOWN, DOWN, UP, UP):
        bench.press(mask)
        pages.append(bench.pen.ended.page)
    assert pages == [1, 2, 0, 2, 1]
    assert [zones.treated(bench.pen.ledger, n) for n in (1, 2)] == [0, 1]


def test_the_clean_up_is_guided_and_recorded():
    bench = ended()
    bench.press(SELECT)
    assert (bench.pen.phase, bench.pen.ended.page) == (CLEANUP, 0)
    bench.press(UP)
    assert bench.pen.ended.page == 0
    bench.press(SELECT)
    assert bench.pen.ended.page == WIPE
    bench.run(299_000)
    assert 0 < bench.pen.ended.wipe_left_ms() < 2_000 and bench.pen.ended.page == WIPE
    bench.run(1_500)
    assert bench.pen.ended.wipe_left_ms() == 0
    bench.press(SELECT)
    assert bench.pen.ended.page == STORE
    bench.run(29_000)
    assert 0 < bench.pen.ended.dry_left_ms() < 2_000
    bench.run(1_500)
    bench.press(SELECT)
    assert bench.pen.state == LOCKED and bench.last(record.CLEANUP)[:3] == (1, 0b111, 300)


def test_h22_what_is_capped_wet_is_recorded_as_that():
    bench = ended()
    bench.press(SELECT)
    bench.press(SELECT)
    bench.run(301_000)
    bench.press(SELECT)
    bench.run(10_000)
    bench.press(SELECT)
    assert bench.pen.state == LOCKED and bench.last(record.CLEANUP)[:3] == (1, 0b011, 300)


def test_a_clean_up_cut_short_is_recorded_as_that():
    bench = ended()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.pen.state == LOCKED and bench.last(record.CLEANUP)[:3] == (1, 0b101, 0)


@pytest.mark.parametrize(("presses", "steps"), [(1, 0), (2, 1), (3, 1)])
def test_a_clean_up_left_is_over_after_a_minute(presses, steps):
    bench = ended()
    for _ in range(presses):
        bench.press(SELECT)
    bench.run(50_000)
    assert bench.pen.state == ENDED
    bench.run(12_000 + (300_000 if presses == 2 else 0))
    assert bench.pen.state in (LOCKED, OFF) and bench.last(record.CLEANUP)[1] == steps


def end(bench):
    """From PAUSED, START chosen: the item below it."""
    bench.press(DOWN)
    bench.press(SELECT)


def test_the_receipt_goes_away_after_a_minute():
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    end(bench)
    bench.run(59_000)
    assert bench.pen.state == ENDED
    bench.run(1_500)
    assert bench.pen.state == LOCKED and bench.last(record.CLEANUP)[:3] == (1, 0, 0)
