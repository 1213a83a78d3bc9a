"""A controller in every state, phase, item and page, with every refusal, stop and fault. MicroPython runs it too.

`scenes()` yields (name, pen, inputs, now_ms). The pen is the real Controller, put there by hand.
"""

from pen.core import io, reasons, states
from pen.core.controller import Controller
from pen.core.events import Events
from pen.core.ledger import Ledger
from pen.core.limits import DAY_S, NOTICE_MS

BUDGET_UM = 50
FULL_RATE_HZ = 180
PROVEN_S = 40 * DAY_S + 3_661
WALL_S = 1_790_000_000 - PROVEN_S
NOW_MS = 123_456


def good_inputs():
    """Everything in order: a cartridge in, charged, cool, calibrated."""
    inputs = io.Inputs()
    inputs.measured_um = 2
    inputs.battery_mv = 3_950
    inputs.motor_temp_dc = 243
    inputs.proven_s = PROVEN_S
    inputs.clock_ok = inputs.store_ok = inputs.calibrated = True
    cartridge = inputs.cartridge
    cartridge.present = cartridge.readable = True
    cartridge.hi, cartridge.lo, cartridge.type, cartridge.needle_um = 0x123456, 0x9ABCDE, 1, 500
    return inputs


def pen_in(state, phase=0):
    """A pen in a state, on its second session's ledger; the first was long ago."""
    ledger = Ledger()
    ledger.pen_id = b"\xe6\x61\x41\x03\xe7\x45\x2d\x2f"
    ledger.sequence, ledger.mark_s, ledger.wall_offset_s = 7, PROVEN_S, WALL_S
    ledger.session, ledger.locked, ledger.lock_from_s = 12, 1, PROVEN_S - 30 * DAY_S
    ledger.session_depth_um, ledger.session_rate_hz = 250, 90
    ledger.needle_ms, ledger.strokes = 371_000, 33_390
    ledger.journal_seq, ledger.acked_seq = 1_234, 1_111
    pen = Controller(ledger, Events(), BUDGET_UM, FULL_RATE_HZ)
    pen.depth_um, pen.rate_hz = 250, 90
    pen.enter(state, NOW_MS)
    pen.go(phase, NOW_MS)
    return pen


def opened(pen):
    """The same pen two minutes into a session."""
    ledger = pen.ledger
    ledger.session_open, ledger.lock_from_s = 1, PROVEN_S - 125
    ledger.session_cart_hi, ledger.session_cart_lo = 0x123456, 0x9ABCDE
    ledger.needle_ms, ledger.charged_ms, ledger.strokes = 100_000, 60_000, 7_650
    return pen


def locked(pen, inputs):
    """The gate has said why."""
    pen.gate.lock(inputs, pen.ledger)
    return pen


def _resting():
    yield "off", pen_in(states.OFF), good_inputs(), NOW_MS
    for phase in (states.HOME, states.HOMING, states.MARKING, states.COMMITTING):
        for tick in range(4):
            yield "test", pen_in(states.SELF_TEST, phase), good_inputs(), tick * 400 + 100
    for page in range(states.PAGES):
        for vbus in (False, True):
            for wall in (0, WALL_S, 1 << 60, -(1 << 60)):
                for ago in (1, 60, 86_399, 3 * DAY_S, 28 * DAY_S - 45, 28 * DAY_S - 8_000):
                    pen, inputs = pen_in(states.LOCKED), good_inputs()
                    pen.page, inputs.vbus = page, vbus
                    pen.ledger.wall_offset_s, pen.ledger.lock_from_s = wall, PROVEN_S - ago
                    yield "locked %d" % page, locked(pen, inputs), inputs, NOW_MS
    for page in range(states.PAGES):
        pen = pen_in(states.LOCKED)
        pen.page, pen.ledger.session, pen.ledger.history_lost = page, 0, 1
        pen.ledger.lock_from_s, pen.ledger.wall_offset_s = PROVEN_S, 0
        yield "unknown %d" % page, locked(pen, good_inputs()), good_inputs(), NOW_MS
    for field in ("calibrated", "clock_ok", "store_ok"):
        pen, inputs = pen_in(states.LOCKED), good_inputs()
        setattr(inputs, field, False)
        yield "locked " + field, locked(pen, inputs), inputs, NOW_MS
    pen = pen_in(states.LOCKED)
    pen.ledger.fault = 43
    yield "locked by fault", locked(pen, good_inputs()), good_inputs(), NOW_MS
    yield "locked, gate not asked yet", pen_in(states.LOCKED), good_inputs(), NOW_MS
    pen = pen_in(states.LOCKED)
    pen.ledger.lock_from_s = PROVEN_S
    yield "locked after a session", pen, good_inputs(), NOW_MS


def _menu():
    for item in (states.DEPTH_ITEM, states.RATE_ITEM, states.START_ITEM):
        for depth_um, rate_hz in ((100, 60), (450, 110), (250, 90)):
            for trouble in range(7):
                pen, inputs = pen_in(states.READY), good_inputs()
                pen.item, pen.depth_um, pen.rate_hz = item, depth_um, rate_hz
                if trouble == 1:
                    inputs.vbus = True
                elif trouble == 2:
                    inputs.battery_mv = 3_100
                elif trouble == 3:
                    inputs.motor_temp_dc = 441
                elif trouble == 4:
                    inputs.cartridge.clear()
                elif trouble == 5:
                    inputs.cartridge.type, inputs.cartridge.marks = 2, 2
                elif trouble == 6:
                    pen.error_budget_um = 500
                yield "ready %d" % item, pen, inputs, NOW_MS


def _treatment():
    for phase in range(states.RELEASE + 1):
        for measured_um in (249, -3, -12, io.NO_DEPTH):
            inputs = good_inputs()
            inputs.measured_um = measured_um
            yield "arming %d" % phase, pen_in(states.ARMING, phase), inputs, NOW_MS
            yield "arming %d again" % phase, opened(pen_in(states.ARMING, phase)), inputs, NOW_MS
    for ran_ms in (0, 1_500, 50_001, 60_000, 61_000):
        for hz in (0, 88, 110, 255):
            pen, inputs = opened(pen_in(states.RUNNING)), good_inputs()
            pen.session.run(NOW_MS, 500)
            pen.measured_hz, pen.sample_strokes = hz, 500 + hz * ran_ms // 1_000
            pen.ledger.strokes = 76_000
            inputs.measured_um, inputs.strokes = 252, pen.sample_strokes
            yield "running", pen, inputs, NOW_MS + ran_ms
    for phase in (states.SETTLING, states.IDLE):
        for reason in range(reasons.STOP_USER + 1):
            for state in (states.PAUSED, states.ENDED):
                for vbus in (False, True):
                    pen, inputs = opened(pen_in(state, phase)), good_inputs()
                    pen.stop_reason, inputs.vbus = reason, vbus
                    if state == states.ENDED:
                        pen.ledger.session_open = 0
                        inputs.cartridge.marks = 1 if vbus else 0
                    yield "stop %d, %d %d" % (reason, state, phase), pen, inputs, NOW_MS


def _trouble():
    for phase in (states.SETTLING, states.IDLE):
        for code in list(range(1, 12)) + list(range(reasons.F_PART, reasons.F_PART + 14)) + [255]:
            pen, inputs = pen_in(states.FAULT, phase), good_inputs()
            pen.ledger.fault, inputs.broken_part = code, code % 2
            yield "fault %d, %d" % (code, phase), pen, inputs, NOW_MS
    details = {
        reasons.TOO_DEEP: (450, 0),
        reasons.TOO_FAST: (110,),
        reasons.BATTERY_LOW: (3_490, 0),
        reasons.MOTOR_HOT: (405, 1_250),
        reasons.CARTRIDGE_SPENT: (1, 8),
        reasons.CARTRIDGE_NEEDLES: (750, 0, 65_535),
        reasons.FAULT_LATCHED: (1, 255),
    }
    for state in (states.LOCKED, states.READY, states.PAUSED):
        for reason in list(reasons.REFUSALS) + [99]:
            for detail in details.get(reason, (0,)):
                for wall in (0, WALL_S):
                    pen, inputs = pen_in(state), good_inputs()
                    pen.ledger.wall_offset_s, pen.ledger.lock_from_s = wall, PROVEN_S - 20
                    pen.notice.say(reason, detail, 0)
                    pen.refuse(pen.notice, NOW_MS)
                    yield "refusal %d" % reason, pen, inputs, NOW_MS + NOTICE_MS - 1


def scenes():
    """All of them."""
    for part in (_resting, _menu, _treatment, _trouble):
        yield from part()
