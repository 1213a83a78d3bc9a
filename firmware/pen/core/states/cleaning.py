"""CLEANING: alcohol works on the nose for five minutes, it dries, and then the owner says that it is dry (H22, S19).

Left by SELECT, for the menu: before the end without a clean nose, when it can be dry with one; and as soon as the
cartridge is not in any more. Nothing shortens the countdowns; `screening.py` keeps what is left of the alcohol's for
ten minutes. It must not move anything.
"""

from micropython import const

from pen.core import screening
from pen.formats import reasons, record
from pen.formats.button_bits import SELECT

from . import State

# phases
COUNTING = const(0)
DRYING = const(1)  # it dries; SELECT says that the nose is dry, and is believed if it went down when it could be


class Cleaning(State):
    """The disinfection before a session."""

    def forget(self) -> None:
        """Nothing is wet yet."""
        self._wet = False

    def dry_left_ms(self) -> int:
        """In DRYING: how long it cannot be dry yet."""
        return max(0, self.pen.screening.dry_ms - self.pen.since_ms())

    def step(self) -> None:
        """Count down, let it dry, then wait for SELECT."""
        pen = self.pen
        buttons = pen.buttons
        if pen.screening.swapped:
            pen.refuse(reasons.CARTRIDGE_WAS_OUT)
            screening.back_to_menu(pen)
        elif pen.has_bled():
            screening.back_to_menu(pen)
        elif pen.phase == COUNTING:
            pen.restart_idle_time()
            if pen.screening.tick(pen.now_ms, pen.inputs) == 0:
                pen.beep()
                pen.go(DRYING)
            elif buttons.tapped & SELECT:
                screening.back_to_menu(pen)
        elif self.dry_left_ms():
            pen.restart_idle_time()
            self._wet = True
        elif self._wet:
            self._wet = False
            pen.beep()
            buttons.shown(pen.now_ms)  # from here on it asks whether it is dry
        elif buttons.tapped & buttons.read & buttons.fresh & SELECT:
            pen.events.emit(record.DISINFECTED, pen.screening.dry(pen.now_ms, pen.inputs))
            screening.back_to_menu(pen)
        else:
            pen.sleep_if_idle()
