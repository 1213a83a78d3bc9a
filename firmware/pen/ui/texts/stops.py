"""Why the needles stopped or the session ended, and what helps. The style is described in README.md."""

from pen.formats import reasons as r
from pen.ui.font import WARNING

PAUSED = "Paused"
STOPPING = "Stopping"
FAULT = WARNING + " Safety stop %d"
TEST_AGAIN = "Hold SELECT 3 s: test"
STILL_FAILING = "Hold SELECT: restart"

# Reason: why the needles stopped or the session ended, what helps.
STOPS = {
    r.STOP_BUTTON: ("A button stopped it", ""),
    r.STOP_RUN_OVER: ("One minute is over", "Check your skin"),
    r.STOP_BUDGET: ("Needle time used up", "The session is over"),
    r.STOP_WINDOW: ("30 minutes are over", ""),
    r.STOP_USB: ("USB was plugged in", "Unplug to go on"),
    r.STOP_BATTERY: ("Battery is low", "Charging helps"),
    r.STOP_HEAT: ("Motor is warm", "Let it cool down"),
    r.STOP_CARTRIDGE: ("Cartridge came loose", "Insert the same one"),
    r.STOP_FAULT: ("The pen found a fault", ""),
    r.STOP_CURRENT: ("Motor worked too hard", "Press more lightly"),
    r.STOP_STALL: ("Needles did not move", "Press more lightly"),
    r.STOP_POWER_CUT: ("Power was cut", "Zone taken as enough"),
    r.STOP_USER: ("You ended it", ""),
    r.STOP_ZONE_DONE: ("This zone has enough", "Choose the next one"),
    r.STOP_NO_AIR: ("Not started in air", "Hold it off the skin"),
    r.STOP_NO_CONTACT: ("Off the skin", "Keep it on the skin"),
    r.STOP_PRESSURE: ("Pressed too hard", "Press more lightly"),
    r.STOP_BLEEDING: ("Bleeding was noted", "Let the skin rest"),
    r.STOP_SLOW: ("Needles too slow", "They would drag"),
    r.STOP_TACHO: ("Strokes not counted", "Sensor needs service"),
    r.STOP_CRASH: ("Its program failed", "Zone taken as enough"),
    r.STOP_LATE: ("The pen was too slow", "Try again"),
}
UNKNOWN = ("Session still open", "")  # it was found open at power-on


def stop(reason: int, lost: int = 0) -> "tuple[str, str]":
    """Why the needles stopped, and what helps. `lost`: nobody knows how long ago the session began."""
    if lost and reason == r.STOP_WINDOW:
        return "Its clock lost count", ""
    return STOPS.get(reason, UNKNOWN)
