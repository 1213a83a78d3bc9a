"""`make hardware-test`: rule check and SPICE, a table of what is claimed and what was found; 1 when a claim fails.

`--scale ci` asks fewer pens. `--readme` writes the table into boards/hardware/README.md, `--again` does it with the
last run's figures. Without ngspice every claim that was not tested is named, and that is a failure, too.
"""

import argparse
import json
import sys
from itertools import groupby
from pathlib import Path

from boards.hardware import pages, standby
from boards.hardware.circuit import circuit
from boards.hardware.claims import drive, latch, signals, spice
from boards.hardware.claims.claim import Claim, Found, judge
from boards.hardware.headers import BOARDS
from boards.hardware.rules import violations

CLAIMS = (*drive.CLAIMS, *signals.CLAIMS, *latch.CLAIMS)
SAMPLES = {"long": 1000, "ci": 40}
OUT = Path(__file__).resolve().parents[3] / "build" / "hardware" / "claims.json"


def main() -> int:
    """See the module's first lines."""
    parser = argparse.ArgumentParser(prog="make hardware-test", description="check the circuit")
    parser.add_argument("--scale", choices=SAMPLES, default="long")
    parser.add_argument("--only", default="", help="claims whose text holds this")
    parser.add_argument("--again", action="store_true", help="judge the figures of the last run")
    parser.add_argument("--readme", action="store_true", help="write the table into boards/hardware/README.md")
    options = parser.parse_args()
    good = _rules() and _standby()
    if options.again:
        found = _remembered()
    elif not spice.installed():
        print("\nNOT TESTED, because ngspice is not installed (%s):" % spice.INSTALL)
        print("\n".join("  %s: %s %s" % (claim.circuit, claim.what, limit(claim)) for claim in CLAIMS))
        return 1
    else:
        found = _judged(SAMPLES[options.scale], options.only)
    failed = [one for one in found if not one.holds]
    print("\n%d claims, %d failed." % (len(found), len(failed)))
    if options.readme and len(found) == len(CLAIMS):
        pages.write_claims(table(found))
        print("Written into boards/hardware/README.md.")
    return 1 if failed or not good else 0


def _judged(samples: int, only: str) -> "list[Found]":
    found = []
    varied = (samples, spice.R_PERCENT, spice.C_PERCENT, spice.COLD_C, spice.HOT_C)
    print("%d pens a claim: resistors ±%d %%, capacitors ±%d %%, %d to %d °C, corners of the data sheets\n" % varied)
    for _, claims in groupby(CLAIMS, key=lambda claim: claim.once):
        asked = [claim for claim in claims if only in claim.what]
        judged = judge(asked, samples) if asked else []
        for one in judged:
            print(_line(one), flush=True)
        found += judged
    if found:
        numbers = json.loads(OUT.read_text(encoding="utf-8")) if only and OUT.exists() else {}
        numbers.update({one.claim.what: one[1:] for one in found})
        OUT.parent.mkdir(parents=True, exist_ok=True)
        OUT.write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return found


def _remembered() -> "list[Found]":
    """The last whole run. Raises OSError, KeyError when there is none of these claims."""
    numbers = json.loads(OUT.read_text(encoding="utf-8"))
    return [Found(claim, *numbers[claim.what]) for claim in CLAIMS]


def _rules() -> bool:
    broken = [(board, text) for board in BOARDS for text in violations(circuit(board))]
    for board, text in broken:
        print("%s: %s" % (board, text))
    print("Electrical rules, both boards: %s" % ("kept" if not broken else "%d violated" % len(broken)))
    return not broken


def _standby() -> bool:
    for board in BOARDS:
        print("%s: a cell lasts %.0f days (limit %d; make standby)" % (board, standby.days(board), standby.LIMIT_DAYS))
    return all(standby.holds(board) for board in BOARDS)


def limit(claim: Claim) -> str:
    """The limit of a claim as text: "≤ 50 ms"."""
    return "told" if claim.limit is None else "%s %g %s" % ("≤" if claim.at_most else "≥", claim.limit, claim.unit)


def _line(one: Found) -> str:
    claim = one.claim
    said = "told" if claim.limit is None else "ok" if one.holds else "FAILED (pen %d)" % one.seed
    return "%-15s %-66s %10s  nominal %8.3g, worst %8.3g %-3s %s" % (
        claim.circuit, claim.what, limit(claim), one.nominal, one.worst, claim.unit, said,
    )  # fmt: skip


def table(found: "list[Found]") -> str:
    """The Markdown table of the README."""
    rows = ["| Circuit | Claim | Limit | Nominal | Worst of %d |" % found[0].samples, "|---|---|---|---|---|"]
    for one in found:
        cells = (
            one.claim.circuit,
            one.claim.what,
            limit(one.claim),
            "%.3g" % one.nominal,
            "%.3g %s" % (one.worst, one.claim.unit),
        )
        rows.append("| %s |" % " | ".join(cells))
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
