"""What the screen says of a refusal. Loaded by `lookup.py` when it is needed; the style is described in README.md.

The screen puts a figure in place of "%s".
"""

from micropython import const
from pen.formats import reasons as r
from pen.ui.font import DEGREE

_NO_END = const(-1)
_NOT_IN = const(-2)
_MORE = const(-3)
_LOST = const(-4)
_FOUND = const(-5)

# Reason: title, what is wrong (two lines); when or how it ends (two lines).
REFUSALS = {
    r.INTERVAL: ("Haut ruht", "Auf jede Sitzung", "folgt eine Ruhe.",
        "Frei in %s", ""),
    r.UNKNOWN_HISTORY: ("Daten verloren", "Sitzungen unbekannt:", "eine volle Ruhe.",
        "Frei in %s", ""),
    r.TOO_DEEP: ("Grenze der Tiefe", "Tiefer lässt es sich", "nicht stellen.",
        "Wählbar bis", "%s mm."),
    r.USB_POWER: ("Am USB: Nadeln aus", "Am USB-Strom bleiben", "die Nadeln aus.",
        "Kabel abziehen, dann", "noch einmal."),
    r.BATTERY_LOW: ("Akku ist schwach", "Er hat %s V, nötig", "sind 3.50 V.",
        "Laden, abziehen, dann", "noch einmal."),
    r.MOTOR_HOT: ("Motor ist warm", "Der Motor hat", "%s.",
        "Einige Minuten warten", "bis 40 " + DEGREE + "C."),
    r.CARTRIDGE_NONE: ("Keine Kartusche", "Der Stift findet", "keine Kartusche.",
        "Eine einsetzen, dann", "noch einmal."),
    r.CARTRIDGE_UNREADABLE: ("Kartusche unlesbar", "Ihr Chip antwortet", "nicht klar.",
        "Neu einsetzen oder", "eine andere nehmen."),
    r.CARTRIDGE_FOREIGN: ("Gehört anderem Stift", "Eine Kartusche dient", "nur einem Stift.",
        "Eine neue oder eigene", "einsetzen."),
    r.CARTRIDGE_SPENT: ("Kartusche verbraucht", "Nadeln nutzen sich ab", "Sitzungen damit: %s",
        "Entsorgen und eine", "neue einsetzen."),
    r.CARTRIDGE_OLD: ("Kartusche zu alt", "Offen seit über 90", "Tagen oder unbekannt.",
        "Entsorgen und eine", "neue einsetzen."),
    r.CARTRIDGE_NEEDLES: ("Nadeln passen nicht", "Nadeln von %s mm", "sind nicht erlaubt.",
        "Eine einsetzen mit", "höchstens 0.50 mm."),
    r.CARTRIDGE_OTHER: ("Andere Kartusche", "Die Sitzung begann", "mit einer anderen.",
        "Jene einsetzen oder", "die Sitzung beenden."),
    r.CARTRIDGE_WRITE: ("Einsatz ohne Eintrag", "Der Kartuschen-Chip", "speicherte ihn nicht.",
        "Neu einsetzen, dann", "SELECT drücken."),
    r.CLOCK_FAILED: ("Uhr geht nicht", "Ohne sie ist die Ruhe", "nicht zu messen.",
        "Frei, wenn sie wieder", "geht. Sonst: Service"),
    r.STORE_FAILED: ("Speichern unmöglich", "Sitzungen lassen sich", "nicht aufzeichnen.",
        "Frei, wenn es wieder", "geht. Sonst: Service"),
    r.FAULT_LATCHED: ("Störung %s", "Der Stift hielt an,", "um sicherzugehen.",
        "SELECT 3 s halten, um", "neu zu testen."),
    r.SESSION_OVER: ("Sitzung ist vorbei", "30 Minuten oder die", "Nadelzeit sind um.",
        "Nächste in", "%s"),
    r.TOO_FAST: ("Grenze des Takts", "Schneller lässt es", "sich nicht stellen.",
        "Wählbar bis", "%s Hübe/s."),
    r.NOT_CALIBRATED: ("Nicht kalibriert", "Der Tiefenring hat", "noch keine Null.",
        "Stift kalibrieren", "(siehe Anleitung)"),
    r.PROFILE_UNKNOWN: ("Erst ein paar Fragen", "Der Stift muss Ihre", "Haut kennen.",
        "SELECT auf START", "drücken, antworten."),
    r.PROFILE_NEVER: ("Jetzt nicht geeignet", "%s:", "Nadeln bleiben aus.",
        "Es muss vorbei sein,", "ärztlich bestätigt."),
    r.PROFILE_NOTE: ("Erst ärztlich fragen", "%s:", "bitte erst fragen.",
        "Nötig ist ein Attest", "(siehe Anleitung)"),
    r.REVIEW_NEEDED: ("Erst in die Praxis", "Blut, zwei Reaktionen", "oder eine späte.",
        "Ärztliche Prüfung", "muss vermerkt sein."),
    r.REACTION: ("Haut braucht Ruhe", "Sie hat reagiert:", "14 Tage mehr Ruhe.",
        "Frei in %s", ""),
    r.HOLD: ("Wartezeit ist nötig", "Eine Ihrer Antworten", "braucht Wartezeit.",
        "Frei in %s", ""),
    r.SKIN_TODAY: ("Haut beruhigen lassen", "Nie auf Akne, Aus-", "schlag oder Wunden.",
        "Frei in %s", ""),
    r.SUN_TODAY: ("Zu viel Sonne zuletzt", "Verbrannte, gebräunte", "Haut braucht Ruhe.",
        "Frei in %s", ""),
    r.ACTIVES_TODAY: ("Nach Wirkstoff warten", "Retinol, Vitamin C,", "Säuren, Peeling: Ruhe",
        "Frei in %s", ""),
    r.PACK_OPENED: ("Packung war offen", "Nur ungeöffnet sind", "die Nadeln sauber.",
        "Eine aus geschlosse-", "ner Packung nehmen."),
    r.LESION_TODAY: ("Nicht über Gewächse", "Nie auf Muttermale,", "Warzen oder Flecken.",
        "Andere Zone wählen", "oder ärztlich zeigen."),
    r.TREATED_LATELY: ("Vier Wochen warten", "Nach Filler, Laser,", "Peeling: Haut ruht.",
        "Frei in %s", ""),
    r.NUMB_TODAY: ("Haut muss fühlen", "Schmerz ist Warnung:", "nie auf taube Haut.",
        "Frei in %s", ""),
    r.NOT_CLEANSED: ("Erst Gesicht waschen", "Was auf der Haut ist,", "gerät hinein.",
        "Waschen und trocknen,", "dann SELECT drücken."),
    r.NOT_ANSWERED: ("Ein Schritt fehlt", "Vor den Nadeln kommt", "noch etwas.",
        "SELECT auf START", "drücken: weiter."),
    r.ZONE_DONE: ("Diese Zone hat genug", "nach Zählung. Mehr", "macht die Haut wund.",
        "Andere Zone wählen", "oder Sitzung beenden."),
    r.FEW_STROKES: ("Zu wenig Stiche übrig", "Sie wären verbraucht,", "ehe man aufsetzt.",
        "Andere Zone, oder die", "Sitzung beenden."),
    r.POWER_WAS_CUT: ("Hier fiel Strom aus", "Unklar, wie viel sie", "hatte: gilt als genug",
        "Andere Zone wählen", "oder Sitzung beenden."),
    r.CLOCK_CELL: ("Uhrzelle ist leer", "Ohne Akku zählte die", "Zeit nicht.",
        "Neue CR2032 einsetzen", "Dies kommt noch 1-mal"),
    r.CHECKIN_DUE: ("Wie war es?", "Wie war die Haut nach", "dem letzten Mal?",
        "SELECT auf START", "drücken, antworten."),
    r.AFTER_CRASH: ("Programm ausgefallen", "Der Stift hielt an", "und startete neu.",
        "Kommt es wieder, muss", "der Stift zum Service"),
    r.AFTER_CUT: ("Strom war weg", "Standen Nadeln vor?", "Jetzt sind sie drin.",
        "Haut ansehen.", "SELECT: weiter."),
    r.CARTRIDGE_WAS_OUT: ("Kartusche war draußen", "Sauber gilt nur,", "solange sie drin ist.",
        "SELECT auf START", "drücken, neu säubern."),
}  # fmt: skip
# The same for PROFILE_NEVER when the condition does not end, such as keloid scars.
FOREVER = ("Nicht geeignet", "%s:", "Nadeln bleiben aus.", "Ohne Enddatum: in der", "Hautpraxis fragen.")
UNKNOWN = ("Jetzt nicht möglich", "", "", "Gleich noch einmal", "")


def look_up(reason: int) -> "tuple[str, ...]":
    """Title, what is wrong, when or how it ends: five lines for any reason, known or not; _NO_END gives FOREVER.

    _NOT_IN: AFTER_CUT of a pen that has no zero, so that nothing was moved. _MORE: a date that is not the only cause.
    _LOST: SESSION_OVER when the clock lost count in the session. _FOUND: AFTER_CUT when no run was cut, and the ring
    stood out all the same.
    """
    if reason == _FOUND:
        return ("Tiefenring stand vor",) + REFUSALS[r.AFTER_CUT][1:]
    if reason == _LOST:
        text = REFUSALS[r.SESSION_OVER]
        return text[:1] + ("Seit Beginn verlor", "die Uhr die Zeit.") + text[3:]
    if reason == _NOT_IN:
        return REFUSALS[r.AFTER_CUT][:2] + ("Vielleicht noch immer", "Nicht auf die Haut!", "SELECT: weiter.")
    if reason == _MORE:
        return "", "", "", "Mind. %s:", ""
    return FOREVER if reason == _NO_END else REFUSALS.get(reason, UNKNOWN)
