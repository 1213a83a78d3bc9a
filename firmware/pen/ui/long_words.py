"""The long texts: what a refusal and a fault say. Borrowed for the moment of drawing (`texts.py`), as they take 8 KB.

Style and rules are those of `words.py`: 21 characters a line at most. The screen that uses a line fills its "%s".
"""

from pen.core import reasons as r

from .font import DEGREE

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
        "hold SELECT to end.",
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
}
NO_REFUSAL = ("Not possible now", "", "", "Try again in a moment", "")

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
