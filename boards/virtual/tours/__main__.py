"""Plays a tour natively and prints it: `python -m boards.virtual.tours [NAME …]`. Exit code 1: something was missed."""

import sys

from boards.virtual.demo.screen_reader import lines
from boards.virtual.handle import start
from boards.virtual.tours import TOURS
from boards.virtual.tours.steps import play


def main(names: "list[str]") -> int:
    """See the module's first line."""
    bad = 0
    for tour in TOURS:
        if names and tour.name not in names:
            continue
        print(f"{tour.title}: {tour.about}")
        with start() as pen:
            for number, (step, look, wrong) in enumerate(play(pen, tour), 1):
                page = " / ".join(lines(bytes.fromhex(look["screen"]))) if look["screen"] else "(dark)"
                print(f"{number:3} {step.say}\n      {page}")
                truth = ("state", "phase", "strokes", "tip_um", "max_tip_um")
                print("      " + ", ".join(f"{name} {look[name]}" for name in truth), *step.rules)
                for what in wrong:
                    print(f"      MISSED: {what}")
                bad += len(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
