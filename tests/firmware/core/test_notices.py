"""S17, S18: no press acts on a screen that nobody has seen yet since the pen was started.

Seen: the press that dismissed "Power was cut" also went on in the menu beneath it. What a press dismisses, and where:

- what happened before this start (AFTER_CUT, AFTER_CRASH; stays till a press): over LOCKED, READY, PAUSED, ENDED;
- the empty coin cell (CLOCK_CELL; for some seconds, once after power-on): over LOCKED, READY and PAUSED;
- a refusal (for some seconds), which answers a press in this very menu or leads back to it: the one that still acts,
  as the menu beneath is the one that it came from;
- the last refusal of a practice, which ends the practice: then the real pen's LOCKED or READY comes under the finger;
- the first question of a check-in, which comes on waking: a press that began before it answers nothing;
- none of the first three by a press that began before it could be read (`test_unread_presses.py`);
- a question of the laptop's (`link/consent.py`) and the picture of an update: `tests/firmware/test_pen_consent.py`.

A fault and moving needles are never covered, so there no press is lost; and who holds a button to say that it bleeds is
heard through every notice.
"""

import pytest
from pen.core.limits import READ_MS
from pen.core.states import ARMING, ASKING, ENDED, FAULT, LOCKED, PAUSED, READY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import armed, locked_ledger, practising, running, woken

STAY = (r.AFTER_CUT, r.AFTER_CRASH)
PASS = (r.CLOCK_CELL, r.CARTRIDGE_WAS_OUT)


def ready(item):
    bench = woken()
    bench.pull()
    bench.pen.menu.item = item
    return bench


def locked():
    return woken(locked_ledger())


def paused(item):
    bench = running()
    bench.press_once(SELECT)
    bench.run(1_000)
    assert bench.pen.state == PAUSED
    bench.pen.menu.item = item
    return bench


def ended():
    bench = paused(3)
    bench.press_once(DOWN)
    bench.press_once(SELECT)
    bench.run(500)
    assert bench.pen.state == ENDED
    return bench


BENEATH = {
    **{f"ready, item {n}": lambda n=n: ready(n) for n in range(4)},
    **{f"paused, item {n}": lambda n=n: paused(n) for n in (0, 1, 3, 4)},
    "locked": locked,
}
PRESSES = [(button, ms) for button in (SELECT, UP, DOWN, SELECT | UP) for ms in (100, 1_400)]


def noticed(bench, reason):
    """It stands, and has been read."""
    pen = bench.pen
    pen.gate.say(reason)
    pen.notice.show(pen.gate, bench.now_ms, reason in STAY)
    pen.notice.alone = True
    bench.run(READ_MS)
    return bench


def beneath(bench):
    """All that a press could change in the states that a notice covers."""
    pen, menu = bench.pen, bench.pen.menu
    chosen = (menu.item, menu.zone, tuple(menu.depths_um), menu.rate_hz)
    page = pen.ended.page if pen.state == ENDED else pen.locked.page
    return pen.state, pen.phase, page, chosen, bench.kinds()


def covered(bench):
    return bench.pen.notice.on_screen(bench.pen.state, bench.now_ms)


@pytest.mark.parametrize("reason", STAY + PASS)
@pytest.mark.parametrize("where", BENEATH)
def test_s17_a_press_that_dismisses_a_notice_does_only_that(where, reason):
    for button, ms in PRESSES:
        bench = noticed(BENEATH[where](), reason)
        before = beneath(bench)
        assert covered(bench)
        bench.press_once(button, ms)
        assert not covered(bench) and beneath(bench) == before, (button, ms)


@pytest.mark.parametrize("reason", STAY)
def test_s17_nor_over_a_receipt(reason):
    for button, ms in PRESSES:
        bench = noticed(ended(), reason)
        before = beneath(bench)
        bench.press_once(button, ms)
        assert not covered(bench) and beneath(bench) == before, (button, ms)
        bench.press_once(SELECT)
        assert beneath(bench) != before


@pytest.mark.parametrize("where", BENEATH)
def test_the_next_press_is_for_what_is_beneath(where):
    bench = noticed(BENEATH[where](), r.AFTER_CUT)
    before = beneath(bench)
    bench.press_once(UP)
    bench.run(READ_MS)  # END ends a session: not before it could be read
    bench.press_once(SELECT)
    bench.step()
    assert beneath(bench) != before


def test_a_refusal_in_this_very_menu_goes_with_a_press_that_acts():
    bench = ready(0)
    bench.pen.refuse(r.TOO_DEEP)
    bench.step()
    bench.press_once(SELECT)
    assert not covered(bench) and bench.pen.menu.item == 1


def test_a_press_that_began_just_before_a_refusal_goes_is_its_own():
    bench = noticed(ready(0), r.CLOCK_CELL)
    before = beneath(bench)
    bench.inputs.buttons = SELECT
    while covered(bench):
        bench.step()
    bench.inputs.buttons = 0
    bench.run(100)
    assert beneath(bench) == before


@pytest.mark.parametrize("button", [SELECT, UP, DOWN])
def test_s17_a_press_from_before_the_first_screen_neither_dismisses_it_nor_acts(button):
    bench = CheckedBench()
    bench.ring_um = 300
    bench.press_once(SELECT)
    bench.inputs.buttons = button
    bench.run(400)
    bench.inputs.buttons = 0  # on a slow ring the screen may come while it is down
    noticed(bench, r.AFTER_CUT) if bench.pen.state == READY else bench.run(5_000)
    assert bench.pen.state == READY and bench.pen.notice.reason == r.AFTER_CUT and bench.pen.menu.item == 0


def test_a_refusal_that_leads_back_to_the_menu_goes_with_a_press_that_acts():
    bench = armed()
    bench.pull()
    bench.step()
    pen = bench.pen
    assert pen.state == READY and covered(bench) and pen.notice.reason == r.CARTRIDGE_NONE
    bench.insert()
    bench.step()
    bench.screen()
    bench.press_once(SELECT)
    assert pen.state == ARMING, "START was tried again"


@pytest.mark.parametrize("tell", STAY + (r.CLOCK_CELL,))
def test_s17_the_first_screen_is_dismissed_alone(tell):
    bench = CheckedBench()
    bench.inputs.cell_empty = tell == r.CLOCK_CELL
    bench.pen.self_test.tell = tell if tell in STAY else r.NONE
    bench.press_once(SELECT)
    bench.run(200)
    assert bench.pen.state == READY and covered(bench) and bench.pen.notice.reason == tell
    bench.run(READ_MS)
    bench.press_once(SELECT)
    assert not covered(bench) and bench.pen.menu.item == 0


@pytest.mark.parametrize("reason", STAY + PASS)
def test_h37_who_says_that_it_bleeds_is_heard_through_a_notice(reason):
    bench = noticed(paused(3), reason)
    bench.press_once(UP, 2_100)
    assert bench.pen.state == ENDED and bench.ledger.review and bench.last(record.BLEEDING)[1] == UP


@pytest.mark.parametrize("reason", STAY + PASS)
def test_s17_a_fault_is_not_covered_and_no_press_is_lost(reason):
    bench = noticed(ready(0), reason)
    bench.pen.fail(r.F_STORE)
    bench.run(500)
    assert bench.pen.state == FAULT and not covered(bench)
    bench.press_once(SELECT)
    assert bench.last(record.REFUSAL)[0] == r.FAULT_LATCHED


@pytest.mark.parametrize("button", [SELECT, UP, DOWN])
def test_the_press_that_ends_a_practice_is_not_for_the_real_pen(button):
    bench = practising()
    practice = bench.pen.practising.practice.pen
    practice.ledger.locked = practice.ledger.session = 1
    practice.enter(LOCKED)
    practice.refuse(r.INTERVAL)
    bench.run(6_500)
    bench.press_once(button, 1_000)
    assert bench.pen.state == READY and bench.pen.menu.item == 0


@pytest.mark.parametrize("button", [SELECT, UP, DOWN])
@pytest.mark.parametrize("held_ms", [100, 1_500])
def test_s18_a_press_from_before_a_question_answers_nothing(button, held_ms):
    ledger = blank_ledger()
    ledger.locked = ledger.session = 1
    ledger.lock_from_s, ledger.mark_s = 1_000, 100_000
    bench = CheckedBench(ledger)
    bench.inputs.clock_late = True
    bench.press_once(SELECT)
    bench.inputs.buttons = button
    bench.run(100)
    bench.inputs.clock_late = False
    bench.run(held_ms)
    assert bench.pen.state == ASKING
    asked = bench.pen.asking.round.question
    bench.inputs.buttons = 0
    bench.run(100)
    assert bench.pen.state == ASKING and bench.pen.asking.round.question == asked
    bench.press_once(DOWN)
    assert bench.pen.asking.round.question != asked
