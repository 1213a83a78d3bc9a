"""A controller in every state, phase, item and page, with every refusal, stop and fault. MicroPython runs it too.

`scenes()` yields (name, pen, inputs, now_ms). The pens come from `prepared_pens.py`.
"""

from pen.core import io, limits, questions, reported, skin, states, touch, zones
from pen.core.limits import DAY_S, NOTICE_MS
from pen.core.menu import DEPTH_ITEM, END_ITEM, RATE_ITEM, START_ITEM, ZONE_ITEM
from pen.core.ring import HOME, HOMING
from pen.formats import reasons

from tests.firmware.formats import reason_lists
from tests.firmware.ui.prepared_pens import (
    NOW_MS,
    PAGES,
    PROVEN_S,
    QUESTIONS,
    WALL_S,
    Offer,
    Question,
    asked,
    asking,
    cleaning,
    good_inputs,
    had,
    locked,
    opened,
    pen_in,
    practising,
    running,
    updating,
)


def _resting():
    yield "off", pen_in(states.OFF), good_inputs(), NOW_MS
    for phase in (HOME, HOMING, states.arming.MARKING, states.arming.COMMITTING):
        for tick in range(4):
            yield "test", pen_in(states.SELF_TEST, phase), good_inputs(), tick * 400 + 100
    for page in range(PAGES):
        for vbus in (False, True):
            for wall in (0, WALL_S, 1 << 60, -(1 << 60)):
                for ago in (1, 60, 86_399, 60 * 3_600 - 60, 3 * DAY_S, 28 * DAY_S - 45, 28 * DAY_S - 8_000):
                    pen, inputs = pen_in(states.LOCKED), good_inputs()
                    pen.locked.page, inputs.vbus = page, vbus
                    pen.ledger.wall_offset_s, pen.ledger.lock_from_s = wall, PROVEN_S - ago
                    yield "locked %d" % page, locked(pen, inputs), inputs, NOW_MS
    for page in range(PAGES):
        pen = pen_in(states.LOCKED)
        pen.locked.page, pen.ledger.session, pen.ledger.history_lost = page, 0, 1
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


def _skin_locks():
    """Every lock that the skin is the reason of, with every condition."""
    for session in (3 * 3_600, 30 * 3_600, 3 * DAY_S):
        pen = pen_in(states.LOCKED)
        pen.ledger.reaction_s, pen.ledger.lock_from_s = limits.REACTION_S, PROVEN_S - session
        yield "locked by reaction", locked(pen, good_inputs()), good_inputs(), NOW_MS
    for why in sorted(questions.HOLDS_S):
        for_s = questions.HOLDS_S[why]
        pen = pen_in(states.LOCKED)
        reported.hold(pen.ledger, PROVEN_S, why, for_s or 60)
        yield "hold %d" % why, locked(pen, good_inputs()), good_inputs(), NOW_MS
    for profile in [1 << bit for bit in range(16)] + [0xE, 0x21, 0xD0, 0x1F00, 0xFF, 0x3F00]:
        for page in range(PAGES):
            pen, inputs = pen_in(states.LOCKED), good_inputs()
            pen.locked.page = page
            reported.tell(pen.ledger, profile)
            yield "profile %x" % profile, locked(pen, inputs), inputs, NOW_MS
            pen.refuse()
            yield "refused %x" % profile, pen, inputs, NOW_MS
    pen = pen_in(states.LOCKED)
    pen.ledger.review = 1
    yield "review", locked(pen, good_inputs()), good_inputs(), NOW_MS


def _menu():
    for item in (ZONE_ITEM, DEPTH_ITEM, RATE_ITEM, START_ITEM):
        for zone in range(zones.COUNT):
            for trouble in range(13):
                pen, inputs = pen_in(states.READY), good_inputs()
                pen.menu.item, pen.menu.zone, pen.menu.rate_hz = item, zone, (60, 110, 90)[trouble % 3]
                pen.menu.depths_um[zone] = (100, 430, 250)[trouble % 3]
                if trouble == 1:
                    inputs.vbus = True
                elif trouble == 2:
                    inputs.battery_mv = 3_100
                elif trouble == 3:
                    inputs.motor_temp_dc = 441
                elif trouble == 4:
                    inputs.cartridge.clear()
                    asked(pen, inputs)
                elif trouble == 5:
                    inputs.cartridge.type, inputs.cartridge.marks = 2, 2
                    asked(pen, inputs)
                elif trouble == 6:
                    pen.error_budget_um = 500
                elif trouble == 7:
                    pen.ledger.profile_set = 0
                elif trouble == 8:
                    pen.ledger.checkin_done = 0
                elif trouble == 9:
                    pen.ledger.reaction_um, pen.ledger.calm = 400, 0
                elif trouble == 10:
                    pen.screening.answered(NOW_MS, inputs, questions.of_group(questions.TODAY))
                elif trouble == 11:
                    pen.ledger.session, pen.ledger.depth_max_um = 1, 400
                elif trouble == 12:
                    pen.ledger.profile, pen.ledger.reaction_um = skin.PIGMENT, 200
                    pen.ledger.cleared = skin.PIGMENT
                yield "ready %d" % item, pen, inputs, NOW_MS


def _screening():
    for number in range(questions.COUNT):
        group = next(g for g in (1, 2, 3) if questions.of_group(g) >> number & 1)
        for phase in (0, states.arming.COMMITTING):
            yield "question %d" % number, asking(group, number, phase), good_inputs(), NOW_MS
    for group in (questions.PROFILE, questions.CHECKIN):
        yield "confirm %d" % group, asking(group, questions.CONFIRM), good_inputs(), NOW_MS
    for left_ms in (300_000, 299_999, 61_000, 59_001, 1):
        yield "cleaning", cleaning(left_ms), good_inputs(), NOW_MS
    yield "drying", cleaning(0, states.cleaning.DRYING), good_inputs(), NOW_MS
    dry = cleaning(0, states.cleaning.DRYING)
    dry.now_ms += dry.screening.dry_ms
    yield "dry", dry, good_inputs(), NOW_MS


def _practice():
    inputs = good_inputs()
    inputs.cartridge.clear()
    for state in (states.SELF_TEST, states.READY, states.ARMING, states.RUNNING, states.PAUSED, states.CLEANING):
        for now_ms in (0, 2_000):
            yield "practice %d" % state, practising(state), inputs, now_ms
    pen = practising(states.ASKING)
    pen.practising.practice.pen.asking.round.begin(questions.PROFILE, questions.of_group(questions.PROFILE))
    yield "practice asks", pen, inputs, 2_000


def _treatment():
    for phase in range(states.arming.RELEASE + 1):
        for measured_um in (249, -3, -12, io.NO_DEPTH):
            for zone in range(zones.COUNT):
                pen, inputs = pen_in(states.ARMING, phase), good_inputs()
                inputs.measured_um, pen.menu.zone = measured_um, zone
                yield "arming %d" % phase, pen, inputs, NOW_MS
                yield "arming %d again" % phase, opened(pen_in(states.ARMING, phase)), inputs, NOW_MS
    for zone in range(zones.COUNT):
        for percent in (0, 1, 40, 70, 99, 100, 103):
            for level in range(touch.HARD + 1):
                pen, inputs = running(zone, percent, level, percent * 2)
                yield "running", pen, inputs, NOW_MS + 2_000
    for reason in [reasons.NONE] + list(reason_lists.STOPS):
        for vbus in (False, True):
            for phase in (states.ended.SETTLING, states.ended.RECEIPT):
                for item in (ZONE_ITEM, DEPTH_ITEM, START_ITEM, END_ITEM):
                    pen, inputs = opened(pen_in(states.PAUSED, phase)), good_inputs()
                    pen.stop_reason, inputs.vbus, pen.menu.item = reason, vbus, item
                    yield "stop %d, paused %d" % (reason, phase), pen, inputs, NOW_MS
            for phase, pages in (
                (states.ended.SETTLING, 1),
                (states.ended.RECEIPT, 6),
                (states.ended.CLEANUP, states.ended.CLEANUP_STEPS),
            ):
                for page in range(pages):
                    pen, inputs = opened(pen_in(states.ENDED, phase)), good_inputs()
                    pen.stop_reason, inputs.vbus, pen.ended.page, pen.ledger.session_open = reason, vbus, page, 0
                    if pages == 6:
                        for zone in range(zones.COUNT):
                            had(pen.ledger, zone, 430, 65_535, 65_535)
                    inputs.cartridge.marks = 1 if vbus else 0
                    yield "stop %d, ended %d" % (reason, phase), pen, inputs, NOW_MS
    for wiped_ms in (0, 299_500, 300_000):
        pen, inputs = opened(pen_in(states.ENDED, states.ended.CLEANUP)), good_inputs()
        pen.ended.page, pen.ended._wiped_ms, pen.ledger.session_open = states.ended.WIPE, wiped_ms, 0
        inputs.cartridge.clear()
        yield "wiping", pen, inputs, NOW_MS
        pen.ended.page = states.ended.DISCARD
        yield "taken out", pen, inputs, NOW_MS


def _trouble():
    for phase in (states.ended.SETTLING, states.ended.RECEIPT):
        for code in list(range(1, 12)) + list(range(reasons.F_PART, reasons.F_PART + 14)) + [255]:
            pen, inputs = pen_in(states.FAULT, phase), good_inputs()
            pen.ledger.fault, inputs.broken_part = code, code % 2
            yield "fault %d, %d" % (code, phase), pen, inputs, NOW_MS
    details = {
        reasons.TOO_DEEP: (430, 0),
        reasons.TOO_FAST: (110,),
        reasons.BATTERY_LOW: (3_490, 0),
        reasons.MOTOR_HOT: (405, 1_250),
        reasons.CARTRIDGE_SPENT: (1, 8),
        reasons.CARTRIDGE_NEEDLES: (750, 0, 65_535),
        reasons.FAULT_LATCHED: (1, 255),
        reasons.PROFILE_NEVER: list(range(8)) + [14],
        reasons.PROFILE_NOTE: range(8, 14),
        reasons.HOLD: sorted(questions.HOLDS_S) + [0],
        reasons.NOT_ANSWERED: range(4),
        reasons.ZONE_DONE: range(zones.COUNT),
        reasons.POWER_WAS_CUT: range(zones.COUNT),
        reasons.FEW_STROKES: range(zones.COUNT),
        reasons.AFTER_CUT: range(2),
    }
    for state in (states.LOCKED, states.READY, states.PAUSED):
        for reason in list(reason_lists.REFUSALS) + [reasons.AFTER_CRASH, reasons.AFTER_CUT, 99]:
            for detail in details.get(reason, (0,)):
                for wall in (0, WALL_S):
                    pen, inputs = pen_in(state), good_inputs()
                    pen.ledger.wall_offset_s, pen.ledger.lock_from_s = wall, PROVEN_S - 20
                    pen.refuse(reason, detail, PROVEN_S + 100_000 if reason >= reasons.REACTION else 0)
                    yield "refusal %d" % reason, pen, inputs, NOW_MS + NOTICE_MS - 1


def _updates():
    for state in (states.LOCKED, states.READY, states.FAULT):
        for offer in (Offer(1, 60_000), Offer(1, 90_000, True), Offer(2, 131_485), Offer(2, 131_485, going_back=True)):
            pen, inputs = updating(offer, state)
            yield "update %d in %d" % (offer.phase, state), pen, inputs, NOW_MS
    pen, inputs = updating(Offer(1, 1), states.READY)
    pen.refuse(reasons.USB_POWER)
    yield "update over a refusal", pen, inputs, NOW_MS


def _questions_of_the_laptop():
    for state in states.COVERED:
        for name, kind, fields in QUESTIONS:
            pen, inputs = updating(Question(kind, **fields), state)
            yield "%s asked in %d" % (name, state), pen, inputs, NOW_MS


def scenes():
    """All scenes, one after the other."""
    for part in (
        _resting,
        _skin_locks,
        _menu,
        _screening,
        _treatment,
        _practice,
        _updates,
        _questions_of_the_laptop,
        _trouble,
    ):
        yield from part()
