"""Words of the screens of a locked pen, loaded with them."""

from pen.formats import reasons as r
from pen.ui.font import LOCK

LOCKED = LOCK + " Gesperrt"
SKIN_RESTS = "Haut ruht noch"
MEMORY_LOST = "Daten weg, Ruhe noch"
LONGER_REST = "Reaktion, Ruhe noch"
HOLDS = {
    r.SKIN_TODAY: "Akne, Wunde: warten",
    r.SUN_TODAY: "Nach Sonne: warten",
    r.ACTIVES_TODAY: "Wirkstoffe: warten",
    r.TREATED_LATELY: "Nach Filler: warten",
    r.NUMB_TODAY: "Taube Haut: warten",
}
HELD = "Ihre Antwort: warten"
ON_USB = "Am USB: Nadeln aus"
NO_ACTIVES = "Milde Pflege %s"
NO_DATE = "(Datum nicht gesetzt)"
LAST_SESSION = "Zuletzt"
NO_SESSION = "Noch keine Sitzung"
DEPTH = "Tiefe"
DAY = "Tag"
THIS_PEN = "Dieser Stift"
CLOCK_CELL = "Neue Uhrzelle"
CELL_TYPE = "CR2032"
SERIAL = "ID"
FIRMWARE = "Firmware"
SESSIONS = "Sitzungen"
BATTERY = "Akku"
TO_SYNC = "Zu holen"
DATE = "Datum"
NOT_SET = "nicht gesetzt"
RECORDS = "%d Einträge"
VOLTS_PERCENT = "%s V, %d%%"
