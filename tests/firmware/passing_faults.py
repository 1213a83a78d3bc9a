"""The faults that random lives draw, one and two at a time: of the generated list all that may pass and come back.

Left out by a rule, with its reason: what destroys something for good, so that the rest of the life would show nothing,
and what no software can see.
"""

from boards.virtual import faults
from tests.tools.fmea.pairs import unseeable

# beginning of the name: why it is left out
LEFT_OUT = {
    "flash": "the program's own flash: it does not come back. `act_wipe` has a flash that loses everything",
    "eeprom_wiped": "it does not come back; `act_wipe` has it",
    "eeprom:wrong": "a blank module is one that was wiped: `act_wipe`",
    "eeprom_corrupt": "`act_corrupt` has it",
    "clock:off_l": "set while nobody looked, a limit that README names; `act_set_clock` has what the pen can see",
    "clock:wrong": "the same",
    "clock_drift": "100 ppm are 50 times what the data sheet allows, and more than the margin of an interval",
    "endstop_missing": "these lives have no end-stop at all",
    "dynamic_drive_broken": "a barrier in hardware that is gone: needles then run on any level of the gate",
    "chip:off_once": "it ends in service mode, where only a restart goes on; `make fmea` has it",
}
PASSING = [name for name in faults.FAULTS if not name.startswith(tuple(LEFT_OUT))]
NEEDS_A_CARTRIDGE = ("tag_", "swapped_")


def draw(chance, world) -> "tuple | None":
    """A fault and its value, that may join what is wrong with `world` now; None: not this time."""
    name = chance.choice(PASSING)
    if world.cartridge is None and name.startswith(NEEDS_A_CARTRIDGE):
        return None
    if any(unseeable([name, other]) for other in world.active_faults):
        return None  # the mechanical end-stop is the barrier of such a pair, and there is none here
    return name, chance.choice(faults.values(name))
