"""The face of the page, in mm, flattened: an outline of each zone that has the area the firmware counts with.

Shapes are drawn here by a few corners (x to the right, y down, as the owner sees herself in a mirror: her left cheek is
on the left), rounded, and scaled about their middle until the area is that of `pen.core.zones`. CPython only.
"""

WIDTH_MM, HEIGHT_MM = 176, 218

Point = "tuple[float, float]"

# fmt: off
_FOREHEAD = [(25, 64), (26, 36), (46, 15), (88, 9), (130, 15), (150, 36), (151, 64), (128, 69), (88, 67), (48, 69)]
_CHEEK = [(14, 103), (38, 101), (60, 104), (71, 114), (66, 125), (54, 132), (48, 144), (50, 160), (48, 182), (43, 192),
          (32, 182), (22, 160), (13, 130)]
_CHIN = [(57, 184), (70, 172), (88, 173), (106, 172), (119, 184), (113, 206), (88, 214), (63, 206)]
_LIP = [(54, 140), (66, 132), (83, 131), (88, 133), (93, 131), (110, 132), (122, 140), (110, 146), (88, 145), (66, 146)]
# fmt: on
# in the order of pen.core.zones
CORNERS = (_FOREHEAD, _CHEEK, [(WIDTH_MM - x, y) for x, y in _CHEEK], _CHIN, _LIP)


def area_mm2(points: "list[Point]") -> float:
    """What a polygon encloses (shoelace)."""
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def rounded(points: "list[Point]", times: int = 3) -> "list[Point]":
    """Corners cut, so many times: a closed smooth line (Chaikin)."""
    for _ in range(times):
        points = [
            (ax + (bx - ax) * part, ay + (by - ay) * part)
            for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True)
            for part in (0.25, 0.75)
        ]
    return points


def outline(corners: "list[Point]", area_cm2: float) -> "list[Point]":
    """The zone's smooth outline, mm, of just that area."""
    points = rounded(corners)
    factor = (area_cm2 * 100 / area_mm2(points)) ** 0.5
    x = sum(x for x, _ in points) / len(points)
    y = sum(y for _, y in points) / len(points)
    return [(x + (px - x) * factor, y + (py - y) * factor) for px, py in points]


def path(points: "list[Point]") -> str:
    """As SVG has it."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
