"""`make mechanics`: STEP and STL of the four parts, the drawing and the claims, into build/mechanics/.

`--readme` writes tables, picture and the firmware's constant. Ends with 1 when a claim fails, or when the constant in
`boards/common/mechanics.py` is not the stack-up's.
"""

import argparse
import sys

from boards.common import mechanics
from boards.mechanics import checks, pages, picture
from boards.mechanics import tolerances as t

OUT = pages.ROOT / "build" / "mechanics"


def main() -> int:
    """See the module's first lines."""
    parser = argparse.ArgumentParser(prog="make mechanics", description="write the mechanics' files and check them")
    parser.add_argument("--readme", action="store_true", help="write tables, picture and the firmware's constant")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "depth-unit.svg").write_text(picture.picture(), encoding="utf-8")
    found = checks.drawn()
    if checks.cad():
        _export()
        found += checks.solid()
    else:
        print("NOT WRITTEN, NOT CHECKED: STEP, STL and whether parts collide. build123d is not installed here.")
    for one in found:
        sign = "<=" if one.at_most else ">="
        said = "ok" if one.holds else "FAILED"
        print("%-78s %s %7.4g  found %8.4g %-5s %s" % (one.what, sign, one.limit, one.found, one.unit, said))
    agrees = t.mechanical_um() == mechanics.MECHANICAL_ERRORS_UM and t.budget_um() == mechanics.ERROR_BUDGET_UM
    print("Error budget by the stack-up: %d um; in boards/common/mechanics.py: %d" % (
        t.budget_um(), mechanics.ERROR_BUDGET_UM))  # fmt: skip
    if options.readme and checks.cad():
        print("Written: %s" % (", ".join(pages.write(found)) or "nothing, all is as the parameters say"))
        agrees = True
    return 0 if agrees and checks.cad() and all(one.holds for one in found) else 1


def _export() -> None:
    """Write the parts and the assembly, at home."""
    from build123d import Compound, export_step, export_stl

    from boards.mechanics import parts

    made = parts.made()
    for name, part in made.items():
        part.label = name
        export_step(part, OUT / ("%s.step" % name))
        export_stl(part, OUT / ("%s.stl" % name), tolerance=0.01, angular_tolerance=0.1)
    export_step(Compound(children=list(made.values()), label="depth unit"), OUT / "depth-unit.step")
    print("build/mechanics/: %s as .step and .stl, depth-unit.step, depth-unit.svg" % ", ".join(made))


if __name__ == "__main__":
    sys.exit(main())
