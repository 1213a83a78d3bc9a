"""The states without needles: waking, the self-test, the lock, the menu."""

import pytest
from pen.core.states import (
    ARMING,
    DEPTH_ITEM,
    FAULT,
    HOMING,
    LOCKED,
    OFF,
    PAUSED,
    RATE_ITEM,
    READY,
    RUNNING,
    SELF_TEST,
    START_ITEM,
    ZONE_ITEM,
)
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger, calm_ledger
from tests.firmware.core.watch import Watched


def awake(ledger=None):
    bench = Watched(ledger)
    bench.wake()
    return bench


def locked_ledger():
    ledger = blank_ledger()
    ledger.locked = ledger.session = 1
    ledger.lock_from_s = ledger.mark_s = 1_000
    return ledger


def faulty_ledger(code=r.F_DEPTH):
    ledger = blank_ledger()
    ledger.fault = code
    return ledger


# --- OFF ----------------------------------------------------------------------------------------------


def test_off_is_dark_until_select():
    bench = Watched()
    bench.run(500)
    assert bench.pen.state == OFF and not bench.outputs.display
    bench.press(UP)
    bench.press(DOWN)
    assert bench.pen.state == OFF
    bench.press(SELECT)
    assert bench.pen.state == READY and bench.outputs.display


def test_off_a_held_select_wakes_too():
    bench = Watched()
    bench.inputs.buttons = SELECT
    bench.run(1_300)
    assert bench.pen.state == READY


def test_h20_the_cable_wakes_and_is_journalled():
    bench = Watched()
    bench.inputs.vbus = True
    bench.run(100)
    assert bench.pen.state == READY
    assert bench.last(record.POWER)[:2] == (1, 3_900)
    bench.inputs.vbus = False
    bench.run(100)
    assert bench.last(record.POWER)[:2] == (0, 3_900)


@pytest.mark.parametrize("ledger", [blank_ledger(), locked_ledger(), faulty_ledger()])
def test_untouched_for_a_minute_on_battery_it_goes_off(ledger):
    bench = awake(ledger)
    state = bench.pen.state
    bench.run(59_000)
    assert bench.pen.state == state
    bench.run(2_000)
    assert bench.pen.state == OFF and not bench.outputs.display and bench.outputs.target_um == 0


def test_on_usb_it_stays_awake():
    bench = awake()
    bench.inputs.vbus = True
    bench.run(70_000)
    assert bench.pen.state == READY


# --- SELF_TEST -----------------------------------------------------------------------------------------


def test_self_test_leaves_a_ring_that_is_home_alone():
    bench = Watched()
    bench.encoder_off_um = -15
    bench.wake()
    assert bench.pen.state == READY and not bench.commits


def test_h11_after_a_power_cut_the_ring_is_driven_home():
    bench = Watched()
    bench.ring_um = 300
    bench.press(SELECT)
    assert bench.pen.state == SELF_TEST and bench.pen.phase == HOMING
    bench.run(1_000)
    assert bench.pen.state == READY and bench.ring_um == 0 and len(bench.commits) == 1


@pytest.mark.parametrize(
    ("spoil", "code"),
    [("encoder_dead", r.F_HOMING), ("ring_stuck", r.F_HOMING), ("encoder_frozen", r.F_HOMING), ("ring_late", r.F_MOVE)],
)
def test_s2_h2_h3_a_ring_that_does_not_come_home_is_a_fault(spoil, code):
    bench = Watched()
    bench.ring_um = 300
    bench.step()
    setattr(bench, spoil, True)
    bench.wake()
    bench.run(1_000)
    assert bench.pen.state == FAULT and bench.ledger.fault == code
    assert bench.last(record.FAULT)[0] == code


def test_h4_without_calibration_nothing_is_driven_and_nothing_arms():
    bench = Watched()
    bench.inputs.calibrated = False
    bench.ring_um = 300
    bench.wake()
    assert bench.pen.state == LOCKED and bench.ring_um == 300
    bench.press(SELECT)
    assert bench.pen.notice.reason == r.NOT_CALIBRATED


def test_h11_an_open_session_wakes_into_paused():
    ledger = locked_ledger()
    ledger.session_open = 1
    assert awake(ledger).pen.state == PAUSED


# --- LOCKED --------------------------------------------------------------------------------------------


def test_s6_s17_locked_says_until_when_and_unlocks_by_itself():
    bench = awake(locked_ledger())
    assert bench.pen.state == LOCKED
    bench.press(SELECT)
    assert bench.last(record.REFUSAL)[:3] == (r.INTERVAL, 0, 1_000 + 28 * 86_400 + 240)
    assert bench.pen.noticing(bench.now_ms)
    bench.run(7_100)
    assert not bench.pen.noticing(bench.now_ms)
    assert not bench.pen.noticing(bench.now_ms - 7_100 & (1 << 30) - 1), "it comes back when the ticks wrap"
    bench.inputs.proven_s = 1_000 + 28 * 86_400 + 240 - 1
    bench.step()
    assert bench.pen.state == LOCKED
    bench.inputs.proven_s += 1
    bench.step()
    assert bench.pen.state == READY


def test_s17_a_refusal_beeps_shortly():
    bench = awake(locked_ledger())
    bench.press(SELECT, 100)
    assert bench.outputs.tone
    bench.run(200)
    assert not bench.outputs.tone


def test_locked_pages_turn_both_ways():
    bench = awake(locked_ledger())
    pages = []
    for mask in (DOWN, DOWN, DOWN, UP, UP):
        bench.press(mask)
        pages.append(bench.pen.page)
    assert pages == [1, 2, 0, 2, 1]


# --- READY ---------------------------------------------------------------------------------------------


def test_s1_s17_the_menu_stops_at_the_ceiling_and_says_so():
    bench = awake(calm_ledger())
    bench.press(UP)
    bench.press(SELECT)
    assert bench.pen.item == DEPTH_ITEM and bench.pen.zone == 1 and bench.pen.depth_um == 250
    for _ in range(4):
        bench.press(UP)
    assert bench.pen.depth_um == 450 and bench.last(record.REFUSAL) is None
    bench.press(UP)
    assert bench.pen.depth_um == 450
    assert bench.last(record.REFUSAL)[:3] == (r.TOO_DEEP, 450, 0)
    assert max(bench.pen.depths_um) <= 450
    for _ in range(9):
        bench.press(DOWN)
    assert bench.pen.depth_um == 100 and bench.pen.depths_um == [250, 100, 250, 250, 250]


def test_s8_the_menu_obeys_the_owners_limits():
    ledger = calm_ledger()
    ledger.depth_max_um, ledger.rate_max_hz = 220, 75
    bench = awake(ledger)
    bench.press(SELECT)
    for _ in range(5):
        bench.press(UP)
    assert bench.pen.depth_um == 220 == bench.pen.ceiling_um()
    bench.press(SELECT)
    for _ in range(3):
        bench.press(UP)
    assert bench.pen.rate_hz == 75 and bench.last(record.REFUSAL)[:2] == (r.TOO_FAST, 75)


def test_s15_the_rate_stays_between_60_and_110():
    bench = awake()
    bench.press(SELECT)
    bench.press(SELECT)
    assert bench.pen.item == RATE_ITEM
    for _ in range(5):
        bench.press(UP)
    assert bench.pen.rate_hz == 110 and bench.last(record.REFUSAL) is None
    bench.press(UP)
    assert bench.pen.rate_hz == 110 and bench.last(record.REFUSAL)[:2] == (r.TOO_FAST, 110)
    for _ in range(8):
        bench.press(DOWN)
    assert bench.pen.rate_hz == 60


def test_the_menu_leads_on_and_back():
    bench = awake()
    for _ in range(3):
        bench.press(SELECT)
    assert bench.pen.item == START_ITEM
    bench.press(UP)
    assert bench.pen.item == RATE_ITEM
    bench.press(SELECT, 1_400)
    assert bench.pen.item == ZONE_ITEM
    bench.press(UP, 1_400)  # held, but not SELECT, and a cartridge is in
    assert bench.pen.state == READY and bench.pen.zone == 0
    for zone in (4, 3):
        bench.press(DOWN)
        assert bench.pen.zone == zone


def test_s17_start_is_refused_with_a_reason_and_the_notice_can_be_hushed():
    bench = awake()
    bench.pull()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.pen.state == READY and bench.pen.notice.reason == r.CARTRIDGE_NONE
    assert bench.pen.noticing(bench.now_ms)
    bench.press(DOWN)
    assert not bench.pen.noticing(bench.now_ms)


def test_ready_start_arms():
    bench = awake()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.pen.state == ARMING


def test_s9_ready_locks_when_the_store_fails():
    bench = awake()
    bench.inputs.store_ok = False
    bench.step()
    assert bench.pen.state == LOCKED


# --- new firmware is offered over the cable -------------------------------------------------------------


@pytest.mark.parametrize("ledger", [calm_ledger, locked_ledger])
def test_s12_what_answers_an_offer_asks_the_pen_for_nothing_else(ledger):
    bench = awake(ledger())
    pen = bench.pen
    before = (pen.state, pen.item, pen.page)
    records = len(bench.log)
    pen.offer = object()
    for button in (SELECT, UP, DOWN):
        for ms in (100, 2_500):
            bench.press(button, ms)
            assert (pen.state, pen.item, pen.page) == before and len(bench.log) == records
    pen.offer = None
    bench.press(SELECT)
    assert (pen.item, len(bench.log)) != (before[1], records)


def test_a_pen_rests_where_nothing_moves_nor_soon_will():
    bench = Watched(calm_ledger())
    assert not bench.pen.resting()
    bench.wake()
    bench.run(1_000)
    assert bench.pen.state == READY and bench.pen.resting()
    assert bench.start()
    assert bench.pen.state == RUNNING and not bench.pen.resting()
    bench.press(UP)
    bench.run(2_000)
    assert bench.pen.state == PAUSED and not bench.pen.resting()
