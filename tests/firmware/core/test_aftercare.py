"""The bleeding gesture, the receipt and the steps of the clean-up (article: bleeding is not normal; clean up)."""

import pytest
from pen.core.states import CLEANUP, ENDED, FAULT, IDLE, LOCKED, OFF, PAUSED, STORE, WIPE
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.watch import Watched
from tests.firmware.core.ways import awake, running

DAY_S = 86_400


@pytest.mark.parametrize("mask", [SELECT, UP, DOWN])
@pytest.mark.parametrize("when", ["running", "paused"])
def test_bleeding_any_button_held_for_two_seconds_ends_it_for_good(mask, when):
    bench = running(1_500)
    if when == "paused":
        bench.press(UP)
        bench.run(2_000)
    bench.press(mask, 1_900)
    assert bench.pen.state == PAUSED
    bench.press(mask, 2_200)
    assert bench.pen.state == ENDED and bench.pen.stop_reason == r.STOP_BLEEDING
    bench.run(100)
    assert bench.last(record.BLEEDING)[:2] == (1, mask)
    assert bench.last(record.SESSION_END)[:2] == (1, r.STOP_BLEEDING)
    assert bench.ledger.review == 1 and bench.ledger.reaction_um == 400 and not bench.ledger.session_open
    for _ in range(4):
        bench.press(SELECT)
    bench.inputs.proven_s = 50 * DAY_S
    bench.run(100)
    bench.press(SELECT)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL)[0] == r.REVIEW_NEEDED


def test_blood_is_noticed_while_the_books_are_still_being_stored():
    bench = running(1_500)
    bench._commit_left = 300
    bench.press(UP, 2_200)
    assert bench.pen.state == PAUSED
    bench.run(3_000)
    assert bench.pen.state == ENDED and bench.pen.stop_reason == r.STOP_BLEEDING


def test_a_thumb_that_woke_the_pen_speaks_of_no_blood():
    ledger = blank_ledger()
    ledger.session = ledger.session_open = ledger.locked = 1
    bench = Watched(ledger)
    bench.run(100)
    bench.press(SELECT, 5_000)
    assert bench.pen.state == PAUSED and not ledger.review
    bench = Watched(ledger)
    bench.pen.wake(bench.now_ms)
    bench.press(SELECT, 5_000)  # down since boot
    assert bench.pen.state == PAUSED and not ledger.review


def test_a_broken_stop_wire_ends_as_a_fault():
    bench = running(1_500)
    bench.inputs.buttons = SELECT
    bench.run(11_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_BUTTON


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
    assert (bench.pen.state, bench.pen.phase) == (ENDED, IDLE)
    return bench


def test_s17_the_receipt_has_a_page_for_each_zone():
    bench = ended()
    pages = []
    for mask in (DOWN, DOWN, DOWN, UP, UP):
        bench.press(mask)
        pages.append(bench.pen.page)
    assert pages == [1, 2, 0, 2, 1]
    assert [bench.pen.treated(n) for n in (1, 2)] == [0, 1]


def test_the_clean_up_is_guided_and_recorded():
    bench = ended()
    bench.press(SELECT)
    assert (bench.pen.phase, bench.pen.page) == (CLEANUP, 0)
    bench.press(UP)
    assert bench.pen.page == 0
    bench.press(SELECT)
    assert bench.pen.page == WIPE
    bench.run(299_000)
    assert 0 < bench.pen.wipe_left_ms(bench.now_ms) < 2_000 and bench.pen.page == WIPE
    bench.run(1_500)
    assert bench.pen.wipe_left_ms(bench.now_ms) == 0
    bench.press(SELECT)
    assert bench.pen.page == STORE
    bench.press(SELECT)
    assert bench.pen.state == LOCKED and bench.last(record.CLEANUP)[:3] == (1, 0b111, 300)


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
