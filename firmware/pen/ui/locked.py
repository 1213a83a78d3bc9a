"""LOCKED, three pages that UP and DOWN turn: why and until when, the last session, this pen."""

from binascii import hexlify

from micropython import const

from pen.core import zones
from pen.core.skin import actives_left_s
from pen.core.states import LOCKED
from pen.formats import reasons
from pen.formats.version import VERSION

from .calendar import date, date_time, roughly, when
from .font import CIRCLE, DOT
from .layout import row
from .layout import title as bar
from .refusal import ends_by_time, left_s, lines, until_s
from .texts import labels
from .texts import locked as words
from .units import minutes, mm, percent, volts

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.io import Inputs
    from pen.core.ledger import Ledger

    from .canvas import Canvas

_PAGES = 3
_PAGE_X = 84
_LINES_Y = (12, 25, 34, 46, 55)
_RESTS = {
    reasons.INTERVAL: words.SKIN_RESTS,
    reasons.UNKNOWN_HISTORY: words.MEMORY_LOST,
    reasons.REACTION: words.LONGER_REST,
}


def _why(pen: "Controller", inputs: "Inputs") -> int:
    """The reason of the lock. Just after a session the controller has not asked its gate yet."""
    if pen.gate.reason or not left_s(inputs, pen.ledger, pen.gate):
        return pen.gate.reason
    return reasons.REACTION if pen.ledger.reaction_s else reasons.INTERVAL


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw the page that the person has turned to."""
    if pen.locked.page == 1:
        _last_session(canvas, pen, inputs)
    elif pen.locked.page == 2:
        _this_pen(canvas, pen, inputs)
    elif ends_by_time(_why(pen, inputs)):
        _waiting(canvas, pen, inputs)
    else:
        _blocked(canvas, pen, inputs)


def content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """The figures of the page."""
    ledger = pen.ledger
    if pen.locked.page == 1:
        figures = (
            ledger.session,
            ledger.needle_ms,
            ledger.strokes,
            zones.treated_count(ledger),
            _deepest_um(ledger),
        )
        return figures + (ledger.history_lost, ledger.lock_from_s, ledger.wall_offset_s)
    if pen.locked.page == 2:
        unsynced = ledger.journal_seq - ledger.acked_seq
        return (inputs.battery_mv // 10, unsynced, ledger.session, _today(inputs, ledger))
    why = _why(pen, inputs)
    left = when(left_s(inputs, ledger, pen.gate)) if ends_by_time(why) else ""
    until = until_s(ledger, pen.gate)
    notes = _note(pen, inputs), _actives(pen, inputs)
    return (why, pen.gate.detail, left, until, ledger.wall_offset_s, ledger.profile) + notes


def _actives(pen: "Controller", inputs: "Inputs") -> str:
    """How long retinol and acids still have to stay off the skin after a session; "" when that is over."""
    left = actives_left_s(pen.ledger, inputs.proven_s)
    return words.NO_ACTIVES % roughly(left) if left else ""


def _note(pen: "Controller", inputs: "Inputs") -> str:
    """The last line: needles are off on the cable, or how to practise."""
    if inputs.vbus:
        return words.ON_USB
    return labels.PRACTICE_HOLD if not inputs.cartridge.present and pen.practising.allowed else ""


def _label(why: int, detail: int) -> str:
    """What the time on the screen means."""
    return words.HOLDS.get(detail, words.HELD) if why == reasons.HOLD else _RESTS.get(why, words.SKIN_RESTS)


def _waiting(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    ledger = pen.ledger
    why = _why(pen, inputs)
    _title(canvas, words.LOCKED, pen, inputs)
    canvas.centre(11, _label(why, pen.gate.detail))
    canvas.value(20, when(left_s(inputs, ledger, pen.gate)))
    canvas.centre(38, date_time(until_s(ledger, pen.gate), ledger.wall_offset_s) or words.NO_DATE)
    canvas.centre(47, _actives(pen, inputs))
    canvas.centre(56, _note(pen, inputs))


def _blocked(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    text = lines(pen.gate, inputs, pen.ledger)
    _title(canvas, words.LOCKED, pen, inputs)
    for i in range(len(text)):
        canvas.centre(_LINES_Y[i], text[i])
    canvas.hline(52, 21, 24)


def _deepest_um(ledger: "Ledger") -> int:
    return max(ledger.zone_um)


def _last_session(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    ledger = pen.ledger
    _title(canvas, words.LAST_SESSION, pen, inputs)
    if not ledger.session:
        canvas.centre(32, words.NO_SESSION)
        return
    started = "" if ledger.history_lost else date(ledger.lock_from_s, ledger.wall_offset_s)
    _table(
        canvas,
        (words.DAY, started or labels.UNKNOWN),
        (labels.NEEDLE_TIME, minutes(ledger.needle_ms)),
        (labels.STROKES, "%d" % ledger.strokes),
        (labels.ZONES_LABEL, labels.OF_ZONES % (zones.treated_count(ledger), zones.COUNT)),
        (words.DEPTH, "%s %s" % (mm(_deepest_um(ledger)), labels.DEPTH_UNIT)),
    )


def _this_pen(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    ledger = pen.ledger
    _title(canvas, words.THIS_PEN, pen, inputs)
    _table(
        canvas,
        (words.SERIAL, hexlify(ledger.pen_id).decode()),
        (words.FIRMWARE, "%d.%d.%d" % VERSION),
        (words.SESSIONS, "%d" % ledger.session),
        (words.BATTERY, words.VOLTS_PERCENT % (volts(inputs.battery_mv), percent(inputs.battery_mv))),
        (words.TO_SYNC, words.RECORDS % max(ledger.journal_seq - ledger.acked_seq, 0)),
        (words.DATE, _today(inputs, ledger) or words.NOT_SET),
    )


def _table(canvas: "Canvas", *rows: "tuple[str, str]") -> None:
    """Draw rows of label and value, spread over the space below the title."""
    y = 11
    for label, value in rows:
        row(canvas, y, label, value)
        y += 54 // len(rows)


def _today(inputs: "Inputs", ledger: "Ledger") -> str:
    return date(inputs.proven_s, ledger.wall_offset_s)


def _title(canvas: "Canvas", text: str, pen: "Controller", inputs: "Inputs") -> None:
    """Draw the title bar with a circle for each page, filled for the present one."""
    bar(canvas, text, inputs)
    for page in range(_PAGES):
        canvas.text(_PAGE_X + 6 * page, 1, DOT if page == pen.locked.page else CIRCLE)


SCREENS = {LOCKED: (draw, content)}
