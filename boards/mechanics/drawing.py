"""Section of the depth unit and view of its end-stop plate, drawn into matplotlib's axes; numbers are parameters."""

import math
from typing import Any

from matplotlib.patches import Circle, Polygon, Wedge

from boards.mechanics import parameters as p
from boards.mechanics import profiles
from boards.mechanics.profiles import Corner

COLOURS = {
    "nose": "#9db8d2",
    "carriage": "#e8b36f",
    "ring": "#d9cf6b",
    "end-stop": "#8a8a8a",
    "cartridge": "#f4f4f4",
    "granted": "#b9c6a5",
    "mechanics": "#cf8f7b",
}
LINE = {"edgecolor": "#222222", "linewidth": 0.7}


def section(axes: Any) -> None:
    """Section along the axis, at home: the skin on the left."""
    axes.set_title(
        "Depth unit at home, section through arm and dog pin (upper half); mm. Needle tips flush with the face"
    )

    def part(corners: "list[Corner]", name: str, both: bool = True, off: float = 0.0) -> None:
        for side in (1, -1) if both else (1,):
            points = [(-z, side * (radius + off)) for radius, z in corners]
            axes.add_patch(Polygon(points, closed=True, facecolor=COLOURS[name], **LINE))

    for corners in profiles.cartridge():
        part(corners, "cartridge")
    for name in ("nose", "carriage", "ring"):
        part(getattr(profiles, name)(), name)
    part(profiles.arm(), "ring", both=False)
    part(profiles.hub(), "ring")
    part(profiles.plate(), "end-stop")
    pin = p.DOG_PIN_MM.value / 2
    slot = profiles.box(
        p.DOG_RADIUS_MM.value - pin - 0.05,
        p.DOG_RADIUS_MM.value + pin + 0.05,
        p.PLATE_MM.value,
        p.PLATE_MM.value + p.PLATE_THICK_MM.value,
    )
    axes.add_patch(Polygon([(-z, r) for r, z in slot], facecolor="white", **LINE))
    part(profiles.dog(), "end-stop", both=False, off=p.DOG_RADIUS_MM.value)
    part([(-r, z) for r, z in profiles.dog()], "end-stop", both=False, off=p.DOG_RADIUS_MM.value)
    for height in range(-2, 3):  # needles
        axes.plot([0, 0.2], [height, height], color="#222222", linewidth=0.8)
    axes.axhline(0, color="#555555", linewidth=0.5, dashes=(12, 3, 3, 3))
    motor, shaft = p.SEAT_BORE_MM.value / 2 - 0.1, p.SHAFT_MM / 2
    for x, to_x, height, text in (
        (17, p.CARRIAGE_END_MM, motor, "needle motor and crank (not drawn)"),
        (p.CARRIAGE_END_MM, p.CARRIAGE_END_MM + p.ENCODER_BOARD_MM.value, 6, "AS5600"),
        (p.HUB_FRONT_MM, p.HUB_FRONT_MM + p.MAGNET_DEEP_MM, p.MAGNET_MM / 2, "magnet"),
        (p.HUB_REAR_MM - p.SHAFT_DEEP_MM, 57, shaft, "stepper"),
    ):
        axes.add_patch(
            Polygon(
                [(x, -height), (to_x, -height), (to_x, height), (x, height)],
                closed=True,
                fill=False,
                linestyle="--",
                edgecolor="#444444",
                linewidth=0.7,
            )
        )
        if to_x - x > 5:
            axes.text((x + to_x) / 2 + (2.6 if height == shaft else 0), 0.4, text, ha="center", fontsize=7)
    labels = (
        ((5, 11), (-9, 16.5), "nose (aluminium)"),
        ((15.5, 15), (20, 16.8), "end-stop plate (steel)"),
        ((16.7, p.DOG_RADIUS_MM.value), (20, 14.2), "dog pin in its slot"),
        ((25, 7.5), (29, 11.6), "depth ring (brass): thread and flange in front, arm, hub"),
        ((12, -6.7), (20, -14.2), "thread M14x1: %g µm a turn" % p.PITCH_UM.value),
        ((5.6, -6.6), (20, -16.8), "wave spring"),
        ((30, -5), (29, -11.6), "carriage (aluminium): the cartridge's seat in front"),
        ((2, -4), (-9, -16.5), "cartridge (not made here)"),
        ((39.5, 4), (41, 9.3), "AS5600"),
        ((43.2, -2), (44, -9.3), "magnet"),
    )
    for at, text_at, text in labels:
        axes.annotate(text, at, text_at, arrowprops={"arrowstyle": "-", "linewidth": 0.5}, fontsize=7.5, va="center")
    for side in (1, -1):
        zigzag = [(p.SHOULDER_MM.value + 3 * i / 6, side * (6.35 + 0.7 * (i % 2))) for i in range(7)]
        axes.plot(*zip(*zigzag), color="#333333", linewidth=0.8)
    lengths = (
        (0, p.TIP_ABOVE_FLANGE_MM.value, -18.5),
        (0, p.PLATE_MM.value, -20.2),
        (0, p.CARRIAGE_END_MM, -21.9),
        (0, p.HUB_REAR_MM, -23.6),
    )
    for start, end, height in lengths:
        _dimension(axes, (start, height), (end, height), "%g" % end)
    across = ((-2.2, p.APERTURE_MM), (-4.6, p.FACE_MM), (58.8, p.ARM_OUTSIDE_MM), (61.4, p.REAR_MM))
    for x, size in across:
        half = size.value / 2
        _dimension(axes, (x, -half), (x, half), "ø%g ±%g" % size[:2])
    _dimension(axes, (18.7, 0), (18.7, p.DOG_RADIUS_MM.value), "R%g" % p.DOG_RADIUS_MM.value)
    axes.set_xlim(-10, 63)
    axes.set_ylim(-25, 18)
    axes.set_aspect("equal")
    axes.axis("off")


def _dimension(axes: Any, start: Corner, end: Corner, text: str) -> None:
    """A dimension line with its number, along or across."""
    axes.annotate("", start, end, arrowprops={"arrowstyle": "<->", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0})
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    upright = start[0] == end[0]
    axes.text(
        *middle,
        text,
        ha="center",
        va="center",
        fontsize=7,
        rotation=90 if upright else 0,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )


def stops(axes: Any) -> None:
    """The end-stop plate, seen from the skin: one slot has both stops."""
    degrees = profiles.end_stop_degrees()
    around, pin = p.DOG_RADIUS_MM.value, p.DOG_PIN_MM.value / 2
    start, end = p.DOG_DEGREES, p.DOG_DEGREES - degrees
    axes.set_title(
        "End-stop plate from the skin's side: home to end-stop %.1f° = %g µm" % (degrees, p.END_STOP_UM.value)
    )
    axes.add_patch(
        Wedge(
            (0, 0),
            p.REAR_MM.value / 2,
            0,
            360,
            width=(p.REAR_MM.value - p.PLATE_BORE_MM.value) / 2,
            facecolor=COLOURS["end-stop"],
            **LINE,
        )
    )
    axes.add_patch(Wedge((0, 0), around + pin + 0.05, end, start, width=2 * pin + 0.1, facecolor="white", **LINE))
    for at, fill, text in (
        (start, COLOURS["ring"], "home\n0 µm"),
        (end, "white", "end-stop\n%g µm" % p.END_STOP_UM.value),
    ):
        place = (around * math.cos(math.radians(at)), around * math.sin(math.radians(at)))
        axes.add_patch(Circle(place, pin, facecolor=fill, **LINE))
        axes.text(place[0] * 1.38, place[1] * 1.38 + (1.7 if at else 0), text, ha="center", va="center")
    axes.add_patch(
        Wedge(
            (0, 0),
            p.ARM_OUTSIDE_MM.value / 2,
            -p.ARM_DEGREES / 2,
            p.ARM_DEGREES / 2,
            width=(p.ARM_OUTSIDE_MM.value - p.ARM_INSIDE_MM.value) / 2,
            facecolor=COLOURS["ring"],
            **LINE,
        )
    )
    axes.add_patch(
        Wedge(
            (0, 0),
            p.CARRIAGE_REAR_MM.value / 2,
            0,
            360,
            width=(p.CARRIAGE_REAR_MM.value - p.SEAT_BORE_MM.value) / 2,
            facecolor=COLOURS["carriage"],
            **LINE,
        )
    )
    turn = math.radians(p.KEY_DEGREES)
    half = p.KEY_MM.value / 2
    tongue = [
        (r * math.cos(turn) - y * math.sin(turn), r * math.sin(turn) + y * math.cos(turn))
        for r, y in ((5.3, -half), (9, -half), (9, half), (5.3, half))
    ]
    axes.add_patch(Polygon(tongue, closed=True, facecolor=COLOURS["end-stop"], **LINE))
    for at in p.SCREW_DEGREES:
        place = [p.SCREW_CIRCLE_MM / 2 * f(math.radians(at)) for f in (math.cos, math.sin)]
        axes.add_patch(Circle(place, p.SCREW_MM / 2, facecolor="white", **LINE))
    axes.text(0, -12.5, "deeper: clockwise", ha="center", va="center")
    axes.text(-1.2, 11.8, "key", ha="center")
    axes.text(0, 0, "carriage", ha="center", va="center", fontsize=7)
    axes.set_xlim(-18, 18)
    axes.set_ylim(-18, 18)
    axes.set_aspect("equal")
    axes.axis("off")
