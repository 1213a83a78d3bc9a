"""What stands between START and needles, in its order: profile, check-in, today, five minutes of alcohol (H22)."""

import pytest
from pen.core import questions, screening
from pen.core.gate import Gate
from pen.core.limits import READ_MS
from pen.core.menu import START_ITEM
from pen.core.states import ARMING, ASKING, CLEANING, READY, RUNNING
from pen.core.states.arming import ARMED
from pen.core.states.cleaning import DRYING
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import running
from tests.firmware.core.unscreened import checked_in, never_asked, question, tap, to_start, unscreened


def test_h22_from_the_factory_to_needles_every_step_and_30_presses():
    bench = never_asked()
    to_start(bench)
    for number in (0, 1, 2, 3, 4, 13, 16):
        assert question(bench) == number
        tap(bench, DOWN)
    bench.run(100)  # stored
    for number in (8, 9, 10, 11, 12, 17, 18, 19):
        assert question(bench) == number
        tap(bench, UP if number in (11, 12) else DOWN)
    assert bench.pen.state == CLEANING and 299_000 < bench.pen.screening.left_ms() <= 300_000
    bench.run(299_700)
    assert bench.pen.state == CLEANING and bench.pen.phase != DRYING
    bench.run(500)
    assert bench.pen.phase == DRYING
    bench.run(30_500)
    tap(bench, SELECT)
    assert bench.pen.state == READY and bench.pen.menu.item == START_ITEM
    tap(bench, SELECT)
    assert bench.until(ARMING, 3_000, ARMED)
    bench.run(READ_MS)
    tap(bench, UP)
    assert bench.until(RUNNING, 1_000)
    assert bench.presses <= 30
    kinds = [e[0] for e in bench.log]
    order = [record.ANSWERS, record.PROFILE, record.ANSWERS, record.DISINFECTED, record.SESSION_START]
    assert [k for k in kinds if k in order] == order
    assert bench.last(record.PROFILE)[:3] == (0, 0, record.BY_PEN)
    assert bench.last(record.ANSWERS)[:5] == (3, 0x1F00, 0x1800, 0b1110, 0)
    assert bench.last(record.DISINFECTED)[0] == 300


def test_h22_the_next_session_asks_anew_and_about_the_last():
    bench = unscreened(checked_in())
    to_start(bench)
    for number in (5, 6, 7, 8, 9, 10, 11, 12, 14, 17, 18, 19, 20):
        assert question(bench) == number
        tap(bench, UP if number in (11, 12) else DOWN)
        bench.run(50)
    assert bench.pen.state == CLEANING
    assert bench.last(record.CHECKIN)[:4] == (1, 72, 0, record.BY_PEN) and bench.ledger.calm
    assert bench.ledger.sequence, "durable"


def test_the_pack_is_asked_about_when_a_fresh_cartridge_comes():
    bench = unscreened()
    bench.insert(marks=1, bound=bench.ledger.pen_id)
    bench.ledger.set_uses(1, 7, 1, 1)
    bench.inputs.proven_s += 1
    to_start(bench)
    for number in (8, 9, 10, 12, 14, 17, 18, 19):
        assert question(bench) == number
        tap(bench, UP if number in (11, 12) else DOWN)
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
    bench = CheckedBench(ledger)
    bench.wake()
    gate = Gate()

    def step(now_ms, inputs, gate):
        return screening.next_step(bench.pen, now_ms, inputs, gate)

    assert step(bench.now_ms, bench.inputs, gate) == screening.ARM
    later_ms = (bench.now_ms + 3_590_000) & ((1 << 30) - 1)
    assert step(later_ms, bench.inputs, gate) == screening.ARM
    assert step((later_ms + 20_000) & ((1 << 30) - 1), bench.inputs, gate) == screening.TODAY
    bench.inputs.proven_s += 3_601  # the ticks may have wrapped: 12 days later they look fresh
    assert step(bench.now_ms, bench.inputs, gate) == screening.TODAY
    bench.inputs.proven_s -= 9_999
    assert step(bench.now_ms, bench.inputs, gate) == screening.TODAY


def test_s19_what_is_known_of_today_is_known_for_as_long_as_it_holds():
    """Answers and alcohol for an hour, alcohol that was left for ten minutes: so long the pen keeps its power (H43)."""
    inputs = CheckedBench().inputs
    now_ms = 5_000
    fresh = screening.Screening(300_000)
    assert not fresh.known(now_ms, inputs)
    fresh.answered(now_ms, inputs, 1 << 8)
    assert fresh.known(now_ms + 3_590_000, inputs) and not fresh.known(now_ms + 3_610_000, inputs)
    fresh.take_back()
    assert not fresh.known(now_ms, inputs)
    fresh.begin_clean(now_ms, inputs)
    fresh.tick(now_ms, inputs)
    assert fresh.known(now_ms + 590_000, inputs) and not fresh.known(now_ms + 610_000, inputs)
    fresh.dry(now_ms, inputs)
    assert fresh.known(now_ms + 3_590_000, inputs) and not fresh.known(now_ms + 3_610_000, inputs)


WRAP = 1 << 30


@pytest.mark.parametrize("what", ("answered", "clean", "left"))
def test_h22_what_was_over_is_not_true_again_when_the_ticks_wrap(what):
    """Asleep the pen takes a step an hour, and a clock that does not answer proves no time."""
    bench = CheckedBench()
    bench.wake()
    known = bench.pen.screening
    known.tick(bench.now_ms, bench.inputs)
    stamp = getattr(known, "_" + what)
    assert stamp.true
    began = bench.now_ms
    for ms in range(0, WRAP, 3_300_000):
        bench.now_ms = (began + ms) % WRAP
        bench.step()
    bench.now_ms = (began + 60_000) % WRAP
    bench.step()
    assert not stamp.true


def test_h36_in_a_session_what_is_clean_stays_clean_while_the_cartridge_stays_in():
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    bench.now_ms = (bench.now_ms + 3_590_000) % WRAP
    bench.step()
    bench.now_ms = (bench.now_ms + 20_000) % WRAP
    bench.step()
    assert bench.ledger.session_open and bench.pen.screening.clean(bench.now_ms, bench.inputs, True)
    assert not bench.ledger.session_lost


@pytest.mark.parametrize("clock_ok", (True, False))
def test_s6_a_session_that_rests_longer_than_its_window_under_a_silent_clock_is_over(clock_ok):
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    bench.inputs.clock_ok = clock_ok
    bench.now_ms = (bench.now_ms + 29 * 60_000) % WRAP
    bench.step()
    assert bench.ledger.session_open and not bench.ledger.session_lost
    bench.now_ms = (bench.now_ms + 60_000) % WRAP
    bench.step()
    assert bench.ledger.session_lost == (not clock_ok)


def test_h22_screening_that_grows_old_while_armed_disarms():
    bench = CheckedBench()
    bench.wake()
    bench.choose_start()
    assert bench.until(ARMING, 3_000, ARMED)
    bench.inputs.proven_s += 3_601
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ring_um == 0
    assert bench.last(record.REFUSAL)[:2] == (r.NOT_ANSWERED, 3)
    bench.pen.screening.answered(bench.now_ms, bench.inputs, 0x1E_5F00)
    bench.choose_start()
    assert bench.pen.state == CLEANING


def test_h22_a_nose_that_is_not_clean_any_more_disarms():
    bench = CheckedBench()
    bench.wake()
    bench.choose_start()
    assert bench.until(ARMING, 3_000, ARMED)
    bench.pen.screening._clean.clear()
    bench.run(1_000)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[:2] == (r.NOT_ANSWERED, 0)


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
    tap(bench, DOWN, DOWN, DOWN, UP, UP, DOWN, DOWN, DOWN, DOWN)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[:2] == (r.CARTRIDGE_NEEDLES, 1_500)
    bench.insert(serial=9)
    tap(bench, SELECT)
    assert question(bench) == 11, "the pack is another one"
    tap(bench, UP)
    assert bench.pen.state == CLEANING, "the other answers hold"


def test_without_a_cartridge_the_questions_come_first_and_nothing_is_cleaned():
    bench = unscreened()
    bench.pull()
    to_start(bench)
    for number in (8, 9, 10, 12, 14, 17, 18, 19):
        assert question(bench) == number
        tap(bench, UP if number in (11, 12) else DOWN)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[0] == r.CARTRIDGE_NONE
    bench.insert()
    tap(bench, SELECT)
    assert question(bench) == 11
    tap(bench, UP)
    assert bench.pen.state == CLEANING


@pytest.mark.parametrize("serial", (7, 8))
@pytest.mark.parametrize("steps", (0, 5))
def test_s19_h36_clean_and_sealed_go_with_the_cartridge(serial, steps):
    bench = CheckedBench()
    bench.wake()
    assert bench.pen.screening.holds()
    bench.pull()
    bench.run(10 * steps)
    bench.insert(serial=serial)
    bench.step()
    assert not bench.pen.screening.holds()
    bench.choose_start()
    assert question(bench) == 11
    bench.press(UP)
    assert bench.pen.state == CLEANING


def test_s19_the_pack_of_a_cartridge_that_left_during_the_questions_is_asked_about_again():
    bench = unscreened()
    to_start(bench)
    tap(bench, DOWN, DOWN, DOWN, UP)
    assert question(bench) == 12
    bench.insert(serial=8)
    tap(bench, UP, DOWN, DOWN, DOWN, DOWN)
    assert question(bench) == 11
    assert bench.last(record.ANSWERS)[:5] == (3, 0x5700, 0x1000, 0b1110, 0)


def test_s19_h36_an_open_session_wants_alcohol_again_when_the_cartridge_was_out():
    bench = running(1_500)
    bench.press(UP)
    bench.run(1_000)
    bench.inputs.proven_s += 1_000  # the hour of a clean nose is no matter within a session
    bench.choose_start()
    assert bench.until(ARMING, 3_000, ARMED)
    bench.press(DOWN)
    bench.run(1_000)
    bench.pull()
    bench.insert()
    bench.run(50)
    bench.choose_start()
    assert bench.pen.state == CLEANING


def test_the_masks_of_the_questions_are_those_of_their_table():
    assert questions.of_group(questions.TODAY) == screening._TODAY | screening._SAME_SITTING
    assert screening._PACK == 1 << questions.PACK
    assert screening._SAME_SITTING == 1 << questions.SAME_SITTING
    assert screening._LATE == 1 << questions.LATE
