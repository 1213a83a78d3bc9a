"""Figures from what the pen has seen of its motor: rate, free current, ripple, how even the strokes are.

Pure arithmetic on the rows that `firmware/pen/service/bench.py` prints. Must not know a limit, a pen or a port.
"""

from dataclasses import dataclass
from math import cos, hypot, pi, sin

FILTER_US = 22_000  # R51 and C50 of the circuit (boards/hardware): 2.2 kOhm x 10 uF before the pin
_FULL = 65_535  # counts
_STEADY = 0.03  # the two halves of a measurement may differ in rate by so much


@dataclass(frozen=True)
class Motor:
    """About a second of a motor that runs freely. `ripple_permille`: of the current's mean, before the filter."""

    rate_hz: float
    current_ma: float
    ripple_permille: float
    spread_permille: float  # the stroke that differs most from the mean, in its length
    steady: bool

    @property
    def ua_per_hz(self) -> float:
        """What a stroke a second takes."""
        return self.current_ma * 1_000 / self.rate_hz


def rows(printed: str) -> "tuple[list[tuple[int, int]], list[int]]":
    """(when, count) of each look at the current, and when each edge of the tacho came, us."""
    looks: list[tuple[int, int]] = []
    edges: list[int] = []
    for line in printed.splitlines():
        kind, *numbers = line.split() or [""]
        values = [int(number) for number in numbers]
        if kind == "c":
            looks += zip(values[::2], values[1::2], strict=True)
        elif kind == "t":
            edges += values
    return looks, edges


def mean_ma(looks: "list[tuple[int, int]]", ua_per_full: int) -> float:
    """The mean current of these looks at the shunt, in mA."""
    return sum(count for _, count in looks) * ua_per_full / 1_000 / _FULL / len(looks)


def motor(printed: str, ua_per_full: int, offset_ma: float = 0.0) -> "Motor | None":
    """What the rows say; None when there are too few strokes. `offset_ma`: what is shown without any current."""
    looks, edges = rows(printed)
    if len(edges) < 16:
        return None
    lengths = [after - before for before, after in zip(edges, edges[1:])]
    mean_us = (edges[-1] - edges[0]) / len(lengths)
    half = len(lengths) // 2
    first, second = sum(lengths[:half]) / half, sum(lengths[-half:]) / half
    within = [(at, count) for at, count in looks if edges[0] <= at < edges[-1]]
    current_ma = mean_ma(within, ua_per_full) - offset_ma
    rate_hz = 1e6 / mean_us
    swing_ma = _swing(within, edges) * ua_per_full / 1_000 / _FULL
    through = 1 / hypot(1, 2 * pi * rate_hz * FILTER_US / 1e6)  # what a filter of one R and one C lets pass
    return Motor(
        rate_hz=rate_hz,
        current_ma=current_ma,
        ripple_permille=swing_ma / through / current_ma * 1_000 if current_ma > 0 else 0.0,
        spread_permille=max(abs(length / mean_us - 1) for length in lengths) * 1_000,
        steady=abs(first / second - 1) < _STEADY,
    )


def _swing(looks: "list[tuple[int, int]]", edges: "list[int]") -> float:
    """Amplitude, in counts, of what repeats with every stroke: each look at its place between two edges."""
    mean = sum(count for _, count in looks) / len(looks)
    in_phase = across = 0.0
    stroke = 0
    for at, count in looks:
        while at >= edges[stroke + 1]:
            stroke += 1
        place = 2 * pi * (at - edges[stroke]) / (edges[stroke + 1] - edges[stroke])
        in_phase += (count - mean) * cos(place)
        across += (count - mean) * sin(place)
    return 2 * hypot(in_phase, across) / len(looks)
