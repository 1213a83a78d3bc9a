"""The supervised moves of the depth ring (S1, S2): each ends where the encoder confirms it, or in a fault.

SELF_TEST and ARMING begin with the same two phases, HOME and HOMING. Only `outputs` are filled here; the ring itself is
moved by the driver, which has its own limit.
"""

from micropython import const

from pen.formats import reasons

from .depth import agrees
from .io import NO_DEPTH, Inputs, Outputs
from .limits import DEPTH_TOLERANCE_UM, HOME_TOLERANCE_UM

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .controller import Controller

HOME = const(0)  # the ring is to be sent home
HOMING = const(1)  # it is on its way


def homed(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> bool:
    """In phase HOME send the ring home. Then: has it arrived where the encoder reads zero? A fault if not."""
    if pen.phase == HOME:
        outputs.target_um = 0
        outputs.home = True
        pen.go(HOMING, now_ms)
        return False
    return _arrived(pen, 0, HOME_TOLERANCE_UM, reasons.F_HOMING, now_ms, inputs, outputs)


def moved(pen: "Controller", now_ms: int, inputs: "Inputs", outputs: "Outputs") -> bool:
    """Has the ring arrived at its target, and does the encoder confirm it? A fault if it does not."""
    return _arrived(pen, outputs.target_um, DEPTH_TOLERANCE_UM, reasons.F_DEPTH, now_ms, inputs, outputs)


def out_at_rest(inputs: "Inputs", outputs: "Outputs") -> bool:
    """Does the ring stand out although it was called home and has stopped?"""
    return inputs.calibrated and not inputs.ring_busy and not outputs.target_um and not agrees(0, inputs.measured_um)


def _arrived(
    pen: "Controller", um: int, tolerance_um: int, code: int, now_ms: int, inputs: "Inputs", outputs: "Outputs"
) -> bool:
    if inputs.ring_late:
        pen.fail(reasons.F_MOVE, um, inputs.measured_um, now_ms, inputs, outputs)
    elif not inputs.ring_busy:
        if inputs.measured_um != NO_DEPTH and agrees(um, inputs.measured_um, tolerance_um):
            return True
        pen.fail(code, um, inputs.measured_um, now_ms, inputs, outputs)
    return False
