"""`make fmea`: what the whole pen does when any part or wire of it fails, at every phase; and when any two do.

Exits with 1 when a promise is broken. `build/fmea.jsonl` has every scene with all its figures.
"""

import argparse
import json
import sys
import time

from boards.virtual.faults import parts, signals
from tests.tools.fmea import page, pairs, run, table
from tests.tools.fmea.phases import PHASES
from tests.tools.fmea.scene import label
from tests.tools.paths import ROOT

ROWS = ROOT / "build" / "fmea.jsonl"
CI_EVERY = 12  # scale ci: so many-th scene
CI_PAIRS = 60
LONG_PAIRS = 20_000


def singles(fault: str, phase: str) -> "list[tuple]":
    """Scenes of one fault; `fault` and `phase`: only these, "" for all. Without its value a fault means all of them."""
    return [
        (each, [variant], 0)
        for variant in pairs.variants()
        for each in PHASES
        if phase in ("", each) and fault in ("", variant[0], label(*variant))
    ]


def _pair(fault: str, phase: str, gap_ms: int) -> "list[tuple]":
    """The scenes of "one + other"."""
    names = {label(*variant): variant for variant in pairs.variants()}
    two = [names[name.strip()] for name in fault.split(" + ")]
    return [(each, two, gap_ms) for each in PHASES if phase in ("", each)]


def play(scenes: "list[tuple]", show: bool) -> "list[dict]":
    """All scenes; each row is printed (`show`: also where nothing is broken) and kept."""
    rows = []
    ROWS.parent.mkdir(exist_ok=True)
    print(table.head())
    with ROWS.open("a", encoding="utf-8") as kept:
        for row in run.all_of(scenes):
            rows.append(row)
            print(json.dumps(row), file=kept, flush=True)
            if show or row["broken"]:
                print(table.line(row), flush=True)
    return rows


def summary(rows: "list[dict]", title: str) -> int:
    """Print the totals; returns how many scenes broke a promise."""
    print(f"\n{title}")
    for name, figure in table.totals(rows):
        print(f"  {name:<66} {figure}")
    for text in table.kinds(rows):
        print(f"  {text}")
    return sum(bool(row["broken"]) for row in rows)


def excused(rows: "list[dict]") -> "list[dict]":
    """Rows of pairs. Those that no software can see, by the rule and by what was seen, are listed and excused."""
    unseen = {}
    for row in rows:
        if row["blind"] and pairs.unseeable(row["fault"].split(" + ")):
            row["broken"] = [promise for promise in row["broken"] if promise != "too deep"]
            unseen.setdefault(row["fault"], row)
    if unseen:
        print(f"\n{len(unseen)} pairs that no software can see; the mechanical end-stop is their barrier:")
        for name, row in sorted(unseen.items()):
            print(f"  {name} ({row['phase']}: {row['tip_um']} um without it, {row['with_um']} um with it)")
    return rows


def counts() -> str:
    """How complete the list is."""
    left_out = len(signals.NOT_MODELLED) + len(parts.NOT_MODELLED)
    made = len(signals.FAULTS) + len(parts.FAULTS)
    return (
        f"{made + left_out} combinations of signals or parts and kinds: {made} modelled, {left_out} not, each with a "
        f"reason; {len(pairs.variants())} faults with values and with names of their own, {len(PHASES)} phases"
    )


def main(arguments: "list[str] | None" = None) -> int:
    """Run the faults that the command line asks for."""
    parser = argparse.ArgumentParser(prog="fmea", description=__doc__)
    parser.add_argument("--fault", default="", help='only this one, as the table names it; "A + B" for a pair')
    parser.add_argument("--phase", default="", choices=("", *PHASES), help="only at this phase")
    parser.add_argument("--gap", type=int, default=0, help="ms between the two of a pair")
    parser.add_argument("--pairs", type=int, default=-1, help="so many random pairs (instead of single faults)")
    parser.add_argument("--seed", type=int, default=1, help="of the pairs")
    parser.add_argument("--rule", action="store_true", help="all pairs of which a rule says that they may be unseeable")
    parser.add_argument("--scale", choices=("ci", "long"), default="long", help="ci: a share of the singles, 60 pairs")
    parser.add_argument("--quiet", action="store_true", help="print only rows with a broken promise")
    parser.add_argument("--readme", action="store_true", help="write the figures into firmware/SAFETY.md")
    args = parser.parse_args(arguments)
    started = time.monotonic()
    ROWS.unlink(missing_ok=True)
    print(counts())
    section = ""
    if args.pairs >= 0:
        rows = excused(play(pairs.draw(args.pairs, args.seed), not args.quiet))
        bad = summary(rows, "two faults at once")
        seen = [row for row in rows if not row["blind"]]
        section = page.figures(page.TWO, seen, f"make fmea PAIRS={args.pairs} SEED={args.seed}")
    elif args.rule:
        rows = excused(play(pairs.by_rule(), not args.quiet))
        bad = summary(rows, "pairs of the rule")
        section = page.unseen(rows)
    elif " + " in args.fault:
        bad = summary(excused(play(_pair(args.fault, args.phase, args.gap), True)), "this pair")
    else:
        scenes = singles(args.fault, args.phase)
        if not scenes:
            parser.error(f"there is no fault {args.fault!r}")
        if args.scale == "ci":
            scenes = scenes[:: CI_EVERY + 1]
        rows = play(scenes, not args.quiet)
        bad = summary(rows, "one fault")
        if args.scale == "ci":
            bad += summary(excused(play(pairs.draw(CI_PAIRS, args.seed), not args.quiet)), "two faults at once")
        elif not args.fault and not args.phase:
            section = page.figures(page.ONE, rows, "make fmea")
    if args.readme and section:
        page.write(section)
    print(f"{time.monotonic() - started:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
