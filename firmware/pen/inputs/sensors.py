"""Fills `Inputs` from the drivers, every step. A part that fails twice in a row is named until it recovers.

It judges nothing: a broken encoder is NO_DEPTH here and a fault in `core`.
"""

from micropython import const

from pen.core.depth import measured_um
from pen.core.io import NO_DEPTH
from pen.core.limits import DEPTH_JUMP_UM
from pen.hal.errors import ADC, ENCODER, PartError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from pen.core.io import Inputs
    from pen.hal.parts import Parts

_PARTS = const(16)
_REST_STEPS = const(10)  # at rest ring and cell are read every 0.1 s


class Sensors:
    """Reads `parts` of a pen with `board`'s mechanics into `inputs`."""

    def __init__(self, parts: "Parts", board: "Any", inputs: "Inputs"):
        self._parts = parts
        self._inputs = inputs
        self._counts_per_turn = board.ENCODER_COUNTS_PER_TURN
        self._um_per_turn = board.RING_UM_PER_TURN
        self._failed = bytearray(_PARTS)  # times in a row
        self._lost = 0  # see `part_lost`
        self._steps_since_read = 0  # steps since ring and battery were read
        self.zero_counts = 0

    def read(self, asleep: bool, resting: bool = False) -> None:
        """One step's inputs; while `asleep` only buttons and cable are read. `resting`: nothing moves or may."""
        parts = self._parts
        inputs = self._inputs
        inputs.edges = parts.buttons.edges
        inputs.buttons = parts.buttons.read()
        inputs.vbus = parts.vbus.present()
        if asleep:
            return
        moved = inputs.ring_busy  # a step may be long enough for the rest of the way
        tacho = parts.tacho
        inputs.strokes = tacho.strokes
        inputs.stroke_span_us = tacho.span_us
        inputs.uneven = tacho.uneven
        inputs.latched = parts.needle.latched()
        try:
            inputs.ring_busy = parts.stepper.busy()
            inputs.ring_stands = parts.stepper.stands()
            inputs.ring_moved_um = parts.stepper.moved_um()
            inputs.ring_late = False
        except PartError:
            inputs.ring_busy = False
            inputs.ring_late = True
        self._steps_since_read += 1
        if not resting or inputs.ring_busy or moved or self._steps_since_read >= _REST_STEPS:
            self._steps_since_read = 0
            self._depth()
            self._analog()
        inputs.broken_part = self._lost or self._broken()
        self._lost = 0

    def _depth(self) -> None:
        """The depth: a reading that is far from the last one counts if a second one in the same step confirms it."""
        inputs = self._inputs
        before = inputs.measured_um
        um = self._read_um()
        if um != NO_DEPTH and abs(um - before) > DEPTH_JUMP_UM:  # NO_DEPTH is far from all
            again = self._read_um()
            if before == NO_DEPTH and abs(again - um) > DEPTH_JUMP_UM:
                before = self._read_um()
            um = _middle(before, um, again)
        inputs.measured_um = um

    def _read_um(self) -> int:
        for _ in range(2):  # one retry: a single disturbed transfer is not a fault
            try:
                counts = self._parts.encoder.read_counts()
                self.part_answered(ENCODER)
                return measured_um(counts, self.zero_counts, self._counts_per_turn, self._um_per_turn)
            except PartError as error:
                self.part_failed(error.part)
        return NO_DEPTH

    def _analog(self) -> None:
        inputs = self._inputs
        analog = self._parts.analog
        inputs.current_ma = analog.current_ma()
        try:
            battery_mv = analog.battery_mv()
            if inputs.battery_mv:  # smoothed over four steps, so that a level edge does not flicker
                battery_mv = (3 * inputs.battery_mv + battery_mv) // 4
            inputs.battery_mv = battery_mv
            inputs.motor_temp_dc = analog.motor_temp_dc()
            self.part_answered(ADC)
        except PartError as error:
            self.part_failed(error.part)

    def part_failed(self, part: int) -> None:
        """A part did not answer, or answered nonsense."""
        if self._failed[part] < 2:
            self._failed[part] += 1

    def part_answered(self, part: int) -> None:
        """A part has answered sensibly: earlier failures no longer count."""
        self._failed[part] = 0

    def part_lost(self, part: int) -> None:
        """What is tried but once has failed; 0: it has not. Named at the next look, whatever answers until then."""
        self._lost = part or self._lost

    def _broken(self) -> int:
        return max(0, self._failed.find(b"\x02"))


def _middle(a: int, b: int, c: int) -> int:
    """The one that lies between the other two."""
    return max(min(a, b), min(max(a, b), c))
