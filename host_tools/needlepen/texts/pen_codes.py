"""Numbers of the pen in plain words, with what a person can do about each; the numbers: `pen.formats.reasons`.

Must not decide anything: the pen has decided already.
"""

from ..codec import messages as m
from ..codec import reasons as r
from ..codec import record as rec
from ..language import Names, Words, fill, tr, trn
from . import skin_codes, update_codes

USB_POWER: int = r.USB_POWER
FAULT_LATCHED: int = r.FAULT_LATCHED
WAITS: "tuple[int, ...]" = (
    r.INTERVAL,
    r.UNKNOWN_HISTORY,
    r.REACTION,
    r.HOLD,
)  # only a matter of time
ZONE_DONE: int = r.STOP_ZONE_DONE
POWER_CUT: int = r.STOP_POWER_CUT

# reason: (what is wrong, what to do or when it ends)
REFUSALS: "dict[int, tuple[str, str]]" = Words(
    {
        r.INTERVAL: (
            "too soon after the last session",
            "Skin needs the whole interval; the pen unlocks by itself.",
        ),
        r.UNKNOWN_HISTORY: ("the pen's memory was lost", "It waits one full interval, to be safe."),
        r.TOO_DEEP: ("deeper than allowed", "Choose a smaller depth."),
        r.USB_POWER: ("USB power connected", "Unplug the cable; needles never run on USB power."),
        r.BATTERY_LOW: ("battery too low for a session", "Charge the pen."),
        r.MOTOR_HOT: ("motor too warm", "Let it cool down."),
        r.CARTRIDGE_NONE: ("no cartridge", "Insert a cartridge."),
        r.CARTRIDGE_UNREADABLE: (
            "cartridge cannot be read",
            "Take it out, wipe its contacts, insert it again or use a new one.",
        ),
        r.CARTRIDGE_FOREIGN: ("cartridge belongs to another pen", "Never share: use a new cartridge."),
        r.CARTRIDGE_SPENT: ("cartridge used up", "Discard it and insert a new one."),
        r.CARTRIDGE_OLD: (
            "cartridge opened more than 90 days ago, or nobody knows when",
            "Discard it and insert a new one.",
        ),
        r.CARTRIDGE_NEEDLES: (
            "needle length not allowed",
            "Use a cartridge for this pen (needles up to 0.5 mm).",
        ),
        r.CARTRIDGE_OTHER: (
            "not the cartridge this session began with",
            "Put back the cartridge the session began with.",
        ),
        r.CARTRIDGE_WAS_OUT: (
            "the cartridge was out after it was cleaned",
            "Leave it in, and clean it again: START leads there.",
        ),
        r.CARTRIDGE_WRITE: (
            "the use could not be written to the cartridge",
            "Insert it again, or use a new one.",
        ),
        r.CLOCK_FAILED: ("the clock cannot be read", "Restart the pen; if it stays, the clock needs repair."),
        r.STORE_FAILED: (
            "the pen cannot store its records",
            "Restart the pen; if it stays, its memory needs repair.",
        ),
        r.FAULT_LATCHED: ("a fault is latched", "Acknowledge it on the pen; it checks itself before it goes on."),
        r.SESSION_OVER: (
            "the session is over",
            "Its 30 minutes or its needle time are used up, or the clock lost count.",
        ),
        r.TOO_FAST: ("faster than allowed", "Choose a lower rate."),
        r.NOT_CALIBRATED: ("the depth ring is not calibrated", "Calibrate the pen (see its board's README)."),
        r.AFTER_CRASH: ("the pen's program failed", "If it comes back, the pen needs service."),
        r.AFTER_CUT: ("power was cut with the needles out", "The pen has brought them in; look at the skin."),
        r.CLOCK_CELL: (
            "the clock's coin cell is empty; time without the main battery did not count",
            "Fit a new CR2032 (the pen says this once more at its next start).",
        ),
        **skin_codes.REFUSALS,
    }
)

STOPS: "dict[int, str]" = Words(
    {
        r.STOP_BUTTON: "stopped by a button",
        r.STOP_RUN_OVER: "the minute of one start was over",
        r.STOP_BUDGET: "needle time used up",
        r.STOP_WINDOW: "30 minutes were over, or the clock had lost count",
        r.STOP_USB: "USB was plugged in",
        r.STOP_BATTERY: "battery too low",
        r.STOP_HEAT: "motor too warm",
        r.STOP_CARTRIDGE: "cartridge pulled out",
        r.STOP_FAULT: "a fault",
        r.STOP_CURRENT: "too much load on the motor",
        r.STOP_STALL: "motor stalled",
        r.STOP_POWER_CUT: "power was cut",
        r.STOP_USER: "ended by the user",
        r.STOP_SLOW: "needles too slow",
        r.STOP_TACHO: "strokes could not be counted",
        r.STOP_LATE: "the pen's program was too slow",
        r.STOP_CRASH: "the pen's program failed",
        **skin_codes.STOPS,
    }
)

FAULTS: "dict[int, str]" = Words(
    {
        r.F_DEPTH: "commanded and measured depth disagreed",
        r.F_HOMING: "the depth ring was not at zero after homing",
        r.F_MOVE: "the depth ring took too long",
        r.F_BUTTON: "a button is stuck",
        r.F_NEW_ZERO: "calibrated anew, not tested yet",
        r.F_RUNAWAY: "needles moved without drive",
        r.F_OVERSPEED: "needles too fast",
        r.F_STORE: "a record could not be stored",
        r.F_RING: "the depth ring did not go where it was sent",
        r.F_RING_DEEP: "the depth ring stands too deep to be moved safely",
    }
)

PARTS = Names(
    (
        "",
        "display",
        "clock",
        "EEPROM",
        "depth encoder",
        "cartridge tag",
        "depth motor",
        "needle drive",
        "ADC",
        "flash",
    )
)
"""By fault code - F_PART."""

STATES = Names(
    (
        "off",
        "self-test",
        "locked",
        "ready",
        "arming",
        "needles running",
        "paused",
        "session ended",
        "fault",
        "asking questions",
        "being disinfected",
        "in practice mode",
    )
)
"""By STATUS_IS.state."""

CARTRIDGES = Words({1: "disposable", 2: "multi-use"})

CLOCKS: "dict[int, str]" = Words(
    {
        r.CLOCK_OK: "clock ran on",
        r.CLOCK_STOPPED: "clock had stopped; the time since does not count",
        r.CLOCK_BACK: "clock was set back; the time since does not count",
        r.CLOCK_JUMPED: "clock jumped; the jump does not count",
        r.CLOCK_UNREADABLE: "clock could not be read",
        r.CLOCK_FAR: "clock was far ahead after a pause; the time since does not count",
        r.CLOCK_SERVICE: "the port was open to other programs; the time since does not count",
        r.CLOCK_LATE: "clock did not answer at once",
    }
)

LEDGERS: "dict[int, str]" = Words(
    {
        r.LEDGER_FIRST: "first start",
        r.LEDGER_NO_EEPROM: "EEPROM copy of the memory lost, restored from flash",
        r.LEDGER_NO_FLASH: "flash copy of the memory lost, restored from the EEPROM",
        r.LEDGER_NONE: "both copies of the memory lost; a full interval began",
        r.LEDGER_DAMAGED: "the newest copies of the memory lost or damaged; a full interval began",
        r.LEDGER_FOREIGN: "the memory found is another pen's; a full interval began",
        r.LEDGER_JOURNAL: "the newest copies of the memory damaged; completed from the journal",
        r.LEDGER_DISAGREE: "the two copies of the memory disagreed; the stricter values were kept",
    }
)

GAPS: "dict[int, str]" = Words(
    {
        rec.GAP_WIPED: "the journal was wiped or replaced",
        rec.GAP_DAMAGED: "records were damaged",
        rec.GAP_BUFFER: "samples did not fit the buffer",
        rec.GAP_FULL: "the journal was full before a sync",
    }
)

# E_ code: (why, what to do)
ANSWERS: "dict[int, tuple[str, str]]" = Words(
    {
        m.E_UNKNOWN: ("The pen does not know this request.", "Update the pen's firmware"),
        m.E_LENGTH: (
            "The pen expected a request of another length.",
            "Install matching versions of tool and firmware",
        ),
        m.E_VALUE: ("A value is outside its range.", "Check the value (and this computer's clock)"),
        m.E_PROTOCOL: (
            "The pen does not speak this tool's protocol.",
            "Install matching versions of tool and firmware",
        ),
        m.E_BUSY: (
            "The pen is busy: a session runs or is about to, or it restarts once nobody holds its buttons.",
            "Finish it on the pen, let go of its buttons, then run the command again",
        ),
        m.E_EPOCH: ("The pen began a new journal meanwhile.", "Run the command again"),
        m.E_RANGE: ("The pen does not hold those records any more.", "Run the command again"),
        m.E_CHAIN: ("The pen's journal is not the one this computer holds.", "needlepen verify"),
        m.E_LOOSER: (
            "A setting cannot go back at once, only 28 days after somebody at the pen has agreed.",
            "needlepen settings set … with the looser value; it asks",
        ),
        m.E_STORE: ("The pen could not read or write its memory.", "Restart the pen and run the command again"),
        m.E_CONFIRM: ("A hand on the pen has to agree.", "Run the command again and press ▼ on the pen when it asks"),
        m.E_DECLINED: ("Somebody at the pen said no.", "If it is meant: run the command again and press ▼ on the pen"),
        m.E_NOBODY: ("Nobody at the pen has agreed.", "Run the command again and press ▼ on the pen when it asks"),
        m.E_LIMIT: (
            "So much may be written over the cable in an hour without a hand on the pen, and no more.",
            "Wait an hour and run the command again; nothing is lost",
        ),
        m.E_CLEAR: (
            "There is nothing like that to clear: it was never told, or it is one that does not end.",
            "See what the pen knows: needlepen profile",
        ),
        m.E_CHECKIN: ("That check-in is not due.", "See which one is: needlepen checkin"),
        m.E_OCCUPIED: (
            "Somebody is in the middle of something on the pen: a session, questions, practice.",
            "Finish it on the pen, then run the command again",
        ),
    }
)


def answer(code: int, detail: int) -> "tuple[str, str]":
    """Why the pen refused a request, and what to do, by its E_ code."""
    unknown = (tr("It said error {code}.", code=code), tr("Update this tool"))
    return ANSWERS.get(code) or update_codes.answer(code, detail) or unknown


def refusal(reason: int, detail: int = 0) -> str:
    """Why the pen said no, with the number that belongs to it."""
    if about_skin := skin_codes.refusal(reason, detail):
        return about_skin
    words = REFUSALS[reason][0] if reason in REFUSALS else _unknown(reason)
    if reason == r.FAULT_LATCHED:
        return tr("a fault is latched: {fault}", fault=fault(detail))
    if reason == r.TOO_DEEP:
        return tr("{words} (limit {detail} µm)", words=words, detail=detail)
    if reason == r.CARTRIDGE_NEEDLES:
        return f"{words} ({detail} µm)"
    if reason == r.TOO_FAST:
        return tr("{words} (limit {detail} strokes/s)", words=words, detail=detail)
    if reason == r.BATTERY_LOW:
        return fill("{words} ({volts:.2f} V)", words=words, volts=detail / 1000)
    if reason == r.MOTOR_HOT:
        return fill("{words} ({degrees:.1f} °C)", words=words, degrees=detail / 10)
    if reason == r.CARTRIDGE_SPENT:
        return trn("{words} ({n} use)", "{words} ({n} uses)", detail, words=words)
    return words


def reason(number: int) -> str:
    """What was wrong, without the number that belongs to it."""
    return REFUSALS[number][0] if number in REFUSALS else _unknown(number)


def remedy(reason: int) -> str:
    """What to do about a refusal."""
    return REFUSALS[reason][1] if reason in REFUSALS else tr("Update this tool: it does not know this reason.")


def fault(code: int) -> str:
    """What failed, by the code of a fault."""
    if code > r.F_PART:
        part = code - r.F_PART
        return (
            tr("the {part} does not answer properly", part=PARTS[part])
            if part < len(PARTS)
            else tr("part {part} failed", part=part)
        )
    return FAULTS.get(code) or tr("fault {code}", code=code)


def state(number: int) -> str:
    """What the pen is doing."""
    return STATES[number] if number < len(STATES) else tr("state {number}", number=number)


def stop(reason: int) -> str:
    """Why needles stopped or a session ended."""
    return STOPS.get(reason) or _unknown(reason)


def _unknown(reason: int) -> str:
    return tr("reason {reason}", reason=reason)
