"""PAUSED and ENDED: why the needles stopped, what is left of the session, and its receipt."""

from pen.core import reasons
from pen.core.cartridge import refusal
from pen.core.gate import session_left_s
from pen.core.states import ENDED, PAUSED, SETTLING

from . import words
from .amounts import minutes, mm
from .calendar import when
from .parts import dots, row, title, waiting
from .refusal import left_s


def _window_s(pen, inputs) -> int:
    return max(session_left_s(inputs.proven_s, pen.ledger), 0)


def _used(ledger) -> str:
    return words.USED_OF % (minutes(ledger.needle_ms), minutes(ledger.needle_max_ms))


def draw_paused(canvas, pen, inputs, now_ms: int) -> None:
    """The session can go on, and until when."""
    why, hint = words.STOPS.get(pen.stop_reason, words.NO_STOP)
    title(canvas, words.PAUSED, inputs)
    if pen.phase == SETTLING:
        waiting(canvas, words.STOPPING, why, "", now_ms)
        return
    canvas.text(1, 11, why)
    canvas.text(1, 19, hint)
    row(canvas, 29, words.WINDOW, when(_window_s(pen, inputs)))
    row(canvas, 37, words.NEEDLES, _used(pen.ledger))
    canvas.button(46, words.GO_ON)
    canvas.centre(56, words.HOLD_TO_END)


def watch_paused(pen, inputs, now_ms: int) -> tuple:
    """What a pause shows."""
    if pen.phase == SETTLING:
        return (pen.stop_reason, dots(now_ms))
    return (pen.stop_reason, when(_window_s(pen, inputs)), _used(pen.ledger))


def draw_ended(canvas, pen, inputs, now_ms: int) -> None:
    """The receipt."""
    ledger = pen.ledger
    why, _ = words.STOPS.get(pen.stop_reason, words.NO_STOP)
    title(canvas, words.ENDED, inputs)
    if pen.phase == SETTLING:
        waiting(canvas, words.SAVING, why, "", now_ms)
        return
    row(canvas, 11, words.NEEDLE_TIME, minutes(ledger.needle_ms))
    row(canvas, 20, words.STROKES, "%d" % ledger.strokes)
    row(canvas, 29, words.DEPTH, "%s %s" % (mm(ledger.session_depth_um), words.DEPTH_UNIT))
    row(canvas, 38, words.NEXT, when(left_s(inputs, ledger)))
    canvas.centre(48, words.DISINFECT)
    canvas.centre(56, words.DISCARD if _spent(inputs, ledger) else words.CLOSE)


def watch_ended(pen, inputs, now_ms: int) -> tuple:
    """What the receipt shows."""
    if pen.phase == SETTLING:
        return (pen.stop_reason, dots(now_ms))
    ledger = pen.ledger
    figures = (ledger.needle_ms, ledger.strokes, ledger.session_depth_um)
    return figures + (when(left_s(inputs, ledger)), _spent(inputs, ledger))


def _spent(inputs, ledger) -> bool:
    return refusal(inputs.cartridge, ledger) == reasons.CARTRIDGE_SPENT


SCREENS = {PAUSED: (draw_paused, watch_paused), ENDED: (draw_ended, watch_ended)}
