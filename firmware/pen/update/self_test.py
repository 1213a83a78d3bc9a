"""At every start: does what was shipped reach depth limiter and PIO programs, and does the budget hold (S1, S4)?

A build that left one out, or took another one along, must not run. It moves nothing and takes a few milliseconds.
"""

from binascii import crc32

from micropython import const

from pen.core.depth import ceiling_um, granted_um, limit_um
from pen.core.limits import CAP_UM, RING_STRETCH_UM

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from pen.hal.parts import Parts

_DUTY_MAX_PERMILLE = const(900)  # of `core/states/running.py`, which is not loaded yet: a test compares
_TRUE_CAP_UM = const(500)  # once more, on purpose: not from limits.py
_DEEP_UM = const(10_000)
# CRC-32 of the instructions, little endian; `update/test_self_test.py` assembles the source and compares
PROGRAMS = {"needle": 0xED4BFDA1, "step": 0x6B23BF21}


class SelfTestError(Exception):
    """This build must not run; `what` failed."""

    def __init__(self, what: str):
        super().__init__(what)
        self.what = what


def run(parts: "Parts", pio: "Any", board: "Any") -> None:
    """Check the drivers, the module with the PIO programs that they were built with, and the board's error budget.

    Raises SelfTestError.
    """
    error_budget_um = board.ERROR_BUDGET_UM
    if error_budget_um < granted_um(board.MECHANICAL_ERRORS_UM):
        raise SelfTestError("error budget")
    if parts.stepper.stretch_pulses * 100 > RING_STRETCH_UM * board.PULSES_PER_100UM:
        raise SelfTestError("ring stretch")
    if board.MAX_DUTY_PERMILLE != _DUTY_MAX_PERMILLE:
        raise SelfTestError("needle")
    ceiling = ceiling_um(error_budget_um, CAP_UM)
    if not 0 < ceiling <= _TRUE_CAP_UM - error_budget_um or limit_um(_DEEP_UM, ceiling) != ceiling:
        raise SelfTestError("depth limiter")
    if parts.stepper.clamped_um(_DEEP_UM) != ceiling:
        raise SelfTestError("depth clamp")
    for name in PROGRAMS:
        program = getattr(pio, name, None)
        if program is None:
            raise SelfTestError("PIO " + name)
        # a list on the chip; a model has no instructions
        if isinstance(program, list) and crc32(program[0]) != PROGRAMS[name]:  # pyright: ignore[reportUnknownArgumentType]
            raise SelfTestError("PIO " + name)
