"""Reads the registers `firmware/LOCKOUTS.md` and `firmware/SAFETY.md`: their tables, and what these name.

A test is named as pytest names it, from `tests/`; a place as a file and what is in it: `core/depth.py` `ceiling_um`. It
changes nothing.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.tools.mentions import Tree
from tests.tools.paths import ROOT

LOCKOUTS = ROOT / "firmware" / "LOCKOUTS.md"
SAFETY = ROOT / "firmware" / "SAFETY.md"
NOT_RUN = "not run"
_TEST = re.compile(r"`([\w./-]+\.py)::(\w+)`")
_PLACE = re.compile(r"`([\w./-]+\.(?:py|json|mjs))`((?:,? `\w+`)*)")
_HARDWARE = ("hardware", "the laptop")  # places without a file of ours


class Row(NamedTuple):
    """A row of a table, by the heading above it."""

    heading: str
    cells: "tuple[str, ...]"


def rows(page: Path) -> "list[Row]":
    """The rows of all tables of a page, without their heads."""
    found, heading, head = [], "", True
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if not line.startswith("|"):
            head = True
        elif line.startswith("|-"):
            head = False
        elif not head:
            found.append(Row(heading, tuple(cell.strip() for cell in line.strip().strip("|").split(" | "))))
    return found


def screen(text: "tuple[str, ...]") -> str:
    """What a register says of a screen: its title, and when or how it ends."""
    from pen.ui import font

    shown = f"{text[0]}: {' '.join(line for line in text[3:] if line)}"
    return shown.replace("%s", "…").replace(font.DEGREE, "°")


@cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _tree() -> Tree:
    return Tree()


def wrong_tests(cell: str) -> "list[str]":
    """The tests of a cell that are not there; a cell with none must say that none is run, and why."""
    named = _TEST.findall(cell)
    wrong = [f"{file}::{function}" for file, function in named if not _is_test(ROOT / "tests" / file, function)]
    if not named and not re.match(rf"{NOT_RUN}: \w", cell):
        wrong.append(f"no test, and no '{NOT_RUN}: why' in: {cell}")
    return wrong


def _is_test(file: Path, function: str) -> bool:
    return file.is_file() and re.search(rf"^def {function}\(", _source(file), re.M) is not None


def wrong_places(cell: str) -> "list[str]":
    """The files and names of a cell that are not there; a cell with none must begin with one of _HARDWARE."""
    wrong = []
    named = _PLACE.findall(cell)
    for path, names in named:
        files = _tree().found(path)
        wanted = re.findall(r"`(\w+)`", names)
        if not any(set(wanted) <= _tree().names.get(one, set()) for one in files):
            wrong.append(" ".join((path, *wanted)))
    if not named and not cell.startswith(_HARDWARE):
        wrong.append(f"no place in: {cell}")
    return wrong
