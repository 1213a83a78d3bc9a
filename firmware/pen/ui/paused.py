"""PAUSED, needles at rest: a menu to go on or to end, why the needles stopped, how long the session stays open."""

from micropython import const

from pen.core import zones
from pen.core.gate import session_left_s
from pen.core.menu import DEPTH_ITEM, END_ITEM, ZONE_ITEM
from pen.core.states import PAUSED
from pen.formats import reasons

from . import face_map, menu
from .calendar import when
from .layout import right_title, title
from .texts import labels, stops
from .texts import paused as words
from .units import minutes

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs

    from .canvas import Canvas


def _done(pen: "Controller") -> int:
    """Mask of the zones that have had their dose."""
    mask = 0
    for zone in range(zones.COUNT):
        if zones.done(pen.ledger, zone, pen.needles):
            mask |= 1 << zone
    return mask


def _count(mask: int) -> str:
    """How many zones a mask holds, as "2 of 5"."""
    done = 0
    for zone in range(zones.COUNT):
        done += mask >> zone & 1
    return labels.OF_ZONES % (done, zones.COUNT)


def _window(pen: "Controller", inputs: "Inputs") -> str:
    """How long the session stays open."""
    return when(max(session_left_s(inputs.proven_s, pen.ledger), 0))


def _paused(pen: "Controller", inputs: "Inputs") -> "menu.Menu":
    """What the menu of PAUSED shows."""
    ledger = pen.ledger
    done = _done(pen)
    why, hint = stops.stop(pen.stop_reason)
    if pen.menu.item == ZONE_ITEM:
        percent = min(100, max(0, pen.zone_strokes(pen.menu.zone) * 100 // pen.zone_budget(pen.menu.zone)))
        first = words.ZONE_PERCENT % (100 if done >> pen.menu.zone & 1 else percent)
        if not percent and pen.stop_reason == reasons.STOP_ZONE_DONE:  # the zone on the screen is the next one
            first = words.PREVIOUS_ZONE_DONE
        second = words.ZONES_DONE % _count(done)
    elif pen.menu.item == DEPTH_ITEM:
        first, second = menu.depth_help(pen)
    elif pen.menu.item == END_ITEM:
        first = words.USED_OF % (minutes(ledger.needle_ms), minutes(ledger.needle_max_ms))
        if done == (1 << zones.COUNT) - 1:
            first = words.ALL_ZONES_DONE
        second = words.ENDS
    else:
        first, second = why, hint or words.BLEEDS
    return (done, labels.ZONES[pen.menu.zone], menu.depth(pen), words.GO_ON, words.END, first, second)


def _draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw zone, depth and the choice to go on or to end."""
    shows = _paused(pen, inputs)
    face_map.draw(canvas, 0, pen.menu.zone, shows[0])
    title(canvas, labels.PAUSED, inputs)
    right_title(canvas, _window(pen, inputs))
    menu.draw(canvas, pen, shows)


def _content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """Everything that the menu shows, and how long the session stays open."""
    return (_window(pen, inputs),) + _paused(pen, inputs)


SCREENS = {PAUSED: (_draw, _content)}
