"""When are two places of the walk in `explore.py` the same? When their keys are: then only the first met is walked on.

So the key decides how much is walked. Amounts are sorted into drawers, and what makes no difference in a state is left
out there; each such choice says why. Two things wrong at once are left to the random lives (`random_histories.py`).
"""

from pen.core import cartridge, clock, questions, skin, states, zones
from pen.core.gate import session_left_s
from pen.formats import reasons

# Where it matters which cartridge is in, and what is wrong with tag, battery and motor. Elsewhere nobody asks: each can
# come again when the pen is here, so that a place need not be kept once for every one of them.
NEEDLES_NEAR = (states.READY, states.ARMING, states.RUNNING, states.PAUSED)
# Where the ring is asked. Elsewhere what is wrong with it shows at once, as a fault.
RING_NEAR = (*NEEDLES_NEAR, states.OFF, states.SELF_TEST, states.FAULT)
MENUS = (states.READY, states.PAUSED)  # where the chosen item makes a difference
LOCKS = (*NEEDLES_NEAR, states.LOCKED, states.ASKING, states.ENDED, states.FAULT)
ANYWHERE = range(12)


def drawer(value, *edges):
    """Which drawer a value belongs in."""
    return sum(value >= edge for edge in edges)


def key(place):
    """What of a place makes a difference, amounts in drawers."""
    pen, led = place.pen, place.ledger
    item = pen.menu.item if pen.state in MENUS else 0
    page = pen.ended.page if pen.state == states.ENDED else 0
    here = (pen.state, pen.phase, item, page, pen.has_bled())
    if pen.state == states.PRACTISING:
        its = pen.practising.practice.pen
        item = its.menu.item if its.state in MENUS else 0
        question = its.asking.round.question if its.state == states.ASKING else 0
        return here, led.fault != 0, (its.state, its.phase, item, question, its.ledger.session_open)
    wrong = _wrong(place)
    if wrong:  # no start gets past it, so that person and screening are not asked; without it they are walked in full
        return here, led.fault != 0, wrong, skin.blocked(led), _session(place)
    return here, led.fault != 0, _person(place), _session(place), _screening(place), _nose(place)


def _person(place):
    """What the ledger says of the person: what blocks, and what has to be asked before the next session.

    The check-ins at 1 and 24 h ask the same, those at 48 and 72 h too.
    """
    led, now_s = place.ledger, place.inputs.proven_s
    due = drawer(skin.due(led, now_s), 0, 2) if not led.session_open else 0
    blocks = (led.profile_set, skin.blocked(led), led.profile & ~skin.CLEARABLE != 0)
    course = (drawer(led.session, 1, 3), led.calm, drawer(led.reactions_row, 1, 2))
    return blocks, course, (due, skin.before_next(led), led.hold_until_s > now_s)


def _session(place):
    """Open or not, and what is left: of the session, of its zone, of the lock-out."""
    pen, led, now_s = place.pen, place.ledger, place.inputs.proven_s
    if not led.session_open:
        return (0, led.history_lost, drawer(clock.unlock_at_s(led) - now_s, 1, 86_401))
    zone_open = pen.session.zone_strokes(pen.menu.zone, pen.motion.strokes) < zones.strokes(pen.menu.zone, pen.needles)
    left = (drawer(session_left_s(now_s, led), 1, 60), led.needle_ms < led.needle_max_ms, zone_open)
    return (1, zones.treated_count(pen.ledger), left)


def _screening(place):
    """Which of today's gates are passed; the question on the screen, and how bad the answers so far are."""
    pen, i = place.pen, place.inputs
    asked = pen.screening.open(place.now_ms, i, False, place.ledger.session) == 0
    passed = (asked, pen.screening.clean(place.now_ms, i), pen.screening.seen)
    if pen.state == states.CLEANING:
        return passed, drawer(pen.screening.left_ms(), 1, 300_000)
    if pen.state != states.ASKING:
        return passed
    asking = pen.asking.round
    bits = asking.reported() if asking.group != questions.TODAY else 0
    bad = (bits & ~skin.CLEARABLE != 0, bits & skin.NEVER != 0, bits & skin.NOTE != 0)
    return passed, (asking.group, asking.question, asking._wanted, pen.asking.checking_in), bad


def _wrong(place):
    """The one thing that is wrong outside, where it makes a difference; "" when nothing is.

    Of several the first in this order, which is about the pen's own: what is behind it is met when that is mended.
    """
    state, i = place.pen.state, place.inputs
    refused = cartridge.refusal(i.cartridge, place.ledger, i.proven_s)
    for where, what, wrong in (
        (ANYWHERE, "cable", i.vbus),
        (LOCKS, "calibration", not i.calibrated),
        (LOCKS, "clock", not i.clock_ok),
        (LOCKS, "store", not i.store_ok),
        (RING_NEAR, "part", i.broken_part),
        (RING_NEAR, "ring", place.ring_late),
        (RING_NEAR, "depth", place.encoder_off_um),
        (NEEDLES_NEAR, "battery", i.battery_mv < 3_500),
        (NEEDLES_NEAR, "heat", i.motor_temp_dc > 400),
        (NEEDLES_NEAR, "cartridge %d" % refused, refused not in (reasons.NONE, reasons.CARTRIDGE_NONE)),
    ):
        if state in where and wrong:
            return what
    return ""


def _nose(place):
    """What is in the nose and what it touches. In LOCKED it decides whether practice may begin."""
    state, i = place.pen.state, place.inputs
    if state == states.LOCKED:
        return (i.cartridge.present,)
    if state not in NEEDLES_NEAR:
        return ()
    used = cartridge.uses(i.cartridge, place.ledger) > 0
    return i.cartridge.present, used, place.tag_answer, place.touch_ma if state == states.RUNNING else 0
