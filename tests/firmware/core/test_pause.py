"""Stopped: the pause, going on inside the window, and the end (S2, S6, S8, S17, H20)."""

from pen.core.io import COMMIT_LEDGER, DONE
from pen.core.states import ENDED, LOCKED, OFF, PAUSED, RUNNING
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.watch import Watched
from tests.firmware.core.ways import armed, awake, running


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
    again = Watched(bench.ledger)
    again.starts = bench.starts
    again.inputs.cartridge = bench.inputs.cartridge
    again.wake()
    assert again.pen.state == PAUSED and again.pen.zone == 1 and again.pen.depth_um == 150
    assert again.start() and again.ring_um == 150


def test_s8_resume_obeys_limits_tightened_meanwhile():
    bench = awake(depth_um=250)
    bench.pen.rate_hz = 110
    assert bench.start()
    bench.run(300)
    assert bench.pen.rate_hz == 110
    bench.press(UP)
    bench.run(1_000)
    bench.ledger.depth_max_um, bench.ledger.rate_max_hz = 150, 70
    assert bench.start()
    assert bench.ring_um == 150 and bench.pen.rate_hz == 70


def test_s8_a_new_session_obeys_the_rate_limit():
    ledger = blank_ledger()
    ledger.rate_max_hz = 60
    bench = awake(ledger)
    bench.pen.rate_hz = 110
    assert bench.start() and bench.ledger.session_rate_hz == 60


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


def test_the_receipt_goes_away_after_a_minute():
    bench = running()
    bench.press(UP)
    bench.run(1_000)
    end(bench)
    bench.run(59_000)
    assert bench.pen.state == ENDED
    bench.run(1_500)
    assert bench.pen.state == LOCKED and bench.last(record.CLEANUP)[:3] == (1, 0, 0)


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
