"""The supervised moves of the depth ring (S1, S2, H29): in every step the encoder is compared with the pulses.

SELF_TEST and ARMING begin with the same two phases, HOME and HOMING. Only the outputs are filled here; the ring itself
is moved by the driver, a stretch at a time, and the driver has a limit of its own.
"""

from micropython import const

from pen.formats import reasons
from pen.formats.reasons import RING_LOST

from .depth import agrees, ceiling_um
from .io import NO_DEPTH
from .limits import (
    CAP_UM,
    DEPTH_TOLERANCE_UM,
    HOME_STALL_UM,
    HOME_TOLERANCE_UM,
    RING_BACK_UM,
    RING_FOLLOW_UM,
    RING_LOOKS,
)
from .states import FAULT, SELF_TEST

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .controller import Controller

HOME = const(0)  # the ring is to be sent home
HOMING = const(1)  # it is on its way


def known(measured_um: int) -> bool:
    """Did the encoder give a depth?"""
    return measured_um != NO_DEPTH


def may_move(pen: "Controller") -> bool:
    """May a move begin? Not without an encoder, nor from deeper than the error budget grants.

    Else the first stretch could pass the cap, if it went the wrong way.
    """
    measured_um = pen.inputs.measured_um
    return pen.inputs.calibrated and known(measured_um) and measured_um <= deepest_um(pen)


def deepest_um(pen: "Controller") -> int:
    """As deep as the encoder may read before the pen stops."""
    return ceiling_um(pen.error_budget_um, CAP_UM) + DEPTH_TOLERANCE_UM


class Watch:
    """Whether the ring goes where its pulses send it, and stays where it was sent."""

    def __init__(self):
        self.code = reasons.F_DEPTH  # which fault it is, if it strays …
        self.expected_um = 0  # … and where it should be
        self.target_um = 0
        self._homing = self._deeper = False
        self._began_um = 0  # measured when the move began
        self._furthest_um = 0  # measured, of the way so far
        self.stalled = False  # a homing has sent pulses for HOME_STALL_UM into the stop
        self._missed = 0  # looks in a row at which it was not where it should be

    def begin(self, pen: "Controller") -> None:
        """A move begins at the end of this step, where the encoder says. Asked for if `outputs` want another target."""
        outputs = pen.outputs
        self._homing = outputs.home
        self._deeper = outputs.target_um > self.target_um
        self.target_um = outputs.target_um
        self.stalled = False
        self._began_um = self._furthest_um = pen.inputs.measured_um

    def strays(self, pen: "Controller") -> bool:
        """One look. True: it was not where it should be at RING_LOOKS looks in a row. After the first it is held."""
        inputs = pen.inputs
        if not inputs.ring_stands:
            return False  # nothing more is sent until the stretch is over
        if inputs.ring_busy:
            right = self._follows(inputs.measured_um, inputs.ring_moved_um)
        else:  # at rest: where it was sent. In FAULT it was let go, before the self-test it may be anywhere
            right = agrees(self.target_um, inputs.measured_um)
            if not right:
                self.code = reasons.F_DEPTH
                self.expected_um = self.target_um
                right = pen.state == FAULT or pen.state == SELF_TEST or not inputs.calibrated
        self._missed = 0 if right else self._missed + 1
        pen.outputs.hold = not right
        return self._missed >= RING_LOOKS

    def _follows(self, measured_um: int, moved_um: int) -> bool:
        """The right way, and as far as the pulses say. Homing goes on into the stop."""
        self.code = reasons.F_RING
        self.expected_um = self._began_um + moved_um
        self.stalled = self._homing and self.expected_um < -HOME_STALL_UM
        if self._homing and self.expected_um < 0:
            self.expected_um = 0
            self.code = reasons.F_HOMING
        if not known(measured_um) or not agrees(self.expected_um, measured_um, RING_FOLLOW_UM):
            return False
        ahead_um = measured_um - self._furthest_um if self._deeper else self._furthest_um - measured_um
        if ahead_um > 0:
            self._furthest_um = measured_um
        return ahead_um >= -RING_BACK_UM


def retreat(pen: "Controller", code: int) -> None:
    """After fault `code`: home, supervised and once; but a ring that is lost is let go where it is."""
    outputs = pen.outputs
    outputs.target_um = 0
    outputs.let_go = code in RING_LOST or pen.ledger.fault in RING_LOST or not may_move(pen)
    outputs.home = not outputs.let_go and not confirmed(pen, 0, HOME_TOLERANCE_UM)


def homed(pen: "Controller") -> bool:
    """In phase HOME send the ring home. Then: has it arrived where the encoder reads zero? A fault if not."""
    if pen.phase != HOME:
        if not pen.inputs.ring_busy:
            return _arrived(pen, 0, HOME_TOLERANCE_UM, reasons.F_HOMING)
        pen.outputs.at_stop = pen.watch.stalled and confirmed(pen, 0, HOME_TOLERANCE_UM)
        return False
    measured_um = pen.inputs.measured_um
    if may_move(pen):
        pen.outputs.target_um = 0
        pen.outputs.home = True
        pen.go(HOMING)
    else:
        pen.fail(reasons.F_RING_DEEP if known(measured_um) else reasons.F_HOMING, deepest_um(pen), measured_um)
    return False


def moved(pen: "Controller") -> bool:
    """Has the ring arrived at its target, and does the encoder confirm it? A fault if it does not."""
    return _arrived(pen, pen.outputs.target_um, DEPTH_TOLERANCE_UM, reasons.F_DEPTH)


def confirmed(pen: "Controller", um: int, tolerance_um: int) -> bool:
    """Does the encoder give a depth, and is it `um`?"""
    return known(pen.inputs.measured_um) and agrees(um, pen.inputs.measured_um, tolerance_um)


def _arrived(pen: "Controller", um: int, tolerance_um: int, code: int) -> bool:
    if pen.inputs.ring_busy:
        return False
    if not confirmed(pen, um, tolerance_um):
        pen.fail(code, um, pen.inputs.measured_um)
        return False
    return True
