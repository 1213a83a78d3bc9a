"""S17: for every reason to refuse, how it comes about on a bench. It must not judge what follows."""

from pen.core import reported
from pen.core.io import FAILED_TAG
from pen.core.states import ARMING, FAULT
from pen.core.states.arming import ARMED
from pen.formats import reasons as r

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.checked_bench import CheckedBench
from tests.firmware.core.prepared import armed, awake, running

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


def at_the_lip():
    """On the smallest zone, with the most needles."""
    bench = awake()
    bench.press(DOWN)
    bench.insert(needles=36)
    bench.run(100)
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
    r.PROFILE_NEVER: in_the_ledger(profile=reported.IMMUNE),
    r.PROFILE_NOTE: in_the_ledger(profile=reported.ROSACEA),
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
    r.FEW_STROKES: at_the_lip,
    r.LESION_TODAY: answered("today", *WELL, True),
    r.TREATED_LATELY: answered("today", *WELL, False, True),
    r.NUMB_TODAY: answered("today", *WELL, False, False, True),
}
