"""A refusal: what is wrong, and when or how it ends (S17).

It is drawn as a notice that covers the screen, or as part of LOCKED. This file must not decide anything: the
controller's gate has decided.
"""

from micropython import const

from pen.core.clock import unlock_at_s
from pen.core.skin import CLEARABLE, blocked
from pen.formats import reasons

from .font import DEGREE
from .texts import lookup as texts
from .times import date_time, when
from .units import mm

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.gate import Gate
    from pen.core.ledger import Ledger

    from .screens import Canvas, Controller, Inputs

_BY_TIME = (
    reasons.INTERVAL,
    reasons.UNKNOWN_HISTORY,
    reasons.REACTION,
    reasons.HOLD,
    reasons.SKIN_TODAY,
    reasons.SUN_TODAY,
    reasons.ACTIVES_TODAY,
    reasons.TREATED_LATELY,
    reasons.NUMB_TODAY,
    reasons.SESSION_OVER,
)


def ends_by_time(reason: int) -> bool:
    """Whether a refusal ends by itself after some time."""
    return reason in _BY_TIME


def until_s(ledger: "Ledger", gate: "Gate") -> int:
    """When it ends, in proven seconds: what the gate says, or else the end of the rest."""
    return gate.until_s or unlock_at_s(ledger)


def left_s(inputs: "Inputs", ledger: "Ledger", gate: "Gate") -> int:
    """Proven seconds until it ends."""
    return max(until_s(ledger, gate) - inputs.proven_s, 0)


def note(ledger: "Ledger") -> str:
    """What of a doctor is due besides the time, the title of that refusal; "": nothing."""
    why = blocked(ledger)
    return texts.refusal(why)[0] if why and why != reasons.PROFILE_UNKNOWN else ""


def lines(gate: "Gate", inputs: "Inputs", ledger: "Ledger") -> "list[str]":
    """The five lines of the refusal that is in `gate`, with its figures in place."""
    reason, detail = gate.reason, gate.detail
    text = texts.refusal(reason)
    if reason == reasons.AFTER_CUT and not inputs.calibrated:
        text = texts.refusal(-2)
    elif reason == reasons.AFTER_CUT and detail:
        text = texts.refusal(-5)
    if reason == reasons.SESSION_OVER and ledger.session_lost:
        text = texts.refusal(-4)
    if reason == reasons.HOLD and ends_by_time(detail):  # the answer that is the reason of the hold
        text = texts.refusal(detail)
    also = note(ledger)
    if ends_by_time(reason):
        if also:
            text = text[:3] + texts.refusal(-3)[3:]
        value = when(left_s(inputs, ledger, gate))
    elif reason in (reasons.TOO_DEEP, reasons.CARTRIDGE_NEEDLES):
        value = mm(detail)
    elif reason in (reasons.PROFILE_NEVER, reasons.PROFILE_NOTE):
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
    if ends_by_time(reason) and not filled[4]:
        filled[4] = also or date_time(until_s(ledger, gate), ledger.wall_offset_s)
    return filled


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs") -> None:
    """Draw the notice. It takes the whole screen, because it answers what a person has just tried."""
    text = lines(pen.notice, inputs, pen.ledger)
    canvas.title(text[0])
    canvas.text(1, 14, text[1])
    canvas.text(1, 24, text[2])
    canvas.block(1, 36, 24, 1)
    canvas.text(1, 42, text[3])
    canvas.text(1, 52, text[4])


def volts(mv: int) -> str:
    """Millivolts as volts with two places, rounded down: "3.49" is below 3.5 V."""
    return "%d.%02d" % (mv // 1_000, mv % 1_000 // 10)


def celsius(dc: int) -> str:
    """Tenths of a degree Celsius as "41.2 °C"."""
    sign = "-" if dc < 0 else ""
    return "%s%d.%d %sC" % (sign, abs(dc) // 10, abs(dc) % 10, DEGREE)
