"""The menu of READY: a face with the zone lit, its depth, what else can be chosen, two lines of help."""

from pen.core import screening
from pen.core.cartridge import limit, uses
from pen.core.gate import Gate
from pen.core.menu import DEPTH_ITEM, END_ITEM, RATE_ITEM, START_ITEM, ZONE_ITEM
from pen.core.states import READY
from pen.formats import reasons

from . import ceiling, portrait
from .amounts import mm
from .parts import title
from .refusal import title as refusal_title
from .texts import short as words

_LEFT = 42  # where the column beside the face starts
_HALF = 85
_RIGHT = 128
_NEXT = {
    screening.PROFILE: words.NEXT_PROFILE,
    screening.CHECKIN: words.NEXT_CHECKIN,
    screening.TODAY: words.NEXT_TODAY,
    screening.CLEAN: words.NEXT_CLEAN,
}
_gate = Gate()  # our own: the controller's must keep what the controller asked


def draw(canvas, pen, shows: tuple) -> None:
    """`shows`: zones done, zone, depth, left and right choice, two lines of help."""
    _, zone, depth, left, right, first, second = shows
    item = pen.menu.item
    _choice(canvas, 11, zone, item == ZONE_ITEM, _LEFT, _RIGHT)
    if item == DEPTH_ITEM:
        canvas.block(_LEFT, 19, _RIGHT - _LEFT, 18)
    canvas.hero(20, depth, _LEFT, _RIGHT)
    _choice(canvas, 38, left, item == RATE_ITEM or (pen.ledger.session_open and item == START_ITEM), _LEFT, _HALF)
    _choice(canvas, 38, right, item == END_ITEM or (not pen.ledger.session_open and item == START_ITEM), _HALF, _RIGHT)
    canvas.centre(47, first)
    canvas.centre(56, second)


def _choice(canvas, y: int, text: str, chosen: bool, left: int, right: int) -> None:
    if chosen:
        canvas.button(y, text, left, right)
    else:
        canvas.centre(y, text, left, right)


def depth(pen) -> str:
    return "%s %s" % (mm(pen.depth_um), words.DEPTH_UNIT)


def depth_help(pen) -> tuple:
    return (words.UP_TO_MM % mm(pen.ceiling_um()), ceiling.why(pen))


def _next(pen, inputs, now_ms: int) -> tuple:
    """What START would do now, in two lines."""
    step = screening.next_step(pen, now_ms, inputs, _gate)
    if step == screening.REFUSED:
        if _gate.reason == reasons.CARTRIDGE_NONE and pen.practising.allowed:
            return (refusal_title(_gate.reason), words.PRACTICE_HOLD)
        return (refusal_title(_gate.reason), words.TELLS_MORE)
    if step == screening.ARM:
        cartridge = inputs.cartridge
        use = uses(cartridge, pen.ledger) + 1
        return (words.NEXT_ARM, words.CARTRIDGE_USE % (use, limit(cartridge.type, pen.ledger.uses_max)))
    return _NEXT[step]


def _ready(pen, inputs, now_ms: int) -> tuple:
    first, second = _next(pen, inputs, now_ms)
    if pen.menu.item == ZONE_ITEM:
        practice = not inputs.cartridge.present and not inputs.vbus and pen.practising.allowed
        second = words.PRACTICE_HOLD if practice else words.TURN_ZONE
    elif pen.menu.item == DEPTH_ITEM:
        first, second = depth_help(pen)
    elif pen.menu.item == RATE_ITEM:
        first, second = words.UP_TO_RATE % pen.ledger.rate_max_hz, words.NEXT_START
    rate = "%d %s" % (pen.menu.rate_hz, words.RATE_UNIT)
    return (0, words.ZONES[pen.menu.zone], depth(pen), rate, words.START, first, second)


def _draw(canvas, pen, inputs, now_ms: int) -> None:
    """READY: zone, depth, rate, START."""
    portrait.draw(canvas, 0, pen.menu.zone, 0)
    title(canvas, words.READY, inputs)
    draw(canvas, pen, _ready(pen, inputs, now_ms))


def _watch(pen, inputs, now_ms: int) -> tuple:
    """What the menu shows."""
    return _ready(pen, inputs, now_ms)


SCREENS = {READY: (_draw, _watch)}
