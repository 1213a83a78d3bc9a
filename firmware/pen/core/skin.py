"""What follows from what the ledger knows of the owner's skin: may it be treated, how deep, what is asked (H22, H27).

In a running pen only this file and `reported.py` change these fields; a start (`merge.py`, `take_over.py`) makes them
stricter. A clearance, a review or a calm check-in gives something back. It must know no screen, question or message.
"""

from micropython import const

from pen.formats import reasons

from . import limits
from .ledger import Ledger

# masks of the conditions in `reported.py`, which has all their names
PIGMENT = 8192
NEVER = 0x40FF  # blocks; of these only what can end can be cleared
NOTE = 0xBF00  # blocks until a clinician's clearance is recorded
CLEARABLE = 0xFFDE  # all but bleeding disorders and keloid scars

_WHOLE = const(2)  # ledger.profile_set: all that there is to be asked was asked, here

CHECKIN_H = (1, 24, 48, 72)  # hours after the start of the session
FINAL = const(0b1100)  # the check-ins that can end the matter: 48 and 72 h


def blocking(ledger: "Ledger") -> int:
    """The reported conditions that no clearance covers."""
    return ledger.profile & ~ledger.cleared


def blocked(ledger: "Ledger") -> int:
    """Why this skin may not be treated at all: a reason, NONE if it may. Not asked yet counts as a no (H22)."""
    if blocking(ledger) & NEVER:
        return reasons.PROFILE_NEVER
    if blocking(ledger) & NOTE:
        return reasons.PROFILE_NOTE
    if ledger.review:
        return reasons.REVIEW_NEEDED
    if ledger.profile_set < _WHOLE:
        return reasons.PROFILE_UNKNOWN
    return reasons.NONE


def blocking_bit(ledger: "Ledger") -> int:
    """Number of the lowest bit that blocks, of those that never end before others; 0 when none does."""
    bits = blocking(ledger)
    bits = bits & ~CLEARABLE or bits
    number = 0
    while bits > 1 and not bits >> number & 1:
        number += 1
    return number


def ceiling_um(ledger: "Ledger") -> int:
    """The highest set-point this skin allows now: reactions, pigment, and gentle first sessions."""
    limit_um = reaction_ceiling_um(ledger)
    if ledger.profile & PIGMENT:
        limit_um = min(limit_um, limits.PIGMENT_UM)
    if ledger.session - ledger.session_open < limits.FIRST_SESSIONS or not ledger.calm:
        limit_um = min(limit_um, limits.FIRST_SESSIONS_UM)
    return limit_um


def reaction_ceiling_um(ledger: "Ledger") -> int:
    """How deep reactions allow: lower by a step for each, higher by one for every CALM_SESSIONS calm sessions since.

    The last session counts while nothing but calm was said of it; `session_began` makes that final.
    """
    step_um = 0
    if ledger.calm and not ledger.session_open and ledger.calm_row + 1 >= limits.CALM_SESSIONS:
        step_um = limits.REACTION_STEP_UM
    return min(limits.CAP_UM, ledger.reaction_um + step_um)


# --- sessions and what came after -----------------------------------------------------------------


def session_began(ledger: "Ledger") -> None:
    """A new session: none of its check-ins is answered. `calm` is about the session before until this one ends.

    That it was calm is final only now: a finding may come after a calm check-in, at 72 hours or weeks later (H27).
    """
    ledger.calm_row = ledger.calm_row + 1 if ledger.calm else 0
    if ledger.calm:
        ledger.reactions_row = 0
    if ledger.calm_row >= limits.CALM_SESSIONS:
        ledger.reaction_um = min(limits.CAP_UM, ledger.reaction_um + limits.REACTION_STEP_UM)
        ledger.calm_row = 0
    ledger.checkin_done = 0
    ledger.reacted = 0
    ledger.reaction_s = 0


def session_ended(ledger: "Ledger") -> None:
    """From now on `calm` is about this session, and stays 0 until its own check-in."""
    ledger.calm = 0


def due(ledger: "Ledger", proven_s: int) -> int:
    """Index in CHECKIN_H of the latest check-in that is due and not answered, -1 when there is none.

    Once a later one is answered, the earlier ones are not due any more.
    """
    if not ledger.session or ledger.session_open:
        return -1
    hours = (proven_s - ledger.lock_from_s) // 3600
    for i in range(len(CHECKIN_H) - 1, -1, -1):
        if hours >= CHECKIN_H[i]:
            return -1 if ledger.checkin_done >> i else i
    return -1


def before_next(ledger: "Ledger") -> bool:
    """Must a check-in about the last session be answered before the next one may begin (H27)?"""
    return ledger.session > 0 and not ledger.session_open and not ledger.checkin_done & FINAL


def bled(ledger: "Ledger") -> None:
    """The owner has reported bleeding in the session: a reaction, and a review before the next session."""
    react(ledger, True)


def react(ledger: "Ledger", review: int) -> None:
    """A longer interval and a lower ceiling, once a session. Bleeding, or two sessions in a row, need a review."""
    ledger.calm = 0
    ledger.calm_row = 0
    if review:
        ledger.review = 1
    if ledger.reacted:
        return
    ledger.reacted = 1
    ledger.reaction_s += limits.REACTION_S
    ledger.reaction_um = max(limits.DEPTH_MIN_UM, min(ledger.reaction_um, limits.CAP_UM) - limits.REACTION_STEP_UM)
    ledger.reactions_row = min(255, ledger.reactions_row + 1)
    if ledger.reactions_row >= limits.REACTIONS_REVIEW:
        ledger.review = 1
