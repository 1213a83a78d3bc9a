"""Needles move: everything that stops them, and how hard they are driven (S2, S3, S11, S15, H15-H21)."""

import pytest
from pen.core.io import COMMIT_LEDGER, DONE
from pen.core.states import ENDED, FAULT, PAUSED, RUNNING
from pen.core.states.running import duty
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import awake, running

# --- what stops -------------------------------------------------------------------------------------------

STOPS = {
    "SELECT": (lambda b: setattr(b.inputs, "buttons", SELECT), r.STOP_BUTTON),
    "UP": (lambda b: setattr(b.inputs, "buttons", UP), r.STOP_BUTTON),
    "DOWN": (lambda b: setattr(b.inputs, "buttons", DOWN), r.STOP_BUTTON),
    "latched": (lambda b: setattr(b.inputs, "latched", True), r.STOP_BUTTON),
    "between two steps": (lambda b: setattr(b.inputs, "edges", b.inputs.edges + 1), r.STOP_BUTTON),
    "usb": (lambda b: setattr(b.inputs, "vbus", True), r.STOP_USB),
    "battery": (lambda b: setattr(b.inputs, "battery_mv", 3_199), r.STOP_BATTERY),
    "heat": (lambda b: setattr(b.inputs, "motor_temp_dc", 451), r.STOP_HEAT),
    "cartridge": (lambda b: b.pull(), r.STOP_CARTRIDGE),
    "other cartridge": (lambda b: setattr(b.inputs.cartridge, "lo", 9), r.STOP_CARTRIDGE),
    "current": (lambda b: setattr(b, "motor_ma", 601), r.STOP_CURRENT),
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
    assert bench.ledger.charged_ms  # the needles coast: the books are closed when they are at rest
    bench.run(900)
    assert bench.last(record.NEEDLES_OFF)[1] == reason
    assert 490 <= bench.ledger.needle_ms <= 540 and bench.ledger.charged_ms == 0
    assert bench.last(record.NEEDLES_OFF)[2] == bench.inputs.strokes


def test_s2_depth_lost_while_running_is_a_fault_in_the_very_step():
    for spoil in (("encoder_off_um", 26), ("encoder_off_um", -26), ("encoder_dead", True)):
        bench = running()
        setattr(bench, *spoil)
        duties = bench.duties
        bench.step()
        assert bench.duties == duties and bench.pen.state == FAULT and bench.ledger.fault == r.F_DEPTH
        assert bench.outputs.let_go and not bench.outputs.home and bench.outputs.target_um == 0
        bench.run(1_500)
        assert bench.last(record.NEEDLES_OFF)[1] == r.STOP_FAULT and bench.pen.stop_reason == r.STOP_FAULT
        assert bench.ring_um == 200, "where it is must not be believed: a person looks first"
        assert bench.commits[-1] == (COMMIT_LEDGER, DONE)


def test_s2_a_part_that_breaks_while_running_is_a_fault():
    bench = running()
    bench.inputs.broken_part = 8
    bench.step()
    assert bench.outputs.duty == 0 and bench.ledger.fault == 40


def test_h18_stalled_for_150_ms_stops():
    bench = running(1_500)
    bench.stalled = True
    bench.touch_ma = 100  # a motor that cannot turn draws more
    bench.run(130)
    assert bench.pen.state == RUNNING
    bench.run(40)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_STALL


def test_h17_the_start_up_current_is_not_judged():
    bench = awake()
    bench.motor_ma = 601
    assert bench.start()
    bench.run(280)
    assert bench.pen.state == RUNNING
    bench.run(50)
    assert bench.pen.stop_reason == r.STOP_CURRENT


def test_s19_a_driven_motor_without_current_stops_at_the_second_look():
    bench = running(1_500)
    before, looks = bench.before, []

    def none():
        before()
        if looks and looks.pop(0):
            bench.inputs.current_ma = 9

    bench.before = none
    looks[:] = [1, 0, 1]
    bench.run(30)
    assert bench.pen.state == RUNNING, "once is none"
    looks[:] = [1, 1]
    bench.run(20)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_SLOW


def test_h17_600_ma_is_allowed():
    bench = running(1_500)
    bench.touch_ma, bench.drag = 512, 0
    bench.run(500)
    assert 590 <= bench.inputs.current_ma <= 600 and bench.pen.state == RUNNING


def test_s15_overspeed_is_a_fault():
    bench = awake()
    bench.pen.menu.rate_hz = 110

    before = bench.before

    def too_many():  # 50 strokes/s more in a second, which the span of the last four does not show
        before()
        bench.inputs.strokes += 1 if bench.outputs.duty and bench.steps % 2 else 0

    bench.before = too_many
    assert bench.start() and bench.until(FAULT, 1_600)
    assert bench.ledger.fault == r.F_OVERSPEED and bench.last(record.FAULT)[1] > 135


def test_s15_a_charge_used_up_stops():
    bench = running()
    bench.ledger.charged_ms = 2_000
    bench.ledger.zone_ds[0] = 20
    bench.durable = (1, bench.ledger.needle_ms, 2_000, 1)
    bench.run(1_480)
    assert bench.pen.state == RUNNING
    bench.run(60)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_RUN_OVER
    assert bench.fuelled_ms <= 2_000


def test_s15_h19_the_sessions_needle_time_and_no_more():
    ledger = blank_ledger()
    ledger.needle_max_ms = 60_000
    bench = awake(ledger)
    bench.insert(needles=9)
    for _ in range(5):
        assert bench.start()
        bench.run(31_000)
        if bench.pen.state == ENDED:
            break
    assert bench.pen.stop_reason == r.STOP_BUDGET
    assert 59_500 < bench.fuelled_ms <= 60_000 and bench.ledger.needle_ms == 60_000
    assert bench.last(record.NEEDLES_OFF)[1] == r.STOP_BUDGET
    assert bench.last(record.SESSION_END)[1] == r.STOP_BUDGET


def test_s8_s15_a_budget_tightened_between_runs_binds():
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    bench.ledger.needle_max_ms = bench.ledger.needle_ms + 1_000
    assert bench.start()
    bench.run(2_000)
    assert bench.pen.state == ENDED and bench.pen.stop_reason == r.STOP_BUDGET and bench.fuelled_ms <= 1_600


def test_s11_a_buffer_full_of_safety_events_stops():
    bench = running()
    while not bench.events.full:
        bench.events.emit(record.FAULT)
    bench.step()
    assert bench.pen.state == PAUSED and bench.outputs.duty == 0


def test_s11_the_longest_run_fits_the_buffer():
    bench = awake()
    bench.insert(needles=9)
    assert bench.start()
    bench.run(30_000)
    assert bench.pen.state == PAUSED and bench.events.dropped == 0
    samples = [e for e in bench.log if e[0] == record.SAMPLE]
    assert 26 <= len(samples) <= 29
    assert samples[-1][3] > 1_500 and samples[-1][5] == 200  # strokes of the session, measured depth


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
    bench = CheckedBench()
    bench.run(300)
    bench.free_spin = 1
    bench.run(400)
    assert bench.ledger.fault == r.F_RUNAWAY and bench.pen.state == FAULT


# --- drive ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate_hz", "full_hz", "battery_mv", "expected"),
    [(60, 140, 3_700, 428), (110, 140, 3_700, 785), (110, 140, 4_200, 692), (110, 110, 3_200, 900)],
)
def test_duty_follows_the_battery_and_is_capped(rate_hz, full_hz, battery_mv, expected):
    assert duty(rate_hz, full_hz, battery_mv, 0) == expected


# --- both bounds of the rate, the strokes themselves, late steps (S4, S15, H30, H32) ----------------------------------


def test_s15_h30_too_slow_for_120_ms_stops():
    bench = running(1_500)
    bench.drag = 12  # the skin takes half of its speed
    bench.run(110)
    assert bench.pen.state == RUNNING
    bench.run(100)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_SLOW


def test_s19_much_too_fast_for_120_ms_is_a_fault_below_the_trip_too():
    bench = running(1_500)
    bench.free_spin = 1  # 160 strokes/s of 60
    bench.run(110)
    assert bench.pen.state == RUNNING
    bench.run(100)
    assert bench.pen.state == FAULT and bench.ledger.fault == r.F_OVERSPEED
    assert bench.last(record.FAULT)[2] == 60


def test_h32_strokes_a_tenth_faster_than_the_drive_ever_made_them_stop():
    bench = running(1_500)
    before = bench.before

    def faster():
        before()
        bench.inputs.stroke_span_us = bench.inputs.stroke_span_us * 4 // 5

    bench.before = faster
    bench.run(450)
    assert bench.pen.state == RUNNING
    bench.run(150)
    assert bench.pen.state == PAUSED and bench.pen.stop_reason == r.STOP_TACHO


@pytest.mark.parametrize(("each_ms", "stops"), [(50, True), (150, True), (250, True), (500, False)])
def test_s15_h32_strokes_at_intervals_that_do_not_fit_stop(each_ms, stops):
    bench = running(1_500)
    for _ in range(2_500 // each_ms):
        bench.inputs.uneven += 1
        bench.run(each_ms)
    assert (bench.pen.stop_reason == r.STOP_TACHO) == stops


@pytest.mark.parametrize(("late_ms", "stops"), [(40, False), (41, True), (900, True)])
def test_s4_h14_a_step_that_comes_late_ends_the_run(late_ms, stops):
    bench = running(1_500)
    bench.now_ms = (bench.now_ms + late_ms) & ((1 << 30) - 1)
    bench.step()
    assert (bench.pen.stop_reason == r.STOP_LATE) == stops
    assert (bench.pen.state == PAUSED) == stops and (bench.outputs.duty == 0) == stops


def test_s15_strokes_before_the_skin_is_felt_are_not_the_zones():
    bench = awake()
    bench.touch_ma = 0
    assert bench.start()
    bench.run(3_000)
    assert bench.pen.stop_reason == r.STOP_NO_CONTACT and bench.ledger.strokes > 100
    assert bench.ledger.zone_strokes[0] == 0 and bench.ledger.zone_ds[0] == 0
    assert bench.start()
    bench.run(300)
    bench.press(UP)  # before it was known to be free air: counts
    bench.run(1_000)
    assert bench.ledger.zone_strokes[0] > 0


def test_s13_a_sample_of_a_rate_beyond_a_byte_says_255():
    bench = running()
    bench.inputs.strokes += 300
    bench.pen.running_state._sample(1_000)
    bench.pen.running_state._record()
    assert bench.last(record.SAMPLE)[1] == 255 and bench.pen.running_state.measured_hz > 255
