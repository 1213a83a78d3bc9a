"""OFF: dark until SELECT or the cable, and where an unused pen ends (H20)."""

import pytest
from pen.core.limits import SESSION_WINDOW_S
from pen.core.states import FAULT, OFF, READY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import locked_ledger, woken


def faulty_ledger(code=r.F_DEPTH):
    ledger = blank_ledger()
    ledger.fault = code
    return ledger


def test_off_is_dark_until_select():
    bench = CheckedBench()
    bench.run(500)
    assert bench.pen.state == OFF and not bench.outputs.display
    bench.press(UP)
    bench.press(DOWN)
    assert bench.pen.state == OFF
    bench.press(SELECT)
    assert bench.pen.state == READY and bench.outputs.display


def test_off_a_held_select_wakes_too():
    bench = CheckedBench()
    bench.inputs.buttons = SELECT
    bench.run(1_300)
    assert bench.pen.state == READY


def test_h20_the_cable_wakes_and_is_journalled():
    bench = CheckedBench()
    bench.inputs.vbus = True
    bench.run(100)
    assert bench.pen.state == READY
    assert bench.last(record.POWER)[:2] == (1, 3_900)
    bench.inputs.vbus = False
    bench.run(100)
    assert bench.last(record.POWER)[:2] == (0, 3_900)


@pytest.mark.parametrize("ledger", [blank_ledger(), locked_ledger(), faulty_ledger()])
def test_untouched_for_a_minute_on_battery_it_goes_off(ledger):
    bench = woken(ledger)
    state = bench.pen.state
    bench.run(59_000)
    assert bench.pen.state == state
    bench.run(2_000)
    assert bench.pen.state == OFF and not bench.outputs.display and bench.outputs.target_um == 0


def test_on_usb_it_stays_awake():
    bench = woken()
    bench.inputs.vbus = True
    bench.run(70_000)
    assert bench.pen.state == READY


def test_s6_a_session_whose_window_is_over_is_ended_by_itself():
    """An open session would keep the pen from letting go of its supply (H43)."""
    ledger = blank_ledger()
    ledger.session = ledger.session_open = 1
    ledger.lock_from_s = ledger.mark_s
    bench = CheckedBench(ledger)
    bench.run(500)
    assert bench.pen.state == OFF
    bench.inputs.proven_s += SESSION_WINDOW_S + 1
    bench.run(100)
    assert bench.pen.state != OFF
    bench.run(5_000)
    assert not bench.ledger.session_open


def test_s2_h27_also_with_a_fault_latched_which_then_goes_on_to_wait_for_a_person():
    ledger = faulty_ledger()
    ledger.session = ledger.session_open = 1
    ledger.lock_from_s = ledger.mark_s
    bench = CheckedBench(ledger)
    bench.run(1_000)
    assert bench.pen.state == OFF, "somebody may still say that it bleeds"
    bench.inputs.proven_s += SESSION_WINDOW_S + 1
    bench.run(100)
    assert bench.pen.state == FAULT
    bench.run(5_000)
    assert not bench.ledger.session_open and bench.ledger.fault == r.F_DEPTH
    bench.run(60_000)
    assert bench.pen.state == OFF
    bench.run(3_600_000)
    assert bench.pen.state == OFF, "once"


@pytest.mark.parametrize("hours", (0, 1))
def test_h27_woken_with_a_fault_it_beeps_if_a_check_in_is_due(hours):
    """It may be the clock's alarm that has switched it on, and a silent screen reaches nobody."""
    ledger = faulty_ledger()
    ledger.session = 1
    ledger.lock_from_s = ledger.mark_s
    bench = CheckedBench(ledger)
    bench.inputs.proven_s += hours * 3_600
    bench.inputs.buttons = SELECT
    heard = 0
    for _ in range(200):
        bench.step()
        heard += bench.outputs.tone > 0
    assert bench.pen.state == FAULT and bool(heard) == bool(hours)
