"""H22, H27: what stands between START and needles: profile, check-in, today's questions, five minutes of alcohol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import screening, skin
from pen.core.gate import Gate
from pen.core.states import ARMED, ARMING, ASKING, CLEANING, DRYING, LOCKED, OFF, READY, RUNNING, START_ITEM
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger, calm_ledger
from tests.firmware.core.watch import Watched

DAY_S = 86_400


def never_asked():
    """A pen from the factory, awake; nothing is skipped."""
    ledger = blank_ledger()
    ledger.profile_set = 0
    return unscreened(ledger)


def unscreened(ledger=None):
    bench = Watched(ledger)
    bench.press(SELECT)
    bench.run(100)
    bench.presses = 1
    return bench


def tap(bench, *masks):
    for mask in masks:
        bench.press(mask)
        bench.presses += 1


def to_start(bench):
    while bench.pen.item != START_ITEM:
        tap(bench, SELECT)
    tap(bench, SELECT)


def question(bench):
    return bench.pen.asking.question if bench.pen.state == ASKING else -1


def checked_in(session=1):
    """Its last session was long ago."""
    ledger = blank_ledger()
    ledger.session, ledger.locked, ledger.lock_from_s = session, 1, 0
    ledger.mark_s = 40 * DAY_S
    return ledger


# --- the whole way ----------------------------------------------------------------------------------------


def test_h22_from_the_factory_to_needles_every_step_and_25_presses():
    bench = never_asked()
    to_start(bench)
    for number in range(5):
        assert question(bench) == number
        tap(bench, DOWN)
    bench.run(100)  # stored
    for number in (8, 9, 10, 11, 12):
        assert question(bench) == number
        tap(bench, UP if number > 10 else DOWN)
    assert bench.pen.state == CLEANING and 299_000 < bench.pen.clean_left_ms(bench.now_ms) <= 300_000
    bench.run(299_700)
    assert bench.pen.state == CLEANING and bench.pen.phase != DRYING
    bench.run(500)
    assert bench.pen.phase == DRYING
    tap(bench, SELECT)
    assert bench.pen.state == READY and bench.pen.item == START_ITEM
    tap(bench, SELECT)
    assert bench.until(ARMING, 3_000, ARMED)
    tap(bench, SELECT)
    assert bench.until(RUNNING, 1_000)
    assert bench.presses <= 25
    kinds = [e[0] for e in bench.log]
    order = [record.ANSWERS, record.PROFILE, record.ANSWERS, record.DISINFECTED, record.SESSION_START]
    assert [k for k in kinds if k in order] == order
    assert bench.last(record.PROFILE)[:3] == (0, 0, record.BY_PEN)
    assert bench.last(record.ANSWERS)[:3] == (3, 0x1F00, 0x1800)
    assert bench.last(record.DISINFECTED)[0] == 300


def test_h22_the_next_session_asks_anew_and_about_the_last():
    bench = unscreened(checked_in())
    to_start(bench)
    for number in (5, 6, 7, 8, 9, 10, 11, 12):
        assert question(bench) == number
        tap(bench, UP if number > 10 else DOWN)
        bench.run(50)
    assert bench.pen.state == CLEANING
    assert bench.last(record.CHECKIN)[:4] == (1, 72, 0, record.BY_PEN) and bench.ledger.calm
    assert bench.ledger.sequence, "durable"


# --- profile ----------------------------------------------------------------------------------------------


def test_h22_a_condition_locks_after_it_is_confirmed():
    bench = never_asked()
    to_start(bench)
    tap(bench, DOWN, DOWN, DOWN, UP, DOWN)
    assert question(bench) == 13
    tap(bench, UP)
    bench.run(100)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL)[:2] == (r.PROFILE_NOTE, 8)
    assert bench.last(record.PROFILE)[:2] == (0x1F00, 0) and bench.commits
    bench.ledger.cleared = 0x1F00
    bench.run(20)
    assert bench.pen.state == READY


def test_h22_a_slip_of_the_thumb_can_be_taken_back():
    bench = never_asked()
    to_start(bench)
    tap(bench, UP, SELECT, DOWN, DOWN, DOWN, DOWN, UP)
    assert question(bench) == 13
    tap(bench, DOWN)
    assert question(bench) == 0
    tap(bench, DOWN, DOWN, DOWN, DOWN, DOWN)
    bench.run(100)
    assert bench.ledger.profile == 0 and bench.ledger.profile_set == 1 and question(bench) == 8


@pytest.mark.parametrize("answers", [0, 3])
def test_h22_questions_left_are_a_no(answers):
    bench = never_asked()
    to_start(bench)
    tap(bench, *[DOWN] * answers)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == READY and bench.pen.item == START_ITEM
    assert bench.last(record.REFUSAL)[0] == r.PROFILE_UNKNOWN and not bench.ledger.profile_set
    assert bench.last(record.ANSWERS)[:3] == (1, (1 << answers) - 1, 0)
    tap(bench, SELECT)
    assert question(bench) == 0


def test_h22_two_thumbs_at_once_answer_nothing():
    bench = never_asked()
    to_start(bench)
    bench.press(UP | DOWN)
    assert question(bench) == 0 and not bench.pen.asking.asked


def test_questions_nobody_answers_go_dark():
    bench = never_asked()
    to_start(bench)
    bench.run(61_000)
    assert bench.pen.state == OFF
    bench.press(SELECT)
    assert bench.pen.state == READY


# --- today ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("good", "reason", "hold_h"),
    [(0, r.SKIN_TODAY, 24), (1, r.SUN_TODAY, 72), (2, r.ACTIVES_TODAY, 48), (3, r.PACK_OPENED, 0)]
    + [(4, r.NOT_CLEANSED, 0)],
)
def test_h22_each_worry_refuses_today_with_its_reason_and_way_out(good, reason, hold_h):
    bench = unscreened()
    to_start(bench)
    tap(bench, *(DOWN, DOWN, DOWN, UP, UP)[:good])
    tap(bench, DOWN if good > 2 else UP)
    bench.run(50)
    assert bench.last(record.REFUSAL)[0] == reason and bench.last(record.ANSWERS)[0] == 3
    if not hold_h:
        assert bench.pen.state == READY
        tap(bench, SELECT)
        assert question(bench) == 8, "all of it again"
        return
    assert bench.pen.state == LOCKED and bench.commits
    assert bench.last(record.HOLD)[:2] == (reason, bench.ledger.hold_until_s)
    bench.run(7_500)
    tap(bench, SELECT)
    assert bench.last(record.REFUSAL)[:2] == (r.HOLD, reason)
    bench.inputs.proven_s = bench.ledger.hold_until_s - 1
    bench.step()
    assert bench.pen.state == LOCKED
    bench.inputs.proven_s += 1
    bench.step()
    assert bench.pen.state == READY
    assert 0 <= bench.ledger.hold_until_s - hold_h * 3_600 < 10


def test_h22_today_left_is_not_answered():
    bench = unscreened()
    to_start(bench)
    bench.press(SELECT, 1_400)
    assert bench.last(record.REFUSAL)[:2] == (r.NOT_ANSWERED, 3) and bench.pen.state == READY


def test_the_pack_is_asked_about_when_a_fresh_cartridge_comes():
    bench = unscreened()
    bench.insert(marks=1, bound=bench.ledger.pen_id)
    bench.ledger.set_uses(1, 7, 1)
    to_start(bench)
    for number in (8, 9, 10, 12):
        assert question(bench) == number
        tap(bench, UP if number > 10 else DOWN)
    assert bench.pen.state == CLEANING
    tap(bench, SELECT)
    bench.insert(serial=8)
    tap(bench, SELECT)
    assert question(bench) == 11
    tap(bench, UP)
    assert bench.pen.state == CLEANING


def test_h22_answers_and_alcohol_hold_for_an_hour():
    ledger = blank_ledger()
    ledger.mark_s = 99_999
    bench = Watched(ledger)
    bench.wake()
    step = bench.pen.next_step
    gate = Gate()
    assert step(bench.now_ms, bench.inputs, gate) == screening.ARM
    later_ms = (bench.now_ms + 3_590_000) & ((1 << 30) - 1)
    assert step(later_ms, bench.inputs, gate) == screening.ARM
    assert step((later_ms + 20_000) & ((1 << 30) - 1), bench.inputs, gate) == screening.TODAY
    bench.inputs.proven_s += 3_601  # the ticks may have wrapped: 12 days later they look fresh
    assert step(bench.now_ms, bench.inputs, gate) == screening.TODAY
    bench.inputs.proven_s -= 9_999
    assert step(bench.now_ms, bench.inputs, gate) == screening.TODAY


def test_h22_screening_that_grows_old_while_armed_disarms():
    bench = Watched()
    bench.wake()
    bench.choose_start()
    assert bench.until(ARMING, 3_000, ARMED)
    bench.inputs.proven_s += 3_601
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ring_um == 0
    assert bench.last(record.REFUSAL)[:2] == (r.NOT_ANSWERED, 3)
    bench.pen.screening.answered(bench.now_ms, bench.inputs, 0x1F00)
    bench.choose_start()
    assert bench.pen.state == CLEANING
    assert screening.missing(screening.CLEAN) == 0


# --- check-in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "asked"), [(1, (5, 7)), (24, (5, 7)), (48, (5, 6, 7)), (72, (5, 6, 7))])
def test_h27_waking_into_the_lock_out_asks_when_it_is_due(hours, asked):
    ledger = checked_in()
    ledger.mark_s = hours * 3_600
    bench = unscreened(ledger)
    for number in asked:
        assert question(bench) == number
        tap(bench, DOWN)
    bench.run(500)
    assert bench.pen.state == LOCKED and bench.last(record.CHECKIN)[:3] == (1, hours, 0)
    assert bench.commits and bench.last(record.REFUSAL) is None
    assert unscreened(ledger).pen.state == LOCKED, "answered is answered"


def test_h27_it_can_be_left_and_comes_again():
    ledger = checked_in()
    ledger.mark_s = 50 * 3_600
    bench = unscreened(ledger)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL) is None
    assert question(unscreened(ledger)) == 5


def test_h27_answered_from_the_laptop_it_is_asked_no_more():
    ledger = checked_in()
    ledger.mark_s = 50 * 3_600
    bench = unscreened(ledger)
    tap(bench, DOWN)
    skin.answer(ledger, 2, 0)
    bench.run(20)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL) is None


def test_h27_a_reaction_is_confirmed_and_locks_longer():
    ledger = checked_in()
    ledger.mark_s = 50 * 3_600
    bench = unscreened(ledger)
    tap(bench, DOWN, UP, DOWN)
    assert question(bench) == 13
    tap(bench, UP)
    bench.run(50)
    assert bench.last(record.CHECKIN)[:3] == (1, 48, 2)
    tap(bench, SELECT)
    assert bench.last(record.REFUSAL)[:3] == (r.REACTION, 0, 42 * DAY_S + 240)


def test_h27_before_the_next_session_left_is_refused():
    bench = unscreened(checked_in())
    to_start(bench)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[0] == r.CHECKIN_DUE
    tap(bench, SELECT, UP, DOWN, DOWN, UP)  # blood, and that is right
    bench.run(50)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL)[0] == r.REACTION
    bench.inputs.proven_s = 43 * DAY_S
    tap(bench, SELECT)
    assert bench.last(record.REFUSAL)[0] == r.REVIEW_NEEDED


def test_no_check_in_while_the_time_is_not_known():
    ledger = checked_in()
    bench = Watched(ledger)
    bench.inputs.clock_ok = False
    bench.press(SELECT)
    assert bench.pen.state == LOCKED


# --- alcohol ----------------------------------------------------------------------------------------------


def cleaning():
    bench = Watched()
    bench.wake()
    bench.pen.screening._clean.forget()
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
    assert bench.pen.state == CLEANING and 199_000 < bench.pen.clean_left_ms(bench.now_ms) < 200_000
    bench.press(SELECT)
    bench.now_ms = (bench.now_ms + 601_000) & ((1 << 30) - 1)
    bench.inputs.proven_s += 601
    bench.step()
    bench.wake() if bench.pen.state == OFF else None
    bench.pen.screening._clean.forget()
    bench.choose_start()
    assert bench.pen.state == CLEANING and bench.pen.clean_left_ms(bench.now_ms) > 299_000


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


# --- a cartridge that cannot be used is said before the questions -------------------------------------------

WRONG = {
    r.CARTRIDGE_UNREADABLE: lambda bench: setattr(bench.inputs.cartridge, "readable", False),
    r.CARTRIDGE_FOREIGN: lambda bench: bench.insert(bound=b"somebody"),
    r.CARTRIDGE_SPENT: lambda bench: bench.insert(marks=3, bound=bench.ledger.pen_id),
    r.CARTRIDGE_NEEDLES: lambda bench: bench.insert(needle_um=1_500),
}


@pytest.mark.parametrize("reason", WRONG)
@pytest.mark.parametrize("pen", [never_asked, unscreened, lambda: unscreened(checked_in())])
def test_h5_h6_h8_a_wrong_cartridge_is_refused_before_any_question(reason, pen):
    bench = pen()
    WRONG[reason](bench)
    to_start(bench)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[0] == reason
    assert bench.last(record.ANSWERS) is None
    bench.insert(serial=9)
    tap(bench, SELECT)
    assert bench.pen.state == ASKING


def test_h5_a_wrong_cartridge_put_in_between_is_refused_before_the_alcohol():
    bench = unscreened()
    to_start(bench)
    bench.insert(needle_um=1_500)
    tap(bench, DOWN, DOWN, DOWN, UP, UP)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[:2] == (r.CARTRIDGE_NEEDLES, 1_500)
    bench.insert(serial=9)
    tap(bench, SELECT)
    assert bench.pen.state == CLEANING, "the answers hold"


def test_without_a_cartridge_the_questions_and_the_alcohol_come_first():
    bench = unscreened()
    bench.pull()
    to_start(bench)
    tap(bench, DOWN, DOWN, DOWN, UP, UP)
    assert bench.pen.state == CLEANING
    bench.run(300_200)
    tap(bench, SELECT, SELECT)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[0] == r.CARTRIDGE_NONE
