"""The short words and lines that several screens show. Those of one screen are in the file of its name.

The screen puts a figure in place of "%s" or "%d". This file must not decide anything.
"""

from pen.ui.font import UP

# --- zones (pen/core/zones.py) ---------------------------------------------------------------------------------
ZONES = ("Stirn", "Linke Wange", "Rechte Wange", "Kinn", "Oberlippe")
OF_ZONES = "%d von %d"

# --- figures ----------------------------------------------------------------------------------------
UNKNOWN = "--"

# --- screens ----------------------------------------------------------------------------------------
NAME = "needlepen"
CHECKING = "Prüfung"
RING_TO_ZERO = "Tiefenring auf Null"
CLOCK_LATE = "Uhr fehlt: nochmal"
ONE_MOMENT = "Einen Moment"
SAVING = "Speichern"
STROKES = "Hübe"
NEEDLE_TIME = "Nadelzeit"
RATE_UNIT = "/s"
DEPTH_UNIT = "mm"
PRACTICE_HOLD = "Zum Üben halten: " + UP
ZONES_LABEL = "Zonen"

# Shown in turn with the titles of the practice pen.
PRACTICE = "Übung ohne Nadeln"
PRACTICE_ENDS = "SELECT 3 s: beenden"
