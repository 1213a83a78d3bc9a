"""PAUSED, needles at rest: a menu to go on or to end, why the needles stopped, how long the session stays open."""

from micropython import const

from pen.core import zones
from pen.core.gate import session_left_s
from pen.core.menu import DEPTH_ITEM, END_ITEM, ZONE_ITEM
from pen.core.states import PAUSED
from pen.formats import reasons

from . import menu
from .layout import right_title, title
from .texts import labels, stops
from .texts import paused as words
from .times import minutes, when

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .screens import Canvas, Controller, Inputs


def _draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw zone, depth and the choice to go on or to end."""
    ledger = pen.ledger
    zone = pen.menu.zone
    done = number_done = 0  # mask of the zones that have had their dose, and how many they are
    for one in range(zones.COUNT):
        if zones.done(ledger, one, pen.needles):
            done |= 1 << one
            number_done += 1
    if pen.menu.item == ZONE_ITEM:
        made = pen.session.zone_strokes(zone, pen.motion.strokes)
        percent = min(100, max(0, made * 100 // zones.strokes(zone, pen.needles)))
        first = words.ZONE_PERCENT % (100 if done >> zone & 1 else percent)
        if ledger.cut_zones >> zone & 1:
            first = words.ZONE_CUT
        elif not percent and pen.stop_reason == reasons.STOP_ZONE_DONE:  # the zone on the screen is the next one
            first = words.PREVIOUS_ZONE_DONE
        second = words.ZONES_DONE % (labels.OF_ZONES % (number_done, zones.COUNT))
    elif pen.menu.item == DEPTH_ITEM:
        first, second = menu.depth_help(pen)
    elif pen.menu.item == END_ITEM:
        first = words.USED_OF % (minutes(ledger.needle_ms), minutes(ledger.needle_max_ms))
        if number_done == zones.COUNT:
            first = words.ALL_ZONES_DONE
        second = words.ENDS
    else:
        first, hint = stops.stop(pen.stop_reason)
        second = hint or words.BLEEDS
    menu.draw(canvas, pen, words.GO_ON, words.END, first, second, done)
    title(canvas, stops.PAUSED, inputs)
    right_title(canvas, when(max(session_left_s(inputs.proven_s, ledger), 0)))


SCREENS = {PAUSED: _draw}
