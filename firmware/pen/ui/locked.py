"""LOCKED, three pages that UP and DOWN turn: why and until when, the last session, this pen."""

from binascii import hexlify

from micropython import const

from pen.core import zones
from pen.core.reported import actives_left_s
from pen.core.states import LOCKED
from pen.formats import reasons
from pen.formats.version import VERSION

from .font import CIRCLE, DOT
from .layout import row
from .layout import title as bar
from .refusal import ends_by_time, left_s, lines, note, until_s, volts
from .texts import labels
from .texts import locked as words
from .times import at_least, at_most, date, date_time, minutes, roughly, when
from .units import mm, percent

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.ledger import Ledger

    from .screens import Canvas, Controller, Inputs

_PAGES = const(3)
_PAGE_X = const(84)
_LINES_Y = (12, 25, 34, 46, 55)
_RESTS = {
    reasons.INTERVAL: words.SKIN_RESTS,
    reasons.UNKNOWN_HISTORY: words.MEMORY_LOST,
    reasons.REACTION: words.LONGER_REST,
}


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the page that the person has turned to."""
    page = pen.locked.page
    why = _why(pen, inputs)
    heading = words.LAST_SESSION if page == 1 else words.THIS_PEN if page == 2 else words.LOCKED
    bar(canvas, heading, inputs)
    for i in range(_PAGES):
        canvas.text(_PAGE_X + 6 * i, 1, DOT if i == page else CIRCLE)
    if page == 1:
        _draw_last_session(canvas, pen.ledger)
    elif page == 2:
        _draw_this_pen(canvas, pen.ledger, inputs)
    elif ends_by_time(why):
        _draw_rest(canvas, pen, inputs, why)
    else:
        text = lines(pen.gate, inputs, pen.ledger)
        for i in range(len(text)):
            canvas.centre(_LINES_Y[i], text[i])
        canvas.block(52, 21, 24, 1)


def _why(pen: "Controller", inputs: "Inputs") -> int:
    """The reason of the lock. Just after a session the controller has not asked its gate yet."""
    if pen.gate.reason or not left_s(inputs, pen.ledger, pen.gate):
        return pen.gate.reason
    return reasons.REACTION if pen.ledger.reaction_s else reasons.INTERVAL


def _draw_rest(canvas: "Canvas", pen: "Controller", inputs: "Inputs", why: int) -> None:
    """Draw what the skin waits for, how long and until when, and in the last line how to practise."""
    ledger = pen.ledger
    label = _RESTS.get(why, words.SKIN_RESTS)
    if why == reasons.HOLD:
        label = words.HOLDS.get(pen.gate.detail, words.HELD)
    canvas.centre(11, label)
    canvas.value(20, when(left_s(inputs, ledger, pen.gate)))
    day = date_time(until_s(ledger, pen.gate), ledger.wall_offset_s) or words.NO_DATE
    canvas.centre(38, note(ledger) or day)
    actives_s = actives_left_s(ledger, inputs.proven_s)
    if actives_s:
        canvas.centre(47, words.NO_ACTIVES % roughly(actives_s))
    if inputs.vbus:
        canvas.centre(56, words.ON_USB)
    elif not inputs.cartridge.present and pen.practising.allowed:
        canvas.centre(56, labels.PRACTICE_HOLD)


def _draw_last_session(canvas: "Canvas", ledger: "Ledger") -> None:
    if not ledger.session:
        canvas.centre(32, words.NO_SESSION)
        return
    started = "" if ledger.history_lost else date(ledger.lock_from_s, ledger.wall_offset_s)
    _draw_table(
        canvas,
        (words.DAY, started or labels.UNKNOWN),
        (labels.NEEDLE_TIME, at_most(minutes(ledger.needle_ms), ledger.cut_zones)),
        (labels.STROKES, at_least("%d" % ledger.strokes, ledger.cut_zones)),
        (labels.ZONES_LABEL, labels.OF_ZONES % (zones.treated_count(ledger), zones.COUNT)),
        (words.DEPTH, "%s %s" % (mm(max(ledger.zone_um)), labels.DEPTH_UNIT)),
    )


def _draw_this_pen(canvas: "Canvas", ledger: "Ledger", inputs: "Inputs") -> None:
    _draw_table(
        canvas,
        (words.SERIAL, hexlify(ledger.pen_id).decode()),
        (words.FIRMWARE, "%d.%d.%d" % VERSION),
        (words.SESSIONS, "%d" % ledger.session),
        (words.BATTERY, words.VOLTS_PERCENT % (volts(inputs.battery_mv), percent(inputs.battery_mv))),
        (words.TO_SYNC, words.RECORDS % max(ledger.journal_seq - ledger.acked_seq, 0)),
        (words.CLOCK_CELL, words.CELL_TYPE)
        if inputs.cell_empty
        else (words.DATE, date(inputs.proven_s, ledger.wall_offset_s) or words.NOT_SET),
    )


def _draw_table(canvas: "Canvas", *rows: "tuple[str, str]") -> None:
    """Draw rows of label and value, spread over the space below the title."""
    y = 11
    for label, value in rows:
        row(canvas, y, label, value)
        y += 54 // len(rows)


SCREENS = {LOCKED: draw}
