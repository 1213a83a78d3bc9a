"""The questions before a treatment and after one, and what an answer means (H22, H27, H46 to H48).

UP is yes, DOWN is no, and nothing is preset: a question that is not answered counts as a no to the treatment. Answers
that stay for long (profile, check-in, what came late) must be confirmed when one of them reports something. A table and
one small object; it must not know the ledger or a screen.
"""

from micropython import const

from pen.formats import reasons

from . import reported, skin
from .limits import INTERVAL_MIN_S
from .screening import CHECKIN, PROFILE, TODAY

YES = 1
NO = 0

# of each question: group, good answer, what the other answer means: profile bits, findings, or a reason. Flat, as
# nested tuples cost heap
_QUESTIONS = (
    PROFILE, NO, reported.BLEEDING_DISORDER | reported.KELOID,  # 0: asked apart, as no clearance can end these
    PROFILE, NO, reported.IMMUNE | reported.DIABETES | reported.CHEMO,  # 1
    PROFILE, NO, reported.PREGNANT | reported.ISOTRETINOIN | reported.UNDER_22,  # 2
    PROFILE, NO, reported.ROSACEA | reported.ECZEMA | reported.PSORIASIS | reported.VITILIGO | reported.AUTOIMMUNE,  # 3
    PROFILE, NO, skin.PIGMENT,  # 4
    CHECKIN, NO, reported.BLED,  # 5
    CHECKIN, NO, reported.RED_48H,  # 6
    CHECKIN, NO, reported.OTHER,  # 7
    TODAY, NO, reasons.SKIN_TODAY,  # 8
    TODAY, NO, reasons.SUN_TODAY,  # 9
    TODAY, NO, reasons.ACTIVES_TODAY,  # 10
    TODAY, YES, reasons.PACK_OPENED,  # 11
    TODAY, YES, reasons.NOT_CLEANSED,  # 12
    PROFILE, NO, reported.BLOOD_THINNERS,  # 13
    TODAY, NO, reasons.PROFILE_UNKNOWN,  # 14: anything of reported.CHANGING that is new; a yes asks what it is
    TODAY, YES, reasons.SESSION_OVER,  # 15: of a session that was open when the pen started
    PROFILE, NO, 32768,  # 16: skin cancer, actinic keratosis, a metal allergy, cold sores that come back
    TODAY, NO, reasons.LESION_TODAY,  # 17
    TODAY, NO, reasons.TREATED_LATELY,  # 18
    TODAY, NO, reasons.NUMB_TODAY,  # 19
    TODAY, NO, reasons.REVIEW_NEEDED,  # 20: what came late after the last session; a yes is a finding of a check-in
)  # fmt: skip
COUNT = len(_QUESTIONS) // 3
RED = 6  # not asked before two days are over
PACK = 11  # asked only when the cartridge has not been used before
ANYTHING_NEW = 14
SAME_SITTING = 15  # asked alone, and not before a new session
LATE = 20  # not asked before the first session
CHANGING = 1 << 1 | 1 << 2 | 1 << 13 | 1 << 16  # asked of the profile when something is new: all of reported.CHANGING
_GOOD = const(0b1001_1000_0000_0000)  # mask of those to which YES is the good answer; a test compares it
CONFIRM = COUNT  # not a question of its own: asks whether what was reported was meant

# how long an answer keeps the pen locked, all (J)
SKIN_HOLD_S = const(24 * 3_600)  # active skin problems, or skin that is numb: ask again tomorrow
SUN_HOLD_S = const(72 * 3_600)  # sunburn or a fresh tan
ACTIVES_HOLD_S = const(48 * 3_600)  # retinoids, acids, vitamin C, exfoliants: "48 h before"
# reason: how long it keeps the pen locked; 0 = refused now, and it can be put right now
HOLDS_S = {
    reasons.SKIN_TODAY: SKIN_HOLD_S,
    reasons.SUN_TODAY: SUN_HOLD_S,
    reasons.ACTIVES_TODAY: ACTIVES_HOLD_S,
    reasons.TREATED_LATELY: INTERVAL_MIN_S,
    reasons.NUMB_TODAY: SKIN_HOLD_S,
    reasons.LESION_TODAY: 0,  # another zone may have none
    reasons.PACK_OPENED: 0,
    reasons.NOT_CLEANSED: 0,
}


def of_group(group: int) -> int:
    """Mask of a group's questions."""
    mask = 0
    for i in range(COUNT):
        if _QUESTIONS[3 * i] == group:
            mask |= 1 << i
    return mask


def meaning(question: int) -> int:
    """What the answer that is not good means."""
    return _QUESTIONS[3 * question + 2]


class Round:
    """One round of questions of a group. `question` is the one on the screen, -1 when there is none any more."""

    def __init__(self):
        self.begin(0, 0)

    def begin(self, group: int, wanted: int) -> None:
        """Ask the questions in the mask `wanted`, all of `group`."""
        self.group = group
        self._wanted = wanted
        self.asked = 0  # masks by question number
        self.yes = 0
        self.question = self._next(0)

    def answer(self, yes: bool) -> None:
        """Answer the present question and go to the next, or to CONFIRM, or to the end."""
        if self.question == CONFIRM:
            if yes:
                self.question = -1
            elif self.group == TODAY:
                self.back()
            else:
                self.begin(self.group, self._wanted)
            return
        bit = 1 << self.question
        self.asked |= bit
        if yes:
            self.yes |= bit
        self.question = self._next(self.question + 1)
        late = yes and bit == 1 << LATE
        if late or (self.question < 0 and self.group != TODAY and self.reported()):
            self.question = CONFIRM

    def back(self) -> None:
        """Take the last answer back; at the first question there is none."""
        before = COUNT - 1 if self.question == CONFIRM else self.question - 1
        while before >= 0 and not self.asked >> before & 1:
            before -= 1
        if before >= 0:
            self.unanswer(before)
            self.question = before

    def unanswer(self, question: int) -> None:
        """An answer that does not hold any more, as the thing it was about has gone."""
        self.asked &= ~(1 << question)
        self.yes &= ~(1 << question)

    def reported(self) -> int:
        """For PROFILE and CHECKIN: bits of all answers that are not good, or-ed."""
        bad = self._bad()
        bits = 0
        if bad:
            for i in range(COUNT):
                if bad >> i & 1:
                    bits |= meaning(i)
        return bits

    def refusal(self) -> int:
        """For TODAY: the reason of the first answer that is not good, NONE when all were."""
        bad = self._bad()
        if not bad:
            return reasons.NONE
        first = 0
        while not bad >> first & 1:
            first += 1
        return meaning(first)

    def place(self) -> "tuple[int, int]":
        """Number of the present question in this round, from 1, and how many there are. For the screen: allocates."""
        number = total = 0
        for i in range(COUNT):
            if self._wanted >> i & 1:
                total += 1
                if i <= self.question:
                    number += 1
        return number, total

    def _bad(self) -> int:
        """Mask of the questions whose answer was not good: at once, as each step with an answer asks it."""
        return self.asked & (self.yes ^ _GOOD)

    def _next(self, start: int) -> int:
        for i in range(start, COUNT):
            if self._wanted >> i & 1:
                return i
        return -1
