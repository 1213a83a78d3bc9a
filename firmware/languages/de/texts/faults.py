"""What the screen says of a fault. Loaded by `lookup.py` when it is needed; the style is described in README.md."""

from pen.formats import reasons as r

_COMES_BACK = ("Kommt es wieder, muss", "der Stift zum Service")
_FREE_IT = ("Lösen. Kommt es", "wieder: zum Service.")
_OFF_SKIN = ("Von der Haut nehmen,", "dann testen lassen.")
_BY_HAND = ("Von Hand zurückdrehen", "und testen lassen.")
_KEEP_OFF = ("Nicht auf die Haut!", "Muss zum Service.")

# Code: title, what is wrong (two lines), what to do (two lines).
FAULTS = {
    r.F_DEPTH: ("Tiefe nicht bestätigt", "Soll und gemessene", "Tiefe waren ungleich.") + _OFF_SKIN,
    r.F_HOMING: ("Null nicht gefunden", "Der Tiefenring steht", "nicht auf Null.") + _OFF_SKIN,
    r.F_MOVE: ("Tiefenring zu langsam", "Er kam zu spät an", "seinen Platz.") + _OFF_SKIN,
    r.F_BUTTON: ("Taste klemmt", "Sie war zehn Sekunden", "gedrückt oder lose.") + _FREE_IT,
    r.F_NEW_ZERO: (
        "Neue Null: ungeprüft",
        "Der Stift wurde neu",
        "vermessen.",
        "Von der Haut halten",
        "und testen lassen.",
    ),
    r.F_RUNAWAY: ("Nadeln stehen nicht", "Es gab Hübe, obwohl", "der Antrieb aus war.") + _KEEP_OFF,
    r.F_OVERSPEED: ("Nadeln zu schnell", "Der Antrieb hielt", "seinen Takt nicht.") + _KEEP_OFF,
    r.F_RING: ("Tiefenring verirrt", "Er fuhr nicht dahin,", "wohin er sollte.") + _OFF_SKIN,
    r.F_RING_DEEP: ("Tiefenring zu tief", "Bewegt ihn der Stift,", "kann er tiefer gehen.") + _BY_HAND,
    r.F_STORE: ("Speicher gestört", "Ein Eintrag ließ sich", "nicht speichern.") + _COMES_BACK,
}
_PART_FAULT = ("Dieses Teil antwortet", "nicht glaubhaft.") + _COMES_BACK
_RING_PART = _PART_FAULT[:2] + _OFF_SKIN  # depth sensor and depth drive
UNKNOWN = ("Störung", "Der Stift hielt an,", "um sicherzugehen.") + _COMES_BACK

# Names of the parts, by their numbers in hal/errors.py.
PARTS = (
    "",
    "Anzeige",
    "Uhr",
    "EEPROM",
    "Tiefensensor",
    "Kartuschen-Chip",
    "Tiefenantrieb",
    "Nadelantrieb",
    "Sensoreingang",
    "Flash",
)


def look_up(code: int) -> "tuple[str, ...]":
    """Title, what is wrong and what to do: five lines for any fault code, known or not."""
    part = code - r.F_PART
    if 0 < part < len(PARTS):
        return (PARTS[part],) + (_RING_PART if code in (r.F_PART + 4, r.F_PART + 6) else _PART_FAULT)
    return FAULTS.get(code, UNKNOWN)
