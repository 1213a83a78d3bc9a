"""The five zones of the face, and what each may get: depth, strokes, seconds (S1, S15, H19).

Eyes, nose and lips are no zones. A table and four functions; it must not know a session.
"""

from .limits import CAP_UM, DENSITY_PER_CM2, NEEDLES_MAX, NEEDLES_MIN, RATE_MIN_HZ, ZONE_TIME_FACTOR

FOREHEAD = 0
LEFT_CHEEK = 1
RIGHT_CHEEK = 2
CHIN = 3
UPPER_LIP = 4
COUNT = 5
PASSES = 3  # the strokes of a zone are guided up and down, then across, then diagonally

# zone: highest set-point um (J, from dermal thickness), area cm2 (J, an average adult face)
_ZONES = (
    (300, 60),
    (CAP_UM, 40),
    (CAP_UM, 40),
    (CAP_UM, 20),
    (250, 6),
)


def ceiling_um(zone: int) -> int:
    """The highest set-point in this zone, before every other limit."""
    return _ZONES[zone][0]


def strokes(zone: int, needles: int) -> int:
    """Strokes that give the zone its density of punctures with a cartridge of so many needles.

    A needle count that is not believable counts as the largest: the fewest strokes.
    """
    if not NEEDLES_MIN <= needles <= NEEDLES_MAX:
        needles = NEEDLES_MAX
    return _ZONES[zone][1] * DENSITY_PER_CM2 // needles


def time_ms(zone: int, needles: int) -> int:
    """Needle time the zone may take: its strokes at the lowest rate, and as long again to move about."""
    return strokes(zone, needles) * 1_000 * ZONE_TIME_FACTOR // RATE_MIN_HZ


def passing(done: int, budget: int) -> int:
    """Which of the guided passes is on, 0 .. PASSES-1."""
    return min(PASSES - 1, done * PASSES // budget) if budget > 0 else 0
