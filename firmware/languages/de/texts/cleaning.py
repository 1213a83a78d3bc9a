"""Words of the disinfection's screen, loaded with it."""

DISINFECTING = "Desinfizieren"
# Four short lines beside the countdown.
WET = ("70%", "Alkohol", "auf die", "Spitze")
LATER = "SELECT: später"
DRYING = "Trocknen"
IN_THE_AIR = ("an der Luft, ohne die", "Spitze zu berühren")
NOT_DRY_FOR = "noch %d s"
IS_DRY = "SELECT: ist trocken"
