"""Learning the pen: everything runs, nothing moves, nothing is kept."""

from copy import copy

from hypothesis import given
from hypothesis import strategies as st
from pen.core import zones
from pen.core.states import ARMING, ASKING, CLEANING, ENDED, PAUSED, PRACTISING, READY, RUNNING
from pen.core.states.arming import ARMED
from pen.formats import record
from pen.formats.ledger import fields as ledger_fields

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.prepared import practising


def fields(bench):
    return {f[0]: copy(getattr(bench.ledger, f[0])) for f in ledger_fields() if not f[0].startswith("mark")}


def practice(bench):
    return bench.pen.practising.practice.pen


def to_needles(bench):
    """As with a real pen: profile, today, ten seconds of alcohol, START, the finger."""
    for _ in range(4):
        bench.press(SELECT)
    assert practice(bench).state == ASKING
    while practice(bench).state == ASKING:
        bench.run(600)  # it is read
        bench.press(UP if practice(bench).asking.round.question in (11, 12) else DOWN)
        bench.run(50)
    assert practice(bench).state == CLEANING
    bench.run(11_500)  # and a second until it is dry
    bench.press(SELECT)
    assert practice(bench).state == READY
    bench.press(SELECT)
    bench.run(2_000)
    assert (practice(bench).state, practice(bench).phase) == (ARMING, ARMED)
    bench.press(UP)
    bench.run(300)
    assert practice(bench).state == RUNNING


def test_a_whole_session_is_practised_and_leaves_no_trace():
    bench = practising()
    before = fields(bench)
    to_needles(bench)
    bench.run(3_000)
    pen = practice(bench)
    assert pen.state == RUNNING and pen.session.zone_strokes(0, pen.motion.strokes) > 100
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


def test_a_zone_is_practised_to_its_end():
    bench = practising()
    bench.press(DOWN)  # upper lip
    to_needles(bench)
    bench.run(4_000)
    pen = practice(bench)
    assert pen.state == PAUSED and pen.session.zone_strokes(4, pen.motion.strokes) >= zones.strokes(4, pen.needles)


def test_it_starts_anew_each_time():
    bench = practising()
    to_needles(bench)
    bench.run(1_000)
    bench.press(SELECT, 3_500)
    assert bench.pen.state == READY
    bench.press(UP, 1_400)
    bench.run(300)
    again = practice(bench)
    assert again.state == READY and again.ledger.session == 0 and again.menu.zone == 0
    assert again.ledger.uses(0, 0) == 0 and not again.ledger.review
    to_needles(bench)


def test_the_practice_pen_is_heard():
    bench = practising()
    to_needles(bench)
    bench.run(500)
    bench.press(UP, 100)
    practice(bench).beep()
    bench.step()
    assert bench.outputs.tone


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from([50, 400, 1_300, 2_500])), max_size=25))
def test_any_fingers_move_nothing_and_change_nothing(presses):
    bench = practising()
    before = fields(bench)
    for mask, ms in presses:
        bench.press(mask, ms)
        if bench.pen.state != PRACTISING:
            break
    assert bench.duties == 0 and bench.ring_um == 0 and not bench.commits
    assert fields(bench) == before
