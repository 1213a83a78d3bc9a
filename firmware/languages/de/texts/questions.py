"""What the screen asks. Loaded by `lookup.py` when it is needed; the style is described in README.md."""

from pen.core import questions as q

# Question: at most four lines. UP means yes.
QUESTIONS = {
    0: ("Neigung zu Blutungen,", "oder Narben, die", "wuchern (Keloide)?"),
    1: ("Schwache Abwehr,", "Chemo, Bestrahlung,", "oder schlecht einge-", "stellter Diabetes?"),
    2: ("Schwanger, stillend,", "unter 22 Jahre, oder", "Isotretinoin in den", "letzten 6 Monaten?"),
    3: ("Rosazea, Ekzem,", "Schuppenflechte,", "Vitiligo, Autoimmun-", "krankheit der Haut?"),
    4: ("Wird die Haut leicht", "dunkel, oder bleiben", "nach Pickel, Kratzer", "dunkle Flecken?"),
    5: ("Hat die Haut bei der", "letzten Sitzung oder", "danach geblutet?"),
    6: ("Blieb die Haut mehr", "als 48 Stunden rot?"),
    7: ("Sonst: Eiter, Fieber,", "Blasen, harte Knoten,", "dunkle Flecken oder", "immer mehr Röte?"),
    8: ("Heute im Gesicht:", "Akne, Ausschlag, Her-", "pes, eine Infektion,", "eine offene Wunde?"),
    9: ("Ist das Gesicht von", "der Sonne verbrannt", "oder frisch gebräunt?"),
    10: ("Retinol, Säuren (AHA,", "BHA), Vitamin C oder", "Peelings im Gesicht,", "letzte 48 Stunden?"),
    11: ("Kartusche neu, ihre", "Packung bis jetzt zu", "und unbeschädigt?"),
    12: ("Gesicht gewaschen und", "trocken, ohne Creme,", "Make-up, Tönung, Son-", "nenschutz, Pflaster?"),
    13: ("Ein Medikament, das", "das Blut verdünnt", "(Blutverdünner)?"),
    14: ("Neu seit letztem Mal:", "Schwanger, krank, Me-", "dikament, Allergie,", "Herpes, Gewächs?"),
    15: ("Stift war aus. Nein", "beendet die Sitzung.", "Begann sie vor nicht", "mehr als 30 Minuten?"),
    16: ("Hautkrebs, raue Stel-", "len durch die Sonne,", "Metallallergie, ab", "und zu Herpes?"),
    17: ("Auf den Zonen: ein", "Muttermal, eine Warze", "oder ein anderes Ge-", "wächs, ein Knötchen?"),
    18: ("Im Gesicht, letzte 4", "Wochen: Filler, Botu-", "linum, Laser, Peeling", "oder Operation?"),
    19: ("Ist die Haut taub,", "durch Creme, Spray,", "Spritze oder einen", "alten Nervenschaden?"),
    20: ("Noch nicht ärztlich", "gesehen: Knoten oder", "dunkle Flecken, auch", "Wochen danach?"),
    q.CONFIRM: ("Mindestens eine", "Antwort war ja.", "Stimmt das?"),
}


def look_up(number: int) -> "tuple[str, ...]":
    """The lines of a question by its number, one to four; none for a number that does not exist."""
    return QUESTIONS.get(number, ())
