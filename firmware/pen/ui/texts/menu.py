"""Words of the ready screen and of what limits the depth, loaded with it."""

from pen.ui.font import DOWN, UP

# Why the depth cannot be set any deeper.
LIMIT_ZONE = "limit of this zone"
LIMIT_FIRST = "in the first sessions"
LIMIT_CALM = "until skin stays calm"
LIMIT_REACTION = "after a reaction"
LIMIT_PIGMENT = "for skin that darkens"
LIMIT_SETTING = "your own limit"
LIMIT_PEN = "limit of this pen"
READY = "Ready"
UP_TO_MM = "Up to %s mm"
UP_TO_RATE = "Up to %d strokes/s"
START = "START"
TURN_ZONE = UP + " " + DOWN + " other zone"
NEXT_START = "SELECT: to START"
TELLS_MORE = "SELECT: details"
CARTRIDGE_USE = "Cartridge use %d of %d"
# What START does next, and a word about it.
NEXT_PROFILE = ("Next: questions", "about you")
NEXT_CHECKIN = ("Next: questions", "about the last time")
NEXT_TODAY = ("Next: questions", "about today")
NEXT_CLEAN = ("Next: disinfect", "It takes 5 minutes")
NEXT_ARM = "Next: get ready"
