"""Work on very many mutants in shares, on all cores, and the rows of figures that come of it."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def done(
    run: "Callable[[int, int], T]",
    count: int,
    share: int,
    begin: "Callable[[], None] | None" = None,
    processes: int = 0,
) -> "Iterator[T]":
    """`run(seed, share)` for the seeds 1, 2, 3 … until there are `count`; every process calls `begin` first."""
    shares = [share] * (count // share) + ([count % share] if count % share else [])
    with ProcessPoolExecutor(processes or os.cpu_count(), initializer=begin) as pool:
        yield from pool.map(run, range(1, len(shares) + 1), shares)


def printed(rows: "list[tuple[str, str, bool]]") -> int:
    """Print the rows of a proof; 1 if one failed."""
    for name, figure, ok in rows:
        print(f"{name:84} {figure:>12} {'ok' if ok else 'FAILED'}")
    return int(not all(ok for *_, ok in rows))
