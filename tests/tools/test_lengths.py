"""No file of ours is longer than 300 lines, and half of all Python files have 100 at the most.

Counted is code. Documents are read by their headings, and catalogs and tables of data are written by tools.
"""

import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREES = ("firmware", "host_tools", "boards", "tests")
MOST, MEDIAN = 300, 100
CODE = {".py", ".mjs", ".js", ".css", ".html", ".c", ".h"}


def lengths() -> "dict[str, int]":
    """Lines of each file of code, by its path."""
    linked = ROOT / "host_tools/needlepen/formats"  # a link to the pen's
    files = [file for tree in TREES for file in (ROOT / tree).rglob("*") if file.suffix in CODE]
    return {
        file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for file in files
        if not file.is_relative_to(linked) and "node_modules" not in file.parts
    }


def test_no_file_is_longer_than_a_person_reads_at_once():
    found = lengths()
    assert len(found) > 1_000
    assert {name: lines for name, lines in found.items() if lines > MOST} == {}


def test_half_of_all_python_files_are_short():
    found = [lines for name, lines in lengths().items() if name.endswith(".py")]
    assert statistics.median(found) <= MEDIAN
