"""Words of the disinfection's screen, loaded with it."""

DISINFECTING = "Disinfect"
# Four short lines beside the countdown.
WET = ("70%", "alcohol", "on the", "tip")
LATER = "SELECT: later"
DRYING = "Let it dry"
IN_THE_AIR = ("in the air, without", "touching the tip")
NOT_DRY_FOR = "for %d s more"
IS_DRY = "SELECT: it is dry"
