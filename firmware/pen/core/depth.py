"""The one depth limiter, and what the encoder's counts mean in micrometres (S1, S2, H1, H3).

Depth is true protrusion in whole um. The highest set-point leaves room for the board's declared error budget,
so that set-point plus every error stays inside the cap.
"""

from pen.formats.ledger import NO_ZERO

from .limits import CAP_UM, DEPTH_MIN_UM, DEPTH_TOLERANCE_UM, HOME_TOLERANCE_UM, RING_STRETCH_UM


def granted_um(mechanical_um: int) -> int:
    """All that true protrusion may exceed a set-point by before the pen stops the ring: what its rules grant, and
    `mechanical_um`, the board's declared errors that no rule can see. A board's budget must be no less (S1).
    """
    return DEPTH_TOLERANCE_UM + HOME_TOLERANCE_UM + RING_STRETCH_UM + mechanical_um


def ceiling_um(error_budget_um: int, depth_max_um: int) -> int:
    """The highest set-point: the cap less the board's error budget, or the owner's lower setting.

    0 when the result would be below DEPTH_MIN_UM or the budget is nonsense: then nothing may arm.
    """
    if not 0 < error_budget_um < CAP_UM:
        return 0
    limit = min(CAP_UM - error_budget_um, depth_max_um)
    return limit if limit >= DEPTH_MIN_UM else 0


def calibrated(zero_counts: int, ceiling: int) -> bool:
    """Does the pen know where the encoder reads 0 um, and is there any set-point that it may go to?"""
    return zero_counts != NO_ZERO and ceiling > 0


def limit_um(depth_um: int, ceiling: int) -> int:
    """The set-point for a wanted depth: never above `ceiling`, never below 0."""
    if depth_um > ceiling:
        return ceiling
    return depth_um if depth_um > 0 else 0


def measured_um(counts: int, zero_counts: int, counts_per_turn: int, um_per_turn: int) -> int:
    """Ring position in um from the encoder: positive is deeper; the last quarter turn below zero is negative."""
    delta = (counts - zero_counts) % counts_per_turn
    if delta * 4 > counts_per_turn * 3:
        delta -= counts_per_turn
    return delta * um_per_turn // counts_per_turn


def agrees(target_um: int, measured: int, tolerance_um: int = DEPTH_TOLERANCE_UM) -> bool:
    """S2: does the measured depth confirm the commanded one?"""
    return -tolerance_um <= target_um - measured <= tolerance_um
