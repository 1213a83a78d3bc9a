"""OFF: screen dark, nothing driven. The app lets the chip sleep here.

Left for SELF_TEST by SELECT or the USB cable. It must not move the ring or start anything by itself.
"""

from micropython import const

from pen.core.io import Inputs, Outputs
from pen.formats.button_bits import SELECT

from . import State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller


class Off(State):
    """The pen is off, or has just got power."""

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Wait for SELECT or the cable."""
        outputs.target_um = 0
        if pen.buttons.tapped & SELECT or pen.buttons.held & SELECT or inputs.vbus:
            pen.wake(now_ms)
