"""What a claim is, and how many pens are asked about it."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from boards.hardware.claims.spice import Sample


class Claim(NamedTuple):
    """`once` returns the figure of one pen, in `unit`: at most (or at least) `limit`. `limit` None: told only.

    Claims that one simulation answers share their `once`, which returns a dictionary; `figure` is the key.
    """

    circuit: str
    what: str
    unit: str
    limit: "float | None"
    at_most: bool
    once: "Callable[[Sample], float | dict[str, float]]"
    figure: str = ""

    def of(self, answer: "float | dict[str, float]") -> float:
        """This claim's figure in what `once` returned."""
        return answer[self.figure] if isinstance(answer, dict) else answer


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


def judge(claims: "Sequence[Claim]", samples: int, workers: int = 2) -> "list[Found]":
    """Ask pens 0 to `samples` - 1 about claims that share their `once`."""
    with ThreadPoolExecutor(workers) as pool:
        answers = list(pool.map(lambda seed: claims[0].once(Sample(seed)), range(samples)))
    found = []
    for claim in claims:
        figures = [claim.of(answer) for answer in answers]
        worst = (max if claim.at_most else min)(figures)
        found.append(Found(claim, figures[0], worst, figures.index(worst), samples))
    return found
