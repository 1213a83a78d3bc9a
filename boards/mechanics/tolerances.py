"""The tolerance stack-up: by how much the tip may stand deeper than the set-point, and how deep the end-stop lets it.

Its result *is* the error budget: `MECHANICAL_ERRORS_UM` in `boards/common/mechanics.py` is the worst case of `CHAIN`,
rounded up, and `ERROR_BUDGET_UM` that and what the firmware's rules grant. A test compares. The worst case and not a
percentile, because the promise is about every pen. Monte Carlo shows how far from it pens are, and that no pen of the
sample is beyond. Standard library only: neither the test nor the firmware's figures need a CAD program.
"""

import math
import random
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from boards.mechanics import parameters as p
from boards.mechanics.parameters import Size

PENS = 100_000
SEED = 1
TURN_UM = p.PITCH_UM.value
UM_PER_DEGREE = TURN_UM / 360
UM_PER_COUNT = TURN_UM / p.ENCODER_COUNTS_PER_TURN
MM = 1000.0  # um


class Term(NamedTuple):
    """One cause. `most_um`: the deepest it can make the tip. `draw`: one pen's share in um. `why`: where it is from."""

    what: str
    most_um: float
    draw: "Callable[[random.Random], float]"
    shape: str
    why: str


def even(size: Size, um: float = 1.0, times: int = 1) -> "tuple[float, Callable[[random.Random], float], str]":
    """Anywhere in the tolerance, equally likely: nobody knows better. `um`: of one unit; `times`: independent draws."""
    most = (size.value * times + size.plus_minus * times) * um
    draw = lambda dice: um * sum(dice.uniform(size.least, size.most) for _ in range(times))  # noqa: E731
    return most, draw, "even"


def bell(size: Size, um: float = 1.0, times: int = 1) -> "tuple[float, Callable[[random.Random], float], str]":
    """Normal, the tolerance being three standard deviations, and cut off there."""

    def one(dice: random.Random) -> float:
        return max(size.least, min(size.most, dice.gauss(size.value, size.plus_minus / 3)))

    return (size.value + size.plus_minus) * times * um, lambda dice: um * sum(one(dice) for _ in range(times)), "normal"


def encoder_um(dice: random.Random) -> float:
    """Non-linearity of one encoder between zero and depth: one and two periods a turn, of any phase, within ±1°."""
    first = dice.uniform(0, p.ENCODER_DEGREES.plus_minus)
    second = dice.uniform(0, p.ENCODER_DEGREES.plus_minus - first)
    at_zero, other = dice.uniform(0, 2 * math.pi), dice.uniform(0, 2 * math.pi)
    turned = 2 * math.pi * dice.uniform(0, p.CAP_UM / TURN_UM)  # from zero to whatever depth is set
    error = first * (math.sin(at_zero + turned) - math.sin(at_zero))
    error += second * (math.sin(other + 2 * turned) - math.sin(other))
    return error * UM_PER_DEGREE


def _lengths_mm() -> "tuple[float, float, float, float]":
    """Of nose, cartridge, carriage and ring between face and tip at home; the last three add up to the first."""
    nose, cartridge = p.PLATE_MM.value, p.TIP_ABOVE_FLANGE_MM.value
    bearing = (max(p.THREAD_FRONT_MM, p.RING_FRONT_MM.value) + nose) / 2  # middle of the thread that bears
    return nose, cartridge, bearing - cartridge, nose - bearing


def heat_um(
    temperature_c: float, warmer_k: float, nose: float, cartridge: float, carriage: float, ring: float
) -> float:
    """How much deeper the tip is than when it was calibrated. The four last: ppm/K of the parts."""
    by_k = temperature_c - p.CALIBRATED_C
    length_nose, length_cartridge, length_carriage, length_ring = _lengths_mm()
    inside = length_cartridge * cartridge + length_carriage * carriage + length_ring * ring
    return ((inside - length_nose * nose) * by_k + inside * warmer_k) / 1e6 * MM


def _heat(dice: random.Random) -> float:
    sizes = (p.TEMPERATURE_C, p.WARMER_K, p.ALUMINIUM_PPM_K, p.CARTRIDGE_PPM_K, p.ALUMINIUM_PPM_K, p.BRASS_PPM_K)
    return heat_um(*(dice.uniform(size.least, size.most) for size in sizes))


def _most_heat_um() -> float:
    """At the corner that is deepest. The parts' expansion is taken the worse way at both ends of the range."""
    hot = (p.CARTRIDGE_PPM_K.most, p.ALUMINIUM_PPM_K.most, p.BRASS_PPM_K.most)
    cold = (p.CARTRIDGE_PPM_K.least, p.ALUMINIUM_PPM_K.least, p.BRASS_PPM_K.least)
    at_hot = heat_um(p.TEMPERATURE_C.most, p.WARMER_K.most, p.ALUMINIUM_PPM_K.least, *hot)
    return max(at_hot, heat_um(p.TEMPERATURE_C.least, p.WARMER_K.most, p.ALUMINIUM_PPM_K.most, *cold))


def flex_um(load_n: float) -> float:
    """The nose gives way under the skin's load: its wall behind the face, pressed together."""
    area_mm2 = math.pi / 4 * (p.FACE_MM.least**2 - p.SPRING_BORE_MM.most**2)  # thinner than it is anywhere
    return load_n * p.PLATE_MM.value / (p.ELASTICITY_GPA * 1000 * area_mm2) * MM


_KEY = Size(0, p.KEY_GROOVE_MM.most - p.KEY_MM.least, "play of the tongue in its groove, all of it")
KEY_UM = TURN_UM / (math.pi * (p.CARRIAGE_REAR_MM.least - p.KEY_DEPTH_MM))  # depth of 1 mm of play, in the groove
CHAIN = (
    Term("Encoder non-linearity, at zero and at depth", 2 * p.ENCODER_DEGREES.most * UM_PER_DEGREE, encoder_um,
         "harmonics", p.ENCODER_DEGREES.why),
    Term("Encoder noise", *bell(p.ENCODER_NOISE_DEGREES, UM_PER_DEGREE), p.ENCODER_NOISE_DEGREES.why),
    Term("Encoder resolution", *even(p.ENCODER_STEP_COUNTS, UM_PER_COUNT, 2), p.ENCODER_STEP_COUNTS.why),
    Term("Thread: lead error", *even(p.THREAD_UM), p.THREAD_UM.why),
    Term("Key: the carriage turns by its play", *even(_KEY, KEY_UM), p.KEY_GROOVE_MM.why),
    Term("Zero: spread of the readings", *even(p.ZERO_SPREAD_UM), p.ZERO_SPREAD_UM.why),
    Term("Zero: flatness of the plate", *even(p.ZERO_PLATE_UM), p.ZERO_PLATE_UM.why),
    Term("Zero: height of the dummy's pin", *even(p.ZERO_PIN_UM), p.ZERO_PIN_UM.why),
    Term("Cartridge on its seat", *bell(p.SEAT_UM), p.SEAT_UM.why),
    Term("Cartridge: height of the needle tips", *even(p.TIP_HEIGHT_UM), p.TIP_HEIGHT_UM.why),
    Term("Heat: -10 to 60 °C, carriage warmer than nose", _most_heat_um(), _heat, "even", p.WARMER_K.why),
    Term("Nose gives way under load", flex_um(p.SKIN_LOAD_N.most),
         lambda dice: flex_um(dice.uniform(p.SKIN_LOAD_N.least, p.SKIN_LOAD_N.most)), "even", p.SKIN_LOAD_N.why),
    Term("Wear: stop in the cartridge", *even(p.CARTRIDGE_WEAR_UM), p.CARTRIDGE_WEAR_UM.why),
    Term("Wear: face of the nose", *even(p.NOSE_WEAR_UM), p.NOSE_WEAR_UM.why),
)  # fmt: skip
GRANTED = tuple(Term(what, um, *even(Size(0, um, what))[1:], "`pen/core/limits.py`") for what, um in p.GRANTED_UM)
SLOT_UM = TURN_UM / (2 * math.pi * p.DOG_RADIUS_MM.least)  # depth of 1 mm along the slot
_DOG = Size(0, 2 * p.DOG_SLOT_MM.plus_minus + p.DOG_PIN_MM.plus_minus, "slot's two ends and the pin's thickness")
# From the home stop to the tip at the end-stop. No encoder, as the end-stop needs none; but home may be off.
END_STOP_CHAIN = (
    GRANTED[1],
    Term("Slot of the end-stop plate, dog pin", *even(_DOG, SLOT_UM), p.DOG_SLOT_MM.why),
    *(term for term in CHAIN if not term.what.startswith("Encoder")),
)


def mechanical_um(tips_um: float = p.TIP_HEIGHT_UM.most) -> int:
    """`MECHANICAL_ERRORS_UM`: what no rule of the firmware can see, at worst, rounded up. `tips_um`: of a cartridge."""
    return math.ceil(sum(term.most_um for term in CHAIN) - p.TIP_HEIGHT_UM.most + tips_um)


def budget_um(tips_um: float = p.TIP_HEIGHT_UM.most) -> int:
    """`ERROR_BUDGET_UM`: what the rules grant and `mechanical_um`."""
    return sum(um for _, um in p.GRANTED_UM) + mechanical_um(tips_um)


def end_stop_um() -> float:
    """The deepest that the end-stop lets the tip be, at the worst corner of the tolerances."""
    return p.END_STOP_UM.most + sum(term.most_um for term in END_STOP_CHAIN)


@cache
def sample(terms: "tuple[Term, ...]", pens: int = PENS, seed: int = SEED) -> "tuple[float, ...]":
    """By how much the tips of `pens` pens are deeper than they should be, in um, the deepest last: Monte Carlo."""
    dice = random.Random(seed)
    return tuple(sorted(sum(term.draw(dice) for term in terms) for _ in range(pens)))
