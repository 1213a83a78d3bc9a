"""`make emulator-test`: the pen's numbers, measured on the emulated RP2040 with the files that a pen gets.

Prints a table, writes every raw value to build/emulator/numbers.json, and ends with 1 when a number is not reached.
"""

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from boards.virtual.rp2040.line import obstacle
from tests.tools.emulator import measure
from tests.tools.emulator.table import rows, table

OUT = Path(__file__).resolve().parents[3] / "build" / "emulator" / "numbers.json"


def main() -> int:
    """See the module's first line."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.emulator", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a seeded share of everything, in two minutes")
    parser.add_argument("--only", nargs="+", choices=measure.SUBJECTS, help="some subjects")
    parser.add_argument("--out", type=Path, default=OUT, help="where the raw values go (%(default)s)")
    options = parser.parse_args()
    console = Console()
    if why := obstacle():
        console.print(why)
        return 1
    numbers = measure.everything(options.quick, options.only or measure.SUBJECTS, console)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    found = rows(numbers)
    console.print(table(found, options.quick))
    return 0 if all(row.reached for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
