"""What `make mechanics README=1` writes: tables between marks, the picture, and the constant in the firmware's file.

The same functions say for the tests what should stand there. Prose around the marks is the author's.
"""

import re
from pathlib import Path

from boards.mechanics import checks, picture
from boards.mechanics import parameters as p
from boards.mechanics import tolerances as t

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "boards" / "mechanics" / "README.md"
PICTURE = ROOT / "boards" / "mechanics" / "DEPTH_UNIT.svg"
CONSTANTS = ROOT / "boards" / "common" / "mechanics.py"
BOARD = ROOT / "boards" / "RPI_PICO" / "README.md"  # one pen on both boards
_MARKED = r"(?s)<!-- from the mechanics: %s -->\n.*?<!-- end -->"
_TIPS_UM = (5, 10, 20, 50)


def budget() -> str:
    """The error budget of the board's README."""
    rows = [*p.GRANTED_UM, ("Mechanics, worst case: `boards/mechanics`", t.mechanical_um())]
    lines = ["| Source | µm |", "|---|---|", *("| %s | %d |" % row for row in rows)]
    return "\n".join([*lines, "| **Sum = `ERROR_BUDGET_UM`** | **%d** |" % t.budget_um()])


def stack() -> str:
    """Every term of the stack-up, and what Monte Carlo found."""
    lines = ["| From the encoder to the needle tip | Worst, µm | Drawn | Why |", "|---|---|---|---|"]
    lines += ["| %s | %.2f | %s | %s |" % (term.what, term.most_um, term.shape, term.why) for term in t.CHAIN]
    lines.append("| **Worst case**, rounded up: `MECHANICAL_ERRORS_UM` = %d | **%.2f** | | |" % (
        t.mechanical_um(), sum(term.most_um for term in t.CHAIN)))  # fmt: skip
    for what, terms in (("Mechanics alone", t.CHAIN), ("… with what the rules grant", (*t.GRANTED, *t.CHAIN))):
        errors = t.sample(terms)
        often = errors[len(errors) * 999 // 1000]
        told = "%d,000 pens, seed %d: 99.9 %% of them at most %.1f" % (t.PENS // 1000, t.SEED, often)
        lines.append("| %s: the deepest | %.1f | Monte Carlo | %s |" % (what, errors[-1], told))
    return "\n".join(lines)


def tips() -> str:
    """What a worse cartridge would cost."""
    lines = ["| Needle tips within | Error budget | Highest set-point |", "|---|---|---|"]
    for um in _TIPS_UM:
        needed = t.budget_um(tips_um=um)
        lines.append("| ±%d µm | %d µm | %d µm |" % (um, needed, p.CAP_UM - needed))
    return "\n".join(lines)


def claims(found: "list[checks.Check]") -> str:
    """What is claimed and what was found, as Markdown."""
    lines = ["| Claim | Limit | Found |", "|---|---|---|"]
    for one in found:
        unit = one.unit
        lines.append("| %s | %s %g %s | %.4g |" % (one.what, "≤" if one.at_most else "≥", one.limit, unit, one.found))
    return "\n".join(lines)


def _with(page: str, name: str, table: str) -> str:
    """`page` with this table between its marks."""
    whole = "<!-- from the mechanics: %s -->\n%s\n<!-- end -->" % (name, table)
    return re.sub(_MARKED % name, lambda _: whole, page)


def board_page() -> str:
    """The board's README as it should be."""
    return _with(BOARD.read_text(encoding="utf-8"), "budget", budget())


def constants() -> str:
    """`boards/common/mechanics.py` as it should be: one number comes from the stack-up."""
    source = CONSTANTS.read_text(encoding="utf-8")
    return re.sub(r"(?m)^(MECHANICAL_ERRORS_UM = )\d+", r"\g<1>%d" % t.mechanical_um(), source)


def room_page(found: "list[checks.Check] | None" = None) -> str:
    """This room's README as it should be. `found`: with the CAD model's claims, or they stay as they are."""
    page = README.read_text(encoding="utf-8")
    for name, table in (("stack", stack()), ("tips", tips())):
        page = _with(page, name, table)
    return page if found is None else _with(page, "claims", claims(found))


def write(found: "list[checks.Check]") -> "list[str]":
    """Write all of it. Returns which files changed."""
    changed = []
    for path, text in (
        (README, room_page(found)),
        (PICTURE, picture.picture()),
        (BOARD, board_page()),
        (CONSTANTS, constants()),
    ):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(str(path.relative_to(ROOT)))
    return changed
