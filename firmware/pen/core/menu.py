"""What is chosen in the menus of READY and PAUSED: zone, depth, stroke rate. No choice gets past a limit (S1, S8).

It must not move anything: the ring follows at the next arming, the rate holds from the next run on.
"""

from micropython import const

from pen.formats import reasons

from . import limits, zones
from .depth import limit_um

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .controller import Controller

# items: READY has all but END, PAUSED all but RATE
ZONE_ITEM = const(0)
DEPTH_ITEM = const(1)
RATE_ITEM = const(2)
START_ITEM = const(3)
END_ITEM = const(4)


class Menu:
    """`item`: what UP and DOWN change; `zone`, `rate_hz`; `depths_um`: the set-point wanted in each zone."""

    def __init__(self):
        self.item = ZONE_ITEM
        self.zone = zones.FOREHEAD
        self.depths_um = [0] * zones.COUNT
        self.rate_hz = limits.RATE_MIN_HZ

    def begin(self, pen: "Controller") -> None:
        """At boot: a gentle depth in each zone; in an open session the zone charged last, and what each zone had."""
        ledger = pen.ledger
        if ledger.session_open:
            self.zone = ledger.charged_zone
        for zone in range(zones.COUNT):
            had_um = ledger.zone_um[zone] if ledger.session_open else 0
            self.depths_um[zone] = limit_um(had_um or limits.FIRST_SESSIONS_UM, pen.ceiling_of(zone))

    def adjust(self, pen: "Controller", sign: int) -> None:
        """One step up (1) or down (-1) of zone, depth or rate, whichever `item` is; refused at a limit.

        Each zone has its own depth.
        """
        if self.item == ZONE_ITEM:
            self.zone = (self.zone + sign) % zones.COUNT
        elif self.item == DEPTH_ITEM:
            ceiling = pen.ceiling_um()
            wanted = limit_um(self.depths_um[self.zone], ceiling) + sign * limits.DEPTH_STEP_UM
            if wanted > ceiling:
                pen.refuse(reasons.TOO_DEEP, ceiling)
            self.depths_um[self.zone] = limit_um(max(wanted, limits.DEPTH_MIN_UM), ceiling)
        else:
            most = pen.ledger.rate_max_hz
            wanted = self.rate_hz + sign * limits.RATE_STEP_HZ
            if wanted > most:
                pen.refuse(reasons.TOO_FAST, most)
            self.rate_hz = min(max(wanted, limits.RATE_MIN_HZ), most)
