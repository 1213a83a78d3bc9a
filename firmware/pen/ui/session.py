"""ENDED: the receipt, one page for the whole session and one for each zone, then the steps of cleaning up."""

from micropython import const

from pen.core import zones
from pen.core.cartridge import refusal
from pen.core.clock import unlock_at_s
from pen.core.states import ENDED
from pen.core.states.ended import CLEANUP, CLEANUP_STEPS, DISCARD, SETTLING, WIPE
from pen.formats import reasons

from . import face_map
from .calendar import when
from .layout import dots, row, title, waiting
from .texts import labels, stops
from .texts import session as words
from .units import minutes, mm

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs
    from pen.core.ledger import Ledger

    from .canvas import Canvas

_LEFT = 46  # where the column beside the face map starts


def _next(inputs: "Inputs", ledger: "Ledger") -> str:
    """How long until the next session may start."""
    return when(max(unlock_at_s(ledger), ledger.hold_until_s) - inputs.proven_s)


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the present phase: storing, a page of the receipt, or a step of cleaning up."""
    if pen.phase == SETTLING:
        title(canvas, words.ENDED, inputs)
        waiting(canvas, labels.SAVING, stops.stop(pen.stop_reason)[0], "", now_ms)
    elif pen.phase == CLEANUP:
        _cleanup(canvas, pen, inputs, now_ms)
    else:
        zone = zones.treated(pen.ledger, pen.ended.page) if pen.ended.page else -1
        if zone >= 0:
            face_map.draw(canvas, 0, zone, 0)
        title(canvas, words.RECEIPT % (pen.ended.page + 1, zones.treated_count(pen.ledger) + 1), inputs)
        if zone < 0:
            _whole(canvas, pen, inputs)
        else:
            _zone(canvas, pen.ledger, zone)


def content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """The figures of the page, or of the step."""
    ledger = pen.ledger
    if pen.phase == SETTLING:
        return (pen.stop_reason, dots(now_ms))
    if pen.phase == CLEANUP:
        return (_wipe_s(pen, now_ms), _take_out(inputs, ledger))
    shows = (
        ledger.needle_ms,
        ledger.strokes,
        zones.treated_count(pen.ledger),
        pen.stop_reason,
        _next(inputs, ledger),
    )
    zone = zones.treated(pen.ledger, pen.ended.page) if pen.ended.page else -1
    return shows + (_figures(ledger, zone) if zone >= 0 else ())


# --- the receipt ----------------------------------------------------------------------------------------


def _whole(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    ledger = pen.ledger
    row(canvas, 11, labels.NEEDLE_TIME, minutes(ledger.needle_ms))
    row(canvas, 20, labels.STROKES, "%d" % ledger.strokes)
    row(canvas, 29, labels.ZONES_LABEL, labels.OF_ZONES % (zones.treated_count(pen.ledger), zones.COUNT))
    row(canvas, 38, words.NEXT, _next(inputs, ledger))
    canvas.centre(47, stops.stop(pen.stop_reason)[0])
    canvas.button(56, words.TO_CLEAN_UP)


def _figures(ledger: "Ledger", zone: int) -> "tuple[int, str, str, int, int]":
    """Zone, depth set and measured in mm, strokes, tenths of a second."""
    return (
        zone,
        mm(ledger.zone_um[zone]),
        mm(ledger.zone_measured_um[zone]),
        ledger.zone_strokes[zone],
        ledger.zone_ds[zone],
    )


def _zone(canvas: "Canvas", ledger: "Ledger", zone: int) -> None:
    _, depth, measured, strokes, ds = _figures(ledger, zone)
    canvas.centre(11, labels.ZONES[zone], _LEFT, 128)
    row(canvas, 20, words.SET, "%s %s" % (depth, labels.DEPTH_UNIT), _LEFT)
    row(canvas, 29, words.MEASURED_LABEL, measured, _LEFT)
    row(canvas, 38, labels.STROKES, "%d" % strokes, _LEFT)
    row(canvas, 47, words.SECONDS_LABEL, "%d.%d" % (ds // 10, ds % 10), _LEFT)
    canvas.centre(56, words.TURN_PAGES)


# --- cleaning up ----------------------------------------------------------------------------------------


def _take_out(inputs: "Inputs", ledger: "Ledger") -> "tuple[str, str, str]":
    """What to do with the cartridge; when it is out already, what comes next."""
    if not inputs.cartridge.present:
        return words.IS_OUT
    spent = refusal(inputs.cartridge, ledger) == reasons.CARTRIDGE_SPENT
    return words.TAKE_OUT_USED if spent else words.TAKE_OUT


def _wipe_s(pen: "Controller", now_ms: int) -> int:
    return (max(0, pen.ended.wipe_left_ms()) + 999) // 1_000 if pen.ended.page == WIPE else 0


def _cleanup(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    title(canvas, words.CLEAN_UP % (pen.ended.page + 1, CLEANUP_STEPS), inputs)
    if pen.ended.page == WIPE:
        for i in range(2):
            canvas.text(1, 12 + 9 * i, words.WIPE[i])
        left_s = _wipe_s(pen, now_ms)
        if left_s:
            canvas.value(34, "%d:%02d" % (left_s // 60, left_s % 60))
        else:
            canvas.double(34, words.WIPED)
    else:
        lines = _take_out(inputs, pen.ledger) if pen.ended.page == DISCARD else words.STORE
        for i in range(3):
            canvas.text(1, 15 + 10 * i, lines[i])
    canvas.button(56, words.STEP_DONE if pen.ended.page + 1 < CLEANUP_STEPS else words.STEP_LAST)


SCREENS = {ENDED: (draw, content)}
