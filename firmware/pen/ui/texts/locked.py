"""Words of the screens of a locked pen, loaded with them."""

from pen.formats import reasons as r
from pen.ui.font import LOCK

LOCKED = LOCK + " Locked"
SKIN_RESTS = "Skin is resting for"
MEMORY_LOST = "Memory lost, rest for"
LONGER_REST = "Reaction, rest for"
HOLDS = {
    r.SKIN_TODAY: "Acne or wound: wait",
    r.SUN_TODAY: "After the sun: wait",
    r.ACTIVES_TODAY: "After actives: wait",
    r.TREATED_LATELY: "After filler: wait",
    r.NUMB_TODAY: "Numb skin: wait",
}
HELD = "Your answer: wait"
ON_USB = "Needles off on USB"
NO_ACTIVES = "No actives: %s"
NO_DATE = "(date is not set)"
LAST_SESSION = "Last session"
NO_SESSION = "No session yet"
DEPTH = "Depth"
DAY = "Day"
THIS_PEN = "This pen"
CLOCK_CELL = "New clock cell"
CELL_TYPE = "CR2032"
SERIAL = "ID"
FIRMWARE = "Firmware"
SESSIONS = "Sessions"
BATTERY = "Battery"
TO_SYNC = "To sync"
DATE = "Date"
NOT_SET = "not set"
RECORDS = "%d records"
VOLTS_PERCENT = "%s V, %d%%"
