"""CLEANING: five minutes of alcohol that nothing shortens (H22)."""

from hypothesis import given
from hypothesis import strategies as st
from pen.core.states import ARMING, CLEANING, OFF, READY
from pen.core.states.cleaning import DRYING

from tests.firmware.core.bench import DOWN, SELECT, UP, calm_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.unscreened import unscreened


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
    bench.run(55_000)
    assert bench.pen.state == CLEANING
    bench.run(10_000)
    assert bench.pen.state == OFF, "nobody says that it is dry"


@given(st.lists(st.sampled_from([SELECT, UP, DOWN, SELECT | UP, 7]), max_size=30), st.booleans())
def test_h22_no_sequence_of_taps_gets_past_the_alcohol(taps, told):
    bench = unscreened(calm_ledger() if told else None)
    for mask in taps:
        bench.press(mask)
        assert bench.pen.state != ARMING
    assert not bench.pen.screening.clean(bench.now_ms, bench.inputs)
