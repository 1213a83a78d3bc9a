"""The long texts: what a refusal, a fault and a question say. `texts.py` looks them up; they need not stay in memory.

Style and rules are those of `words.py`: 21 characters a line at most. The screen that uses a line fills its "%s".
"""

from pen.core import questions as q
from pen.formats import reasons as r
from pen.ui.font import DEGREE

# reason: title, what is wrong (two lines), when or how it ends (two lines)
REFUSALS = {
    r.INTERVAL: ("Skin is resting", "Every session is", "followed by a rest.", "Opens in %s", ""),
    r.UNKNOWN_HISTORY: (
        "Memory was lost",
        "Past sessions are not",
        "known: one full rest.",
        "Opens in %s",
        "",
    ),
    r.TOO_DEEP: ("Depth limit", "Deeper settings are", "not offered.", "Choose up to", "%s mm."),
    r.USB_POWER: (
        "Needles off on USB",
        "Needles stay off",
        "while on USB power.",
        "Unplug the cable,",
        "then try again.",
    ),
    r.BATTERY_LOW: (
        "Battery is low",
        "It is at %s V, a",
        "session needs 3.50 V.",
        "Charge the pen, then",
        "unplug and try again.",
    ),
    r.MOTOR_HOT: (
        "Motor is warm",
        "The motor is at",
        "%s.",
        "Wait some minutes:",
        "ready at 40 " + DEGREE + "C.",
    ),
    r.CARTRIDGE_NONE: (
        "No cartridge",
        "The pen finds no",
        "cartridge inside.",
        "Insert a cartridge,",
        "then try again.",
    ),
    r.CARTRIDGE_UNREADABLE: (
        "Cartridge not read",
        "Its tag gives no",
        "clear answer.",
        "Insert it again, or",
        "use another one.",
    ),
    r.CARTRIDGE_FOREIGN: (
        "Bound to another pen",
        "Cartridges are never",
        "shared between pens.",
        "Insert a new one, or",
        "one of this pen.",
    ),
    r.CARTRIDGE_SPENT: (
        "Cartridge used up",
        "Needles wear out.",
        "Sessions served: %s",
        "Discard it, insert a",
        "new one.",
    ),
    r.CARTRIDGE_NEEDLES: (
        "Needle length",
        "Needles of %s mm",
        "are not supported.",
        "Insert one with at",
        "most 0.50 mm.",
    ),
    r.CARTRIDGE_OTHER: (
        "Another cartridge",
        "The session began",
        "with a different one.",
        "Insert that one, or",
        "end the session.",
    ),
    r.CARTRIDGE_WRITE: (
        "Use was not noted",
        "Its tag did not take",
        "the note of this use.",
        "Insert it again, then",
        "press SELECT.",
    ),
    r.CLOCK_FAILED: (
        "Clock does not answer",
        "Without it no rest",
        "can be measured.",
        "Opens when it answers",
        "again, else: service.",
    ),
    r.STORE_FAILED: (
        "Memory not writable",
        "Sessions could not",
        "be noted safely.",
        "Opens when it works",
        "again, else: service.",
    ),
    r.FAULT_LATCHED: (
        "Fault %s",
        "The pen stopped, to",
        "be on the safe side.",
        "Hold SELECT 3 s to",
        "test again.",
    ),
    r.SESSION_OVER: (
        "Session is over",
        "Its 30 minutes or its",
        "needle time are used.",
        "Next one in",
        "%s",
    ),
    r.TOO_FAST: ("Rate limit", "Faster settings are", "not offered.", "Choose up to", "%s strokes/s."),
    r.NOT_CALIBRATED: (
        "Not calibrated",
        "The depth ring has no",
        "zero stored yet.",
        "Opens once calibrated",
        "(see the pen's guide)",
    ),
    r.PROFILE_UNKNOWN: (
        "A few questions first",
        "The pen has to know",
        "your skin a little.",
        "Press SELECT on START",
        "and answer them.",
    ),
    r.PROFILE_NEVER: (
        "Not for this skin",
        "%s:",
        "needles stay off.",
        "Opens when it is over",
        "with a doctor's note.",
    ),
    r.PROFILE_NOTE: (
        "Ask a doctor first",
        "%s:",
        "please ask first.",
        "Opens with a doctor's",
        "note (see the guide).",
    ),
    r.REVIEW_NEEDED: (
        "Let it be looked at",
        "Your skin bled, or",
        "reacted twice.",
        "Opens once a doctor's",
        "look at it is noted.",
    ),
    r.REACTION: ("Skin needs longer", "It reacted last time:", "14 more days of rest.", "Opens in %s", ""),
    r.HOLD: ("Not today", "An answer you gave", "asks for a pause.", "Opens in %s", ""),
    r.SKIN_TODAY: ("Skin needs calm first", "Never over acne, a", "rash or a wound.", "Opens in %s", ""),
    r.SUN_TODAY: ("Sun has been there", "Burnt or tanned skin", "needs its own rest.", "Opens in %s", ""),
    r.ACTIVES_TODAY: ("Actives: wait first", "Retinol, acids and", "scrubs need a pause.", "Opens in %s", ""),
    r.PACK_OPENED: (
        "A fresh one, please",
        "A pack that was open",
        "keeps nothing clean.",
        "Insert a cartridge",
        "from a sealed pack.",
    ),
    r.NOT_CLEANSED: (
        "Wash your face first",
        "Make-up and dirt do",
        "not belong in skin.",
        "Wash it, dry it, then",
        "press SELECT again.",
    ),
    r.NOT_ANSWERED: (
        "Not there yet",
        "A step before the",
        "needles is still open",
        "Press SELECT on START",
        "to go on with it.",
    ),
    r.ZONE_DONE: (
        "This zone has enough",
        "More would only make",
        "the skin sore.",
        "Choose another zone,",
        "or end the session.",
    ),
    r.CHECKIN_DUE: (
        "How did it go?",
        "Say how your skin",
        "took the last time.",
        "Press SELECT on START",
        "and answer.",
    ),
}
# the same for conditions that do not end
FOREVER = ("Not for this skin", "%s:", "needles stay off.", "There is no date:", "ask a dermatologist.")
NO_REFUSAL = ("Not possible now", "", "", "Try again in a moment", "")

# --- questions (questions.py) --------------------------------------------------------------------------

# at most four lines each; UP is yes
QUESTIONS = {
    0: ("Bleeding disorder,", "blood thinners, or", "scars that grow", "(keloids)?"),
    1: ("Weak immune system,", "chemo or radiation,", "or diabetes that is", "not under control?"),
    2: ("Pregnant, nursing,", "under 22, or any", "isotretinoin in the", "last 6 months?"),
    3: ("Rosacea, eczema,", "psoriasis, vitiligo,", "autoimmune disease", "of the skin?"),
    4: ("Does your skin darken", "easily, or keep dark", "marks after a spot or", "a scratch?"),
    5: ("Did your skin bleed,", "in the last session", "or after it?"),
    6: ("Did redness stay for", "more than 48 hours?"),
    7: ("Anything else: pus,", "blisters, hard bumps,", "fever, dark patches,", "spreading redness?"),
    8: ("On your face today:", "acne, a rash, a cold", "sore, an infection or", "an open wound?"),
    9: ("Is your face burnt", "by the sun, or", "freshly tanned?"),
    10: ("Retinol, acids (AHA,", "BHA) or scrubs on", "your face in the", "last 48 hours?"),
    11: ("Is the cartridge new,", "its pack sealed and", "undamaged until now?"),
    12: ("Is your face washed", "with a mild cleanser,", "dry, free of make-up?"),
    q.CONFIRM: ("You said yes to", "something.", "Is that right?"),
}

# --- conditions (skin.py) ------------------------------------------------------------------------------

# a told condition by its bit number, as the first line of a refusal
CONDITIONS = (
    "Bleeding disorder",
    "Weak immune system",
    "Diabetes",
    "Chemo or radiation",
    "Pregnant or nursing",
    "Keloid scars",
    "Isotretinoin",
    "Under 22",
    "Rosacea",
    "Eczema",
    "Psoriasis",
    "Vitiligo",
    "Autoimmune skin",
    "Skin that darkens",
)
# the same for several that were told as one answer: mask of them, words
TOLD_TOGETHER = (
    (0b100001, "Bleeding or keloids"),
    (0b1110, "Immunity, diabetes"),
    (0b11010000, "Pregnancy, age, drug"),
    (0b1111100000000, "A skin disease"),
)
ANSWER = "An answer of yours"  # a condition that has no name here


def condition(bit: int, profile: int) -> str:
    """The told condition with this bit number; of a profile that holds all it was told together with: their name."""
    for mask, text in TOLD_TOGETHER:
        if mask >> bit & 1 and profile & mask == mask:
            return text
    return CONDITIONS[bit] if 0 <= bit < len(CONDITIONS) else ANSWER


# --- faults ---------------------------------------------------------------------------------------------

_COMES_BACK = ("If it comes back, the", "pen needs service.")
_KEEP_OFF = ("Keep it off the skin.", "Service needed.")

# code: title, what is wrong (two lines), what to do (two lines)
FAULTS = {
    r.F_DEPTH: ("Depth not confirmed", "Set and measured", "depth did not agree.") + _COMES_BACK,
    r.F_HOMING: ("Zero not found", "The depth ring is not", "at its zero.") + _COMES_BACK,
    r.F_MOVE: ("Depth ring is slow", "It took too long to", "reach its place.") + _COMES_BACK,
    r.F_BUTTON: (
        "Button stuck",
        "A button was down for",
        "ten seconds.",
        "Free it. If it comes",
        "back: service needed.",
    ),
    r.F_RUNAWAY: ("Needles not at rest", "Strokes were felt", "with the drive off.") + _KEEP_OFF,
    r.F_OVERSPEED: ("Needles too fast", "The drive did not", "hold its rate.") + _KEEP_OFF,
    r.F_STORE: ("Memory fault", "A record could not", "be stored.") + _COMES_BACK,
}
_PART_FAULT = ("%s", "This part gives no", "believable answer.") + _COMES_BACK
NO_FAULT = ("Fault", "The pen stopped, to", "be on the safe side.") + _COMES_BACK

# names of the parts, by the numbers of hal/errors.py
PARTS = (
    "Part",
    "Display",
    "Clock",
    "EEPROM",
    "Depth sensor",
    "Cartridge tag",
    "Depth drive",
    "Part",
    "Sensor input",
    "Flash",
)


def fault(code: int) -> tuple:
    """Title, what is wrong, what to do (five lines) for a fault code, known or not."""
    part = code - r.F_PART
    if 0 < part < len(PARTS):
        return (PARTS[part],) + _PART_FAULT[1:]
    return FAULTS.get(code, NO_FAULT)
