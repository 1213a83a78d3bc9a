"""READY: the menu with the face map, the zone's depth, what else can be chosen, and two lines of help.

`paused.py` draws the same menu with other choices. Nothing is decided here.
"""

from micropython import const

from pen.core import screening, zones
from pen.core.cartridge import limit, uses
from pen.core.gate import Gate
from pen.core.limits import FIRST_SESSIONS, PIGMENT_UM
from pen.core.menu import DEPTH_ITEM, END_ITEM, RATE_ITEM, START_ITEM, ZONE_ITEM
from pen.core.skin import PIGMENT, ceiling_um, reaction_ceiling_um
from pen.core.states import READY
from pen.formats import reasons

from . import face_map
from .layout import title
from .texts import labels
from .texts import lookup as texts
from .texts import menu as words
from .units import mm

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Canvas, Controller, Inputs

_LEFT = const(42)  # where the column beside the face map starts
_HALF = const(85)
_RIGHT = const(128)
_NEXT = {
    screening.PROFILE: words.NEXT_PROFILE,
    screening.CHECKIN: words.NEXT_CHECKIN,
    screening.TODAY: words.NEXT_TODAY,
    screening.CLEAN: words.NEXT_CLEAN,
}
_gate = Gate()  # the controller's own gate must keep the answer that the controller got


def draw(canvas: "Canvas", pen: "Controller", left: str, right: str, first: str, second: str, done: int = 0) -> None:
    """Draw everything but the title: face, zone, depth, the left and the right choice, two lines of help.

    `done`: mask of the zones that have had their dose.
    """
    item = pen.menu.item
    canvas.call(face_map.draw, pen.menu.zone, done)
    _choice(canvas, 11, labels.ZONES[pen.menu.zone], item == ZONE_ITEM, _LEFT, _RIGHT)
    if item == DEPTH_ITEM:
        canvas.block(_LEFT, 19, _RIGHT - _LEFT, 18)
    canvas.value(20, "%s %s" % (mm(pen.depth_um), labels.DEPTH_UNIT), _LEFT, _RIGHT)
    is_open = bool(pen.ledger.session_open)
    start = item == START_ITEM  # at the left in a session (GO ON), else at the right
    _choice(canvas, 38, left, item == RATE_ITEM or (start and is_open), _LEFT, _HALF)
    _choice(canvas, 38, right, item == END_ITEM or (start and not is_open), _HALF, _RIGHT)
    canvas.centre(47, first)
    canvas.centre(56, second)


def _choice(canvas: "Canvas", y: int, text: str, chosen: bool, left: int, right: int) -> None:
    if chosen:
        canvas.button(y, text, left, right)
    else:
        canvas.centre(y, text, left, right)


def depth_help(pen: "Controller") -> "tuple[str, str]":
    """How deep this zone may be set, and why not deeper."""
    return (words.UP_TO_MM % mm(pen.ceiling_um()), _depth_limit(pen))


def _depth_limit(pen: "Controller") -> str:
    """The limit that decides the present zone's highest depth; of several equal ones the one that stays longest.

    A limit without an explanation looks like a defect.
    """
    ledger = pen.ledger
    ceiling = pen.ceiling_um()
    if zones.ceiling_um(pen.menu.zone) <= ceiling:
        return words.LIMIT_ZONE
    if reaction_ceiling_um(ledger) <= ceiling:
        return words.LIMIT_REACTION
    if ledger.profile & PIGMENT and ceiling >= PIGMENT_UM:
        return words.LIMIT_PIGMENT
    if ceiling_um(ledger) <= ceiling:
        first = ledger.session - ledger.session_open < FIRST_SESSIONS
        return words.LIMIT_FIRST if first else words.LIMIT_CALM
    return words.LIMIT_SETTING if ledger.depth_max_um <= ceiling else words.LIMIT_PEN


def _next(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[str, str]":
    """What START would do now, in two lines."""
    step = screening.next_step(pen, now_ms, inputs, _gate)
    if step == screening.REFUSED:
        practice = _gate.reason == reasons.CARTRIDGE_NONE and pen.practising.allowed
        return (texts.refusal(_gate.reason)[0], labels.PRACTICE_HOLD if practice else words.TELLS_MORE)
    if step == screening.ARM:
        cartridge = inputs.cartridge
        use = uses(cartridge, pen.ledger) + 1
        return (words.NEXT_ARM, words.CARTRIDGE_USE % (use, limit(cartridge.type, pen.ledger.uses_max)))
    return _NEXT[step]


def _draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw zone, depth, rate and START."""
    first, second = _next(pen, inputs, now_ms)
    if pen.menu.item == ZONE_ITEM:
        practice = not inputs.cartridge.present and not inputs.vbus and pen.practising.allowed
        second = labels.PRACTICE_HOLD if practice else words.TURN_ZONE
    elif pen.menu.item == DEPTH_ITEM:
        first, second = depth_help(pen)
    elif pen.menu.item == RATE_ITEM:
        first, second = words.UP_TO_RATE % pen.ledger.rate_max_hz, words.NEXT_START
    draw(canvas, pen, "%d %s" % (pen.menu.rate_hz, labels.RATE_UNIT), words.START, first, second)
    title(canvas, words.READY, inputs)


SCREENS = {READY: _draw}
