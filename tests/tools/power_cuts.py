"""`python -m tests.tools.power_cuts`: pens that lose their power at every operation of what writes, on all cores; in
updates once more in what follows. Rows for `make verify`; `--scale ci` cuts a seeded share.

What is cut and what must hold: `tests/firmware/test_pen_power_cuts.py`, `test_update_cuts.py` (the slots alone) and
`test_pen_update_cuts.py` (a whole pen's update).
"""

import argparse
import gc
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed

from rich.console import Console
from rich.progress import Progress

from tests.tools import paths  # noqa: F401 - first: the others are found there

Row = tuple[str, str, bool]
Counts = tuple[int, int]  # pens cut once, pens cut twice

PARTS = 40  # of what is cut in a life: so that there is progress to be seen


def treatment(name: str) -> Counts:
    """A scene of treatment or of a start. Raises AssertionError."""
    from tests.firmware import test_pen_power_cuts as cuts

    return cuts.cut_everywhere(name), 0


def slots_alone(name: str, small: bool) -> Counts:
    """A scene of the slots alone. Raises AssertionError."""
    from tests.firmware.update import test_update_cuts as cuts

    return cuts.run(cuts.SCENES[name], (9, 9) if small else (1, 1))


def whole_application(small: bool) -> Counts:
    """The slots alone with the real program; it writes so much that its second cuts are a share."""
    from tests.firmware.update import test_update_cuts as cuts

    return cuts.run(cuts.whole_application(), (720, 1_000) if small else (1, 400), seed=7)


def whole_pen(life: str, small: bool, part: int) -> Counts:
    """One of `PARTS` shares of a whole pen's update, trial and way back. Raises AssertionError."""
    from tests.firmware import test_pen_update_cuts as cuts

    return cuts.run(cuts.LIVES[life](), (PARTS, 40 if small else 1), part)


def jobs(small: bool) -> "list[tuple]":
    """What is to be done; the longest first."""
    from tests.firmware import test_pen_power_cuts, test_pen_update_cuts
    from tests.firmware.update import test_update_cuts

    treatments = ["end"] if small else [*test_pen_power_cuts.LONG_SCENES, *test_pen_power_cuts.SCENES]
    parts = range(0, PARTS, 9) if small else range(PARTS)
    pens = [(whole_pen, life, small, part) for life in test_pen_update_cuts.LIVES for part in parts]
    scenes = [(slots_alone, name, small) for name in test_update_cuts.SCENES]
    return [(whole_application, small), *((treatment, name) for name in treatments), *scenes, *pens]


def rows(small: bool, console: Console) -> "list[Row]":
    """Every cut of one and of two; `small`: a seeded share."""
    began = time.monotonic()
    treatments, slots, pens = Counter(), Counter(), Counter()
    found = {treatment: treatments, slots_alone: slots, whole_application: slots, whole_pen: pens}
    broken: list[str] = []
    todo = jobs(small)  # before the pool: what that imports is frozen there
    # the firmware collects garbage as it starts: what was here before need not be walked each time
    pool = ProcessPoolExecutor(os.cpu_count(), initializer=gc.freeze)
    with pool, Progress(console=console, transient=True) as bar:
        waiting = {pool.submit(*job): job for job in todo}
        task = bar.add_task("power cuts", total=len(waiting))
        for done in as_completed(waiting):
            what, *rest = waiting[done]
            try:
                once, twice = done.result()
            except AssertionError as error:
                broken.append(f"{what.__name__} {rest}: {error}")
                console.print(broken[-1], style="red")
                continue
            found[what].update(once=once, twice=twice)
            bar.advance(task)
            if not console.is_terminal:
                console.print(f"{what.__name__} {rest}: {once:,} cut once, {twice:,} twice")
    return [
        ("power cuts in starts and sessions", f"{treatments['once']:,}", True),
        ("… in updates, trials and ways back: slots alone", f"{slots['once']:,}", True),
        ("… and once more in what follows", f"{slots['twice']:,}", True),
        ("… on the whole pen, every operation of flash and EEPROM", f"{pens['once']:,}", True),
        ("… and once more in the start that follows", f"{pens['twice']:,}", True),
        ("… without a complete version, or books that are not as they were", f"{len(broken)}", not broken),
        ("… seconds", f"{time.monotonic() - began:.0f}", True),
    ]


def main() -> int:
    """The command; 1 when a pen was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=("ci", "long"), default="long")
    found = rows(parser.parse_args().scale == "ci", Console())
    for name, figure, good in found:
        print(f"{name:62} {figure:>12} {'ok' if good else 'FAILED'}")
    return not all(good for _, _, good in found)


if __name__ == "__main__":
    sys.exit(main())
