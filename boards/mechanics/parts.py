"""The four parts of the depth unit as solids, and where they stand at a depth. The only importer of the CAD library.

Threads are drawn plain, as turned before they are cut: the carriage at M14, the ring at its minor diameter, so the two
overlap by the thread. Whoever makes them cuts M14x1 (6g, 6H).
"""

from typing import Any

from build123d import Align, Axis, Box, Cylinder, Location, Plane, Polyline, Pos, Rot, fillet, make_face, revolve

from boards.mechanics import parameters as p
from boards.mechanics import profiles
from boards.mechanics.profiles import Corner

NAMES = ("nose", "ring", "end-stop", "carriage")


def turned(corners: "list[Corner]", degrees: float = 360.0, radii: "tuple[float, ...]" = ()) -> Any:
    """The solid of a half section turned around the axis. `radii`: of its first corners, rounded."""
    points = [(radius, 0, z) for radius, z in corners]
    face = make_face(Plane.XZ * Polyline(*((radius, z) for radius, z in corners), close=True))
    for point, radius in zip(points, radii):
        face = fillet(face.vertices().sort_by_distance(point)[:1], radius)
    return revolve(face, Axis.Z, degrees)


def nose() -> Any:
    """The nose, with the threaded holes of the end-stop plate's screws as plain holes of 1.6 mm."""
    holes = [_at_circle(p.SCREW_CIRCLE_MM / 2, degrees, Cylinder(0.8, 8)) for degrees in p.SCREW_DEGREES]
    return turned(profiles.nose(), radii=(p.INNER_EDGE_MM, p.OUTER_EDGE_MM)) - [
        Pos(0, 0, -p.PLATE_MM.value) * hole for hole in holes
    ]


def carriage() -> Any:
    """The seat with its thread and the groove of the key."""
    front, rear = p.PLATE_MM.value - 0.5, p.CARRIAGE_END_MM
    floor = p.CARRIAGE_REAR_MM.value / 2 - p.KEY_DEPTH_MM
    groove = Box(10, p.KEY_GROOVE_MM.value, rear - front, align=(Align.MIN, Align.CENTER, Align.MIN))
    return turned(profiles.carriage()) - Rot(0, 0, p.KEY_DEGREES) * Pos(floor, 0, -rear) * groove


def ring() -> Any:
    """The depth ring with arm, hub and dog pin. A notch in the hub lets it through past the plate's tongue."""
    arm = Rot(0, 0, -p.ARM_DEGREES / 2) * turned(profiles.arm(), p.ARM_DEGREES)
    long = p.HUB_REAR_MM - p.HUB_FRONT_MM
    notch = Box(10, p.KEY_MM.value + 1, long, align=(Align.MIN, Align.CENTER, Align.MIN))
    hub = turned(profiles.hub()) - Rot(0, 0, p.KEY_DEGREES) * Pos(_tongue_mm() - 0.3, 0, -p.HUB_REAR_MM) * notch
    pin = _at_circle(p.DOG_RADIUS_MM.value, p.DOG_DEGREES, turned(profiles.dog()))
    return turned(profiles.ring()) + arm + hub + pin


def end_stop() -> Any:
    """The end-stop plate: slot with both stops, tongue that keeps the carriage from turning, three screw holes."""
    thick, pin = p.PLATE_THICK_MM.value, p.DOG_PIN_MM.value
    middle = -p.PLATE_MM.value - thick / 2
    through = [_at_circle(p.SCREW_CIRCLE_MM / 2, degrees, Cylinder(p.SCREW_MM / 2, 9)) for degrees in p.SCREW_DEGREES]
    tongue = Box(
        p.PLATE_BORE_MM.value / 2 + 1 - _tongue_mm(),
        p.KEY_MM.value,
        thick,
        align=(Align.MIN, Align.CENTER, Align.CENTER),
    )
    made = turned(profiles.plate()) + Rot(0, 0, p.KEY_DEGREES) * Pos(_tongue_mm(), 0, middle) * tongue
    around, width = p.DOG_RADIUS_MM.value, pin + 0.1
    degrees = profiles.end_stop_degrees()
    slot = turned(profiles.box(around - width / 2, around + width / 2, p.PLATE_MM.value - 1, 20), degrees)
    ends = [_at_circle(around, at, Cylinder(pin / 2, 40)) for at in (p.DOG_DEGREES, p.DOG_DEGREES - degrees)]
    return made - Rot(0, 0, p.DOG_DEGREES - degrees) * slot - ends - [Pos(0, 0, middle) * hole for hole in through]


def cartridge() -> Any:
    """What a cartridge may fill."""
    plug, front = profiles.cartridge()
    return turned(plug) + turned(front)


def made() -> "dict[str, Any]":
    """The four parts, each where it is at home."""
    return dict(zip(NAMES, (nose(), ring(), end_stop(), carriage())))


def moved(parts: "dict[str, Any]", depth_um: float) -> "dict[str, Any]":
    """The parts where they are at a depth: the ring turned (a right-hand thread), the carriage moved."""
    ring_turned = Location((0, 0, 0), (0, 0, -depth_um / p.PITCH_UM.value * 360))
    places = {"ring": ring_turned, "carriage": Pos(0, 0, depth_um / 1000), "cartridge": Pos(0, 0, depth_um / 1000)}
    return {name: places.get(name, Pos(0, 0, 0)) * part for name, part in parts.items()}


def _tongue_mm() -> float:
    """How near the axis the plate's tongue comes."""
    return p.CARRIAGE_REAR_MM.value / 2 - p.KEY_DEPTH_MM + 0.1


def _at_circle(radius: float, degrees: float, what: Any) -> Any:
    """`what`, moved out by `radius` and turned around the axis to `degrees`."""
    return Rot(0, 0, degrees) * Pos(radius, 0, 0) * what
