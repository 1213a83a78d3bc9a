"""The menus of READY and PAUSED: a face with the zone lit, its depth, what else can be chosen, two lines of help."""

from pen.core import dose, reasons, screening, zones
from pen.core.cartridge import limit, uses
from pen.core.gate import Gate, session_left_s
from pen.core.states import DEPTH_ITEM, END_ITEM, PAUSED, RATE_ITEM, READY, SETTLING, START_ITEM, ZONE_ITEM

from . import ceiling, portrait, words
from .amounts import minutes, mm
from .calendar import when
from .parts import dots, right_title, title, waiting
from .refusal import title as refusal_title

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


def _draw(canvas, pen, shows: tuple) -> None:
    """`shows`: zones done, zone, depth, left and right choice, two lines of help."""
    _, zone, depth, left, right, first, second = shows
    item = pen.item
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


def _done(pen) -> int:
    """Mask of the zones that have had enough."""
    mask = 0
    for zone in range(zones.COUNT):
        if dose.done(pen.ledger, zone, pen.needles):
            mask |= 1 << zone
    return mask


def _count(mask: int) -> str:
    done = 0
    for zone in range(zones.COUNT):
        done += mask >> zone & 1
    return words.OF_ZONES % (done, zones.COUNT)


def _depth(pen) -> str:
    return "%s %s" % (mm(pen.depth_um), words.DEPTH_UNIT)


def _depth_help(pen) -> tuple:
    return (words.UP_TO_MM % mm(pen.ceiling_um()), ceiling.why(pen))


# --- READY ----------------------------------------------------------------------------------------------


def _next(pen, inputs, now_ms: int) -> tuple:
    """What START would do now, in two lines."""
    step = pen.next_step(now_ms, inputs, _gate)
    if step == screening.REFUSED:
        if _gate.reason == reasons.CARTRIDGE_NONE and pen.practises:
            return (refusal_title(_gate.reason), words.PRACTICE_HOLD)
        return (refusal_title(_gate.reason), words.TELLS_MORE)
    if step == screening.ARM:
        cartridge = inputs.cartridge
        use = uses(cartridge, pen.ledger) + 1
        return (words.NEXT_ARM, words.CARTRIDGE_USE % (use, limit(cartridge.type, pen.ledger.uses_max)))
    return _NEXT[step]


def _ready(pen, inputs, now_ms: int) -> tuple:
    first, second = _next(pen, inputs, now_ms)
    if pen.item == ZONE_ITEM:
        practice = not inputs.cartridge.present and not inputs.vbus and pen.practises
        second = words.PRACTICE_HOLD if practice else words.TURN_ZONE
    elif pen.item == DEPTH_ITEM:
        first, second = _depth_help(pen)
    elif pen.item == RATE_ITEM:
        first, second = words.UP_TO_RATE % pen.ledger.rate_max_hz, words.NEXT_START
    rate = "%d %s" % (pen.rate_hz, words.RATE_UNIT)
    return (0, words.ZONES[pen.zone], _depth(pen), rate, words.START, first, second)


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """READY: zone, depth, rate, START."""
    portrait.draw(canvas, 0, pen.zone, 0)
    title(canvas, words.READY, inputs)
    _draw(canvas, pen, _ready(pen, inputs, now_ms))


def watch(pen, inputs, now_ms: int) -> tuple:
    """What the menu shows."""
    return _ready(pen, inputs, now_ms)


# --- PAUSED ---------------------------------------------------------------------------------------------


def _window(pen, inputs) -> str:
    return when(max(session_left_s(inputs.proven_s, pen.ledger), 0))


def _paused(pen, inputs) -> tuple:
    ledger = pen.ledger
    done = _done(pen)
    why, hint = words.stop(pen.stop_reason)
    if pen.item == ZONE_ITEM:
        percent = min(100, max(0, pen.zone_strokes(pen.zone) * 100 // pen.zone_budget(pen.zone)))
        first = words.IT_HAS % (100 if done >> pen.zone & 1 else percent)
        if not percent and pen.stop_reason == reasons.STOP_ZONE_DONE:  # this is the next one
            first = words.THAT_HAS_ENOUGH
        second = words.ZONES_DONE % _count(done)
    elif pen.item == DEPTH_ITEM:
        first, second = _depth_help(pen)
    elif pen.item == END_ITEM:
        first = words.USED_OF % (minutes(ledger.needle_ms), minutes(ledger.needle_max_ms))
        if done == (1 << zones.COUNT) - 1:
            first = words.ALL_HAVE_ENOUGH
        second = words.ENDS
    else:
        first, second = why, hint or words.BLEEDS
    return (done, words.ZONES[pen.zone], _depth(pen), words.GO_ON, words.END, first, second)


def draw_paused(canvas, pen, inputs, now_ms: int) -> None:
    """PAUSED: zone, depth, go on or end; why it stopped, and how long the session stays open."""
    if pen.phase == SETTLING:
        title(canvas, words.PAUSED, inputs)
        waiting(canvas, words.STOPPING, words.stop(pen.stop_reason)[0], "", now_ms)
        return
    shows = _paused(pen, inputs)
    portrait.draw(canvas, 0, pen.zone, shows[0])
    title(canvas, words.PAUSED, inputs)
    right_title(canvas, _window(pen, inputs))
    _draw(canvas, pen, shows)


def watch_paused(pen, inputs, now_ms: int) -> tuple:
    """What a pause shows."""
    if pen.phase == SETTLING:
        return (pen.stop_reason, dots(now_ms))
    return (_window(pen, inputs),) + _paused(pen, inputs)


SCREENS = {READY: (draw, watch), PAUSED: (draw_paused, watch_paused)}
