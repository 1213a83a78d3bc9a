"""A refusal: what is wrong, and when or how it ends (S17).

As a notice over a screen, or inside the LOCKED one. It must not decide: the controller's gate has.
"""

from pen.core.clock import unlock_at_s
from pen.core.skin import CLEARABLE
from pen.formats import reasons

from .amounts import celsius, mm, volts
from .calendar import date_time, when
from .texts import lookup as texts

_TIMED = (
    reasons.INTERVAL,
    reasons.UNKNOWN_HISTORY,
    reasons.REACTION,
    reasons.HOLD,
    reasons.SKIN_TODAY,
    reasons.SUN_TODAY,
    reasons.ACTIVES_TODAY,
    reasons.SESSION_OVER,
)
_LENGTHS = (reasons.TOO_DEEP, reasons.CARTRIDGE_NEEDLES)
_CONDITIONS = (reasons.PROFILE_NEVER, reasons.PROFILE_NOTE)


def title(reason: int) -> str:
    """A few words for a refusal."""
    return texts.refusal(reason)[0]


def timed(reason: int) -> bool:
    """Does time alone end it?"""
    return reason in _TIMED


def until_s(ledger, gate) -> int:
    """When it ends: what the gate said, else the end of the rest."""
    return gate.until_s or unlock_at_s(ledger)


def left_s(inputs, ledger, gate) -> int:
    """Proven seconds until it ends."""
    return max(until_s(ledger, gate) - inputs.proven_s, 0)


def lines(gate, inputs, ledger) -> list:
    """The five lines of a refusal with its figures in place; `gate` has said it."""
    reason, detail = gate.reason, gate.detail
    text = texts.refusal(reason)
    if reason == reasons.HOLD and timed(detail):  # the answer that keeps it locked
        text = texts.refusal(detail)
    if timed(reason):
        value = when(left_s(inputs, ledger, gate))
    elif reason in _LENGTHS:
        value = mm(detail)
    elif reason in _CONDITIONS:
        value = texts.condition(detail, ledger.profile)
        if reason == reasons.PROFILE_NEVER and not CLEARABLE >> detail & 1:
            text = texts.forever()
    elif reason == reasons.BATTERY_LOW:
        value = volts(detail)
    elif reason == reasons.MOTOR_HOT:
        value = celsius(detail)
    else:
        value = "%d" % detail
    filled = [line.replace("%s", value) for line in text]
    if timed(reason) and not filled[4]:
        filled[4] = date_time(until_s(ledger, gate), ledger.wall_offset_s)
    return filled


def draw(canvas, pen, inputs) -> None:
    """The notice: the whole screen, because it is the answer to what was just asked."""
    text = lines(pen.notice, inputs, pen.ledger)
    canvas.title(text[0])
    canvas.text(1, 14, text[1])
    canvas.text(1, 24, text[2])
    canvas.hline(1, 36, 24)
    canvas.text(1, 42, text[3])
    canvas.text(1, 52, text[4])


def watch(pen, inputs) -> tuple:
    """What the notice shows."""
    notice = pen.notice
    left = when(left_s(inputs, pen.ledger, notice)) if timed(notice.reason) else ""
    profile = pen.ledger.profile if notice.reason in _CONDITIONS else 0
    until = until_s(pen.ledger, notice)
    return (notice.reason, notice.detail, left, until, pen.ledger.wall_offset_s, profile)
