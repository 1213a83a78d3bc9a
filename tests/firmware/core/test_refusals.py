"""S17: every reason to refuse can come about, is journalled with its number, is on the screen, and has a way out."""

import pytest
from pen.core import told
from pen.core.io import FAILED_TAG
from pen.core.states import ARMING, FAULT, OFF, READY
from pen.core.states.arming import ARMED
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import armed, awake, running
from tests.firmware.formats import reason_lists

DAY_S = 86_400


def on_the_pen(name, value):
    def case():
        bench = awake()
        setattr(bench.inputs, name, value)
        bench.run(50)
        bench.choose_start()
        return bench

    return case


def in_the_nose(change):
    def case():
        bench = awake()
        change(bench)
        bench.choose_start()
        return bench

    return case


def in_the_ledger(**fields):
    def case():
        ledger = blank_ledger()
        for name, value in fields.items():
            setattr(ledger, name, value)
        bench = awake(ledger)
        bench.choose_start()
        return bench

    return case


def answered(group, *answers):
    """A pen that must ask, and these answers; None: left."""

    def case():
        ledger = blank_ledger()
        if group == "checkin":
            ledger.session, ledger.locked, ledger.mark_s = 1, 1, 40 * DAY_S
        ledger.profile_set = 2 * (group != "profile")
        bench = CheckedBench(ledger)
        bench.press(SELECT)
        bench.run(100)
        bench.choose_start()
        for answer in answers:
            bench.press(SELECT, 1_400) if answer is None else bench.press(UP if answer else DOWN)
        bench.run(100)
        return bench

    return case


def held():
    bench = answered("today", True)()
    bench.run(7_500)
    bench.press(SELECT)
    return bench


def menu(item, presses):
    def case():
        bench = awake()
        for _ in range(item):
            bench.press(SELECT)
        for _ in range(presses):
            bench.press(UP)
        return bench

    return case


def window_over():
    bench = running(1_500)
    bench.press(UP)
    bench.run(700)
    bench.choose_start()
    assert bench.until(ARMING, 3_000, ARMED)
    bench.inputs.proven_s += 1_800
    bench.run(50)
    return bench


def other_cartridge():
    bench = running(1_500)
    bench.press(UP)
    bench.run(700)
    bench.insert(serial=9)
    bench.press(SELECT)
    return bench


def mark_refused():
    bench = armed()
    bench.tag_answer = FAILED_TAG
    bench.press(UP)
    bench.run(300)
    return bench


def was_out():
    bench = armed()
    bench.pull()
    bench.insert()
    bench.run(50)
    return bench


def zone_done():
    bench = awake()
    bench.press(DOWN)
    assert bench.start()
    bench.run(4_500)
    bench.press(DOWN)
    bench.choose_start()
    return bench


def power_cut():
    """Four strokes into the left cheek; then the power went."""
    bench = awake()
    bench.press(DOWN)
    assert bench.start()
    bench.run(100)
    again = CheckedBench(bench.ledger)
    assert again.pen.session.close_cut()
    again.wake()
    again.run(700)
    again.choose_start()
    return again


def cell_empty():
    ledger = blank_ledger()
    bench = CheckedBench(ledger)
    bench.inputs.cell_empty = True
    bench.wake()
    return bench


def latched():
    bench = awake()
    bench.inputs.broken_part = 3
    bench.run(1_000)
    bench.inputs.broken_part = 0
    bench.press(SELECT)
    assert bench.pen.state == FAULT
    return bench


def opened_long_ago():
    bench = awake()
    bench.inputs.proven_s += 100 * DAY_S
    bench.insert(marks=1, bound=bench.ledger.pen_id)
    bench.ledger.set_uses(1, 7, 1, 9 * DAY_S)
    bench.screen()
    bench.choose_start()
    return bench


WELL = (False, False, False, True, True, False)

CASES = {
    r.INTERVAL: in_the_ledger(session=1, locked=1, checkin_done=15),
    r.UNKNOWN_HISTORY: in_the_ledger(locked=1, history_lost=1),
    r.TOO_DEEP: menu(1, 2),
    r.USB_POWER: on_the_pen("vbus", True),
    r.BATTERY_LOW: on_the_pen("battery_mv", 3_400),
    r.MOTOR_HOT: on_the_pen("motor_temp_dc", 420),
    r.CARTRIDGE_NONE: in_the_nose(lambda bench: bench.pull()),
    r.CARTRIDGE_UNREADABLE: in_the_nose(lambda bench: setattr(bench.inputs.cartridge, "readable", False)),
    r.CARTRIDGE_FOREIGN: in_the_nose(lambda bench: bench.insert(bound=b"somebody")),
    r.CARTRIDGE_SPENT: in_the_nose(lambda bench: bench.insert(marks=3)),
    r.CARTRIDGE_NEEDLES: in_the_nose(lambda bench: bench.insert(needle_um=1_000)),
    r.CARTRIDGE_OTHER: other_cartridge,
    r.CARTRIDGE_WRITE: mark_refused,
    r.CLOCK_FAILED: on_the_pen("clock_ok", False),
    r.STORE_FAILED: on_the_pen("store_ok", False),
    r.FAULT_LATCHED: latched,
    r.SESSION_OVER: window_over,
    r.TOO_FAST: menu(2, 6),
    r.NOT_CALIBRATED: on_the_pen("calibrated", False),
    r.PROFILE_UNKNOWN: answered("profile", None),
    r.PROFILE_NEVER: in_the_ledger(profile=told.IMMUNE),
    r.PROFILE_NOTE: in_the_ledger(profile=told.ROSACEA),
    r.REVIEW_NEEDED: in_the_ledger(review=1),
    r.REACTION: in_the_ledger(session=1, locked=1, reaction_s=14 * DAY_S, checkin_done=15),
    r.HOLD: held,
    r.SKIN_TODAY: answered("today", True),
    r.SUN_TODAY: answered("today", False, True),
    r.ACTIVES_TODAY: answered("today", False, False, True),
    r.PACK_OPENED: answered("today", False, False, False, False),
    r.NOT_CLEANSED: answered("today", False, False, False, True, False),
    r.NOT_ANSWERED: answered("today", None),
    r.ZONE_DONE: zone_done,
    r.CHECKIN_DUE: answered("checkin", None),
    r.POWER_WAS_CUT: power_cut,
    r.CLOCK_CELL: cell_empty,
    r.CARTRIDGE_WAS_OUT: was_out,
    r.CARTRIDGE_OLD: opened_long_ago,
    r.LESION_TODAY: answered("today", *WELL, True),
    r.TREATED_LATELY: answered("today", *WELL, False, True),
    r.NUMB_TODAY: answered("today", *WELL, False, False, True),
}


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
    r.PROFILE_NEVER: lambda b: told.clear(b.ledger, told.IMMUNE),
    r.PROFILE_NOTE: lambda b: told.clear(b.ledger, told.ROSACEA),
    r.REVIEW_NEEDED: lambda b: told.reviewed(b.ledger),
    r.FAULT_LATCHED: lambda b: b.press(SELECT, 3_200),
}
for _reason in (
    r.CARTRIDGE_NONE,
    r.CARTRIDGE_UNREADABLE,
    r.CARTRIDGE_FOREIGN,
    r.CARTRIDGE_SPENT,
    r.CARTRIDGE_NEEDLES,
    r.CARTRIDGE_OLD,
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
