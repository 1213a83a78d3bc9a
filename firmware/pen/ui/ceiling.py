"""Why the depth ends where it does, in words: a limit that is not explained looks like a defect. It must not decide."""

from pen.core import zones
from pen.core.limits import FIRST_SESSIONS, PIGMENT_UM
from pen.core.skin import PIGMENT, ceiling_um

from .texts import short as words


def why(pen) -> str:
    """The limit that makes the present zone's ceiling what it is: of several the one that stays longest."""
    ledger = pen.ledger
    ceiling = pen.ceiling_um()
    if zones.ceiling_um(pen.menu.zone) <= ceiling:
        return words.LIMIT_ZONE
    if ledger.reaction_um <= ceiling:
        return words.LIMIT_REACTION
    if ledger.profile & PIGMENT and ceiling >= PIGMENT_UM:
        return words.LIMIT_PIGMENT
    if ceiling_um(ledger) <= ceiling:
        first = ledger.session - ledger.session_open < FIRST_SESSIONS
        return words.LIMIT_FIRST if first else words.LIMIT_CALM
    return words.LIMIT_SETTING if ledger.depth_max_um <= ceiling else words.LIMIT_PEN
