"""The screens a person meets, in the order of a life with the pen: for the contact sheet and the snapshots.

`scenes.py` has every variant; here is one of each kind. Yields (label, pen, inputs, now_ms).
"""

from pen.core import limits, questions, reported, skin, states, touch, zones
from pen.core.limits import DAY_S
from pen.core.menu import DEPTH_ITEM, END_ITEM, RATE_ITEM, START_ITEM, ZONE_ITEM
from pen.core.ring import HOMING
from pen.formats import reasons
from pen.ui.texts import faults

from tests.firmware import face
from tests.firmware.formats import reason_lists
from tests.firmware.ui.prepared_pens import (
    LATCHED,
    NOW_MS,
    PROVEN_S,
    QUESTIONS,
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


def _ready(item, zone=face.LEFT_CHEEK, **book):
    pen, inputs = pen_in(states.READY), good_inputs()
    pen.menu.item, pen.menu.zone = item, zone
    for name, value in book.items():
        setattr(pen.ledger, name, value)
    return pen, inputs


def _before():
    yield "power-on", pen_in(states.SELF_TEST, HOMING), good_inputs(), 900
    for item, name in ((ZONE_ITEM, "zone"), (DEPTH_ITEM, "depth"), (RATE_ITEM, "rate")):
        pen, inputs = _ready(item, profile_set=0, session=0, calm=0)
        yield "menu: " + name, pen, inputs, NOW_MS
    for zone, name in enumerate(("forehead", "left cheek", "right cheek", "chin", "upper lip")):
        pen, inputs = _ready(DEPTH_ITEM, zone)
        pen.menu.depths_um[zone] = 500
        yield "ceiling: " + name, pen, inputs, NOW_MS
    pen, inputs = _ready(DEPTH_ITEM, reaction_um=200)
    yield "ceiling: reaction", pen, inputs, NOW_MS
    pen, inputs = _ready(DEPTH_ITEM, profile=skin.PIGMENT, cleared=skin.PIGMENT)
    yield "ceiling: pigment", pen, inputs, NOW_MS
    pen, inputs = _ready(DEPTH_ITEM, calm=0)
    yield "ceiling: not calm yet", pen, inputs, NOW_MS
    pen, inputs = _ready(DEPTH_ITEM, depth_max_um=200)
    yield "ceiling: own setting", pen, inputs, NOW_MS


def _start():
    pen, inputs = _ready(START_ITEM, profile_set=0)
    yield "start: profile", pen, inputs, NOW_MS
    pen, inputs = _ready(START_ITEM, checkin_done=0)
    yield "start: check-in", pen, inputs, NOW_MS
    pen, inputs = _ready(START_ITEM)
    yield "start: today", pen, inputs, NOW_MS
    pen, inputs = _ready(START_ITEM)
    pen.screening.answered(NOW_MS, inputs, questions.of_group(questions.TODAY))
    yield "start: disinfect", pen, inputs, NOW_MS
    pen, inputs = _ready(START_ITEM)
    asked(pen, inputs)
    yield "start: get ready", pen, inputs, NOW_MS
    pen, inputs = _ready(START_ITEM)
    asked(pen, inputs)
    inputs.cartridge.clear()
    yield "start: no cartridge", pen, inputs, NOW_MS
    pen, inputs = _ready(START_ITEM)
    inputs.vbus = True
    yield "start: on USB", pen, inputs, NOW_MS
    pen, inputs = _ready(ZONE_ITEM)
    inputs.cartridge.clear()
    yield "menu, empty nose", pen, inputs, NOW_MS


def _questions():
    for group, name in ((questions.PROFILE, "profile"), (questions.CHECKIN, "check-in"), (questions.TODAY, "today")):
        for number in range(questions.COUNT):
            if questions.of_group(group) >> number & 1:
                yield "%s %d" % (name, number), asking(group, number), good_inputs(), NOW_MS
    yield "confirm", asking(questions.PROFILE, questions.CONFIRM), good_inputs(), NOW_MS
    yield "answers stored", asking(questions.PROFILE, 0, states.asking.COMMITTING), good_inputs(), 900
    for left_ms in (300_000, 192_000, 9_000):
        yield "disinfect %d s" % (left_ms // 1_000), cleaning(left_ms), good_inputs(), NOW_MS
    yield "drying", cleaning(0, states.cleaning.DRYING), good_inputs(), NOW_MS
    dry = cleaning(0, states.cleaning.DRYING)
    dry.now_ms += dry.screening.dry_ms
    yield "dry", dry, good_inputs(), NOW_MS


def _treatment():
    for phase, name in (
        (HOMING, "homing"),
        (states.arming.MOVING, "moving"),
        (states.arming.ARMED, "armed"),
        (states.arming.COMMITTING, "use is noted"),
        (states.arming.RELEASE, "let go"),
    ):
        pen, inputs = pen_in(states.ARMING, phase), good_inputs()
        pen.menu.zone, inputs.measured_um = face.RIGHT_CHEEK, 249
        yield name, pen, inputs, 900
    for zone, percent, level, name in (
        (face.FOREHEAD, 0, touch.CALIBRATING, "in the air"),
        (face.FOREHEAD, 0, touch.NONE, "touch the skin"),
        (face.FOREHEAD, 12, touch.LIGHT, "first pass"),
        (face.LEFT_CHEEK, 50, touch.LIGHT, "second pass"),
        (face.RIGHT_CHEEK, 87, touch.FIRM, "third pass, firm"),
        (face.UPPER_LIP, 60, touch.HARD, "too hard"),
        (face.CHIN, 99, touch.LIGHT, "nearly enough"),
    ):
        yield name, *running(zone, percent, level, 0 if level == touch.CALIBRATING else 88), NOW_MS


def _pauses():
    yield "stopping", opened(pen_in(states.PAUSED)), good_inputs(), 900
    for reason in reason_lists.STOPS:
        pen = opened(pen_in(states.PAUSED, states.paused.CHOOSING))
        pen.menu.item, pen.stop_reason = START_ITEM, reason
        yield "stop %d" % reason, pen, good_inputs(), NOW_MS
    for item, name in ((ZONE_ITEM, "zone"), (DEPTH_ITEM, "depth"), (END_ITEM, "end")):
        pen = opened(pen_in(states.PAUSED, states.paused.CHOOSING))
        pen.menu.item = item
        if item == DEPTH_ITEM:
            pen.menu.zone = face.UPPER_LIP
        yield "paused: " + name, pen, good_inputs(), NOW_MS
    pen = opened(pen_in(states.PAUSED, states.paused.CHOOSING))
    pen.menu.item, pen.menu.zone, pen.stop_reason = ZONE_ITEM, face.RIGHT_CHEEK, reasons.STOP_ZONE_DONE
    yield "next zone", pen, good_inputs(), NOW_MS
    pen = opened(pen_in(states.PAUSED, states.paused.CHOOSING))
    for zone in range(zones.COUNT):
        had(pen.ledger, zone, 250, 1_250, 200)
    pen.menu.item, pen.stop_reason = END_ITEM, reasons.STOP_ZONE_DONE
    yield "all zones done", pen, good_inputs(), NOW_MS


def _after():
    def ended(phase, page):
        pen, inputs = opened(pen_in(states.ENDED, phase)), good_inputs()
        pen.ledger.session_open, pen.ended.page, pen.stop_reason = 0, page, reasons.STOP_USER
        had(pen.ledger, face.CHIN, 250, 416, 46)
        return pen, inputs

    yield "ending", *ended(states.ended.SETTLING, 0), 900
    for page in range(4):
        yield "receipt %d" % (page + 1), *ended(states.ended.RECEIPT, page), NOW_MS
    pen, inputs = ended(states.ended.RECEIPT, 0)
    pen.stop_reason = reasons.STOP_BLEEDING
    pen.ledger.reaction_s = limits.REACTION_S
    yield "receipt, bleeding", pen, inputs, NOW_MS
    pen, inputs = ended(states.ended.CLEANUP, states.ended.DISCARD)
    inputs.cartridge.marks = 1
    yield "cartridge used up", pen, inputs, NOW_MS
    pen, inputs = ended(states.ended.CLEANUP, states.ended.DISCARD)
    inputs.cartridge.type, inputs.cartridge.marks = 2, 1
    yield "cartridge to keep", pen, inputs, NOW_MS
    pen, inputs = ended(states.ended.CLEANUP, states.ended.DISCARD)
    inputs.cartridge.clear()
    yield "cartridge is out", pen, inputs, NOW_MS
    pen, inputs = ended(states.ended.CLEANUP, states.ended.WIPE)
    pen.ended._wiped_ms = 48_000
    yield "wipe", pen, inputs, NOW_MS
    pen, inputs = ended(states.ended.CLEANUP, states.ended.WIPE)
    pen.ended._wiped_ms = limits.DISINFECT_MS
    yield "wiped", pen, inputs, NOW_MS
    yield "store", *ended(states.ended.CLEANUP, states.ended.STORE), NOW_MS


def _home():
    def home(ago_s, page=0, **book):
        pen, inputs = pen_in(states.LOCKED), good_inputs()
        pen.ledger.lock_from_s, pen.locked.page = PROVEN_S - ago_s, page
        for name, value in book.items():
            setattr(pen.ledger, name, value)
        inputs.cartridge.clear()
        return locked(pen, inputs), inputs

    yield "home, same day", *home(5 * 3_600), NOW_MS
    yield "home, days later", *home(10 * DAY_S), NOW_MS
    yield "home after reaction", *home(2 * DAY_S, reaction_s=limits.REACTION_S), NOW_MS
    yield "home, memory lost", *home(0, history_lost=1, session=0, wall_offset_s=0), NOW_MS
    pen, inputs = home(5 * 3_600)
    inputs.vbus = True
    yield "home on USB", pen, inputs, NOW_MS
    for why in TIMED[1:]:
        until_s = PROVEN_S + questions.HOLDS_S[why] - 3_000
        yield "home, hold %d" % why, *home(40 * DAY_S, hold_why=why, hold_until_s=until_s), NOW_MS
    yield "home: never", *home(40 * DAY_S, profile=reported.KELOID | reported.BLEEDING_DISORDER), NOW_MS
    yield "home: never, ends", *home(40 * DAY_S, profile=reported.PREGNANT), NOW_MS
    yield "home: doctor's note", *home(40 * DAY_S, profile=reported.ROSACEA), NOW_MS
    yield "home: review", *home(40 * DAY_S, review=1), NOW_MS
    yield "last session", *home(5 * 3_600, 1), NOW_MS
    yield "this pen", *home(5 * 3_600, 2), NOW_MS


def _practice():
    inputs = good_inputs()
    inputs.cartridge.clear()
    yield "practice banner", practising(states.READY), inputs, 0
    yield "practice, own title", practising(states.READY), inputs, 2_000
    pen = practising(states.RUNNING)
    pen.practising.practice.pen.running_state.touch.level = touch.LIGHT
    yield "practice runs", pen, inputs, 0


TIMED = (
    reasons.HOLD,
    reasons.SKIN_TODAY,
    reasons.SUN_TODAY,
    reasons.ACTIVES_TODAY,
    reasons.TREATED_LATELY,
    reasons.NUMB_TODAY,
)


def _refusals():
    details = {
        reasons.TOO_DEEP: 430,
        reasons.TOO_FAST: 110,
        reasons.BATTERY_LOW: 3_490,
        reasons.MOTOR_HOT: 405,
        reasons.CARTRIDGE_SPENT: 1,
        reasons.CARTRIDGE_NEEDLES: 1_000,
        reasons.FAULT_LATCHED: 1,
        reasons.PROFILE_NEVER: 4,
        reasons.PROFILE_NOTE: 8,
        reasons.HOLD: reasons.SUN_TODAY,
    }
    for reason in (*reason_lists.REFUSALS, reasons.AFTER_CRASH, reasons.AFTER_CUT):
        pen, inputs = pen_in(states.READY), good_inputs()
        pen.ledger.lock_from_s = PROVEN_S - 3 * DAY_S
        timed = reason in TIMED
        pen.refuse(reason, details.get(reason, 0), PROVEN_S + 2 * DAY_S if timed else 0)
        yield "no: %d" % reason, pen, inputs, NOW_MS


def _faults():
    parts = [reasons.F_PART + part for part in range(1, len(faults.PARTS))]
    for code in (*sorted(faults.FAULTS), *parts):
        pen, inputs = pen_in(states.FAULT, LATCHED), good_inputs()
        pen.ledger.fault, inputs.broken_part = code, max(0, code - reasons.F_PART)
        yield "fault %d" % code, pen, inputs, NOW_MS


def _updates():
    for label, offer in (
        ("it comes", Offer(1, 60_000)),
        ("it restarts", Offer(2, 131_485)),
    ):
        yield label, *updating(offer), NOW_MS


def _questions_of_the_laptop():
    for label, kind, fields in QUESTIONS:
        yield label, *updating(Question(kind, **fields)), NOW_MS


def gallery():
    """All of them: (chapter, label, pen, inputs, now_ms)."""
    for chapter, part in (
        ("Before", _before),
        ("What START does next", _start),
        ("Questions, cleaning", _questions),
        ("Treatment", _treatment),
        ("Pauses and stops", _pauses),
        ("After", _after),
        ("At home", _home),
        ("Practice", _practice),
        ("The laptop asks", _questions_of_the_laptop),
        ("New software", _updates),
        ("Refusals", _refusals),
        ("Faults", _faults),
    ):
        for scene in part():
            yield (chapter, *scene)
