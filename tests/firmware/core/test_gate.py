"""S6, S9, S17: may needles start? The first reason that says no, and until when."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pen.core.gate import Gate, session_left_s
from pen.formats import reasons as r

from tests.firmware.core.bench import Bench

INTERVAL_S = 28 * 86_400 + 240  # and four minutes for the crystal


def start(gate, inputs, ledger, zone):
    """May needles start, the screening aside? As `screening.next_step` asks."""
    return gate.ready(inputs, ledger) or gate.fit(inputs, ledger, zone)


def ready():
    """Inputs and ledger of a pen that may start."""
    bench = Bench()
    return bench.inputs, bench.ledger


def in_session(inputs, ledger):
    ledger.session = ledger.session_open = ledger.locked = 1
    ledger.session_cart_hi, ledger.session_cart_lo = inputs.cartridge.hi, inputs.cartridge.lo
    ledger.lock_from_s = inputs.proven_s


def test_a_new_pen_with_everything_in_order_may_start():
    inputs, ledger = ready()
    gate = Gate()
    assert start(gate, inputs, ledger, 0) == r.NONE
    assert (gate.reason, gate.detail, gate.until_s) == (r.NONE, 0, 0)


def broken(inputs, ledger, name):
    """One thing wrong; returns (reason, detail)."""
    if name == "fault":
        ledger.fault = 7
        return r.FAULT_LATCHED, 7
    if name == "calibration":
        inputs.calibrated = False
        return r.NOT_CALIBRATED, 0
    if name == "clock":
        inputs.clock_ok = False
        return r.CLOCK_FAILED, 0
    if name == "store":
        inputs.store_ok = False
        return r.STORE_FAILED, 0
    if name == "vbus":
        inputs.vbus = True
        return r.USB_POWER, 0
    if name == "battery":
        inputs.battery_mv = 3_499
        return r.BATTERY_LOW, 3_499
    if name == "heat":
        inputs.motor_temp_dc = 401
        return r.MOTOR_HOT, 401
    if name == "no cartridge":
        inputs.cartridge.clear()
        return r.CARTRIDGE_NONE, 0
    if name == "unreadable":
        inputs.cartridge.readable = False
        return r.CARTRIDGE_UNREADABLE, 0
    if name == "foreign":
        inputs.cartridge.bound = b"somebody"
        return r.CARTRIDGE_FOREIGN, 0
    if name == "needles":
        inputs.cartridge.needle_um = 501
        return r.CARTRIDGE_NEEDLES, 501
    inputs.cartridge.marks = 3
    return r.CARTRIDGE_SPENT, 3


ORDER = [
    "fault",
    "calibration",
    "clock",
    "store",
    "vbus",
    "battery",
    "heat",
    "no cartridge",
    "unreadable",
    "foreign",
    "needles",
    "spent",
]


@pytest.mark.parametrize("name", ORDER)
def test_s3_s17_each_obstacle_is_said_with_its_number(name):
    inputs, ledger = ready()
    reason, detail = broken(inputs, ledger, name)
    gate = Gate()
    assert start(gate, inputs, ledger, 0) == reason
    assert (gate.detail, gate.until_s) == (detail, 0)


@given(st.sets(st.sampled_from(ORDER), min_size=1))
def test_s17_the_first_of_several_is_said(names):
    inputs, ledger = ready()
    first = None
    for name in ORDER:
        if name in names:
            said = broken(inputs, ledger, name)
            first = first or said
    gate = Gate()
    assert start(gate, inputs, ledger, 0) == first[0] or name in ("unreadable", "foreign", "needles", "spent")
    assert start(gate, inputs, ledger, 0) != r.NONE


@pytest.mark.parametrize(("battery_mv", "temp_dc"), [(3_500, 400), (4_200, 400), (3_500, -100)])
def test_h21_the_edges_are_inside(battery_mv, temp_dc):
    inputs, ledger = ready()
    inputs.battery_mv, inputs.motor_temp_dc = battery_mv, temp_dc
    assert start(Gate(), inputs, ledger, 0) == r.NONE


@given(after_s=st.integers(0, 40 * 86_400), more_s=st.integers(0, 300 * 86_400), lost=st.booleans())
@example(after_s=INTERVAL_S - 1, more_s=0, lost=False)
@example(after_s=INTERVAL_S, more_s=0, lost=False)
def test_s6_s9_the_interval_binds_to_the_second(after_s, more_s, lost):
    inputs, ledger = ready()
    ledger.locked, ledger.lock_from_s, ledger.history_lost = 1, 12_345, int(lost)
    ledger.interval_s = INTERVAL_S - 240 + more_s
    inputs.proven_s = 12_345 + after_s
    gate = Gate()
    if after_s >= INTERVAL_S + more_s:
        assert start(gate, inputs, ledger, 0) == r.NONE
    else:
        assert gate.lock(inputs, ledger) == (r.UNKNOWN_HISTORY if lost else r.INTERVAL)
        assert gate.until_s == 12_345 + INTERVAL_S + more_s


@given(st.integers(0, 4_000))
def test_s6_the_open_session_goes_on_for_thirty_minutes(after_s):
    inputs, ledger = ready()
    in_session(inputs, ledger)
    inputs.proven_s += after_s
    assert session_left_s(inputs.proven_s, ledger) == 1_800 - after_s
    assert start(Gate(), inputs, ledger, 0) == (r.NONE if after_s < 1_800 else r.SESSION_OVER)


def test_s6_a_clock_that_lost_count_ends_the_window():
    inputs, ledger = ready()
    in_session(inputs, ledger)
    ledger.session_lost = 1
    assert session_left_s(inputs.proven_s, ledger) == 0
    assert start(Gate(), inputs, ledger, 0) == r.SESSION_OVER


@pytest.mark.parametrize(("needle_ms", "reason"), [(599_999, r.NONE), (600_000, r.SESSION_OVER)])
def test_s15_no_needle_time_left(needle_ms, reason):
    inputs, ledger = ready()
    in_session(inputs, ledger)
    ledger.needle_ms = needle_ms
    assert start(Gate(), inputs, ledger, 0) == reason


def test_s6_resume_needs_the_same_cartridge():
    inputs, ledger = ready()
    in_session(inputs, ledger)
    inputs.cartridge.lo += 1
    assert start(Gate(), inputs, ledger, 0) == r.CARTRIDGE_OTHER


def test_s17_what_never_ends_comes_before_the_rest_and_before_what_can_end():
    inputs, ledger = ready()
    ledger.locked, ledger.lock_from_s = 1, inputs.proven_s
    ledger.profile = 16 | 32  # pregnant, keloid scars
    gate = Gate()
    assert gate.lock(inputs, ledger) == r.PROFILE_NEVER and gate.detail == 5
    ledger.profile = 16
    assert gate.lock(inputs, ledger) == r.INTERVAL


def test_s17_of_two_dates_the_later_one_counts():
    inputs, ledger = ready()
    ledger.locked, ledger.lock_from_s = 1, inputs.proven_s
    end_s = inputs.proven_s + INTERVAL_S
    gate = Gate()
    for hold_s, why in ((end_s - 1, r.INTERVAL), (end_s, r.INTERVAL), (end_s + 1, r.HOLD)):
        ledger.hold_until_s, ledger.hold_why = hold_s, r.SKIN_TODAY
        assert gate.lock(inputs, ledger) == why and gate.until_s == max(hold_s, end_s)
