"""S17, H11: what happened before a start is told until a press has taken the word off, however often the power goes.

Siblings: cut in a run, a program that failed in one or at rest, a ring that was found out; the power goes again before
the word is there, while it stands, while the pen lets go of its supply. Told once, it is not told again.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r

from tests.firmware.test_pen_program_supervised import crash
from tests.firmware.whole_pen import HOUR_MS, WholePen

CUT, FAILED, OUT = "Power was cut", "Its program failed", "Depth ring was out"
WORDS = (CUT, FAILED, OUT)


def running(pen, ms=500):
    assert pen.arm()
    pen.press("UP")
    assert pen.until(states.RUNNING)
    pen.run_ms(ms)


def cut_in_a_run(pen):
    running(pen)
    pen.cut_power()


def fails_in_a_run(pen):
    running(pen)
    crash(pen)


def fails_at_rest(pen):
    crash(pen)


def cut_while_armed(pen):
    assert pen.arm()
    pen.cut_power()


HAPPENED = ((cut_in_a_run, CUT), (fails_in_a_run, FAILED), (fails_at_rest, FAILED), (cut_while_armed, OUT))


def start(pen, on_ms):
    pen.world.advance_us(1_000_000)
    pen.boot()
    pen.run_ms(on_ms)


def said(pen):
    """The words of a notice; the zone's screen beneath has some of them, too."""
    return [words for words in WORDS if pen.controller.notice.shown and pen.shows(words)]


@pytest.mark.parametrize(("happens", "words"), HAPPENED)
@pytest.mark.parametrize(("cuts", "on_ms"), ((1, 600), (1, 900), (3, 1_100), (3, 1_500), (3, 4_000)))
def test_s17_h11_a_second_cut_before_it_was_read_takes_nothing_from_it(pen, happens, words, on_ms, cuts):
    happens(pen)
    for _ in range(cuts):
        start(pen, on_ms)
        pen.cut_power()
    start(pen, 3_000)
    assert said(pen) == [words]


@pytest.mark.parametrize(("happens", "words"), HAPPENED)
@pytest.mark.parametrize("after_ms", (300, 60_000))
def test_s17_what_was_taken_off_is_not_told_again(pen, happens, words, after_ms):
    happens(pen)
    start(pen, 3_000)
    pen.press("SELECT")
    pen.run_ms(after_ms)
    assert not said(pen)
    pen.cycle_power()
    pen.run_ms(2_000)
    assert not said(pen)


def test_s17_h11_a_cut_in_the_run_after_it_is_told_like_the_first(pen):
    cut_in_a_run(pen)
    start(pen, 3_000)
    pen.press("SELECT")
    pen.run_ms(300)
    pen.press("DOWN")  # another zone
    pen.run_ms(300)
    running(pen)
    pen.cut_power()
    start(pen, 3_000)
    assert said(pen) == [CUT]


def test_s17_only_a_zone_whose_power_was_cut_makes_figures_uncertain(pen):
    """A program that fails between two runs leaves all that was counted as it was."""
    assert pen.treat(2_000)
    pen.stop()
    pen.run_ms(1_000)
    crash(pen)
    start(pen, 3_000)
    assert said(pen) == [FAILED] and pen.ledger.cut_zones and not pen.ledger.cut_zones & 31
    pen.press("SELECT")
    pen.run_ms(HOUR_MS)
    pen.wake()
    assert pen.ledger.session_open == 0 and not pen.ledger.cut_zones


def test_s17_h11_a_cut_that_nobody_has_read_is_told_before_a_program_that_failed_since(pen):
    cut_in_a_run(pen)
    start(pen, 3_000)
    crash(pen)
    for words in (CUT, FAILED):
        start(pen, 3_000)
        assert said(pen) == [words]
        pen.press("SELECT")
        pen.run_ms(1_000)
        pen.cut_power()
    start(pen, 3_000)
    assert not said(pen)


@pytest.mark.parametrize("where", ("before", "middle", "after"))
@pytest.mark.parametrize("write", (3, 9, 12, 16, 20, 25, 30))
def test_s17_h11_a_cut_at_any_write_of_the_next_start_is_no_counted_run(fresh, write, where):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    cut_in_a_run(pen)
    pen.world.advance_us(1_000_000)
    pen.world.power_on()
    pen.world.cut_at_op(write, where)
    pen.boot()
    pen.run_ms(2_500)
    if pen.world.powered:
        pen.cut_power()
    start(pen, 3_000)
    assert pen.ledger.cut_zones & 1 and said(pen) == [CUT]


@pytest.mark.parametrize("where", ("middle", "after"))
@pytest.mark.parametrize("write", (1, 4, 8, 12, 16, 20, 24, 28))
def test_s17_h11_a_cut_while_a_stopped_run_is_stored_is_told_or_the_run_is_counted(pen, write, where):
    running(pen, 1_500)
    pen.world.cut_at_op(write, where)
    pen.press("UP")
    pen.run_ms(3_000)
    true = pen.world.strokes_true
    if pen.world.powered:
        pen.cut_power()
    start(pen, 3_000)
    if pen.ledger.cut_zones & 1:
        assert said(pen) == [CUT] and pen.ledger.zone_strokes[0] >= true - 300
    else:
        assert pen.ledger.strokes == true and pen.ledger.needle_ms < 3_000


# --- read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap_ms", (60, 150, 250, 400))
def test_s17_h11_two_taps_that_wake_the_pen_take_nothing_off_unread(pen, gap_ms):
    cut_in_a_run(pen)
    start(pen, 3_000)
    pen.run_ms(70_000)
    assert pen.state == states.OFF
    for _ in range(2):
        pen.press("SELECT")
        pen.run_ms(gap_ms)
    pen.run_ms(2_000)
    assert said(pen) == [CUT] and pen.ledger.cut_zones & 0x80
    pen.press("SELECT")
    pen.run_ms(300)
    assert not said(pen)


@pytest.mark.parametrize("every_ms", (160, 250, 330))
def test_s17_h11_a_finger_that_taps_on_takes_nothing_off_unread(pen, every_ms):
    cut_in_a_run(pen)
    pen.world.advance_us(1_000_000)
    pen.boot()
    for _ in range(20):
        pen.press("DOWN", 80)
        pen.run_ms(every_ms - 80)
    assert said(pen) == [CUT]


def test_s17_h11_a_fault_that_comes_over_it_takes_nothing_from_it(pen):
    cut_in_a_run(pen)
    start(pen, 3_000)
    pen.controller.fail(r.F_MOVE)
    pen.run_ms(1_000)
    pen.press("SELECT")
    pen.run_ms(700)
    pen.acknowledge_fault()
    pen.run_ms(1_000)
    assert pen.state == states.PAUSED and said(pen) == [CUT]


@pytest.mark.parametrize("happens", (cut_in_a_run, fails_in_a_run))
@pytest.mark.parametrize("hours", (1, 24, 48, 72))
def test_h27_h43_the_check_in_is_asked_as_soon_as_the_word_was_taken_off(happens, hours):
    """The clock wakes the pen for it, and nobody has been there since the start: both must be seen."""
    pen = WholePen()
    pen.run_ms(1_500)
    happens(pen)
    start(pen, 4_000)
    pen.run_ms(hours * HOUR_MS + 60_000 - 4_000)
    assert pen.state == states.LOCKED and said(pen)
    pen.press("SELECT")
    pen.run_ms(300)
    assert pen.state == states.ASKING and not said(pen)
