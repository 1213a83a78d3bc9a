"""What is claimed of the depth unit, and what programs found. Nothing was printed, turned or measured.

`drawn()` needs numbers only; `solid()` asks the CAD model (`parts.py`) and is left out, loudly, where that cannot be.
"""

import math
from importlib.util import find_spec
from typing import NamedTuple

from boards.common import mechanics
from boards.mechanics import parameters as p
from boards.mechanics import profiles
from boards.mechanics import tolerances as t
from boards.mechanics.parameters import Size
from boards.mechanics.walls import walls

DEPTHS_UM = (0, 1, 100, 200, 300, 400, 430, p.END_STOP_UM.value)


class Check(NamedTuple):
    """`found` in `unit`: at most (or at least) `limit`."""

    what: str
    found: float
    limit: float
    unit: str = "µm"
    at_most: bool = True

    @property
    def holds(self) -> bool:
        """Whether the claim is kept."""
        return self.found <= self.limit if self.at_most else self.found >= self.limit


def cad() -> bool:
    """Whether the CAD library is installed (`make mechanics` does it)."""
    return find_spec("build123d") is not None


def drawn() -> "list[Check]":
    """What follows from the parameters alone."""
    errors = sum(term.most_um for term in t.CHAIN)
    granted = sum(um for _, um in p.GRANTED_UM)
    ceiling = p.CAP_UM - mechanics.ERROR_BUDGET_UM
    early, late = dummy_um()
    gaps, thinnest, read = gap_mm(), walls()[0], end_stop_read_um()
    return [
        Check("tip beyond what the encoder says, worst case", errors, mechanics.MECHANICAL_ERRORS_UM),
        Check("… and what the firmware's rules let pass", errors + granted, mechanics.ERROR_BUDGET_UM),
        Check("tip at the highest set-point, without the end-stop", ceiling + errors + granted, p.CAP_UM),
        Check("tip at the end-stop, latest corner, home as far off as the pen allows", t.end_stop_um(), p.CAP_UM),
        Check("end-stop by the encoder, earliest corner: past all set-points", read, ceiling, "µm", False),
        Check("end-stop as the feeler leaves find it, earliest: 0.45 mm sounds", early, 450, "µm", False),
        Check("… latest: 0.50 mm does not", late, p.CAP_UM),
        Check("coarse stop behind it, earliest", p.TRAVEL_UM.least, p.END_STOP_UM.value, "µm", False),
        Check("magnet to encoder, least", gaps[0], p.GAP_LEAST_MM, "mm", False),
        Check("magnet to encoder, most", gaps[1], p.GAP_MOST_MM, "mm"),
        Check("tightest fit of parts that move (%s)" % clearances()[0][1], clearances()[0][0], 0.001, "mm", False),
        Check("thinnest wall (%s)" % thinnest[1], thinnest[0], p.WALL_LEAST_MM, "mm", False),
        Check("spring holds the carriage square: its moment over the needles'", squareness(), 3, "times", False),
        Check("torque to turn the ring deeper, strongest spring, of the stepper's", torque(), 0.67, "times"),
    ]  # fmt: skip


def solid() -> "list[Check]":
    """What the CAD model shows. Raises ImportError without the CAD library."""
    from boards.mechanics import parts

    made = parts.made()
    whole = sum(part.is_valid and len(part.solids()) == 1 for part in made.values())
    with_cartridge = made | {"cartridge": parts.cartridge()}
    overlap = max(overlap_mm3(with_cartridge, depth) for depth in DEPTHS_UM)
    stops = [overlap_mm3(made, depth) for depth in (-5, p.END_STOP_UM.value + 5)]
    rounds = [face for face in made["nose"].faces() if face.geom_type.name == "TORUS"]
    edges = [face.radii[1] for face in rounds]
    return [
        Check("parts that are one sound solid", whole, len(parts.NAMES), "parts", False),
        Check("overlap of the parts at any depth, threads aside", overlap, 0, "mm³"),
        Check("5 µm beyond either stop the pin is in the plate", min(stops), 0.001, "mm³", False),
        Check("edges of the nose that touch skin: rounded", len(edges), 2, "edges", False),
        Check("… with a radius of", min(edges), p.EDGE_LEAST_MM, "mm", False),
    ]  # fmt: skip


def overlap_mm3(made: dict, depth_um: float) -> float:
    """How much of any two parts is in the same place at a depth; the thread's own overlap does not count."""
    from boards.mechanics import parts

    placed = parts.moved(made, depth_um)
    names = list(placed)
    thread = parts.turned(profiles.box(p.THREAD_BORE_MM.value / 2, p.THREAD_MM.value / 2, 0, 30))
    total = 0.0
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            common = placed[one] & placed[other]
            if common and {one, other} == {"ring", "carriage"}:
                common = common - thread
            pieces = common if isinstance(common, list) else [common] if common else []
            total += sum(piece.volume for piece in pieces)
    return 0.0 if total < 1e-6 else total


def dummy_um() -> "tuple[float, float]":
    """(earliest, latest) end-stop that the calibration's feeler leaves find, with a plate that was clocked as drawn."""
    names = ("Slot", "Thread", "Key", "Zero", "Cartridge on")
    off = p.CLOCKING_UM.plus_minus + sum(term.most_um for term in t.END_STOP_CHAIN if term.what.startswith(names))
    return p.END_STOP_UM.least - off, p.END_STOP_UM.most + off


def end_stop_read_um() -> float:
    """The end-stop as the encoder reads it, earliest corner: home off by what the pen lets pass, encoder and slot."""
    encoder = sum(term.most_um for term in t.CHAIN if term.what.startswith("Encoder"))
    return p.END_STOP_UM.least - t.GRANTED[1].most_um - t.END_STOP_CHAIN[1].most_um - encoder


def gap_mm() -> "tuple[float, float]":
    """(least, most) distance of the magnet from the encoder, over travel and tolerance."""
    gap = p.HUB_FRONT_MM - p.CARRIAGE_END_MM
    return gap - p.ENCODER_BOARD_MM.most, gap - p.ENCODER_BOARD_MM.least + p.TRAVEL_UM.most / 1000


def clearances() -> "list[tuple[float, str]]":
    """(least clearance across in mm, what moves in what), the tightest first."""
    fits: tuple[tuple[str, Size, Size], ...] = (
        ("carriage in nose", p.APERTURE_MM, p.SEAT_TUBE_MM),
        ("cartridge in nose", p.APERTURE_MM, p.CARTRIDGE_MM),
        ("cartridge in carriage", p.SEAT_BORE_MM, p.CARTRIDGE_PLUG_MM),
        ("thread in spring's room", p.SPRING_BORE_MM, p.THREAD_MM),
        ("ring in nose", p.RING_BORE_MM, p.RING_MM),
        ("flange in nose", p.FLANGE_BORE_MM, p.FLANGE_MM),
        ("arm in plate", p.PLATE_BORE_MM, p.ARM_OUTSIDE_MM),
        ("carriage in arm", p.ARM_INSIDE_MM, p.CARRIAGE_REAR_MM),
        ("key in groove", p.KEY_GROOVE_MM, p.KEY_MM),
        ("ring before its room's front", p.RING_FRONT_MM, p.RING_ROOM_MM),
    )
    return sorted((hole.least - shaft.most, what) for what, hole, shaft in fits)


def squareness() -> float:
    """The spring's moment about the thread's edge over that of the heaviest load at the edge of the needles."""
    spring = p.SPRING_N.least * (p.THREAD_BORE_MM.value + p.THREAD_MM.value) / 4
    return spring / (p.NEEDLE_LOAD_N.most * p.NEEDLE_ARRAY_MM / 2)


def torque() -> float:
    """What turns the ring deeper in the air, against the strongest spring and friction, over the stepper's torque."""
    thread_mm = (p.THREAD_BORE_MM.value + p.THREAD_MM.value) / 4
    flange_mm = (p.FLANGE_MM.value + p.PLATE_BORE_MM.value) / 4
    lead = p.PITCH_UM.value / 1000 / (2 * math.pi * thread_mm)
    rubs = thread_mm * (p.FRICTION.most / math.cos(math.radians(30)) + lead) + flange_mm * p.FRICTION.most
    return p.SPRING_N.most * rubs / p.STEPPER_MNM.value
