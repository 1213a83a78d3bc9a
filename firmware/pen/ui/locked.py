"""LOCKED, three pages: why and until when; the last session; this pen. UP and DOWN turn them."""

from binascii import hexlify

from pen.core import reasons
from pen.core.clock import unlock_at_s
from pen.core.states import LOCKED
from pen.version import VERSION

from . import words
from .amounts import minutes, mm, percent, volts
from .calendar import date, date_time, when
from .font import DOT, RING
from .parts import row
from .parts import title as bar
from .refusal import left_s, lines, timed
from .refusal import title as refusal_title

_PAGES = 3
_PAGE_X = 84
_LINES_Y = (12, 25, 34, 46, 55)


def _why(pen, inputs) -> int:
    """The lock's reason; just after a session the controller has not asked its gate yet."""
    return pen.gate.reason or (reasons.INTERVAL if left_s(inputs, pen.ledger) else reasons.NONE)


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """The page the user has turned to."""
    if pen.page == 1:
        _last_session(canvas, pen, inputs)
    elif pen.page == 2:
        _this_pen(canvas, pen, inputs)
    elif timed(_why(pen, inputs)):
        _resting(canvas, pen, inputs)
    else:
        _broken(canvas, pen, inputs)


def watch(pen, inputs, now_ms: int) -> tuple:
    """What the page shows."""
    ledger = pen.ledger
    if pen.page == 1:
        figures = (ledger.session, ledger.needle_ms, ledger.strokes, ledger.session_depth_um)
        return figures + (ledger.session_rate_hz, ledger.history_lost, ledger.lock_from_s, ledger.wall_offset_s)
    if pen.page == 2:
        unsynced = ledger.journal_seq - ledger.acked_seq
        return (inputs.battery_mv // 10, unsynced, ledger.session, _today(inputs, ledger))
    why = _why(pen, inputs)
    left = when(left_s(inputs, ledger)) if timed(why) else ""
    return (why, pen.gate.detail, left, unlock_at_s(ledger), ledger.wall_offset_s)


def _resting(canvas, pen, inputs) -> None:
    ledger = pen.ledger
    _title(canvas, words.LOCKED, pen, inputs)
    canvas.centre(13, words.MEMORY_LOST if _why(pen, inputs) == reasons.UNKNOWN_HISTORY else words.SKIN_RESTS)
    canvas.hero(24, when(left_s(inputs, ledger)))
    canvas.centre(45, date_time(unlock_at_s(ledger), ledger.wall_offset_s) or words.NO_DATE)
    if inputs.vbus:
        canvas.centre(55, refusal_title(reasons.USB_POWER))


def _broken(canvas, pen, inputs) -> None:
    text = lines(_why(pen, inputs), pen.gate.detail, inputs, pen.ledger)
    _title(canvas, words.LOCKED, pen, inputs)
    for i in range(len(text)):
        canvas.centre(_LINES_Y[i], text[i])
    canvas.hline(52, 21, 24)


def _last_session(canvas, pen, inputs) -> None:
    ledger = pen.ledger
    _title(canvas, words.LAST_SESSION, pen, inputs)
    if not ledger.session:
        canvas.centre(32, words.NO_SESSION)
        return
    started = "" if ledger.history_lost else date(ledger.lock_from_s, ledger.wall_offset_s)
    _table(
        canvas,
        (words.DAY, started or words.UNKNOWN),
        (words.NEEDLE_TIME, minutes(ledger.needle_ms)),
        (words.STROKES, "%d" % ledger.strokes),
        (words.DEPTH, "%s %s" % (mm(ledger.session_depth_um), words.DEPTH_UNIT)),
        (words.RATE, "%d %s" % (ledger.session_rate_hz, words.RATE_UNIT)),
    )


def _this_pen(canvas, pen, inputs) -> None:
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


def _table(canvas, *rows) -> None:
    """Five or six rows, spread over the space below the title."""
    y = 11
    for label, value in rows:
        row(canvas, y, label, value)
        y += 54 // len(rows)


def _today(inputs, ledger) -> str:
    return date(inputs.proven_s, ledger.wall_offset_s)


def _title(canvas, text: str, pen, inputs) -> None:
    """The title bar with a dot for each page."""
    bar(canvas, text, inputs)
    for page in range(_PAGES):
        canvas.text(_PAGE_X + 6 * page, 1, DOT if page == pen.page else RING)


SCREENS = {LOCKED: (draw, watch)}
