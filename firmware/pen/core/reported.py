"""What owner and clinician say of the skin: conditions, clearances, reviews, check-ins, holds (H22, H27).

Loaded with what asks or takes an answer; what follows from it is in `skin.py`. It must not know a screen, a question or
a message.
"""

from micropython import const

from .ledger import Ledger
from .skin import CHECKIN_H, CLEARABLE, FINAL, NEVER, NOTE, PIGMENT, react

__all__ = ("CLEARABLE", "NEVER", "NOTE", "PIGMENT")

_WHOLE = const(2)  # ledger.profile_set after the pen's own questions

ACTIVES_AFTER_S = const(72 * 3_600)  # no actives for so long after a session (pores stayed open 58-63 h) (J)

# profile: one bit a condition (domain section 3: three tiers)
BLEEDING_DISORDER = 1
IMMUNE = 2
DIABETES = 4
CHEMO = 8
PREGNANT = 16
KELOID = 32
ISOTRETINOIN = 64
UNDER_22 = 128
ROSACEA = 256
ECZEMA = 512
PSORIASIS = 1024
VITILIGO = 2048
AUTOIMMUNE = 4096
BLOOD_THINNERS = 16384
_GROWTHS = const(32768)  # skin cancer, keratosis, a metal allergy or cold sores: one question, and the last bit
ALL = NEVER | NOTE
# may come at any time: asked each time
CHANGING = IMMUNE | DIABETES | CHEMO | PREGNANT | ISOTRETINOIN | BLOOD_THINNERS | _GROWTHS

# findings of a check-in
BLED = 1
RED_48H = 2
OTHER = 4
LATE = 8  # hard bumps or dark patches after days or weeks (H47)
FINDINGS = 15


def tell(ledger: "Ledger", bits: int, asked: int = _WHOLE) -> None:
    """Add conditions that the owner has reported (0: asked, and none). A reported condition is never removed.

    `asked`: what the ledger's `profile_set` is from now on, if it is more than before.
    One that is reported again after a clearance needs a new clearance. Raises ValueError for unknown bits.
    """
    if bits & ~ALL:
        raise ValueError("profile bits 0x%x" % bits)
    ledger.profile |= bits
    ledger.cleared &= ~bits
    ledger.profile_set = max(ledger.profile_set, asked)


def changed(ledger: "Ledger") -> None:
    """Something is new since the owner was asked: what was told stays, and until it is told what is new, it is a no."""
    ledger.profile_set = 0


def clear(ledger: "Ledger", bits: int) -> None:
    """A clinician's clearance for these reported conditions is on record. Raises ValueError for one that cannot end."""
    if bits & ~(ledger.profile & CLEARABLE):
        raise ValueError("cannot be cleared: 0x%x" % bits)
    ledger.cleared |= bits


def answer(ledger: "Ledger", index: int, findings: int) -> None:
    """The answer to check-in `index` (what `due` said when it was asked).

    Raises ValueError: unknown findings, no such check-in, or no ended session to speak of.
    """
    if findings & ~FINDINGS or not 0 <= index < len(CHECKIN_H) or not ledger.session or ledger.session_open:
        raise ValueError("no such check-in")
    ledger.checkin_done |= 1 << index
    if findings:
        react(ledger, findings & (BLED | LATE))
    elif 1 << index & FINAL and not ledger.reacted:
        ledger.calm = 1


def reviewed(ledger: "Ledger") -> None:
    """A clinician's look at the skin is on record. The lower ceiling and the longer interval stay, for now."""
    ledger.review = 0
    ledger.reactions_row = 0


def hold(ledger: "Ledger", proven_s: int, why: int, for_s: int) -> None:
    """No session for `for_s` seconds from now, because of `why` (a reason). Never shortens a hold."""
    if proven_s + for_s > ledger.hold_until_s:
        ledger.hold_until_s = proven_s + for_s
        ledger.hold_why = why


def actives_left_s(ledger: "Ledger", proven_s: int) -> int:
    """Seconds during which no actives may come onto the skin after the last session; 0: none."""
    if not ledger.session or ledger.history_lost:
        return 0
    return max(0, ledger.lock_from_s + ACTIVES_AFTER_S - proven_s)
