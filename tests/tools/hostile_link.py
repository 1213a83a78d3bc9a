"""`python -m tests.tools.hostile_link COUNT [FIRST]`: so many hostile worlds on all cores, and what was seen.

Each seed is one world: of three one with a bad line and laptops that are killed (tests/host_tools/hostile.py), one that
has an evil program at the cable besides, one with a pen that lies (hostile_worlds.py). A seed that breaks a promise is
printed: it does so again.
"""

import argparse
import functools
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.tools import paths  # noqa: F401 - first: the others are found there

Row = tuple[str, str, bool]


def world(place: str, seed: int) -> "tuple[int, int, int, str]":
    """Syncs, kills and faults of one seed, and what broke ("" = nothing)."""
    from tests.host_tools.hostile import one
    from tests.host_tools.hostile_worlds import KINDS

    try:
        return (*one(seed, place, make=KINDS[seed % len(KINDS)]), "")
    except BaseException as error:  # whatever it is: it belongs to this seed
        if isinstance(error, KeyboardInterrupt):
            raise
        return 0, 0, 0, f"seed {seed}: {type(error).__name__}: {error}"


def run(count: int, console: Console, first: int = 0) -> "list[Row]":
    """Live `count` worlds from seed `first` on; rows for the table of `make verify`."""
    from tests.host_tools.hostile import folder

    begun = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True)
    seen: list[tuple[int, int, int, str]] = []
    with folder() as place, ProcessPoolExecutor(os.cpu_count()) as pool, bar:
        task = bar.add_task("hostile links", total=count)
        for result in pool.map(functools.partial(world, place), range(first, first + count), chunksize=20):
            seen.append(result)
            bar.advance(task)
            if not console.is_terminal and len(seen) % 1_000 == 0:
                console.print(f"{len(seen):,} worlds, {sum(bool(one[3]) for one in seen)} broken")
            if result[3]:
                console.print(result[3], style="red")
    broken = [result[3] for result in seen if result[3]]
    evil, lies = (sum(result[2] for seed, result in enumerate(seen, first) if seed % 3 == kind) for kind in (1, 2))
    return [
        ("hostile worlds between pen and history", f"{count:,}", True),
        ("… with a broken promise", f"{len(broken)}", not broken),
        ("… syncs tried", f"{sum(result[0] for result in seen):,}", True),
        ("… laptops killed", f"{sum(result[1] for result in seen):,}", True),
        ("… faults of the line", f"{sum(result[2] for result in seen) - evil - lies:,}", True),
        ("… faults of the line, and requests of an evil program", f"{evil:,}", True),
        ("… lies of a pen", f"{lies:,}", True),
        ("… seconds", f"{time.monotonic() - begun:.0f}", True),
    ]


def main() -> int:
    """The command; 1 when a promise broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="worlds to live; the long run is 20000")
    parser.add_argument("first", type=int, nargs="?", default=0, help="the first seed")
    asked = parser.parse_args()
    console = Console()
    rows = run(asked.count, console, asked.first)
    for name, figure, good in rows:
        console.print(f"{name:55} {figure:>12}" + ("" if good else "  [red]FAILED[/]"))
    return 0 if all(good for _, _, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
