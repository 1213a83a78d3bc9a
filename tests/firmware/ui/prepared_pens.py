"""A controller put by hand into the state, phase and item that a screen is drawn for. MicroPython runs it too.

The pen is the real Controller. Every function gives a pen, or a pen and its inputs: for `scenes.py` and `gallery.py`.
"""

from pen.core import io, ledger, questions, reported, settings, skin, states, touch, treatment, zones
from pen.core.controller import Controller
from pen.core.events import Events
from pen.core.limits import DAY_S
from pen.core.practice import Practice
from pen.formats import messages as m
from pen.ui.texts import consents

from boards.RPI_PICO import board
from tests.firmware import face

MOTOR = board.ERROR_BUDGET_UM, board.FULL_RATE_HZ, board.FREE_CURRENT_UA_PER_HZ
NEEDLES = 12
PROVEN_S = 40 * DAY_S + 3_661
WALL_S = 1_790_000_000 - PROVEN_S
PAGES, LATCHED = 3, 1  # of `states.locked` and `states.fault`, whose own names MicroPython does not keep
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
    cartridge.needles = NEEDLES
    return inputs


def pen_in(state, phase=0):
    """A pen in a state, its owner's skin known; the last session was long ago, and calm."""
    book = ledger.Ledger()
    book.pen_id = b"\xe6\x61\x41\x03\xe7\x45\x2d\x2f"
    book.sequence, book.mark_s, book.wall_offset_s = 7, PROVEN_S, WALL_S
    book.session, book.locked, book.lock_from_s = 12, 1, PROVEN_S - 30 * DAY_S
    book.session_depth_um, book.session_rate_hz = 250, 90
    book.needle_ms, book.strokes = 371_000, 33_390
    book.journal_seq, book.acked_seq = 1_234, 1_111
    book.profile_set, book.checkin_done, book.calm = 2, 0b1111, 1
    had(book, face.FOREHEAD, 250, 1_250, 139)
    had(book, face.CHIN, 400, 416, 52)
    pen = Controller(book, Events(), *MOTOR)
    treatment.make(pen)
    pen.practising.allowed = True
    pen.needles = NEEDLES
    pen.menu.rate_hz = 90
    pen.now_ms = NOW_MS
    pen.inputs = good_inputs()
    pen.enter(state)
    pen.go(phase)
    return pen


def had(book, zone, depth_um, strokes, ds):
    """The zone was treated in the last session: depth, strokes, tenths of a second."""
    book.zone_um[zone] = depth_um
    book.zone_measured_um[zone] = depth_um + 2
    book.zone_strokes[zone] = strokes
    book.zone_ds[zone] = ds


def opened(pen):
    """The same pen two minutes into a session: the forehead is done, the left cheek begun."""
    book = pen.ledger
    book.session_open, book.lock_from_s = 1, PROVEN_S - 125
    book.session_cart_hi, book.session_cart_lo = 0x123456, 0x9ABCDE
    book.needle_ms, book.charged_ms, book.strokes = 100_000, 0, 7_650
    had(book, face.CHIN, 0, 0, 0)
    had(book, face.LEFT_CHEEK, 300, 520, 58)
    pen.menu.zone = face.LEFT_CHEEK
    return pen


def running(zone, percent, level=touch.LIGHT, hz=88):
    """Needles in a zone that has had so much of its strokes."""
    pen, inputs = opened(pen_in(states.RUNNING)), good_inputs()
    book = pen.ledger
    pen.menu.zone = book.charged_zone = zone
    enough = zones.strokes(zone, pen.needles)
    had(book, zone, 250, enough, 200)  # all of it is charged
    book.charged_strokes, book.charged_ms = enough, 20_000
    pen.session.charge(zone, NEEDLES, 250, 252, 90)
    book.charged_strokes = enough
    book.zone_strokes[zone] = enough
    pen.session.run(NOW_MS, 500)
    pen.session.feels(False, True, NOW_MS, 500)
    inputs.strokes = pen.motion.strokes = 500 + enough * percent // 100
    pen.running_state.touch.level, pen.running_state.governor.measured_hz = level, hz
    inputs.measured_um = 252
    return pen, inputs


def locked(pen, inputs):
    """The gate has said why."""
    pen.gate.lock(inputs, pen.ledger)
    return pen


def asked(pen, inputs):
    """Today's questions are answered and the tip is clean."""
    pen.screening.answered(NOW_MS, inputs, questions.of_group(questions.TODAY))
    pen.screening.dry(NOW_MS, inputs)


def asking(group, question, phase=0):
    """A pen that asks; the questions before this one were answered with no."""
    pen = pen_in(states.ASKING, phase)
    alone = 1 << questions.SAME_SITTING
    pen.asking.round.begin(group, alone if question == questions.SAME_SITTING else questions.of_group(group) & ~alone)
    while 0 <= pen.asking.round.question < question:
        pen.asking.round.answer(question == questions.CONFIRM)
    return pen


def cleaning(left_ms, phase=states.cleaning.COUNTING):
    """A countdown with so much left."""
    pen = pen_in(states.CLEANING, phase)
    pen.screening.begin_clean(NOW_MS, good_inputs())
    pen.screening.tick(NOW_MS + pen.screening.disinfect_ms - left_ms, good_inputs())
    return pen


def practising(state, phase=0):
    """A practice whose pen is in a state."""
    pen = pen_in(states.PRACTISING)
    pen.practising.practice = Practice(*MOTOR, NOW_MS)
    pen.practising.practice.pen.inputs = good_inputs()
    pen.practising.practice.pen.enter(state)
    pen.practising.practice.pen.go(phase)
    return pen


class Question:
    """What the laptop asks, as `pen/link/consent.py` shows it."""

    asks = True

    def __init__(self, kind, **fields):
        text = consents.question(kind, fields)
        assert text
        self.title, self.lines, self.both = text[0], text[1:], bool(fields.get("older"))


NAME = b"Dr. Marlowe\0"
LIMITS = (  # setting, a tighter value, the one before
    (settings.INTERVAL, 365 * 86_400 + 7_200, 28 * 86_400),
    (settings.DEPTH_MAX, 100, 300),
    (settings.USES_MAX, 1, 3),
    (settings.RATE_MAX, 60, 110),
    (settings.NEEDLE_MAX, 60_000, 600_000),
)
QUESTIONS = (
    tuple(("limit %d" % one, m.SET_SETTING, {"setting": one, "value": low, "old": old}) for one, low, old in LIMITS)
    + tuple(("looser %d" % one, m.LOOSEN, {"setting": one, "value": old, "old": low}) for one, low, old in LIMITS)
    + (
        ("service", m.SERVICE, {}),
        ("profile", m.SET_PROFILE, {"bits": reported.ROSACEA | reported.DIABETES | reported.PREGNANT | skin.PIGMENT}),
        ("no condition", m.SET_PROFILE, {"bits": 0}),
        (
            "a note",
            m.CLEARANCE,
            {"clearance": 1, "bits": reported.PREGNANT | reported.ECZEMA, "day": 20_500, "name": NAME},
        ),
        ("a review", m.CLEARANCE, {"clearance": 2, "bits": 0, "day": 20_500, "name": NAME}),
        ("all calm", m.CHECKIN, {"hours": 48, "findings": 0}),
        ("findings", m.CHECKIN, {"hours": 72, "findings": 7}),
        ("a late finding", m.CHECKIN, {"hours": 72, "findings": 8}),
        ("late, and red", m.CHECKIN, {"hours": 72, "findings": 10}),
        ("a date", m.SET_WALL, {"unix_s": WALL_S + PROVEN_S}),
        ("new firmware", m.FW_BEGIN, {"version": 0x000C22, "older": False, "key": "development"}),
        ("older firmware", m.FW_BEGIN, {"version": 0x000007, "older": True, "key": "development"}),
        ("the way back", m.FW_ROLLBACK, {"version": 0x000C22}),
        ("restart before update", m.FW_HEAD, {"restart": None}),
    )
)


class Offer:
    """New firmware as `pen/update/receiver.py` shows it."""

    asks = False

    def __init__(self, phase, held=0, older=False, going_back=False):
        self.phase = phase
        self.version = 0x000C22 if not older else 0x000007
        self.older = older
        self.going_back = going_back
        self.held = held
        self.size = 131_485 if held else 0


def updating(offer, state=states.LOCKED):
    """A pen with an offer over its screen."""
    pen = pen_in(state, LATCHED if state == states.FAULT else 0)
    pen.offer = offer
    if state == states.FAULT:
        pen.ledger.fault = 2
    return pen, good_inputs()
