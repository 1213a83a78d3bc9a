"""S17: every reason to refuse can come about, is journalled with its number, is on the screen, and has a way out."""

import pytest
from pen.core import reported
from pen.core.states import ARMING, OFF, READY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import SELECT, UP
from tests.firmware.core.prepared import awake
from tests.firmware.core.refusal_cases import CASES, DAY_S, cell_empty, other_cartridge, power_cut, zone_done
from tests.firmware.formats import reason_lists


def test_all_of_them_are_here():
    assert set(CASES) == set(reason_lists.REFUSALS)


@pytest.mark.parametrize("reason", CASES)
def test_s17_the_reason_comes_about_and_is_recorded(reason):
    bench = CASES[reason]()
    assert bench.last(record.REFUSAL)[0] == reason
    assert bench.pen.notice.reason == reason and bench.pen.notice.visible(bench.now_ms)
    assert bench.outputs.duty == 0 and bench.pen.state != ARMING


MENDED = {
    r.USB_POWER: lambda b: setattr(b.inputs, "vbus", False),
    r.BATTERY_LOW: lambda b: setattr(b.inputs, "battery_mv", 3_900),
    r.MOTOR_HOT: lambda b: setattr(b.inputs, "motor_temp_dc", 250),
    r.CLOCK_FAILED: lambda b: setattr(b.inputs, "clock_ok", True),
    r.STORE_FAILED: lambda b: setattr(b.inputs, "store_ok", True),
    r.NOT_CALIBRATED: lambda b: setattr(b.inputs, "calibrated", True),
    r.CARTRIDGE_WRITE: lambda b: setattr(b, "tag_answer", 1),
    r.PROFILE_NEVER: lambda b: reported.clear(b.ledger, reported.IMMUNE),
    r.PROFILE_NOTE: lambda b: reported.clear(b.ledger, reported.ROSACEA),
    r.REVIEW_NEEDED: lambda b: reported.reviewed(b.ledger),
    r.FAULT_LATCHED: lambda b: b.press(SELECT, 3_200),
}
for _reason in (
    r.CARTRIDGE_NONE,
    r.CARTRIDGE_UNREADABLE,
    r.CARTRIDGE_FOREIGN,
    r.CARTRIDGE_SPENT,
    r.CARTRIDGE_NEEDLES,
    r.CARTRIDGE_OLD,
    r.FEW_STROKES,
):
    MENDED[_reason] = lambda b: b.insert(serial=50)
for _reason in (
    r.INTERVAL,
    r.UNKNOWN_HISTORY,
    r.REACTION,
    r.HOLD,
    r.SKIN_TODAY,
    r.SUN_TODAY,
    r.ACTIVES_TODAY,
    r.TREATED_LATELY,
    r.NUMB_TODAY,
):
    MENDED[_reason] = lambda b: setattr(b.inputs, "proven_s", b.inputs.proven_s + 43 * DAY_S)
for _reason in (
    r.PROFILE_UNKNOWN,
    r.PACK_OPENED,
    r.NOT_CLEANSED,
    r.LESION_TODAY,
    r.NOT_ANSWERED,
    r.CHECKIN_DUE,
    r.TOO_DEEP,
    r.TOO_FAST,
    r.CLOCK_CELL,  # told, and nothing is locked by it
):
    MENDED[_reason] = lambda b: None  # what is asked again can be answered


@pytest.mark.parametrize("reason", MENDED)
def test_s17_the_way_out_leads_to_needles(reason):
    bench = CASES[reason]()
    bench.run(600)  # it is read
    MENDED[reason](bench)
    bench.run(3_000)
    assert bench.pen.state == READY
    assert bench.start()


def test_s17_the_other_ways_out():
    """The cartridge of the session; the next zone. (A window that is over ends the session.)"""
    bench = other_cartridge()
    bench.insert(marks=1, bound=bench.ledger.pen_id)
    assert bench.start()
    for case in (zone_done, power_cut):
        bench = case()
        bench.press(UP)
        bench.press(UP)
        assert bench.start()


def test_s17_a_power_cut_is_not_called_enough_and_is_forgotten_with_the_session():
    bench = power_cut()
    assert bench.ledger.cut_zones == 0b1_0000 and bench.last(record.REFUSAL)[:2] == (r.POWER_WAS_CUT, 4)
    bench.press(UP)
    bench.press(UP)
    assert bench.start()
    bench.run(4_500)
    assert bench.ledger.cut_zones == 0b1_0000, "the other zone is measured"
    fresh = awake(ended(bench.ledger))
    assert fresh.start() and not fresh.ledger.cut_zones


def ended(ledger):
    """The same long after."""
    ledger.session_open, ledger.charged_ms, ledger.checkin_done = 0, 0, 0b1111
    ledger.mark_s += 60 * DAY_S
    return ledger


def test_h10_the_empty_cell_is_told_once_after_power_on():
    bench = cell_empty()
    assert bench.pen.notice.visible(bench.now_ms)
    bench.run(70_000)
    assert bench.pen.state == OFF
    bench.wake()
    assert bench.kinds().count(record.REFUSAL) == 1
