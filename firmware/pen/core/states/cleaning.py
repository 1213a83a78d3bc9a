"""CLEANING: alcohol works on the nose for five minutes, and then the owner says that it is dry (H22).

Left by SELECT, for the menu: before the end without a clean nose, at the end with one. Nothing shortens the countdown;
`screening.py` keeps what is left of it for ten minutes. It must not move anything.
"""

from micropython import const

from pen.core import screening
from pen.formats import record
from pen.formats.button_bits import SELECT

from . import State

# phases
COUNTING = const(0)
DRYING = const(1)  # the time is up; SELECT says that the nose is dry


class Cleaning(State):
    """The disinfection before a session."""

    def step(self) -> None:
        """Count down, then wait for SELECT."""
        pen = self.pen
        if pen.phase == COUNTING:
            pen.restart_idle_time()
            if pen.screening.tick(pen.now_ms, pen.inputs) == 0:
                pen.beep()
                pen.go(DRYING)
            elif pen.buttons.tapped & SELECT:
                screening.back_to_menu(pen)
        elif pen.buttons.tapped & SELECT:
            pen.events.emit(record.DISINFECTED, pen.screening.dry(pen.now_ms, pen.inputs))
            screening.back_to_menu(pen)
        else:
            pen.sleep_if_idle()
