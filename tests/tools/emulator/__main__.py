"""`make emulator-test`: the pen's numbers, measured on the emulated RP2040 with the files that a pen gets.

Prints each line as soon as it is measured and the table at the end; ends with 1 when a number is not reached.
Every raw value goes to build/emulator-numbers.json, from which `--again` prints the table without measuring and
`--readme` writes the section "On the chip" of firmware/README.md.
"""

import argparse
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from boards.tools.pen_files import commit
from boards.virtual.rp2040.line import obstacle
from tests.tools.emulator import image, measure, readme
from tests.tools.emulator.pen import firmware
from tests.tools.emulator.table import SAME, Row, rows, table

OUT = Path(__file__).resolve().parents[3] / "build" / "emulator-numbers.json"
_PIPE_COLUMNS = 160


def main() -> int:
    """See the module's first lines."""
    options = _options()
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PIPE_COLUMNS)
    if options.again:
        numbers = _read(options.out)
    elif why := obstacle():
        console.print(why)
        return 1
    else:
        numbers = _measured(options, console)
    found = rows(numbers)
    console.print(table(found, numbers))
    good = bool(found) and all(row.reached for row in found)
    if options.readme:
        why = readme.why_not(numbers)
        if why:
            console.print(f"firmware/README.md stays as it is: {why}")
        else:
            console.print(readme.write(found, image.told(numbers["image"]), numbers["commit"]))
        good = good and not why
    return 0 if good else 1


def _measured(options: argparse.Namespace, console: Console) -> dict:
    """Subject by subject, kept after each. What the file holds of other subjects counts on for the same firmware."""
    head = {"quick": options.quick, "firmware": firmware(), "commit": commit(), "image": image.measured()}
    numbers = _read(options.out) if options.only else {}
    if {name: numbers.get(name) for name in head} != head:
        numbers = dict(head)
    began = time.monotonic()
    left = measure.runs(options.only or measure.SUBJECTS)
    # a process of its own for each run: what one leaves in memory or environment is no other one's
    with ProcessPoolExecutor(os.cpu_count(), max_tasks_per_child=1) as pool, console.status("measuring …") as status:
        runs = {pool.submit(measure.one, subject, options.quick, waits): (subject, waits) for subject, waits in left}
        for run in as_completed(runs):
            subject, waits = runs[run]
            left.remove((subject, waits))
            status.update("measuring: " + ", ".join(dict.fromkeys(name for name, _ in left)) + " …")
            place = numbers if waits else numbers.setdefault("without", {})
            place[subject] = run.result()
            if subject not in [name for name, _ in left]:
                _keep(options, numbers)
                _tell(console, head, subject, numbers, time.monotonic() - began)
    return numbers


def _keep(options: argparse.Namespace, numbers: dict) -> None:
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _tell(console: Console, head: dict, subject: str, numbers: dict, after_s: float) -> None:
    """The lines of a subject, as soon as it is measured."""
    console.print(f"[dim]{subject}, after {after_s:.0f} s[/]")
    unwaited = numbers.get("without", {}).get(subject, {})
    for row in rows({**head, subject: numbers[subject], "without": {subject: unwaited}}):
        _say(console, row)


def _say(console: Console, row: Row) -> None:
    mark = "[green]ok[/]" if row.reached else "[red]FAILED[/]"
    unwaited = f" [without waiting for flash: {row.unwaited}]" if row.unwaited != SAME else ""
    said = f"  {row.what}: {row.measured}{unwaited}  ({row.reach}) "
    console.print(escape(said) + mark, soft_wrap=True, highlight=False)


def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.emulator", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a seeded share of everything")
    parser.add_argument("--only", nargs="+", choices=measure.SUBJECTS, help="some subjects")
    parser.add_argument("--again", action="store_true", help="print the table of the last run, measure nothing")
    parser.add_argument("--readme", action="store_true", help="write the table into firmware/README.md")
    parser.add_argument("--out", type=Path, default=OUT, help="where the raw values are (%(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
