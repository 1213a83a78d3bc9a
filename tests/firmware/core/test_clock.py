"""S6, S7, H9, H10: only provable time counts. An independent model keeps the true time; proven time stays behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core.clock import ProvenClock, unlock_at_s
from pen.core.ledger import Ledger
from pen.core.merge import lock_unknown
from pen.formats.ledger import NO_MARK
from pen.formats.reasons import CLOCK_BACK, CLOCK_FAR, CLOCK_JUMPED, CLOCK_OK, CLOCK_SERVICE, CLOCK_STOPPED

from tests.firmware.core.clock_world import World

DAY_S = 86_400
LONG = st.one_of(st.integers(0, 5), st.integers(0, 3_600), st.integers(0, 60 * DAY_S))


def marked(mark_s=1_000, rtc_s=5_000):
    ledger = Ledger()
    ledger.mark_s, ledger.mark_rtc_s = mark_s, rtc_s
    return ledger


@st.composite
def stories(draw):
    kinds = st.sampled_from(
        ["awake", "off", "nap", "stop", "back", "jump", "reset", "mute", "unmute", "store", "mute_jump"]
    )
    return [(draw(kinds), draw(LONG)) for _ in range(draw(st.integers(1, 25)))]


def play(world, story):
    """Run a story; returns how many forward jumps there were."""
    jumps = 0
    for kind, n in story:
        if kind in ("awake", "off", "nap"):
            getattr(world, kind)(n)
        elif kind == "stop":
            world.stopped = True
        elif kind == "back":
            world.rtc_s = max(0, world.rtc_s - n)
        elif kind == "reset":
            world.rtc_s = 0
        elif kind == "jump":
            world.rtc_s += n
            jumps += 1
            if world.readable:
                world.look()
            else:
                world.rtc_s -= n
        elif kind == "mute_jump":  # silent, moved forward, heard again: the CPU was awake all along
            was = world.readable
            world.readable = False
            world.look()
            world.rtc_s += n
            world.readable = True
            world.look()
            jumps += 1
            world.readable = was
        elif kind in ("mute", "unmute"):
            world.readable = kind == "unmute"
            world.look()
        else:
            world.store()
    world.readable = True
    world.look()
    return jumps


@given(stories())
def test_s7_h9_h10_no_sequence_of_clock_events_proves_time_that_did_not_pass(story):
    world = World()
    jumps = play(world, story)
    days = 1 + world.bases + world.awake_s // 86_400
    slack = 8 * days if jumps else 0  # CLOCK_JUMP_S a day, only where somebody moves the clock
    assert world.clock.proven_s <= world.true_s + slack


@given(st.lists(st.sampled_from([-1, 1, 2, 3, 4, 60]), max_size=200))
def test_s7_h9_jumping_to_and_fro_gains_one_jump_a_day_at_most(moves):
    world = World()
    for move in moves:
        world.rtc_s += move
        world.look()
        world.awake(1)
    assert world.clock.proven_s <= world.true_s + 8


@given(st.lists(st.tuples(st.sampled_from(["awake", "off", "nap", "store"]), LONG), max_size=20))
def test_s7_a_sound_clock_proves_all_the_time(story):
    world = World()
    world.store()
    play(world, story)
    assert world.clock.proven_s == world.true_s


def test_s7_a_stopped_clock_costs_the_time_since_the_mark_only():
    clock = ProvenClock(marked(1_000, 5_000))
    assert clock.start(0, True, 0) == CLOCK_STOPPED
    assert clock.proven_s == 1_000
    assert clock.look(10, 10_000) == CLOCK_OK and clock.proven_s == 1_010


def test_s7_a_stopped_clock_that_reads_ahead_proves_nothing_either():
    clock = ProvenClock(marked(1_000, 5_000))
    assert clock.start(9_000, True, 0) == CLOCK_STOPPED
    assert clock.proven_s == 1_000


def test_s7_a_clock_that_is_silent_at_power_on_proves_only_what_it_counts_after_its_first_answer():
    clock = ProvenClock(marked(1_000, 5_000))
    clock.silent()
    assert clock.start(5_000 + DAY_S, False, 10_000) == CLOCK_OK
    assert clock.proven_s == 1_000
    assert clock.look(5_060 + DAY_S, 70_000) == CLOCK_OK and clock.proven_s == 1_060


def test_s7_a_clock_that_falls_silent_while_awake_is_compared_with_the_crystal_when_it_answers_again():
    ledger = marked(1_000, 5_000)
    clock = ProvenClock(ledger)
    clock.start(5_000, False, 0)
    clock.silent()
    assert (ledger.mark_s, ledger.mark_rtc_s) == (1_000, NO_MARK), "a power cut now proves nothing of what follows"
    assert clock.start(5_060, False, 60_000) == CLOCK_OK
    assert (clock.proven_s, ledger.mark_s, ledger.mark_rtc_s) == (1_060, 1_060, 5_060)
    clock.silent()
    assert clock.start(5_120 + DAY_S, False, 120_000) == CLOCK_JUMPED and clock.proven_s == 1_060


def test_s7_h9_set_back_while_off():
    ledger = marked(1_000, 5_000)
    clock = ProvenClock(ledger)
    assert clock.start(4_999, False, 0) == CLOCK_BACK
    assert (clock.proven_s, ledger.mark_s, ledger.mark_rtc_s) == (1_000, 1_000, 4_999)


def test_s7_time_off_counts():
    clock = ProvenClock(marked(1_000, 5_000))
    assert clock.start(5_000 + DAY_S, False, 0) == CLOCK_OK
    assert clock.proven_s == 1_000 + DAY_S


def test_s7_more_than_a_life_is_a_jump():
    near_s = 1_000_000_000 - 1_000
    clock = ProvenClock(marked(near_s, 5_000))
    assert clock.start(5_000 + 1_000, False, 0) == CLOCK_JUMPED
    assert clock.proven_s == near_s
    clock = ProvenClock(marked(near_s, 5_000))
    assert clock.start(5_000 + 999, False, 0) == CLOCK_OK


def test_s7_h40_what_nobody_saw_is_believed_for_400_days_and_not_a_second_more():
    clock = ProvenClock(marked(1_000, 5_000))
    assert clock.start(5_000 + 400 * DAY_S, False, 0) == CLOCK_OK
    assert clock.proven_s == 1_000 + 400 * DAY_S
    clock = ProvenClock(marked(1_000, 5_000))
    assert clock.start(5_001 + 400 * DAY_S, False, 0) == CLOCK_FAR
    assert clock.proven_s == 1_000
    assert clock.look(5_011 + 400 * DAY_S, 10_000) == CLOCK_OK and clock.proven_s == 1_010


@pytest.mark.parametrize(
    ("served_s", "rtc_s", "event", "proven_s"),
    [
        (5_600, 9_000, CLOCK_SERVICE, 1_600),  # ten minutes until the port was opened; what came then is lost
        (5_600, 4_000, CLOCK_SERVICE, 1_600),  # set back in service: the same
        (5_600, 5_600 + 500 * DAY_S, CLOCK_SERVICE, 1_600),  # and far on
        (NO_MARK, 9_000, CLOCK_SERVICE, 1_000),  # nothing was read before
        (4_000, 9_000, CLOCK_BACK, 1_000),  # the reading before was wrong already
        (5_001 + 400 * DAY_S, 9_000, CLOCK_FAR, 1_000),
    ],
)
def test_s7_h41_nothing_in_service_is_proven_and_all_before_it_is(served_s, rtc_s, event, proven_s):
    clock = ProvenClock(marked(1_000, 5_000))
    assert clock.start(rtc_s, False, 0, served_s) == event
    assert clock.proven_s == proven_s
    assert clock.look(rtc_s + 10, 10_000) == CLOCK_OK and clock.proven_s == proven_s + 10


def test_s9_h38_a_session_that_only_the_journal_told_of_began_now_at_the_latest():
    for stopped in (True, False):
        ledger = marked(1_000, 5_000)
        ledger.lock_from_s = 3_000
        clock = ProvenClock(ledger)
        clock.start(5_500, stopped, 0)
        assert clock.proven_s == 3_000
    ledger = marked(1_000, 5_000)
    ledger.lock_from_s = 3_000
    clock = ProvenClock(ledger)
    clock.silent()
    assert (ledger.mark_s, ledger.mark_rtc_s) == (3_000, NO_MARK)
    clock = ProvenClock(marked(1_000, 5_000))
    clock.unproven()
    assert clock.start(9_000, False, 0) == CLOCK_OK and clock.proven_s == 1_000


def test_s7_awake_eight_seconds_ahead_is_the_limit():
    for ahead, event in ((8, CLOCK_OK), (9, CLOCK_JUMPED)):
        ledger = marked(0, 0)
        clock = ProvenClock(ledger)
        clock.start(0, False, 500)
        assert clock.look(10 + ahead, 10_500) == event
        assert clock.proven_s == (18 if event == CLOCK_OK else 0)
    assert (ledger.mark_s, ledger.mark_rtc_s) == (0, 19)
    assert clock.look(25, 16_500) == CLOCK_OK and clock.proven_s == 6  # counting goes on


def test_s7_h9_awake_backwards():
    ledger = marked(0, 100)
    clock = ProvenClock(ledger)
    clock.start(100, False, 0)
    clock.look(200, 100_000)
    assert clock.look(150, 101_000) == CLOCK_BACK
    assert (clock.proven_s, ledger.mark_s, ledger.mark_rtc_s) == (100, 100, 150)


def test_s7_a_slow_crystal_is_forgiven_every_day():
    clock = ProvenClock(marked(0, 0))
    clock.start(0, False, 0)
    for hour in range(1, 50):  # 6 s a day apart, 70 ppm
        rtc_s = hour * 3_600 + hour // 4
        assert clock.look(rtc_s, hour * 3_600_000) == CLOCK_OK
    assert clock.proven_s == 49 * 3_600 + 12


def test_s7_h9_silence_hides_no_jump():
    clock = ProvenClock(marked(0, 0))
    clock.start(0, False, 0)
    clock.look(10, 10_000)
    assert clock.start(28 * DAY_S, False, 15_000) == CLOCK_JUMPED
    assert clock.proven_s == 10


def test_s7_proven_time_never_goes_back_while_awake():
    clock = ProvenClock(marked(0, 0))
    clock.start(0, False, 0)
    clock.look(100, 100_000)
    assert clock.start(0, True, 101_000) == CLOCK_STOPPED
    assert clock.proven_s == 100


def test_s9_an_unknown_past_proves_nothing_however_long_the_counter_ran():
    ledger = Ledger()
    lock_unknown(ledger)
    clock = ProvenClock(ledger)
    assert ledger.mark_rtc_s == NO_MARK
    assert clock.start(790_000_000, False, 0) == CLOCK_OK
    assert clock.proven_s == 0 and unlock_at_s(ledger) == 28 * DAY_S + 240
    assert (ledger.mark_s, ledger.mark_rtc_s) == (0, 790_000_000)


def test_a_look_needs_a_start():
    with pytest.raises(ValueError, match="start"):
        ProvenClock(marked()).look(1, 1)


def test_s6_unlock_is_start_plus_interval():
    ledger = marked()
    assert unlock_at_s(ledger) == 0
    ledger.locked, ledger.lock_from_s = 1, 777
    assert unlock_at_s(ledger) == 777 + 28 * DAY_S + 240
    ledger.interval_s = 42 * DAY_S
    assert unlock_at_s(ledger) == 777 + 42 * DAY_S + 240


def test_s6_s7_h10_a_clock_that_stands_still_awake_is_noticed_once():
    clock = ProvenClock(marked(0, 0))
    clock.start(0, False, 0)
    assert [clock.look(0, second * 1_000) for second in range(1, 9)] == [CLOCK_OK] * 8 and not clock.standing
    assert clock.look(0, 9_000) == CLOCK_STOPPED and clock.standing and clock.proven_s == 0
    assert [clock.look(0, second * 1_000) for second in range(10, 40)] == [CLOCK_OK] * 30 and clock.standing
    assert clock.look(1, 40_000) == CLOCK_OK and clock.proven_s == 1
    assert not clock.standing
