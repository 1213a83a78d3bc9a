"""What the screen says of a refusal. Loaded by `lookup.py` when it is needed; the style is described in README.md.

The screen puts a figure in place of "%s".
"""

from micropython import const

from pen.formats import reasons as r
from pen.ui.font import DEGREE

_NO_END = const(-1)
_NOT_IN = const(-2)
_MORE = const(-3)
_LOST = const(-4)
_FOUND = const(-5)

# Reason: title, what is wrong (two lines); when or how it ends (two lines).
REFUSALS = {
    r.INTERVAL: ("Skin is resting", "Every session is", "followed by a rest.",
        "Unlocks in %s", ""),
    r.UNKNOWN_HISTORY: ("Memory was lost", "Past sessions are not", "known: one full rest.",
        "Unlocks in %s", ""),
    r.TOO_DEEP: ("Depth limit", "Deeper settings are", "not offered.",
        "Choose up to", "%s mm."),
    r.USB_POWER: ("Needles off on USB", "Needles stay off", "while on USB power.",
        "Unplug the cable,", "then try again."),
    r.BATTERY_LOW: ("Battery is low", "It is at %s V, a", "session needs 3.50 V.",
        "Charge the pen, then", "unplug and try again."),
    r.MOTOR_HOT: ("Motor is warm", "The motor is at", "%s.",
        "Wait some minutes:", "ready at 40 " + DEGREE + "C."),
    r.CARTRIDGE_NONE: ("No cartridge", "The pen finds no", "cartridge inside.",
        "Insert a cartridge,", "then try again."),
    r.CARTRIDGE_UNREADABLE: ("Cartridge not read", "Its tag gives no", "clear answer.",
        "Insert it again, or", "use another one."),
    r.CARTRIDGE_FOREIGN: ("Bound to another pen", "Cartridges are never", "shared between pens.",
        "Insert a new one, or", "one of this pen."),
    r.CARTRIDGE_SPENT: ("Cartridge used up", "Needles wear out.", "Sessions served: %s",
        "Discard it, insert a", "new one."),
    r.CARTRIDGE_OLD: ("Cartridge too old", "Opened over 90 days", "ago, or unknown when.",
        "Discard it, insert a", "new one."),
    r.CARTRIDGE_NEEDLES: ("Unsuitable needles", "Needles of %s mm", "are not supported.",
        "Insert one with at", "most 0.50 mm."),
    r.CARTRIDGE_OTHER: ("Another cartridge", "The session began", "with a different one.",
        "Insert that one, or", "end the session."),
    r.CARTRIDGE_WRITE: ("Use was not recorded", "The cartridge's tag", "did not store it.",
        "Insert it again, then", "press SELECT."),
    r.CLOCK_FAILED: ("Clock does not work", "Without it the rest", "cannot be measured.",
        "Unlocks when it works", "again. If not: repair"),
    r.STORE_FAILED: ("Memory not writable", "Sessions cannot be", "recorded safely.",
        "Unlocks when it works", "again. If not: repair"),
    r.FAULT_LATCHED: ("Fault %s", "The pen stopped, to", "be on the safe side.",
        "Hold SELECT 3 s to", "test again."),
    r.SESSION_OVER: ("Session is over", "Its 30 minutes or its", "needle time are used.",
        "Next one in", "%s"),
    r.TOO_FAST: ("Rate limit", "Faster settings are", "not offered.",
        "Choose up to", "%s strokes/s."),
    r.NOT_CALIBRATED: ("Not calibrated", "The depth ring has no", "zero stored yet.",
        "Calibrate the pen", "(see the pen's guide)"),
    r.PROFILE_UNKNOWN: ("A few questions first", "The pen has to know", "about your skin.",
        "Press SELECT on START", "and answer them."),
    r.PROFILE_NEVER: ("Not suitable now", "%s:", "needles stay off.",
        "A doctor has to note", "that it is over."),
    r.PROFILE_NOTE: ("Ask a doctor first", "%s:", "please ask first.",
        "It takes a note", "(see the pen's guide)"),
    r.REVIEW_NEEDED: ("See a doctor first", "Blood, two reactions,", "or one that was late.",
        "It takes a check by a", "doctor, on record."),
    r.REACTION: ("Skin needs more rest", "It reacted last time:", "14 more days of rest.",
        "Unlocks in %s", ""),
    r.HOLD: ("A pause is needed", "An answer you gave", "asks for a pause.",
        "Unlocks in %s", ""),
    r.SKIN_TODAY: ("Let skin calm down", "Never use it on acne,", "a rash or a wound.",
        "Unlocks in %s", ""),
    r.SUN_TODAY: ("Too much sun lately", "Burnt or tanned skin", "needs rest first.",
        "Unlocks in %s", ""),
    r.ACTIVES_TODAY: ("Wait after actives", "Retinol, vitamin C,", "acids, scrubs: pause.",
        "Unlocks in %s", ""),
    r.PACK_OPENED: ("Pack was not sealed", "Only a sealed pack", "keeps needles clean.",
        "Insert a cartridge", "from a sealed pack."),
    r.LESION_TODAY: ("Not over a growth", "No needles on moles,", "warts or spots.",
        "Choose another zone,", "or show it a doctor."),
    r.TREATED_LATELY: ("Give it four weeks", "After filler, laser,", "peel: skin must rest.",
        "Unlocks in %s", ""),
    r.NUMB_TODAY: ("Skin must feel it", "Pain is the warning:", "never on numb skin.",
        "Unlocks in %s", ""),
    r.NOT_CLEANSED: ("Wash your face first", "What is on the skin", "is driven into it.",
        "Wash it, dry it, then", "press SELECT again."),
    r.NOT_ANSWERED: ("A step is missing", "Something has to come", "before the needles.",
        "Press SELECT on START", "to go on with it."),
    r.ZONE_DONE: ("This zone has enough", "by what was counted.", "More makes skin sore.",
        "Choose another zone,", "or end the session."),
    r.FEW_STROKES: ("Too few strokes left", "They would be used up", "before a touch.",
        "Choose another zone,", "or end the session."),
    r.POWER_WAS_CUT: ("Power was cut here", "Unknown how much it", "had: taken as enough.",
        "Choose another zone,", "or end the session."),
    r.CLOCK_CELL: ("Clock cell is empty", "Time with the battery", "out did not count.",
        "Fit a new CR2032. You", "see this once more."),
    r.CHECKIN_DUE: ("How did it go?", "Say how your skin", "was after last time.",
        "Press SELECT on START", "and answer."),
    r.AFTER_CRASH: ("Its program failed", "The pen has stopped", "and started again.",
        "If it comes back, the", "pen needs service."),
    r.AFTER_CUT: ("Power was cut", "Needles may have been", "out. They are in now.",
        "Look at your skin.", "SELECT goes on."),
    r.CARTRIDGE_WAS_OUT: ("Cartridge was out", "What is clean counts", "while it stays in.",
        "Press SELECT on START", "and clean it again."),
}  # fmt: skip
# The same for PROFILE_NEVER when the condition does not end, such as keloid scars.
FOREVER = ("Not suitable", "%s:", "needles stay off.", "There is no date:", "ask a dermatologist.")
UNKNOWN = ("Not possible now", "", "", "Try again in a moment", "")


def look_up(reason: int) -> "tuple[str, ...]":
    """Title, what is wrong, when or how it ends: five lines for any reason, known or not; _NO_END gives FOREVER.

    _NOT_IN: AFTER_CUT of a pen that has no zero, so that nothing was moved. _MORE: a date that is not the only cause.
    _LOST: SESSION_OVER when the clock lost count in the session. _FOUND: AFTER_CUT when no run was cut, and the ring
    stood out all the same.
    """
    if reason == _FOUND:
        return ("Depth ring was out",) + REFUSALS[r.AFTER_CUT][1:]
    if reason == _LOST:
        text = REFUSALS[r.SESSION_OVER]
        return text[:1] + ("The clock lost count", "since it began.") + text[3:]
    if reason == _NOT_IN:
        return REFUSALS[r.AFTER_CUT][:2] + ("out, and may be still", "Keep it off the skin.", "SELECT goes on.")
    if reason == _MORE:
        return "", "", "", "At least %s:", ""
    return FOREVER if reason == _NO_END else REFUSALS.get(reason, UNKNOWN)
