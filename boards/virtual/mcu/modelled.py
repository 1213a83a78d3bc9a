"""The RP2040 as models of what the firmware uses of it: the microcontroller of a `World`, unless it is given another.

Whatever stands in for it offers the same four parts. The world asks of them: `gpio` takes what the board drives and
says what the chip drives, `needle` and `stepper` can be switched off, `stepper` delivers the pulses that are due,
`watchdog` and the two state machines have a `due_us`.
"""

from boards.virtual.mcu.gpio import Gpio
from boards.virtual.mcu.needle_pio import NeedlePio
from boards.virtual.mcu.step_pio import StepPio
from boards.virtual.mcu.watchdog import Watchdog

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World


class ModelledMcu:
    """Pins, the two PIO programs by their contract, and the watchdog."""

    def __init__(self, world: "World") -> None:
        self.gpio = Gpio(world)
        self.needle = NeedlePio(world)
        self.stepper = StepPio(world)
        self.watchdog = Watchdog(world)
