"""`make hardware`: schematic, netlist, parts list and wiring pictures of both boards into build/hardware/.

`--readme` writes the tables of the boards' READMEs. Ends with 1 when an electrical rule is broken, or a drawing shows
something else than the circuit.
"""

import argparse
import sys

from boards.hardware import lists, pages
from boards.hardware.circuit import circuit
from boards.hardware.drawing.sheets import sheets
from boards.hardware.headers import BOARDS
from boards.hardware.rules import violations
from boards.hardware.wiring_picture import RUNGS, picture

OUT = pages.ROOT / "build" / "hardware"


def main() -> int:
    """See the module's first lines."""
    parser = argparse.ArgumentParser(prog="make hardware", description="write the hardware's files")
    parser.add_argument("--readme", action="store_true", help="write the tables of the boards' READMEs")
    options = parser.parse_args()
    wrong = []
    for board in BOARDS:
        wrong += ["%s: %s" % (board, text) for text in violations(circuit(board)) + _written(board)]
        print("%s: build/hardware/%s/ (about %.0f euro of parts)" % (board, board, lists.euro(circuit(board))))
    print(pages.sheet_list())
    print("  netlist.net, parts.csv, parts.md, wiring.svg, wiring-first-rung.svg, wiring-second-rung.svg")
    if options.readme:
        print("READMEs: %s" % (", ".join(pages.write()) or "they are as the circuit"))
    for text in wrong:
        print(text, file=sys.stderr)
    return 1 if wrong else 0


def _written(board: str) -> "list[str]":
    """Write the files of one board. Returns where its drawings are wrong."""
    folder = OUT / board
    folder.mkdir(parents=True, exist_ok=True)
    wrong = []
    for number, (name, sheet) in enumerate(sheets(board).items(), 1):
        wrong += ["sheet %s: %s" % (name, text) for text in sheet.differences()]
        (folder / ("%d-%s.svg" % (number, name))).write_bytes(sheet.svg())
    made = circuit(board)
    texts = {
        "netlist.net": lists.netlist(made),
        "parts.csv": lists.parts_csv(made),
        "parts.md": lists.parts_table(made),
    }
    texts["wiring.svg"] = picture(board)
    for name in RUNGS:
        texts["wiring-%s-rung.svg" % name] = picture(board, name)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
