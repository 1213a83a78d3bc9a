"""PRACTISING: the owner learns the pen. A second controller in a simulated world has the buttons and the screen.

Left for wherever the ledger says when a cartridge or the cable is put in, when SELECT is held for 3 s, or when the
practice session is over. It must not move or fuel anything, and must not write anything but that it began and ended.
The code of the practice (`core/practice.py`) is loaded by the app for as long as this state lasts.
"""

from micropython import const

from pen.formats.button_bits import SELECT, UP
from pen.formats.record import REHEARSAL  # the journal's old name for it

from . import PRACTISING, State

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller
    from pen.core.practice import Practice


class Practising(State):
    """`allowed`: may a practice begin here? Not on the practice pen. `practice`: it, brought and taken by the app."""

    def __init__(self, pen: "Controller"):
        super().__init__(pen)
        self.allowed = False
        self.practice: Practice | None = None

    def begin_if_asked(self) -> bool:
        """Begin when UP alone is held, with no cartridge in the nose and no cable. Returns whether it begins."""
        pen = self.pen
        if pen.buttons.held != UP or pen.buttons.down != UP:
            return False
        if pen.inputs.cartridge.present or pen.inputs.vbus or not self.allowed:
            return False
        pen.events.emit(REHEARSAL, 1)
        pen.enter(PRACTISING)
        return True

    def step(self) -> None:
        """Hand the buttons to the practice; end it when something ends it."""
        pen = self.pen
        practice = self.practice
        over = False
        if practice is not None:  # the app brings it after the first step, see App
            practice.step(pen.now_ms, pen.inputs.buttons)
            over = practice.over(pen.now_ms)
        if over or pen.buttons.held_long == SELECT or pen.inputs.vbus or pen.inputs.cartridge.present:
            pen.events.emit(REHEARSAL, 0)
            pen.buttons.silence()  # the press that is down was for the practice pen
            pen.enter_resting_state()
