"""A refusal: what is wrong, and when or how it ends (S17).

As a notice over a screen, or inside the LOCKED one. It must not decide: the controller's gate has.
"""

from pen.core import reasons
from pen.core.clock import unlock_at_s

from . import texts
from .amounts import celsius, mm, volts
from .calendar import date_time, when

_TIMED = (reasons.INTERVAL, reasons.UNKNOWN_HISTORY, reasons.SESSION_OVER)
_LENGTHS = (reasons.TOO_DEEP, reasons.CARTRIDGE_NEEDLES)


def title(reason: int) -> str:
    """A few words for a refusal."""
    return texts.refusal(reason)[0]


def timed(reason: int) -> bool:
    """Does time alone end it?"""
    return reason in _TIMED


def left_s(inputs, ledger) -> int:
    """Proven seconds until the next session may start."""
    return max(unlock_at_s(ledger) - inputs.proven_s, 0)


def lines(reason: int, detail: int, inputs, ledger) -> list:
    """The five lines of a refusal with its figures in place."""
    if timed(reason):
        value = when(left_s(inputs, ledger))
    elif reason in _LENGTHS:
        value = mm(detail)
    elif reason == reasons.BATTERY_LOW:
        value = volts(detail)
    elif reason == reasons.MOTOR_HOT:
        value = celsius(detail)
    else:
        value = "%d" % detail
    filled = [line.replace("%s", value) for line in texts.refusal(reason)]
    if timed(reason) and not filled[4]:
        filled[4] = date_time(unlock_at_s(ledger), ledger.wall_offset_s)
    return filled


def draw(canvas, pen, inputs) -> None:
    """The notice: the whole screen, because it is the answer to what was just asked."""
    notice = pen.notice
    text = lines(notice.reason, notice.detail, inputs, pen.ledger)
    canvas.title(text[0])
    canvas.text(1, 14, text[1])
    canvas.text(1, 24, text[2])
    canvas.hline(1, 36, 24)
    canvas.text(1, 42, text[3])
    canvas.text(1, 52, text[4])


def watch(pen, inputs) -> tuple:
    """What the notice shows."""
    notice = pen.notice
    left = when(left_s(inputs, pen.ledger)) if timed(notice.reason) else ""
    return (notice.reason, notice.detail, left, unlock_at_s(pen.ledger), pen.ledger.wall_offset_s)
