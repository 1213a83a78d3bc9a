"""What a person at the pen is asked to agree to, as this computer says it; the pen's screen shows the same by itself.

Must not decide what needs a press: the pen does.
"""

from datetime import datetime, timezone

from ..codec import messages as m
from ..codec import record as r
from . import skin_codes
from .limits import SETTINGS

SERVICE = "open its port, so that any program can be written"


def press(what: str, both: bool = False) -> str:
    """Which buttons agree to `what`."""
    return f"Press {'▲ and ▼ together' if both else '▼'} on the pen to agree: {what}. Any other button says no …"


def again(waited_s: float, code: int) -> "tuple[str, str]":
    """Nobody has answered: why, and what to do."""
    both = code == m.E_CONFIRM_OLDER
    return (
        f"Waited {waited_s:.0f} s.",
        f"Run the command again and press {'▲ and ▼ together' if both else '▼'} on the pen",
    )


def setting(number: int, value: int) -> str:
    """A limit, by its number on the link, and its new value."""
    for name, one in SETTINGS.items():
        if one.number == number:
            return f"{name} {one.said(value)}"
    return f"setting {number} to {value}"


def looser(number: int, value: int) -> str:
    """The same for a limit that goes back."""
    return f"{setting(number, value)}, 28 days from now"


def profile(bits: int) -> str:
    """What the owner's skin has."""
    return "the owner has " + (skin_codes.conditions(bits) if bits else "none of the conditions")


def clearance(kind: int, bits: int, name: str) -> str:
    """What a clinician has cleared or seen."""
    if kind == r.CLEARED_REVIEW:
        return f"{name} has looked at the skin"
    return f"{name} clears {skin_codes.conditions(bits)}"


def checkin(hours: int, findings: int) -> str:
    """How the skin took the session."""
    return f"{hours} h after the session: {skin_codes.findings(findings)}"


def date(unix_s: int) -> str:
    """A date for the pen."""
    return f"another date, {datetime.fromtimestamp(unix_s, timezone.utc):%d %b %Y %H:%M} UTC"
