"""PAUSED: going on inside the window, ending, and the hold that says bleeding (S2, S6, S8, S17, H20)."""

import pytest
from pen.core.io import COMMIT_LEDGER, DONE
from pen.core.states import ARMING, ASKING, ENDED, FAULT, LOCKED, OFF, PAUSED
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import awake, running

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


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("mask", [UP, DOWN])
def test_a23_a_hold_goes_on_to_say_bleeding_whatever_select_taps_meanwhile(mask, answered):
    """SELECT on START asks, or arms; its contact may chatter, or a finger may slip."""
    for at_ms in range(50, 2_000, 150):
        bench = running(1_000)
        bench.press(UP)
        bench.run(2_000)
        assert bench.pen.state == PAUSED
        if not answered:
            bench.pen.screening.seen = False  # as after a power cut
        seen = set()
        bench.after = lambda bench=bench, seen=seen: seen.add(bench.pen.state)
        bench.inputs.buttons = mask
        bench.run(at_ms)
        bench.inputs.buttons = mask | SELECT
        bench.run(80)
        bench.inputs.buttons = mask
        bench.run(2_100 - at_ms)
        bench.inputs.buttons = 0
        bench.run(1_000)
        assert bench.ledger.review == 1 and bench.pen.stop_reason == r.STOP_BLEEDING, at_ms
        assert bench.last(record.REFUSAL) is None, "the session is over, which is no refusal"
        assert (ARMING if answered else ASKING) in seen or at_ms > 1_800


def test_blood_is_noticed_while_the_books_are_still_being_stored():
    bench = running(1_500)
    bench._commit_left = 300
    bench.press(UP, 2_200)
    assert bench.pen.state == PAUSED
    bench.run(3_000)
    assert bench.pen.state == ENDED and bench.pen.stop_reason == r.STOP_BLEEDING


def test_a_finger_that_woke_the_pen_from_off_speaks_of_no_blood():
    ledger = blank_ledger()
    ledger.session = ledger.session_open = ledger.locked = 1
    bench = CheckedBench(ledger)
    bench.run(100)
    bench.press(SELECT, 5_000)
    assert bench.pen.state == PAUSED and not ledger.review


def test_a_broken_stop_wire_ends_as_a_fault():
    bench = running(1_500)
    bench.inputs.buttons = SELECT
    bench.run(11_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_BUTTON


def end(bench):
    """From PAUSED, START chosen: the item below it."""
    bench.press(DOWN)
    bench.press(SELECT)


def test_s6_a_session_can_go_on_within_its_window():
    bench = running()
    bench.press(UP)
    assert bench.start()
    assert bench.last(record.RESUME)[0] == 1 and bench.ledger.session == 1 and len(bench.starts) == 1
    bench.run(500)
    assert bench.outputs.duty and bench.inputs.cartridge.marks == 1


def test_s6_resume_after_a_power_cut_keeps_zone_and_depth():
    bench = awake(depth_um=150)
    bench.press(UP)  # the next zone
    assert bench.start()
    bench.press(UP)
    bench.run(1_000)
    again = CheckedBench(bench.ledger)
    again.starts = bench.starts
    again.inputs.cartridge = bench.inputs.cartridge
    again.wake()
    assert again.pen.state == PAUSED and again.pen.menu.zone == 1 and again.pen.depth_um == 150
    assert again.start() and again.ring_um == 150


def test_s8_resume_obeys_limits_tightened_meanwhile():
    bench = awake(depth_um=250)
    bench.pen.menu.rate_hz = 110
    assert bench.start()
    bench.run(300)
    assert bench.pen.menu.rate_hz == 110
    bench.press(UP)
    bench.run(1_000)
    bench.ledger.depth_max_um, bench.ledger.rate_max_hz = 150, 70
    assert bench.start()
    assert bench.ring_um == 150 and bench.pen.menu.rate_hz == 70


def test_s8_a_new_session_obeys_the_rate_limit():
    ledger = blank_ledger()
    ledger.rate_max_hz = 60
    bench = awake(ledger)
    bench.pen.menu.rate_hz = 110
    assert bench.start() and bench.ledger.session_rate_hz == 60


@pytest.mark.parametrize("mask", [SELECT, UP, DOWN])
@pytest.mark.parametrize("held_ms", [1_000, 3_000])
def test_s6_s17_the_window_ends_no_session_under_a_press_that_may_say_bleeding(mask, held_ms):
    bench = running(1_500)
    bench.press(UP)
    bench.run(2_000)
    bench.inputs.buttons = mask
    bench.run(500)
    bench.ledger.session_lost = 1
    bench.run(held_ms - 500)
    assert bench.pen.state == (PAUSED if held_ms < 2_000 else ENDED)
    bench.inputs.buttons = 0
    bench.run(200)
    assert bench.pen.state == ENDED and bench.ledger.review == (held_ms > 2_000)


def test_s6_the_window_ends_a_paused_session():
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    bench.inputs.proven_s = bench.ledger.lock_from_s + 1_799
    bench.step()
    assert bench.pen.state == PAUSED
    bench.inputs.proven_s += 1
    bench.step()
    assert bench.pen.state == ENDED and bench.last(record.SESSION_END)[1] == r.STOP_WINDOW


def test_s6_the_menu_ends_it_for_good():
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    end(bench)
    assert bench.pen.state == ENDED and bench.last(record.SESSION_END)[1] == r.STOP_USER
    bench.run(50)
    assert bench.commits[-1] == (COMMIT_LEDGER, DONE) and not bench.ledger.session_open
    for _ in range(4):
        bench.press(SELECT)
    assert bench.pen.state == LOCKED
    bench.press(SELECT)
    assert bench.last(record.REFUSAL)[0] == r.INTERVAL


def test_s17_a_resume_that_is_refused_says_why():
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    bench.insert(serial=8)
    bench.press(SELECT)
    assert bench.pen.state == PAUSED and bench.last(record.REFUSAL)[0] == r.CARTRIDGE_OTHER


def test_a_paused_pen_goes_off_and_comes_back_paused():
    bench = running()
    bench.press(UP)
    bench.run(62_000)
    assert bench.pen.state == OFF
    bench.wake()
    assert bench.pen.state == PAUSED and bench.start()


def test_h20_paused_by_the_cable_and_resumed_without():
    bench = running()
    bench.inputs.vbus = True
    bench.run(1_000)
    bench.press(SELECT)
    assert bench.last(record.REFUSAL)[0] == r.USB_POWER
    bench.inputs.vbus = False
    assert bench.start()


def test_s2_a_fault_pauses_the_session_and_clearing_leads_back_into_it():
    bench = running()
    bench.encoder_off_um = 40
    bench.run(1_500)
    bench.encoder_off_um = 0
    bench.press(SELECT, 3_200)
    bench.run(3_000)
    assert bench.pen.state == PAUSED and bench.start() and len(bench.starts) == 1


def test_a23_a_hold_under_which_another_button_has_ended_the_session_says_bleeding():
    bench = running(1_000)
    bench.press(UP)
    bench.run(2_000)
    bench.press(DOWN)  # END is chosen
    bench.run(1_000)
    bench.inputs.buttons = UP
    bench.run(600)
    bench.inputs.buttons = UP | SELECT
    bench.run(100)
    bench.inputs.buttons = UP
    bench.run(400)
    assert bench.pen.state == ENDED and not bench.ledger.review
    bench.run(1_500)
    assert bench.pen.state == ENDED and bench.ledger.review and bench.pen.stop_reason == r.STOP_BLEEDING
    assert bench.commits[-1][0] == COMMIT_LEDGER and len(bench.commits) > 1
