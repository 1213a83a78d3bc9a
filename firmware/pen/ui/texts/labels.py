"""The short words and lines of all screens. The style is described in README.md.

The screen puts a figure in place of "%s" or "%d". This file must not decide anything.
"""

from pen.core import questions as q
from pen.core import touch
from pen.formats import reasons as r
from pen.ui.font import DOWN, LOCK, TICK, UP, WARNING

# --- questions (pen/core/questions.py) -----------------------------------------------------------------

# Group: title.
GROUPS = {q.PROFILE: "About you", q.CHECKIN: "Last time", q.TODAY: "Today"}
PLACE = "%d/%d"
YES = UP + " yes"
NO = DOWN + " no"
ASK_AGAIN = DOWN + " again"
LEAVE = "Hold SELECT: leave"
ONE_BACK = "SELECT: go back"

# --- zones (pen/core/zones.py) ---------------------------------------------------------------------------------
ZONES = ("Forehead", "Left cheek", "Right cheek", "Chin", "Upper lip")
OF_ZONES = "%d of %d"

# Why the depth cannot be set any deeper.
LIMIT_ZONE = "limit of this zone"
LIMIT_FIRST = "in the first sessions"
LIMIT_CALM = "until skin stays calm"
LIMIT_REACTION = "after a reaction"
LIMIT_PIGMENT = "for skin that darkens"
LIMIT_SETTING = "your own limit"
LIMIT_PEN = "limit of this pen"

# --- time -------------------------------------------------------------------------------------------
DAYS_HOURS = "%d d %d h"
DAYS_MINUTES = "%d d %d min"
HOURS_MINUTES = "%d h %d min"
HOURS = "%d h"
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

LOCKED = LOCK + " Locked"
SKIN_RESTS = "Skin is resting for"
MEMORY_LOST = "Memory lost, rest for"
LONGER_REST = "Reaction, rest for"
HOLDS = {
    r.SKIN_TODAY: "Acne or wound: wait",
    r.SUN_TODAY: "After the sun: wait",
    r.ACTIVES_TODAY: "After actives: wait",
}
HELD = "Your answer: wait"
ON_USB = "Needles off on USB"
NO_ACTIVES = "No actives: %s"
NO_DATE = "(date is not set)"

LAST_SESSION = "Last session"
NO_SESSION = "No session yet"
STROKES = "Strokes"
NEEDLE_TIME = "Needle time"
DEPTH = "Depth"
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
UP_TO_MM = "Up to %s mm"
UP_TO_RATE = "Up to %d strokes/s"
START = "START"
TURN_ZONE = UP + " " + DOWN + " other zone"
NEXT_START = "SELECT: to START"
TELLS_MORE = "SELECT: details"
PRACTICE_HOLD = "To practise: hold " + UP
CARTRIDGE_USE = "Cartridge use %d of %d"
# What START does next, and a word about it.
NEXT_PROFILE = ("Next: questions", "about you")
NEXT_CHECKIN = ("Next: questions", "about the last time")
NEXT_TODAY = ("Next: questions", "about today")
NEXT_CLEAN = ("Next: disinfect", "It takes 5 minutes")
NEXT_ARM = "Next: get ready"

DISINFECTING = "Disinfect"
# Four short lines beside the countdown.
WET = ("70%", "alcohol", "on the", "tip")
LATER = "SELECT: later"
DRYING = "Let it dry"
IN_THE_AIR = ("in the air, without", "touching the tip")
IS_DRY = "SELECT: it is dry"

GETTING_READY = "Getting ready"
HOMING = "Homing"
MOVING = "Moving"
TO_DEPTH = "Depth ring to %s mm"
CANCEL = UP + " or " + DOWN + ": cancel"
ARMED = "Armed: %s"
MEASURED = TICK + " measured %s mm"
STARTS = "SELECT starts"
IN_AIR_FIRST = "Start in air"
RELEASE = "Let go"
RELEASE_THEN = "of all buttons, then"
NEEDLES_MOVE = "the needles move"
STAY_IN_AIR = "(keep it in the air)"

RUNNING = "Needles moving"
PERCENT = "%"
ANY_BUTTON_STOPS = "Any button stops"
TOUCH = {
    touch.CALIBRATING: "in air",
    touch.NO_AIR: "in air",
    touch.NONE: "no skin",
    touch.LIGHT: "light",
    touch.FIRM: "firm",
    touch.HARD: "too hard",
}
# Directions of the passes that the pen guides.
PASSES = ("up, down", "across", "diagonal")
# What to do in place of a pass.
HOLD_IN_AIR = "Hold in air"
TOUCH_NOW = "Touch skin"
LESS = "Press less"

PAUSED = "Paused"
STOPPING = "Stopping"
GO_ON = "GO ON"
END = "END"
ZONE_PERCENT = "This zone: %d%% done"
ZONES_DONE = "Zones done: %s"
PREVIOUS_ZONE_DONE = "Previous zone is done"
ALL_ZONES_DONE = "All zones have enough"
USED_OF = "Used %s of %s"
ENDS = "SELECT: end session"
BLEEDS = "Bleeds? Hold any 2 s"

ENDED = "Session finished"
RECEIPT = "Receipt %d/%d"
ZONES_LABEL = "Zones"
NEXT = "Next in"
SET = "Set"
MEASURED_LABEL = "Measured"
SECONDS_LABEL = "Seconds"
TURN_PAGES = UP + " " + DOWN + " pages"
TO_CLEAN_UP = "SELECT: clean up"
CLEAN_UP = "Clean up %d/%d"
# Steps of the clean-up, three lines each. The first step has one set of lines for each case.
TAKE_OUT_USED = ("Take the cartridge", "out and discard it", "where nobody is hurt.")
TAKE_OUT = ("Take the cartridge", "out, cap it, and keep", "it dry.")
IS_OUT = ("The cartridge is out.", "Cap it. A used-up one", "is discarded safely.")
WIPE = ("Wipe the tip with 70%", "alcohol, keep it wet:")
WIPED = TICK + " done"
STORE = ("Let it dry, cap it.", "Skin: no retinol, no", "acids for 3 days.")
STEP_DONE = "SELECT: done"
STEP_LAST = "SELECT: finish"

# Shown in turn with the titles of the practice pen.
PRACTICE = "Practice, no needles"
PRACTICE_ENDS = "Hold SELECT 3 s: end"

FAULT = WARNING + " Safety stop %d"
TEST_AGAIN = "Hold SELECT 3 s: test"
STILL_FAILING = "Hold SELECT: restart"
