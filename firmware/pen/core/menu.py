"""What UP and DOWN change in the menus of READY and PAUSED: zone, depth, rate. Every wish ends at a limit (S1, S8)."""

from pen.formats import reasons

from . import zones
from .depth import limit_um
from .limits import DEPTH_MIN_UM, DEPTH_STEP_UM, RATE_MIN_HZ, RATE_STEP_HZ

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False  # pyright: ignore[reportConstantRedefinition]
if TYPE_CHECKING:
    from .controller import Controller


def turn_zone(pen: "Controller", sign: int) -> None:
    """The next zone, or the one before. Its depth is its own; the ring follows at the next arming."""
    pen.zone = (pen.zone + sign) % zones.COUNT


def adjust_depth(pen: "Controller", sign: int, now_ms: int) -> None:
    """One step deeper or shallower in the present zone; refused at the ceiling."""
    ceiling = pen.ceiling_um()
    wanted = limit_um(pen.depths_um[pen.zone], ceiling) + sign * DEPTH_STEP_UM
    if wanted > ceiling:
        pen.gate.say(reasons.TOO_DEEP, ceiling)
        pen.refuse(pen.gate, now_ms)
    pen.depths_um[pen.zone] = limit_um(max(wanted, DEPTH_MIN_UM), ceiling)


def adjust_rate(pen: "Controller", sign: int, now_ms: int) -> None:
    """One step faster or slower; refused at the limit."""
    most = pen.ledger.rate_max_hz
    wanted = pen.rate_hz + sign * RATE_STEP_HZ
    if wanted > most:
        pen.gate.say(reasons.TOO_FAST, most)
        pen.refuse(pen.gate, now_ms)
    pen.rate_hz = min(max(wanted, RATE_MIN_HZ), most)
