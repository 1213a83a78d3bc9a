"""How thick the walls are: of the half sections, measured straight through, and beside what is cut into them."""

import math

from boards.mechanics import parameters as p
from boards.mechanics import profiles
from boards.mechanics.profiles import Corner


def walls() -> "list[tuple[float, str]]":
    """(thickness in mm, which part), the thinnest first: of the half sections, and of what is cut into them."""
    sections = ("nose", "carriage", "ring", "arm", "plate", "hub")
    found = [(thinnest(getattr(profiles, name)()), name) for name in sections]
    slot = p.DOG_RADIUS_MM.value - p.DOG_PIN_MM.value / 2 - 0.05
    found.append((slot - p.PLATE_BORE_MM.value / 2, "plate inside the slot"))
    groove = p.CARRIAGE_REAR_MM.value / 2 - p.KEY_DEPTH_MM
    found.append((groove - p.SEAT_BORE_MM.value / 2, "carriage under the groove"))
    return sorted(found)


def thinnest(corners: "list[Corner]") -> float:
    """The least thickness of a section: from points along each side straight through to the opposite side."""
    sides = list(zip(corners, corners[1:] + corners[:1]))
    least = math.inf
    for (x, z), (to_x, to_z) in sides:
        length = math.hypot(to_x - x, to_z - z)
        if length == 0 or (x == 0 and to_x == 0):
            continue
        across = ((to_z - z) / length, -(to_x - x) / length)
        for part in (0.05, 0.25, 0.5, 0.75, 0.95):
            point = (x + (to_x - x) * part, z + (to_z - z) * part)
            for way in (1, -1):
                hits = sorted(_hits(point, (across[0] * way, across[1] * way), sides))
                if len(hits) % 2 == 1:  # an odd number of sides lies that way: it is into the material
                    least = min(least, hits[0])
    return least


def _hits(point: Corner, way: Corner, sides: "list[tuple[Corner, Corner]]") -> "list[float]":
    """How far from `point` in direction `way` the sides of the section are crossed."""
    hits = []
    for (x, z), (to_x, to_z) in sides:
        cross = way[0] * (to_z - z) - way[1] * (to_x - x)
        if abs(cross) < 1e-12:
            continue
        far = ((x - point[0]) * (to_z - z) - (z - point[1]) * (to_x - x)) / cross
        along = ((x - point[0]) * way[1] - (z - point[1]) * way[0]) / cross
        if far > 1e-9 and 0 <= along < 1:
            hits.append(far)
    return hits
