"""What a person at the pen is asked to agree to, as this computer says it; the pen's screen shows the same by itself.

Must not decide what needs a press: the pen does.
"""

from datetime import datetime, timezone

from ..codec import messages as m
from ..codec import record as r
from ..language import later, tr
from . import skin_codes
from .dates import day_of
from .limits import SETTINGS

SERVICE = later("open its port, so that any program can be written")


def press(what: str, both: bool = False) -> str:
    """Which buttons agree to `what`."""
    return tr(
        "Press {buttons} on the pen to agree: {what}. Any other button says no …", buttons=_buttons(both), what=what
    )


def again(waited_s: float, code: int) -> "tuple[str, str]":
    """Nobody has answered: why, and what to do."""
    both = code == m.E_CONFIRM_OLDER
    return (
        tr("Waited {s:.0f} s.", s=waited_s),
        tr("Run the command again and press {buttons} on the pen", buttons=_buttons(both)),
    )


def setting(number: int, value: int) -> str:
    """A limit, by its number on the link, and its new value."""
    for name, one in SETTINGS.items():
        if one.number == number:
            return f"{name} {one.said(value)}"
    return tr("setting {number} to {value}", number=number, value=value)


def looser(number: int, value: int) -> str:
    """The same for a limit that goes back."""
    return tr("{setting}, 28 days from now", setting=setting(number, value))


def profile(bits: int) -> str:
    """What the owner's skin has."""
    conditions = skin_codes.conditions(bits) if bits else tr("none of the conditions")
    return tr("the owner has {conditions}", conditions=conditions)


def clearance(kind: int, bits: int, name: str) -> str:
    """What a clinician has cleared or seen."""
    if kind == r.CLEARED_REVIEW:
        return tr("{name} has looked at the skin", name=name)
    return tr("{name} clears {conditions}", name=name, conditions=skin_codes.conditions(bits))


def checkin(hours: int, findings: int) -> str:
    """How the skin took the session."""
    return tr("{hours} h after the session: {findings}", hours=hours, findings=skin_codes.findings(findings))


def date(unix_s: int) -> str:
    """A date for the pen."""
    moment = datetime.fromtimestamp(unix_s, timezone.utc)
    return tr("another date, {day} {time:%H:%M} UTC", day=day_of(moment), time=moment)


def _buttons(both: bool) -> str:
    return tr("▲ and ▼ together") if both else "▼"
