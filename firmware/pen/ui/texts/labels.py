"""The short words and lines that several screens show. Those of one screen are in the file of its name.

The screen puts a figure in place of "%s" or "%d". This file must not decide anything.
"""

from pen.ui.font import UP

# --- zones (pen/core/zones.py) ---------------------------------------------------------------------------------
ZONES = ("Forehead", "Left cheek", "Right cheek", "Chin", "Upper lip")
OF_ZONES = "%d of %d"

# --- figures ----------------------------------------------------------------------------------------
UNKNOWN = "--"

# --- screens ----------------------------------------------------------------------------------------
NAME = "needlepen"
CHECKING = "Checking"
RING_TO_ZERO = "Depth ring to zero"
CLOCK_LATE = "No clock yet: again"
ONE_MOMENT = "One moment"
SAVING = "Saving"
STROKES = "Strokes"
NEEDLE_TIME = "Needle time"
RATE_UNIT = "/s"
DEPTH_UNIT = "mm"
PRACTICE_HOLD = "To practise: hold " + UP
ZONES_LABEL = "Zones"

# Shown in turn with the titles of the practice pen.
PRACTICE = "Practice, no needles"
PRACTICE_ENDS = "Hold SELECT 3 s: end"
