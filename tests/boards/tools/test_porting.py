"""boards/PORTING.md names every place that has to know a board by its name."""

import pytest

from boards.tools.pen_files import BOARDS, ROOT

PAGE = (ROOT / "boards" / "PORTING.md").read_text(encoding="utf-8")
OF_A_BOARD = tuple(ROOT / "boards" / board for board in BOARDS)
SEARCHED = ("boards", "firmware", "host_tools", ".github")


def _known_by_name() -> "list[str]":
    """Source files outside the tests in which the name of the second board stands."""
    found = [ROOT / "pyproject.toml"]
    for folder in SEARCHED:
        found += [path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".yml", ".toml")]
    return [
        path.relative_to(ROOT).as_posix()
        for path in sorted(found)
        if not set(path.parents) & set(OF_A_BOARD) and BOARDS[1] in path.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("path", _known_by_name())
def test_a_place_that_names_the_boards_is_on_the_page(path):
    assert path.removeprefix("boards/") in PAGE


def test_there_are_such_places():
    assert "boards/tools/pen_files.py" in _known_by_name()
