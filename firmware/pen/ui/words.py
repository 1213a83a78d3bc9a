"""Every word the pen shows, here and (refusals, faults) in `long_words.py`: short, kind, never blaming.

A line has 21 characters at most. We say *disinfect*, and promise no result. A refusal says what is wrong and when or
how it ends (S17). The screen that uses a line fills its "%s". It must not decide anything.
"""

from pen.core import reasons as r

from .font import DOWN, LOCK, TICK, UP, WARNING

# --- numbers of reasons.py --------------------------------------------------------------------------

# reason: why the needles stopped or the session ended, what helps
STOPS = {
    r.STOP_BUTTON: ("A button stopped it", ""),
    r.STOP_RUN_OVER: ("One minute is over", "Check your skin"),
    r.STOP_BUDGET: ("Needle time used up", "Well done: that is it"),
    r.STOP_WINDOW: ("30 minutes are over", ""),
    r.STOP_USB: ("USB was plugged in", "Unplug to go on"),
    r.STOP_BATTERY: ("Battery is low", "Charging helps"),
    r.STOP_HEAT: ("Motor is warm", "Let it cool down"),
    r.STOP_CARTRIDGE: ("Cartridge came loose", "Insert the same one"),
    r.STOP_FAULT: ("The pen found a fault", ""),
    r.STOP_CURRENT: ("Much pressure felt", "Glide more lightly"),
    r.STOP_STALL: ("Needles did not turn", "Glide more lightly"),
    r.STOP_POWER_CUT: ("Power was cut", ""),
    r.STOP_USER: ("Ended with SELECT", ""),
}
NO_STOP = ("Session still open", "")  # found at power-on

# --- time -------------------------------------------------------------------------------------------
DAYS_HOURS = "%d d %d h"
DAYS_MINUTES = "%d d %d min"
HOURS_MINUTES = "%d h %d min"
MINUTES = "%d min"
SECONDS = "%d s"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNKNOWN = "--"

# --- screens ----------------------------------------------------------------------------------------
NAME = "needlepen"
CHECKING = "Checking"
RING_TO_ZERO = "Depth ring to zero"
ONE_MOMENT = "One moment"
SAVING = "Saving"
STOPPING = "Stopping"

LOCKED = LOCK + " Locked"
SKIN_RESTS = "Skin is resting for"
MEMORY_LOST = "Memory lost, rest for"
NO_DATE = "(date is not set)"

LAST_SESSION = "Last session"
NO_SESSION = "No session yet"
STROKES = "Strokes"
NEEDLE_TIME = "Needle time"
DEPTH = "Depth"
RATE = "Rate"
DAY = "Day"

THIS_PEN = "This pen"
SERIAL = "ID"
FIRMWARE = "Firmware"
SESSIONS = "Sessions"
BATTERY = "Battery"
TO_SYNC = "To sync"
DATE = "Date"
NOT_SET = "not set"
RECORDS = "%d records"
VOLTS_PERCENT = "%s V, %d%%"

READY = "Ready"
RATE_UNIT = "/s"
DEPTH_UNIT = "mm"
CHOOSE = UP + " %s " + DOWN
START = "START"
MOST = "%s up to %s %s"
CARTRIDGE_USE = "Cartridge use %d of %d"
GET_READY = "SELECT: get ready"

GETTING_READY = "Getting ready"
HOMING = "Homing"
MOVING = "Moving"
TO_DEPTH = "Depth ring to %s mm"
CANCEL = UP + " or " + DOWN + ": cancel"
ARMED = "Armed"
MEASURED = TICK + " measured %s mm"
STARTS = "SELECT starts"
RELEASE = "Let go"
RELEASE_THEN = "of all buttons, then"
NEEDLES_MOVE = "the needles move"

RUNNING = "Needles moving"
SECONDS_LEFT = "s"
STROKES_UNIT = "strokes"
ANY_BUTTON_STOPS = "Any button stops"

PAUSED = "Paused"
WINDOW = "Time left"
NEEDLES = "Needles"
USED_OF = "%s of %s"
GO_ON = "SELECT: go on"
HOLD_TO_END = "Hold SELECT: end"

ENDED = "Session finished"
NEXT = "Next in"
DISCARD = "Discard the cartridge"
DISINFECT = "Disinfect the pen tip"
CLOSE = "Any button: close"

FAULT = WARNING + " Safety stop %d"
TEST_AGAIN = "Hold SELECT 3 s: test"
STILL_FAILING = "Hold SELECT: restart"
