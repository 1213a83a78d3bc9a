"""Practice: a second controller in a simulated world has the buttons and the screen, so that the pen can be learnt.

What the practice pen requests of ring, needles, stores and tag is answered by the simulation and goes no further; of
its outputs only the tone is heard. It must not touch the real ledger, the real journal, or any other real output.
"""

from micropython import const

from . import treatment
from .cartridge import MULTI_USE
from .controller import Controller
from .events import Events
from .io import COMMIT_NONE, DONE, Inputs, Outputs
from .ledger import Ledger
from .limits import elapsed_ms
from .states import LOCKED, OFF

PRACTICE_DISINFECT_MS = const(10_000)  # instead of DISINFECT_MS, as nothing can touch skin
_RING_UM_PER_MS = const(1)  # 500 um in half a second, as slow as the real one
_SKIN_AFTER_MS = const(1_500)  # the simulated nose reaches the simulated skin …
_SKIN_MA = const(40)  # … and presses lightly,
_SKIN_PERCENT = const(92)  # … which slows the needles
_NEEDLES = const(12)
_LATEST_MS = const(1_000)  # a step that comes later counts as this


class DiscardedEvents(Events):
    """Stands in for the journal's events and keeps nothing."""

    def emit(
        self, kind: int, a: int = 0, b: int = 0, c: int = 0, d: int = 0, e: int = 0, f: int = 0, g: int = 0
    ) -> None:
        """What happens in practice is not journalled."""


class Practice:
    """`pen`: the practice controller, as from the factory; `inputs`, `outputs`: its world, with a new cartridge."""

    def __init__(self, error_budget_um: int, full_rate_hz: int, free_current_ua_per_hz: int, now_ms: int):
        """It begins now. The first three as of a `Controller`."""
        self._ua_per_hz = free_current_ua_per_hz
        self._full_rate_hz = full_rate_hz
        self.outputs = Outputs()
        self.inputs = inputs = Inputs()
        inputs.measured_um = 0
        inputs.battery_mv = 3_900
        inputs.motor_temp_dc = 250
        inputs.clock_ok = inputs.store_ok = inputs.calibrated = True
        cartridge = inputs.cartridge
        cartridge.present = cartridge.readable = True
        cartridge.type = MULTI_USE
        cartridge.needles = _NEEDLES
        cartridge.needle_um = 500
        self._target_um = self._began_um = 0
        self._at_ms = now_ms
        self._rest_ms = 0  # of a second
        self._spin = 0  # strokes x 1000 not yet whole
        self._driven_ms = 0
        self._released = False
        motor = error_budget_um, full_rate_hz, free_current_ua_per_hz
        self.pen = Controller(Ledger(), DiscardedEvents(0), *motor, PRACTICE_DISINFECT_MS)
        treatment.make(self.pen)
        self.pen.wake(now_ms)

    def step(self, now_ms: int, buttons: int) -> None:
        """One control step of the practice pen, with the real buttons."""
        self._simulate(min(elapsed_ms(now_ms, self._at_ms), _LATEST_MS), buttons)
        self._at_ms = now_ms
        self.pen.step(now_ms, self.inputs, self.outputs)

    def over(self, now_ms: int) -> bool:
        """The practice pen has gone to LOCKED and its last refusal is off the screen, or it has gone OFF."""
        return self.pen.state == OFF or (self.pen.state == LOCKED and not self.pen.notice.visible(now_ms))

    def _simulate(self, step_ms: int, buttons: int) -> None:
        """The world answers: ring and encoder follow, strokes come, every commit is DONE."""
        inputs = self.inputs
        outputs = self.outputs
        if not buttons:
            self._released = True
        inputs.buttons = buttons if self._released else 0  # the press that began the practice is not for it
        self._rest_ms += step_ms
        inputs.proven_s += self._rest_ms // 1_000
        self._rest_ms %= 1_000
        if outputs.target_um != self._target_um:
            self._target_um = outputs.target_um
            self._began_um = inputs.measured_um
        gap = outputs.target_um - inputs.measured_um
        move = min(abs(gap), step_ms * _RING_UM_PER_MS)
        inputs.measured_um += move if gap > 0 else -move
        inputs.ring_busy = inputs.measured_um != outputs.target_um
        inputs.ring_moved_um = inputs.measured_um - self._began_um
        inputs.current_ma = 0
        if outputs.duty:
            self._driven_ms += step_ms
            rate_hz = outputs.duty * self._full_rate_hz // 1_000 * inputs.battery_mv // 3_700
            if self._driven_ms >= _SKIN_AFTER_MS:
                rate_hz = rate_hz * _SKIN_PERCENT // 100
            self._spin += rate_hz * step_ms
            inputs.strokes += self._spin // 1_000
            self._spin %= 1_000
            inputs.stroke_span_us = 4_000_000 // rate_hz
            inputs.current_ma = self._ua_per_hz * rate_hz // 1_000
            if self._driven_ms >= _SKIN_AFTER_MS:
                inputs.current_ma += _SKIN_MA
        else:
            self._driven_ms = 0
        if self.pen.commit.wanted != COMMIT_NONE:
            self.pen.commit.answer(DONE)
