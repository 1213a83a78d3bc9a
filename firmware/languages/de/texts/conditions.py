"""Names of the conditions of a skin. Loaded by `lookup.py` when one is needed; the style is described in README.md."""

# A condition by its bit number in the profile (pen/core/reported.py), as the first line of a refusal.
CONDITIONS = (
    "Blutungsneigung",
    "Immunschwäche",
    "Diabetes",
    "Chemo, Bestrahlung",
    "Schwanger, stillend",
    "Keloidnarben",
    "Isotretinoin",
    "Unter 22 Jahre",
    "Rosazea",
    "Ekzem",
    "Schuppenflechte",
    "Vitiligo",
    "Haut-Autoimmunleiden",
    "Haut dunkelt nach",
    "Blutverdünner",
    "Krebs/Metall/Herpes",  # skin cancer or keratosis, a metal allergy, cold sores
)


def look_up(key: "tuple[int, int]") -> "tuple[str, ...]":
    """One name for a bit number and the profile it is part of: of the condition, or of all that one answer stands for.

    The second is chosen if the profile holds all of them.
    """
    bit, profile = key
    for mask, name in (
        (0b100001, "Blutungen, Keloide"),
        (0b1110, "Abwehr, Diabetes"),
        (0b11010000, "Baby, Alter, Arznei"),
        (0b1111100000000, "Eine Hautkrankheit"),
    ):
        if mask >> bit & 1 and profile & mask == mask:
            return (name,)
    return (CONDITIONS[bit] if 0 <= bit < len(CONDITIONS) else "Eine Ihrer Antworten",)
