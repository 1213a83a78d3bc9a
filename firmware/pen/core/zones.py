"""The five zones of the face: what each may get, what it has had in the open session and what is left (S1, S15, H19).

Eyes, nose and lips are no zones. While a run is charged, what was charged counts as had. This module must not change
the ledger: `session.py` does.
"""

from .ledger import Ledger
from .limits import CAP_UM, DENSITY_PER_CM2, NEEDLES_MAX, NEEDLES_MIN, RATE_MIN_HZ, RATE_STEP_HZ, ZONE_TIME_FACTOR

# 0 forehead, 1 left cheek, 2 right cheek, 3 chin, 4 upper lip
FOREHEAD = 0
COUNT = 5
PASSES = 3  # the strokes of a zone are guided up and down, then across, then diagonally

# by zone: highest set-point um (J, from dermal thickness), area cm2 (J, an average adult face)
_CEILINGS_UM = (300, CAP_UM, CAP_UM, CAP_UM, 250)
_AREAS_CM2 = (60, 40, 40, 20, 6)


def ceiling_um(zone: int) -> int:
    """The highest set-point in this zone, before every other limit."""
    return _CEILINGS_UM[zone]


def strokes(zone: int, needles: int) -> int:
    """Strokes that give the zone its density of punctures with a cartridge of so many needles.

    A needle count that is not plausible counts as the largest: the fewest strokes.
    """
    if not NEEDLES_MIN <= needles <= NEEDLES_MAX:
        needles = NEEDLES_MAX
    return _AREAS_CM2[zone] * DENSITY_PER_CM2 // needles


def time_ms(zone: int, needles: int) -> int:
    """Needle time the zone may take: its strokes at the lowest rate, and as long again to move about."""
    return strokes(zone, needles) * 1_000 * ZONE_TIME_FACTOR // RATE_MIN_HZ


def passing(done: int, budget: int) -> int:
    """Which of the guided passes is on, 0 .. PASSES-1."""
    return min(PASSES - 1, done * PASSES // budget) if budget > 0 else 0


# --- had and left -----------------------------------------------------------------------------------------


def strokes_left(ledger: "Ledger", zone: int, needles: int) -> int:
    """Strokes the zone may still get; 0 or less: it is done. A session not yet begun has the whole budget."""
    return strokes(zone, needles) - (ledger.zone_strokes[zone] if ledger.session_open else 0)


def left_ms(ledger: "Ledger", zone: int, needles: int) -> int:
    """Needle time the zone may still get."""
    return time_ms(zone, needles) - (100 * ledger.zone_ds[zone] if ledger.session_open else 0)


def done(ledger: "Ledger", zone: int, needles: int) -> bool:
    """Has the zone had its strokes, or its time?"""
    return strokes_left(ledger, zone, needles) <= 0 or left_ms(ledger, zone, needles) <= 0


def rate_max_hz(ledger: "Ledger", zone: int, needles: int) -> int:
    """The highest rate, in the menu's steps, at which what is left of the zone lasts until free air has been measured.

    A run begins in the air. That counts as air when it is over: 0.36 s at the lowest rate, 0.54 s at its own, and a
    tenth of a second until it is believed (`touch_limits.py`, AIR_KEEP_MS). With less a run would end before a touch.
    """
    return (strokes_left(ledger, zone, needles) - 20) * 3 // 2 // RATE_STEP_HZ * RATE_STEP_HZ


def next_zone(ledger: "Ledger", zone: int, needles: int) -> int:
    """The next zone in which a run could begin, going round; -1: there is none."""
    for step in range(1, COUNT):
        other = (zone + step) % COUNT
        if not done(ledger, other, needles) and rate_max_hz(ledger, other, needles) >= RATE_MIN_HZ:
            return other
    return -1


def treated(ledger: "Ledger", number: int) -> int:
    """The `number`-th zone (from 1) that got strokes in the last session, -1: there are not so many."""
    for zone in range(COUNT):
        if ledger.zone_strokes[zone]:
            number -= 1
            if number == 0:
                return zone
    return -1


def treated_count(ledger: "Ledger") -> int:
    """How many zones got strokes in the last session."""
    number = 1
    while treated(ledger, number) >= 0:
        number += 1
    return number - 1
