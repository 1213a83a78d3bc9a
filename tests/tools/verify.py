"""`make verify`: the long proofs and a table of what was measured. `--scale ci` is the short form of the same."""

import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, track
from rich.table import Table

from tests.tools.paths import ROOT

SCALES = {"ci": (24, "ci"), "long": (2_000, "long")}  # histories, hypothesis profile
WORLDS = {"ci": 400, "long": 20_000}  # of a hostile line
MUTANTS = {"ci": 20_000, "long": 1_000_000}  # bundles
DAMAGED = {"ci": 4_000, "long": 100_000}  # histories
EVENTS = 200
LIVES = ROOT / "build" / "histories.jsonl"


def one_history(seed: int) -> tuple[int, int, int, int, str]:
    """Seed, sessions, deepest um, durable writes, what broke ("" = nothing)."""
    from tests.firmware.random_histories import Broken, History

    history = History(seed)
    broken = ""
    try:
        history.play(EVENTS)
    except Broken as error:
        broken = str(error)
    return seed, len(history.sessions), history.world.max_tip_um, history.world.ops, broken


def histories(count: int, console: Console) -> list[tuple[str, str, bool]]:
    """Play so many random lives on all cores."""
    start = time.monotonic()
    runs = []
    LIVES.parent.mkdir(exist_ok=True)
    with ProcessPoolExecutor(os.cpu_count()) as pool, LIVES.open("w") as log:
        lives = pool.map(one_history, range(count))
        for run in track(lives, "random histories", count, console=console, transient=True):
            runs.append(run)
            print(json.dumps(run), file=log, flush=True)  # a run that is stopped has shown something
    broken = [run[4] for run in runs if run[4]]
    for text in broken[:5]:
        console.print(text, style="red")
    return [
        ("random histories of %d events, no mechanical end-stop" % EVENTS, f"{count:,}", True),
        ("… promises broken", f"{len(broken)}", not broken),
        ("… deepest needle tip (cap 500 um)", f"{max(run[2] for run in runs)} um", max(run[2] for run in runs) <= 500),
        ("… sessions inside 28 true days of the last", f"{sum('days after' in b for b in broken)}", not broken),
        ("… sessions held", f"{sum(run[1] for run in runs):,}", True),
        ("… durable writes made", f"{sum(run[3] for run in runs):,}", True),
        ("… seconds", f"{time.monotonic() - start:.0f}", True),
    ]


def properties(profile: str) -> list[tuple[str, str, bool]]:
    """The core's specifications with branch coverage."""
    environment = os.environ | {"NEEDLEPEN_SCALE": profile}
    (ROOT / "build").mkdir(exist_ok=True)
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "erase"], cwd=ROOT, check=True)
    command = [*coverage, "run", "-m", "pytest", "-n", "auto", "tests/firmware/core"]
    tests = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    subprocess.run([*coverage, "combine", "-q"], cwd=ROOT, check=True)
    report = ROOT / "build" / "core.json"
    subprocess.run(
        [*coverage, "json", "-q", "-o", str(report), "--fail-under=0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    percent = json.loads(report.read_text())["totals"]["percent_covered"]
    return [
        ("core specifications", tests.stdout.strip().splitlines()[-1], tests.returncode == 0),
        ("branch coverage of pen/core", f"{percent:.1f} %", percent == 100),
    ]


def exploration(small: bool, console: Console) -> list[tuple[str, str, bool]]:
    """Every place the controller can be in, breadth first. `small`: what people do, and nothing is ever wrong."""
    start = time.monotonic()
    try:
        from tests.firmware.formats import reason_lists
        from tests.tools import explore

        with Progress("exploration", BarColumn(), MofNCompleteColumn(), console=console, transient=True) as progress:
            task = progress.add_task("places", total=None)
            walk = explore.Walk(explore.PEOPLE if small else explore.ALL).go(
                explore.new_pen(),
                lambda walked, known: progress.update(task, completed=walked, total=known),
            )
    except AssertionError as broken:
        return [("exploration of the controller", str(broken), False)]
    stuck = len(walk.stuck())
    return [
        ("exploration: places", f"{len(walk.graph):,}", True),
        ("… transitions, every step watched", f"{walk.transitions:,}", True),
        ("… reasons to refuse met", f"{len(walk.refusals)} of {len(reason_lists.REFUSALS)}", small or not walk.unmet()),
        ("… places that cannot be left for a menu or the lock-out", f"{stuck}", not stuck),
        ("… seconds", f"{time.monotonic() - start:.0f}", True),
    ]


def cuts(small: bool, console: Console) -> list[tuple[str, str, bool]]:
    """Power cuts at every operation."""
    from tests.tools import power_cuts

    return power_cuts.rows(small, console)


def demo() -> list[tuple[str, str, bool]]:
    """The whole story on CPython; `make test` has it on MicroPython."""
    command = [sys.executable, "-m", "boards.virtual.demo", "--fast", "--python", sys.executable]
    run = subprocess.run(
        [*command, "--out", str(ROOT / "build" / "demo-cpython")], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    last = (run.stdout.strip() or run.stderr.strip() or "no word").splitlines()[-1]
    return [("the whole demo on CPython", last, run.returncode == 0)]


def planted(console: Console) -> list[tuple[str, str, bool]]:
    """Every planted bug must be caught."""
    run = subprocess.run([sys.executable, "tests/planted/run.py"], cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        console.print(run.stdout + run.stderr, markup=False, highlight=False)
        return [("planted bugs", "see above", False)]
    return [("planted bugs", run.stdout.strip().splitlines()[-1], True)]


def laptop(profile: str, console: Console) -> list[tuple[str, str, bool]]:
    """The laptop tool on bad lines, and how fast it is."""
    from tests.tools import hostile_link, laptop_numbers

    return hostile_link.run(WORLDS[profile], console) + laptop_numbers.run(console, profile)


def mutated(profile: str) -> list[tuple[str, str, bool]]:
    """Mutated bundles, by the laptop's check and the pen's codec; damaged histories."""
    from tests.tools import damage, mutants

    return mutants.proof(MUTANTS[profile]) + damage.proof(DAMAGED[profile])


def main() -> int:
    """Run all proofs; 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=SCALES, default="long")
    count, profile = SCALES[parser.parse_args().scale]
    console = Console()
    rows = histories(count, console) + exploration(profile == "ci", console) + properties(profile)
    rows += cuts(profile == "ci", console) + demo() + laptop(profile, console) + planted(console)
    rows += mutated(profile)
    table = Table("proof", "figure", "", title="needlepen: proofs")
    for name, figure, good in rows:
        table.add_row(name, figure, "[green]ok[/]" if good else "[red]FAILED[/]")
    console.print(table)
    return 0 if all(good for _, _, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
