"""ENDED: the receipt, one page for the whole session and one for each zone, then the steps of cleaning up."""

from micropython import const

from pen.core import zones
from pen.core.cartridge import refusal
from pen.core.clock import unlock_at_s
from pen.core.states import ENDED, SETTLING
from pen.core.states.ended import CLEANUP, CLEANUP_STEPS, DISCARD, WIPE
from pen.formats import reasons

from . import face_map
from .layout import row, title, waiting
from .texts import labels, stops
from .texts import session as words
from .times import at_least, at_most, minutes, when
from .units import mm

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.ledger import Ledger

    from .screens import Canvas, Controller, Inputs

_LEFT = const(46)  # where the column beside the face map starts


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the present phase: storing, a page of the receipt, or a step of cleaning up."""
    page = pen.ended.page
    if pen.phase == SETTLING:
        title(canvas, words.ENDED, inputs)
        waiting(canvas, labels.SAVING, stops.stop(pen.stop_reason, pen.ledger.session_lost)[0], "", now_ms)
    elif pen.phase == CLEANUP:
        title(canvas, words.CLEAN_UP % (page + 1, CLEANUP_STEPS), inputs)
        _draw_step(canvas, pen, inputs)
        canvas.button(56, words.STEP_DONE if page + 1 < CLEANUP_STEPS else words.STEP_LAST)
    else:
        zone = zones.treated(pen.ledger, page) if page else -1
        if zone < 0:
            _draw_whole(canvas, pen, inputs)
        else:
            _draw_zone(canvas, pen.ledger, zone)
        title(canvas, words.RECEIPT % (page + 1, zones.treated_count(pen.ledger) + 1), inputs)


def _draw_whole(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    """Draw the receipt's first page: the whole session, and how long until the next one may start."""
    ledger = pen.ledger
    row(canvas, 11, labels.NEEDLE_TIME, at_most(minutes(ledger.needle_ms), ledger.cut_zones))
    row(canvas, 20, labels.STROKES, at_least("%d" % ledger.strokes, ledger.cut_zones))
    row(canvas, 29, labels.ZONES_LABEL, labels.OF_ZONES % (zones.treated_count(ledger), zones.COUNT))
    row(canvas, 38, words.NEXT, when(max(unlock_at_s(ledger), ledger.hold_until_s) - inputs.proven_s))
    canvas.centre(47, stops.stop(pen.stop_reason, ledger.session_lost)[0])
    canvas.button(56, words.TO_CLEAN_UP)


def _draw_zone(canvas: "Canvas", ledger: "Ledger", zone: int) -> None:
    ds = ledger.zone_ds[zone]
    cut = ledger.cut_zones >> zone & 1
    canvas.call(face_map.draw, zone)
    canvas.centre(11, labels.ZONES[zone], _LEFT)
    row(canvas, 20, words.SET, "%s %s" % (mm(ledger.zone_um[zone]), labels.DEPTH_UNIT), _LEFT)
    row(canvas, 29, words.MEASURED, mm(ledger.zone_measured_um[zone]), _LEFT)
    row(canvas, 38, labels.STROKES, at_most("%d" % ledger.zone_strokes[zone], cut), _LEFT)
    row(canvas, 47, words.SECONDS, at_most("%d.%d" % (ds // 10, ds % 10), cut), _LEFT)
    canvas.centre(56, words.TURN_PAGES)


def _draw_step(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    """Draw one step of cleaning up: wipe the tip, put the cartridge away, or store the pen."""
    if pen.ended.page == WIPE:
        canvas.text(1, 12, words.WIPE[0])
        canvas.text(1, 21, words.WIPE[1])
        left_s = (max(0, pen.ended.wipe_left_ms()) + 999) // 1_000
        if left_s:
            canvas.value(34, "%d:%02d" % (left_s // 60, left_s % 60))
        else:
            canvas.double(34, words.WIPED)
        return
    lines = words.STORE
    if pen.ended.page == DISCARD and not inputs.cartridge.present:
        lines = words.IS_OUT
    elif pen.ended.page == DISCARD:
        spent = refusal(inputs.cartridge, pen.ledger, inputs.proven_s) == reasons.CARTRIDGE_SPENT
        lines = words.TAKE_OUT_USED if spent else words.TAKE_OUT
    for i in range(3):
        canvas.text(1, 15 + 10 * i, lines[i])
    wet_s = (pen.ended.dry_left_ms() + 999) // 1_000
    if wet_s:
        canvas.centre(46, words.DRIES_FOR % wet_s)


SCREENS = {ENDED: draw}
