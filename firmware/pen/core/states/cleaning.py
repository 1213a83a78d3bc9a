"""CLEANING: alcohol works on the nose for five minutes, and then the owner says that it is dry (H22).

Left by SELECT, for the menu: before the end without a clean nose, at the end with one. Nothing shortens the countdown;
`screening.py` keeps what is left of it for ten minutes. It must not move anything.
"""

from micropython import const

from pen.core import screening
from pen.core.io import Inputs, Outputs
from pen.formats import record
from pen.formats.button_bits import SELECT

from . import State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

# phases
COUNTING = const(0)
DRYING = const(1)  # the time is up; SELECT says that the nose is dry


class Cleaning(State):
    """The disinfection before a session."""

    def step(self, pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> None:
        """Count down, then wait for SELECT."""
        outputs.target_um = 0
        if pen.phase == COUNTING:
            pen.restart_idle_time(now_ms)
            if pen.screening.tick(now_ms, inputs) == 0:
                pen.beep(now_ms)
                pen.go(DRYING, now_ms)
            elif pen.buttons.tapped & SELECT:
                screening.back_to_menu(pen, now_ms, inputs)
        elif pen.buttons.tapped & SELECT:
            pen.events.emit(record.DISINFECTED, pen.screening.dry(now_ms, inputs))
            screening.back_to_menu(pen, now_ms, inputs)
        else:
            pen.sleep_if_idle(now_ms, inputs, outputs)
