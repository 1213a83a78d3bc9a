"""Learning the pen: everything runs, nothing moves, nothing is kept."""

from copy import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core.states import ARMED, ARMING, ASKING, CLEANING, ENDED, LOCKED, OFF, PAUSED, READY, REHEARSING, RUNNING
from pen.formats import record
from pen.formats.ledger import fields as ledger_fields

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.watch import Watched


class Rehearsed(Watched):
    """A watched bench that never lets anything real happen in a rehearsal."""

    def after(self):
        super().after()
        if self.pen.state == REHEARSING:
            o = self.outputs
            assert not o.duty and not o.arm and not o.home and not o.target_um and not o.commit and not o.reset


def rehearsing(ledger=None):
    bench = Rehearsed(ledger)
    bench.wake()
    bench.pull()
    bench.press(UP, 1_400)
    assert bench.pen.state == REHEARSING
    bench.run(300)
    return bench


def fields(bench):
    return {f[0]: copy(getattr(bench.ledger, f[0])) for f in ledger_fields() if not f[0].startswith("mark")}


def practice(bench):
    return bench.pen.rehearsal.pen


def to_needles(bench):
    """As with a real pen: profile, today, ten seconds of alcohol, START, the thumb."""
    for _ in range(4):
        bench.press(SELECT)
    assert practice(bench).state == ASKING
    while practice(bench).state == ASKING:
        bench.press(UP if practice(bench).asking.question > 10 else DOWN)
        bench.run(50)
    assert practice(bench).state == CLEANING
    bench.run(10_500)
    bench.press(SELECT)
    assert practice(bench).state == READY
    bench.press(SELECT)
    bench.run(2_000)
    assert (practice(bench).state, practice(bench).phase) == (ARMING, ARMED)
    bench.press(SELECT)
    bench.run(300)
    assert practice(bench).state == RUNNING


def test_a_whole_session_is_rehearsed_and_leaves_no_trace():
    bench = rehearsing()
    before = fields(bench)
    to_needles(bench)
    bench.run(3_000)
    assert practice(bench).state == RUNNING and practice(bench).zone_strokes(0) > 100
    bench.press(UP)
    bench.run(1_000)
    assert practice(bench).state == PAUSED
    bench.press(DOWN)
    bench.press(SELECT)
    bench.run(200)
    assert practice(bench).state == ENDED
    for _ in range(4):
        bench.press(SELECT)
    bench.run(200)
    assert bench.pen.state == READY, "its own end"
    assert fields(bench) == before and bench.inputs.strokes == 0
    assert [e[3] for e in bench.log if e[0] == record.REHEARSAL] == [1, 0]


def test_a_zone_is_rehearsed_to_its_end():
    bench = rehearsing()
    bench.press(DOWN)  # upper lip
    to_needles(bench)
    bench.run(4_000)
    pen = practice(bench)
    assert pen.state == PAUSED and pen.zone_strokes(4) >= pen.zone_budget(4)


def test_it_starts_anew_each_time():
    bench = rehearsing()
    to_needles(bench)
    bench.run(1_000)
    bench.press(SELECT, 3_500)
    assert bench.pen.state == READY
    bench.press(UP, 1_400)
    bench.run(300)
    again = practice(bench)
    assert again.state == READY and again.ledger.session == 0 and again.zone == 0
    assert again.ledger.uses(0, 0) == 0 and not again.ledger.review
    to_needles(bench)


@pytest.mark.parametrize("how", ["select", "cartridge", "cable", "dark", "fault", "gone"])
def test_what_ends_it(how):
    bench = rehearsing()
    if how == "select":
        bench.press(SELECT, 3_200)
    elif how == "cartridge":
        bench.insert()
        bench.step()
    elif how == "cable":
        bench.inputs.vbus = True
        bench.step()
    elif how == "gone":
        bench.pen.rehearsal = None  # not brought yet, or not any more
        bench.run(100)
        assert bench.pen.state == REHEARSING and not bench.duties
        bench.press(SELECT, 3_200)
    elif how == "dark":
        bench.run(63_000)
        assert bench.pen.state == OFF
        return
    else:
        bench.inputs.broken_part = 3
        bench.step()
        assert bench.ledger.fault == 35
        return
    assert bench.pen.state == READY


def test_from_the_lock_out_too():
    ledger = blank_ledger()
    ledger.locked = ledger.session = 1
    ledger.checkin_done = 0xF
    bench = rehearsing(ledger)
    bench.press(SELECT, 3_200)
    assert bench.pen.state == LOCKED


@pytest.mark.parametrize("spoil", ["cartridge", "cable", "none there"])
def test_not_with_a_cartridge_or_the_cable(spoil):
    bench = Rehearsed()
    bench.wake()
    if spoil != "cartridge":
        bench.pull()
    bench.inputs.vbus = spoil == "cable"
    if spoil == "none there":
        bench.pen.practises = False
    bench.press(UP, 1_400)
    assert bench.pen.state == READY


def test_the_practice_pen_is_heard():
    bench = rehearsing()
    to_needles(bench)
    bench.run(500)
    bench.press(UP, 100)
    practice(bench).beep(bench.now_ms)
    bench.step()
    assert bench.outputs.tone


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from([50, 400, 1_300, 2_500])), max_size=25))
def test_any_thumbs_move_nothing_and_change_nothing(presses):
    bench = rehearsing()
    before = fields(bench)
    for mask, ms in presses:
        bench.press(mask, ms)
        if bench.pen.state != REHEARSING:
            break
    assert bench.duties == 0 and bench.ring_um == 0 and not bench.commits
    assert fields(bench) == before
