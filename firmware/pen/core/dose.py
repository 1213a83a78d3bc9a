"""What a zone has had in the open session and what is left for it, from the ledger (S15, H19).

While a run is charged, what was charged counts as had. It must not change the ledger: `session.py` does.
"""

from . import zones
from .ledger import Ledger


def strokes_left(ledger: "Ledger", zone: int, needles: int) -> int:
    """Strokes the zone may still get; 0 or less: it is done. A session not yet begun has the whole budget."""
    budget = zones.strokes(zone, needles)
    return budget - ledger.zone_strokes[zone] if ledger.session_open else budget


def left_ms(ledger: "Ledger", zone: int, needles: int) -> int:
    """Needle time the zone may still get."""
    budget = zones.time_ms(zone, needles)
    return budget - 100 * ledger.zone_ds[zone] if ledger.session_open else budget


def done(ledger: "Ledger", zone: int, needles: int) -> bool:
    """Has the zone had its strokes, or its time?"""
    return strokes_left(ledger, zone, needles) <= 0 or left_ms(ledger, zone, needles) <= 0


def next_zone(ledger: "Ledger", zone: int, needles: int) -> int:
    """The next zone that has something left, going round; -1 when all are done."""
    for step in range(1, zones.COUNT):
        other = (zone + step) % zones.COUNT
        if not done(ledger, other, needles):
            return other
    return -1


def treated(ledger: "Ledger", number: int) -> int:
    """The `number`-th zone (from 1) that got strokes in the last session, -1: there are not so many."""
    for zone in range(zones.COUNT):
        if ledger.zone_strokes[zone]:
            number -= 1
            if number == 0:
                return zone
    return -1


def zones_treated(ledger: "Ledger") -> int:
    """How many zones got strokes in the last session."""
    count = 0
    for zone in range(zones.COUNT):
        if ledger.zone_strokes[zone]:
            count += 1
    return count
