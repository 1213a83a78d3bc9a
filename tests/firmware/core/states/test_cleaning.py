"""CLEANING: five minutes of alcohol and half a minute of drying that nothing shortens (H22, S19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core.states import ARMING, ASKING, CLEANING, ENDED, OFF, READY, RUNNING
from pen.core.states.cleaning import DRYING
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import running


def cleaning():
    bench = CheckedBench()
    bench.wake()
    bench.pen.screening._clean.clear()
    bench.choose_start()
    assert bench.pen.state == CLEANING
    return bench


def test_the_countdown_is_kept_for_ten_minutes_when_it_is_left():
    bench = cleaning()
    bench.run(100_000)
    bench.press(SELECT)
    assert bench.pen.state == READY
    bench.run(30_000)
    bench.press(SELECT)
    assert bench.pen.state == CLEANING and 199_000 < bench.pen.screening.left_ms() < 200_000
    bench.press(SELECT)
    bench.now_ms = (bench.now_ms + 601_000) & ((1 << 30) - 1)
    bench.inputs.proven_s += 601
    bench.step()
    bench.wake() if bench.pen.state == OFF else None
    bench.pen.screening._clean.clear()
    bench.choose_start()
    assert bench.pen.state == CLEANING and bench.pen.screening.left_ms() > 299_000


def test_the_end_of_the_countdown_beeps_and_waits_for_dry():
    bench = cleaning()
    bench.run(299_000)
    heard = 0
    for _ in range(200):
        bench.step()
        heard += bool(bench.outputs.tone)
    assert 10 <= heard <= 20 and bench.pen.phase == DRYING
    bench.run(28_000)
    bench.press(SELECT)
    assert (bench.pen.state, bench.pen.phase) == (CLEANING, DRYING), "it cannot be dry yet"
    heard = 0
    for _ in range(200):
        bench.step()
        heard += bool(bench.outputs.tone)
    assert 10 <= heard <= 20
    bench.run(55_000)
    assert bench.pen.state == CLEANING
    bench.run(10_000)
    assert bench.pen.state == OFF, "nobody says that it is dry"


@pytest.mark.parametrize("dries", (False, True))
@pytest.mark.parametrize("comes", (None, 7, 8))
def test_s19_h36_a_cartridge_that_is_taken_out_ends_it(comes, dries):
    """And another one or the same begins anew, even if no step has seen the nose empty."""
    bench = cleaning()
    bench.run(300_500 if dries else 200_000)
    bench.pull()
    if comes:
        bench.insert(serial=comes)
    bench.step()
    assert bench.pen.state == READY
    assert bench.last(record.REFUSAL)[0] == r.CARTRIDGE_WAS_OUT
    bench.insert(serial=comes or 7)
    bench.run(50)
    bench.choose_start()
    while bench.pen.state == ASKING:
        bench.press(UP)
    assert bench.pen.state == CLEANING and bench.pen.screening.left_ms() > 299_000


def test_s19_cleaning_in_an_open_session_hears_that_it_bleeds():
    bench = running(1_500)
    bench.press(UP)
    bench.run(1_000)
    bench.pull()
    bench.insert()
    bench.run(50)
    bench.choose_start()
    assert bench.pen.state == CLEANING
    bench.press(DOWN, 2_200)
    bench.run(100)
    assert bench.last(record.BLEEDING) and bench.pen.state == ENDED


@given(st.lists(st.sampled_from([SELECT, UP, DOWN, SELECT | UP, 7]), max_size=30), st.sampled_from((0, 299_900)))
def test_h22_no_sequence_of_taps_gets_past_the_alcohol(taps, after_ms):
    """All else is answered well; the taps begin with the alcohol, or when it has to dry."""
    bench = cleaning()
    bench.run(after_ms)
    for mask in taps:
        bench.press(mask)
        assert bench.pen.state not in (ARMING, RUNNING)
    assert not bench.pen.screening.clean(bench.now_ms, bench.inputs)
