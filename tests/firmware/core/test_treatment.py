"""The states with needles: what it takes to start, and everything that stops (S1-S6, S11, S15, H2, H3, H15-H21)."""

import pytest
from pen.core import reasons as r
from pen.core import record
from pen.core.io import COMMIT_LEDGER, COMMIT_USE, DONE, FAILED_STORE, FAILED_TAG
from pen.core.states import (
    ARMED,
    ARMING,
    COMMITTING,
    ENDED,
    FAULT,
    HOMING,
    LOCKED,
    MOVING,
    OFF,
    PAUSED,
    READY,
    RELEASE,
    RUNNING,
)
from pen.core.treatment import duty

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.watch import Watched


def awake(ledger=None, depth_um=300):
    bench = Watched(ledger)
    bench.wake()
    bench.pen.depth_um = depth_um
    return bench


def running(ms=500, **kw):
    bench = awake(**kw)
    assert bench.start()
    bench.run(ms)
    assert bench.pen.state == RUNNING and bench.outputs.duty
    return bench


def armed(**kw):
    bench = awake(**kw)
    for _ in range(3):
        bench.press(SELECT)
    assert bench.until(ARMING, 3_000, ARMED)
    return bench


def thumb(bench):
    """The tap that starts, up to its release."""
    bench.inputs.buttons = SELECT
    bench.run(50)
    bench.inputs.buttons = 0


# --- arming ----------------------------------------------------------------------------------------------


def test_s5_the_way_to_the_first_stroke():
    bench = armed()
    assert bench.ring_um == 300 and not bench.ledger.session and not bench.commits
    bench.press(SELECT, 50)
    assert bench.until(RUNNING, 500)
    assert bench.commits == [(COMMIT_USE, DONE), (COMMIT_LEDGER, DONE)] and bench.duties == 0
    assert [e[0] for e in bench.log][-2:] == [record.SESSION_START, record.NEEDLES_ON]
    assert bench.last(record.NEEDLES_ON)[:5] == (1, 300, 300, 60, 60_000)
    bench.run(1_000)
    assert bench.duties > 90 and bench.inputs.cartridge.marks == 1


def test_s5_no_stroke_while_the_commit_takes_its_time():
    bench = armed()
    bench.commit_steps = 50
    thumb(bench)
    bench.run(900)
    assert (bench.pen.state, bench.pen.phase) == (ARMING, COMMITTING) and bench.duties == 0
    bench.run(300)
    assert bench.pen.state == RUNNING


def test_s5_a_store_that_fails_is_a_fault_before_the_first_stroke():
    bench = armed()
    bench.store_answer = FAILED_STORE
    bench.press(SELECT)
    bench.run(100)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_STORE and bench.duties == 0
    assert bench.last(record.FAULT)[:2] == (r.F_STORE, FAILED_STORE)
    assert bench.ledger.needle_ms == 0  # the charge is given back, the session stays counted
    assert bench.ledger.session == 1


def test_s5_s14_a_tag_that_does_not_take_the_mark_starts_nothing():
    bench = armed()
    bench.tag_answer = FAILED_TAG
    bench.press(SELECT)
    bench.run(1_000)
    assert bench.pen.state == READY and bench.duties == 0 and bench.ring_um == 0
    assert bench.last(record.REFUSAL)[0] == r.CARTRIDGE_WRITE
    assert bench.ledger.session == 0 and not bench.ledger.locked  # nothing was spent
    bench.tag_answer = DONE
    assert bench.start() and bench.ledger.session == 1


def test_s5_s14_a_cartridge_pulled_right_after_its_mark_opens_no_session():
    bench = armed()
    bench.inputs.buttons = SELECT
    bench.run(50)
    bench.inputs.buttons = 0
    while (COMMIT_USE, DONE) not in bench.commits:
        bench.step()
    bench.pull()
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ledger.session == 0 and not bench.ledger.locked


def test_s5_s14_pulled_a_step_later_the_session_counts_and_its_cartridge_resumes_it():
    bench = armed()
    thumb(bench)
    while not bench.ledger.session:
        bench.step()
    bench.pull()
    bench.run(1_000)
    assert bench.pen.state == PAUSED and bench.duties == 0
    bench.insert(marks=1, bound=bench.ledger.pen_id)
    assert bench.start() and bench.ledger.session == 1 and bench.ledger.uses(1, 7) == 1


@pytest.mark.parametrize("mask", [UP, DOWN])
def test_arming_is_left_with_up_or_down_and_costs_nothing(mask):
    bench = armed()
    bench.press(mask)
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ring_um == 0 and not bench.ledger.session


def test_armed_for_a_minute_without_a_decision():
    bench = armed()
    bench.run(59_000)
    assert bench.pen.state == ARMING
    bench.run(1_500)
    assert bench.pen.state == READY and bench.ring_um == 0 and not bench.ledger.session


def test_h20_the_cable_while_armed_refuses():
    bench = armed()
    bench.inputs.vbus = True
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ring_um == 0
    assert bench.last(record.REFUSAL)[0] == r.USB_POWER


@pytest.mark.parametrize(
    ("spoil", "phase", "code"),
    [
        ("ring_stuck", MOVING, r.F_DEPTH),
        ("encoder_frozen", MOVING, r.F_DEPTH),
        ("encoder_dead", MOVING, r.F_DEPTH),
        ("ring_late", MOVING, r.F_MOVE),
        ("encoder_dead", HOMING, r.F_HOMING),
        ("ring_late", HOMING, r.F_MOVE),
    ],
)
def test_s2_h2_h3_arming_verifies_home_and_depth(spoil, phase, code):
    bench = awake()
    for _ in range(2):
        bench.press(SELECT)
    bench.inputs.buttons = SELECT
    bench.run(60)
    bench.inputs.buttons = 0
    assert bench.until(ARMING, 200) and bench.until(ARMING, 3_000, phase)
    setattr(bench, spoil, True)
    bench.run(1_500)
    assert bench.pen.state == FAULT and bench.ledger.fault == code and not bench.ledger.session
    assert bench.outputs.target_um == 0 and bench.duties == 0


@pytest.mark.parametrize("off_um", [16, -16])
def test_s2_h3_an_encoder_off_at_home_never_arms(off_um):
    bench = awake()
    bench.encoder_off_um = off_um
    assert not bench.start(2_000)
    assert bench.ledger.fault == r.F_HOMING


def test_s1_a_depth_wish_above_the_ceiling_is_cut():
    bench = awake(depth_um=9_999)
    assert bench.start()
    assert bench.ring_um == 450 and bench.ledger.session_depth_um == 450


def test_s4_nothing_moves_before_the_thumb_is_off():
    bench = armed()
    bench.press(SELECT, 50)
    bench.inputs.buttons = UP
    assert bench.until(ARMING, 500, RELEASE)
    bench.run(3_000)
    assert bench.pen.phase == RELEASE and bench.duties == 0 and not bench.pen.at_rest()
    bench.inputs.buttons = 0
    bench.run(100)
    assert bench.pen.state == RUNNING


def test_h16_a_thumb_that_never_lifts_is_a_fault_and_the_charge_returns():
    bench = armed()
    bench.press(SELECT, 50)
    bench.inputs.buttons = SELECT
    bench.run(10_500)
    assert bench.ledger.fault == r.F_BUTTON and bench.ledger.needle_ms == 0 and bench.duties == 0
    assert bench.last(record.NEEDLES_OFF)[:5] == (1, r.STOP_FAULT, 0, 0, 0)


# --- what stops -------------------------------------------------------------------------------------------

STOPS = {
    "SELECT": (lambda b: setattr(b.inputs, "buttons", SELECT), r.STOP_BUTTON),
    "UP": (lambda b: setattr(b.inputs, "buttons", UP), r.STOP_BUTTON),
    "DOWN": (lambda b: setattr(b.inputs, "buttons", DOWN), r.STOP_BUTTON),
    "latched": (lambda b: setattr(b.inputs, "latched", True), r.STOP_BUTTON),
    "usb": (lambda b: setattr(b.inputs, "vbus", True), r.STOP_USB),
    "battery": (lambda b: setattr(b.inputs, "battery_mv", 3_199), r.STOP_BATTERY),
    "heat": (lambda b: setattr(b.inputs, "motor_temp_dc", 451), r.STOP_HEAT),
    "cartridge": (lambda b: b.pull(), r.STOP_CARTRIDGE),
    "other cartridge": (lambda b: setattr(b.inputs.cartridge, "lo", 9), r.STOP_CARTRIDGE),
    "current": (lambda b: setattr(b.inputs, "current_ma", 601), r.STOP_CURRENT),
    "clock": (lambda b: setattr(b.inputs, "clock_ok", False), r.STOP_FAULT),
    "store": (lambda b: setattr(b.inputs, "store_ok", False), r.STOP_FAULT),
    "window": (lambda b: setattr(b.inputs, "proven_s", b.ledger.lock_from_s + 1_800), r.STOP_WINDOW),
}


@pytest.mark.parametrize("name", STOPS)
def test_s3_h15_to_h21_it_stops_in_the_very_step(name):
    spoil, reason = STOPS[name]
    bench = running()
    spoil(bench)
    duties = bench.duties
    bench.step()
    assert bench.duties == duties and bench.outputs.duty == 0 and bench.outputs.target_um == 0
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == reason
    assert bench.last(record.NEEDLES_OFF)[1] == reason
    assert 490 <= bench.ledger.needle_ms <= 540 and bench.ledger.charged_ms == 0


def test_s2_depth_lost_while_running_is_a_fault_in_the_very_step():
    for spoil in (("encoder_off_um", 26), ("encoder_off_um", -26), ("encoder_dead", True)):
        bench = running()
        setattr(bench, *spoil)
        duties = bench.duties
        bench.step()
        assert bench.duties == duties and bench.pen.state == FAULT and bench.ledger.fault == r.F_DEPTH
        assert bench.outputs.home and bench.outputs.target_um == 0
        assert bench.last(record.NEEDLES_OFF)[1] == r.STOP_FAULT and bench.pen.stop_reason == r.STOP_FAULT
        bench.run(1_500)
        assert bench.ring_um == 0 and bench.commits[-1] == (COMMIT_LEDGER, DONE)


def test_s2_a_part_that_breaks_while_running_is_a_fault():
    bench = running()
    bench.inputs.broken_part = 8
    bench.step()
    assert bench.outputs.duty == 0 and bench.ledger.fault == 40


def test_h18_stalled_for_half_a_second_stops():
    bench = running()
    bench.stalled = True
    bench.run(480)
    assert bench.pen.state == RUNNING
    bench.run(40)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_STALL


def test_h17_the_start_up_current_is_not_judged():
    bench = awake()
    bench.inputs.current_ma = 601
    assert bench.start()
    bench.run(280)
    assert bench.pen.state == RUNNING
    bench.run(50)
    assert bench.pen.stop_reason == r.STOP_CURRENT


def test_h17_600_ma_is_allowed():
    bench = running()
    bench.inputs.current_ma = 600
    bench.run(500)
    assert bench.pen.state == RUNNING


def test_s15_overspeed_is_a_fault():
    bench = running()
    bench.free_spin = 1  # 100 strokes/s nobody paid for
    bench.run(1_600)
    assert bench.ledger.fault == r.F_OVERSPEED and bench.last(record.FAULT)[1] > 135


def test_s15_one_start_buys_a_minute():
    bench = running()
    bench.run(59_400)
    assert bench.pen.state == RUNNING
    bench.run(200)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_RUN_OVER
    assert bench.ledger.needle_ms == 60_000 and bench.run_ms == 0
    assert bench.fuelled_ms <= 60_000


def test_s15_h19_ten_minutes_and_no_more():
    bench = awake()
    for _ in range(10):
        assert bench.start()
        bench.run(61_000)
    assert bench.pen.state == ENDED and bench.pen.stop_reason == r.STOP_BUDGET
    assert 590_000 < bench.fuelled_ms <= 600_000 and bench.ledger.needle_ms == 600_000
    assert bench.last(record.NEEDLES_OFF)[1] == r.STOP_BUDGET
    assert bench.last(record.SESSION_END)[1] == r.STOP_BUDGET


def test_s8_s15_a_tightened_budget_binds_at_once():
    ledger = blank_ledger()
    ledger.needle_max_ms = 60_000
    bench = running(ledger=ledger)
    bench.run(61_000)
    assert bench.pen.state == ENDED and bench.fuelled_ms <= 60_000


def test_s11_a_buffer_full_of_safety_events_stops():
    bench = running()
    while not bench.events.full:
        bench.events.emit(record.FAULT)
    bench.step()
    assert bench.pen.state == PAUSED and bench.outputs.duty == 0


def test_s11_a_whole_minute_fits_the_buffer():
    bench = running()
    bench.run(61_000)
    assert bench.pen.state == PAUSED and bench.events.dropped == 0
    samples = [e for e in bench.log if e[0] == record.SAMPLE]
    assert 58 <= len(samples) <= 60
    assert samples[-1][3] > 3_000 and samples[-1][5] == 300  # strokes of the session, measured depth


def test_s2_runaway_needles_are_a_fault():
    bench = running()
    bench.inputs.buttons = UP
    bench.step()
    bench.inputs.buttons = 0
    bench.free_spin = 1
    bench.run(250)
    assert bench.pen.state == PAUSED
    bench.run(150)
    assert bench.ledger.fault == r.F_RUNAWAY and bench.pen.state == FAULT


def test_s2_runaway_is_noticed_even_asleep():
    bench = Watched()
    bench.run(300)
    bench.free_spin = 1
    bench.run(400)
    assert bench.ledger.fault == r.F_RUNAWAY and bench.pen.state == FAULT


# --- the pause and the end ---------------------------------------------------------------------------------


def test_s6_a_session_can_go_on_within_its_window():
    bench = running()
    bench.press(UP)
    assert bench.start()
    assert bench.last(record.RESUME)[0] == 1 and bench.ledger.session == 1 and len(bench.starts) == 1
    bench.run(500)
    assert bench.outputs.duty and bench.inputs.cartridge.marks == 1


def test_s6_resume_keeps_the_depth_of_the_session():
    bench = running()
    bench.press(UP)
    bench.pen.depth_um = 450
    assert bench.start() and bench.ring_um == 300


def test_s8_resume_obeys_limits_tightened_meanwhile():
    bench = awake(depth_um=400)
    bench.pen.rate_hz = 110
    assert bench.start()
    bench.run(300)
    assert bench.pen.rate_hz == 110
    bench.press(UP)
    bench.run(500)
    bench.ledger.depth_max_um, bench.ledger.rate_max_hz = 200, 70
    assert bench.start()
    assert bench.ring_um == 200 and bench.pen.rate_hz == 70


def test_s8_a_new_session_obeys_the_rate_limit():
    ledger = blank_ledger()
    ledger.rate_max_hz = 60
    bench = awake(ledger)
    bench.pen.rate_hz = 110
    assert bench.start() and bench.ledger.session_rate_hz == 60


def test_s6_the_window_ends_a_paused_session():
    bench = running()
    bench.press(UP)
    bench.run(500)
    bench.inputs.proven_s = bench.ledger.lock_from_s + 1_799
    bench.step()
    assert bench.pen.state == PAUSED
    bench.inputs.proven_s += 1
    bench.step()
    assert bench.pen.state == ENDED and bench.last(record.SESSION_END)[1] == r.STOP_WINDOW


def test_s6_a_long_press_ends_it_for_good():
    bench = running()
    bench.press(UP)
    bench.run(500)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == ENDED and bench.last(record.SESSION_END)[1] == r.STOP_USER
    assert bench.commits[-1] == (COMMIT_LEDGER, DONE) and not bench.ledger.session_open
    bench.press(UP)
    assert bench.pen.state == LOCKED
    bench.press(SELECT)
    assert bench.last(record.REFUSAL)[0] == r.INTERVAL


def test_the_receipt_goes_away_after_a_minute():
    bench = running()
    bench.press(UP)
    bench.run(500)
    bench.press(SELECT, 1_400)
    bench.run(59_000)
    assert bench.pen.state == ENDED
    bench.run(1_500)
    assert bench.pen.state == LOCKED


def test_s17_a_resume_that_is_refused_says_why():
    bench = running()
    bench.press(UP)
    bench.run(500)
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
    bench.run(1_000)
    assert bench.pen.state == PAUSED and bench.start() and len(bench.starts) == 1


def test_busy_and_rest_as_the_app_asks():
    bench = armed()
    assert bench.pen.busy() and bench.pen.at_rest()
    bench.press(SELECT, 50)
    assert bench.until(RUNNING, 500)
    assert bench.pen.busy() and not bench.pen.at_rest()  # in the first step too, before any fuel
    bench.run(500)
    bench.press(UP, 50)
    assert not bench.pen.busy() and not bench.pen.at_rest()
    bench.run(1_000)
    assert bench.pen.at_rest()


# --- drive ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate_hz", "full_hz", "battery_mv", "expected"),
    [(60, 140, 3_700, 428), (110, 140, 3_700, 785), (110, 140, 4_200, 692), (110, 110, 3_200, 1_000)],
)
def test_duty_follows_the_battery_and_is_capped(rate_hz, full_hz, battery_mv, expected):
    assert duty(rate_hz, full_hz, battery_mv) == expected
