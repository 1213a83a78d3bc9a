"""Words of the receipt and of the clean-up, loaded with their screens."""

from pen.ui.font import DOWN, TICK, UP

ENDED = "Sitzung beendet"
RECEIPT = "Beleg %d/%d"
NEXT = "Frei in"
SET = "Soll"
MEASURED = "Gemessen"
SECONDS = "Sek."
TURN_PAGES = UP + " " + DOWN + " Seiten"
TO_CLEAN_UP = "SELECT: aufräumen"
CLEAN_UP = "Aufräumen %d/%d"
# Steps of the clean-up, three lines each. The first step has one set of lines for each case.
TAKE_OUT_USED = ("Kartusche entnehmen,", "so entsorgen, dass", "sich niemand sticht.")
TAKE_OUT = ("Kartusche entnehmen,", "Kappe aufsetzen und", "trocken lagern.")
IS_OUT = ("Kartusche ist draußen", "Kappe auf. Wenn ver-", "braucht: sicher weg.")
WIPE = ("Spitze abwischen: 70%", "Alkohol, nass halten:")
WIPED = TICK + " fertig"
STORE = ("Trocknen, Kappe auf.", "Haut: kein Retinol,", "3 Tage keine Säuren.")
DRIES_FOR = "Noch %d s nass."
STEP_DONE = "SELECT: erledigt"
STEP_LAST = "SELECT: fertig"
