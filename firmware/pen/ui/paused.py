"""PAUSED, needles at rest: the menu of a session that can go on, why they stopped, and how long it stays open."""

from pen.core import dose, zones
from pen.core.gate import session_left_s
from pen.core.menu import DEPTH_ITEM, END_ITEM, ZONE_ITEM
from pen.core.states import PAUSED
from pen.formats import reasons

from . import menu, portrait
from .amounts import minutes
from .calendar import when
from .parts import right_title, title
from .texts import short as words
from .texts import stops


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


def _window(pen, inputs) -> str:
    return when(max(session_left_s(inputs.proven_s, pen.ledger), 0))


def _paused(pen, inputs) -> tuple:
    ledger = pen.ledger
    done = _done(pen)
    why, hint = stops.stop(pen.stop_reason)
    if pen.menu.item == ZONE_ITEM:
        percent = min(100, max(0, pen.zone_strokes(pen.menu.zone) * 100 // pen.zone_budget(pen.menu.zone)))
        first = words.IT_HAS % (100 if done >> pen.menu.zone & 1 else percent)
        if not percent and pen.stop_reason == reasons.STOP_ZONE_DONE:  # this is the next one
            first = words.THAT_HAS_ENOUGH
        second = words.ZONES_DONE % _count(done)
    elif pen.menu.item == DEPTH_ITEM:
        first, second = menu.depth_help(pen)
    elif pen.menu.item == END_ITEM:
        first = words.USED_OF % (minutes(ledger.needle_ms), minutes(ledger.needle_max_ms))
        if done == (1 << zones.COUNT) - 1:
            first = words.ALL_HAVE_ENOUGH
        second = words.ENDS
    else:
        first, second = why, hint or words.BLEEDS
    return (done, words.ZONES[pen.menu.zone], menu.depth(pen), words.GO_ON, words.END, first, second)


def _draw(canvas, pen, inputs, now_ms: int) -> None:
    """PAUSED: zone, depth, go on or end; why it stopped, and how long the session stays open."""
    shows = _paused(pen, inputs)
    portrait.draw(canvas, 0, pen.menu.zone, shows[0])
    title(canvas, words.PAUSED, inputs)
    right_title(canvas, _window(pen, inputs))
    menu.draw(canvas, pen, shows)


def _watch(pen, inputs, now_ms: int) -> tuple:
    """What a pause shows."""
    return (_window(pen, inputs),) + _paused(pen, inputs)


SCREENS = {PAUSED: (_draw, _watch)}
