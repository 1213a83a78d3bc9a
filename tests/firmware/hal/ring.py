"""What the tests of the depth ring's driver share."""

import pytest
from pen.hal.errors import STEPPER, PartError
from pen.hal.stepper import Stepper

from boards.RPI_PICO import board

MAX_UM = 450
HOME = 2240  # pulses: 700 um


def driver() -> Stepper:
    return Stepper(board, MAX_UM)


def finish(world, stepper, at_most_ms: int = 2_500) -> None:
    """Let time pass until the move is over."""
    for _ in range(at_most_ms):
        if not stepper.busy():
            return
        stepper.go_on()
        world.advance_us(1_000)
    pytest.fail("still moving")


def back(world, stepper) -> int:
    """Back to zero; the pulses that took are where the driver believed the ring to be."""
    emitted = world.stepper.emitted
    stepper.move_to_um(0)
    finish(world, stepper)
    return world.stepper.emitted - emitted


def refused(act) -> None:
    """`act` raises the stepper's own error: it is in motion, or it does not know where it is."""
    with pytest.raises(PartError) as caught:
        act()
    assert caught.value.part == STEPPER
