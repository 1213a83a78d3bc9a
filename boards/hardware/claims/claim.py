"""What a claim is, and how many pens are asked about it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from boards.hardware.claims.spice import Sample


class Claim(NamedTuple):
    """`once` returns the figure of one pen, in `unit`: at most (or at least) `limit`. `limit` None: told only."""

    circuit: str
    what: str
    unit: str
    limit: "float | None"
    at_most: bool
    once: "Callable[[Sample], float]"


class Found(NamedTuple):
    """`worst` of all pens with its `seed`, and the `nominal` pen's figure."""

    claim: Claim
    nominal: float
    worst: float
    seed: int
    samples: int

    @property
    def holds(self) -> bool:
        """Whether the worst pen keeps the claim."""
        limit = self.claim.limit
        return limit is None or (self.worst <= limit if self.claim.at_most else self.worst >= limit)


def judge(claim: Claim, samples: int, workers: int = 2) -> Found:
    """Ask pens 0 to `samples` - 1."""
    with ThreadPoolExecutor(workers) as pool:
        figures = list(pool.map(lambda seed: claim.once(Sample(seed)), range(samples)))
    worst = (max if claim.at_most else min)(figures)
    return Found(claim, figures[0], worst, figures.index(worst), samples)
