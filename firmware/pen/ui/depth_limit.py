"""Why a zone's depth cannot be set any deeper, in words. A limit without an explanation looks like a defect.

This file must not decide anything: it only finds which of the core's limits is the one that counts.
"""

from micropython import const

from pen.core import zones
from pen.core.limits import FIRST_SESSIONS, PIGMENT_UM
from pen.core.skin import PIGMENT, ceiling_um

from .texts import menu as words

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller


def why(pen: "Controller") -> str:
    """The limit that decides the present zone's highest depth; of several equal ones the one that stays longest."""
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
