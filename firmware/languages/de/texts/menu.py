"""Words of the ready screen and of what limits the depth, loaded with it."""

from pen.ui.font import DOWN, UP

# Why the depth cannot be set any deeper.
LIMIT_ZONE = "Grenze dieser Zone"
LIMIT_FIRST = "in ersten Sitzungen"
LIMIT_CALM = "bis Haut ruhig bleibt"
LIMIT_REACTION = "nach einer Reaktion"
LIMIT_PIGMENT = "Haut, die nachdunkelt"
LIMIT_SETTING = "Ihre eigene Grenze"
LIMIT_PEN = "Grenze des Stifts"
READY = "Bereit"
UP_TO_MM = "Bis %s mm"
UP_TO_RATE = "Bis %d Hübe/s"
START = "START"
TURN_ZONE = UP + " " + DOWN + " andere Zone"
NEXT_START = "SELECT: zu START"
TELLS_MORE = "SELECT: mehr dazu"
CARTRIDGE_USE = "Kartusche: %d von %d"
# What START does next, and a word about it.
NEXT_PROFILE = ("Weiter: Fragen", "zu Ihnen")
NEXT_CHECKIN = ("Weiter: Fragen", "zum letzten Mal")
NEXT_TODAY = ("Weiter: Fragen", "zu heute")
NEXT_CLEAN = ("Weiter: Desinfizieren", "Es dauert 5 Minuten")
NEXT_ARM = "Weiter: Vorbereitung"
