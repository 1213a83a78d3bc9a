"""Why the needles stopped or the session ended, and what helps. The style is described in README.md."""

from pen.formats import reasons as r
from pen.ui.font import WARNING

PAUSED = "Pause"
STOPPING = "Hält an"
FAULT = WARNING + " Schutzstopp %d"
TEST_AGAIN = "SELECT 3 s: testen"
STILL_FAILING = "SELECT lang: Neustart"

# Reason: why the needles stopped or the session ended, what helps.
STOPS = {
    r.STOP_BUTTON: ("Taste hat gestoppt", ""),
    r.STOP_RUN_OVER: ("Eine Minute ist um", "Haut ansehen"),
    r.STOP_BUDGET: ("Nadelzeit verbraucht", "Sitzung ist vorbei"),
    r.STOP_WINDOW: ("30 Minuten sind um", ""),
    r.STOP_USB: ("USB wurde gesteckt", "Abziehen: weiter"),
    r.STOP_BATTERY: ("Akku ist schwach", "Laden hilft"),
    r.STOP_HEAT: ("Motor ist warm", "Abkühlen lassen"),
    r.STOP_CARTRIDGE: ("Kartusche war lose", "Dieselbe einsetzen"),
    r.STOP_FAULT: ("Störung gefunden", ""),
    r.STOP_CURRENT: ("Motor war überlastet", "Leichter drücken"),
    r.STOP_STALL: ("Nadeln standen still", "Leichter drücken"),
    r.STOP_POWER_CUT: ("Strom war weg", "Zone gilt als genug"),
    r.STOP_USER: ("Von Ihnen beendet", ""),
    r.STOP_ZONE_DONE: ("Diese Zone hat genug", "Nächste Zone wählen"),
    r.STOP_NO_AIR: ("Start nicht in Luft", "Von der Haut halten"),
    r.STOP_NO_CONTACT: ("Nicht auf der Haut", "Auf der Haut bleiben"),
    r.STOP_PRESSURE: ("Zu fest gedrückt", "Leichter drücken"),
    r.STOP_BLEEDING: ("Blutung vermerkt", "Haut ruhen lassen"),
    r.STOP_SLOW: ("Nadeln zu langsam", "Sie würden zerren"),
    r.STOP_TACHO: ("Hübe nicht gezählt", "Sensor zum Service"),
    r.STOP_CRASH: ("Programm ausgefallen", "Zone gilt als genug"),
    r.STOP_LATE: ("Stift war zu langsam", "Noch einmal"),
}
UNKNOWN = ("Sitzung noch offen", "")  # it was found open at power-on


def stop(reason: int, lost: int = 0) -> "tuple[str, str]":
    """Why the needles stopped, and what helps. `lost`: nobody knows how long ago the session began."""
    if lost and reason == r.STOP_WINDOW:
        return "Uhr verlor die Zeit", ""
    return STOPS.get(reason, UNKNOWN)
