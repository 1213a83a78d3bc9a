"""OFF: screen dark, nothing driven. The app lets the chip sleep here.

Left for SELF_TEST by SELECT or the USB cable. It must not move the ring or start anything by itself.
"""

from pen.formats.button_bits import SELECT

from . import State


class Off(State):
    """The pen is off, or has just got power."""

    def step(self) -> None:
        """Wait for SELECT or the cable."""
        pen = self.pen
        if (pen.buttons.tapped | pen.buttons.held) & SELECT or pen.inputs.vbus:
            pen.wake(pen.now_ms)
