"""The guide for contributors, the firmware's page and the decisions are complete. Names: `test_mentions.py`."""

import re
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.tools.paths import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    tomllib = pytest.importorskip("tomli")

GUIDE = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "firmware" / "decisions"
TREES = (ROOT / "firmware" / "pen", ROOT / "host_tools" / "needlepen")
_PAIR = re.compile(r"`([\w./-]+\.\w+)` `([^`]+)`")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its rank."""
    rank = heading.split()[0]
    return text.partition(heading + "\n")[2].partition(f"\n{rank} ")[0]


def layers(container: str) -> "list[set[str]]":
    """The floors of a layers contract, the highest first."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    contract = next(rule for rule in rules if rule.get("containers") == [container])
    return [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]


@pytest.mark.parametrize("container, column", [("pen", slice(0, 52)), ("needlepen", slice(52, None))])
def test_the_map_shows_every_room_on_its_floor(container, column):
    picture = section(GUIDE, "## The map").split("```")[1].splitlines()
    words = [set(re.findall(r"\w+", line[column])) for line in picture]
    rows = []
    for floor in layers(container):
        if floor == {"__main__"}:
            continue
        row = [number for number, there in enumerate(words) if floor <= there]
        assert row, f"{floor} is not on the map"
        rows.append(row[0])
    assert rows == sorted(rows)


def rooms() -> "list[Path]":
    """The folders of the pen's program and of the laptop tool that have a page, by that page."""
    return sorted(page for tree in TREES for page in tree.rglob("README.md"))


@pytest.mark.parametrize("page", rooms(), ids=lambda page: page.parent.relative_to(ROOT).as_posix())
def test_the_page_of_a_room_names_every_file_of_it(page):
    """Each by its name, or by a pattern with a star."""
    named = re.findall(r"`([\w*]+\.py)`", page.read_text(encoding="utf-8"))
    files = {file.name for file in page.parent.glob("*.py")} - {"__init__.py"}
    assert not {file for file in files if not any(fnmatch(file, name) for name in named)}


def test_there_are_five_walks_with_their_functions():
    walks = section(GUIDE, "## Five walks").split("\n### ")[1:]
    assert len(walks) == 5
    for walk in walks:
        assert len(_PAIR.findall(walk)) >= 6, walk.splitlines()[0]


def test_where_is_x_names_a_file_and_what_to_look_for_in_it():
    rows = [line.split(" | ") for line in section(GUIDE, "## Where is …?").splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 10
    for what, where in rows:
        pairs = _PAIR.findall(where)
        assert pairs, what
        for path, sought in pairs:
            assert sought in (ROOT / path).read_text(encoding="utf-8"), f"{what}: {sought} is not in {path}"


def test_every_decision_is_short_and_in_the_index():
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"(?m)^\| \[(\d{3})\]\((\d{3}-[a-z0-9-]+\.md)\) \| (.+) \|$", index)
    pages = sorted(page.name for page in DECISIONS.glob("[0-9]*.md"))
    assert [name for _, name, _ in listed] == pages
    for at, (number, name, title) in enumerate(listed, 1):
        page = (DECISIONS / name).read_text(encoding="utf-8")
        assert number == name[:3] == f"{at:03}"
        assert page.startswith(f"# {at}. {title}\n")
        assert re.findall(r"(?m)^## (.+)$", page) == ["Context", "Decision", "Price"], name
        assert len(page.splitlines()) <= 40, name


def test_every_rule_is_in_the_firmwares_table():
    page = (ROOT / "firmware" / "README.md").read_text(encoding="utf-8")
    rules = re.findall(r"(?m)^\| S(\d+) ", section(page, "## Where a rule lives"))
    assert rules == sorted(rules, key=int) and {*map(str, range(1, 18)), "21"} <= set(rules)


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "firmware/README.md",
        "firmware/GUIDE.md",
        "firmware/GUIDE.de.md",
        "firmware/GUIDE.fr.md",
        "firmware/GUIDE.es.md",
        ".github/CONTRIBUTING.md",
        ".github/SECURITY.md",
    ],
)
def test_links_lead_somewhere(page):
    file = ROOT / page
    for target in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), target
