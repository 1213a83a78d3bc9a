"""What docstrings, comments and Markdown name exists today, and a mention of what does not is found."""

import pytest

from tests.tools.mentions import Tree
from tests.tools.paths import ROOT

TREE = Tree()

STALE = (
    "see core/screens_of_old.py",
    "`core/gone.py`",
    "`timekeeper.py` reads it",
    "`firmware/pen/gestures/`",
    "`pen.core.tale`",
    "`pen.core.gate.Gates`",
    "`needlepen.link.connection.Conection`",
    "`gate.unlock_everything()`",
    "`unlock_everything()`",
    "`Gate.unlock_everything`",
    "`Outputs.commit`",
    "`UNLOCK_AT_ONCE`",
    "`core/limits.py` `UNLOCK_AT_ONCE`",
    "`core/test_limits.py` `…unlocks_at_once…`",
    "`core/limits.py`, `needle_pio`",
    "`make emulator-tests`",
    "`make unlock BOARD=…`",
)
TRUE = (
    "see core/limits.py, hal/pio.py",
    "`firmware/pen/core/limits.py` `CAP_UM`",
    "[the pen](../firmware/README.md#decisions)",
    "`firmware/pen/ui/…`",
    "`pen.core.gate`, `pen.core.gate.Gate`, `gate.session_left_s`",
    "`Gate.lock()`, `lock(inputs, ledger)`",
    "`needlepen.formats.record`",
    "`make emulator-test README=1`",
    "`build/demo/story.html`, `0x36`, `pipx install .`",
    "`tests/tools/test_mentions.py` `…mention_is_found`, `test_no_true…`",
    "`test_*.py`, `boards/*/board.py`",
)


def test_everything_that_texts_name_exists():
    stale = [str(one) for one in TREE.stale()]
    assert not stale, "not there (any more):\n" + "\n".join(stale)


def test_each_stale_mention_is_found():
    assert not [text for text in STALE if not list(TREE.stale_in(text, ROOT / "README.md"))]


def test_no_true_mention_is_called_stale():
    assert not [said for text in TRUE for _, said in TREE.stale_in(text, ROOT / "README.md")]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.py", '"""See `gone.py`."""'),
        ("a.py", 'def f():\n    """See `gone.py`."""'),
        ("a.py", 'async def f():\n    """See `gone.py`."""'),
        ("a.py", "x = 1  # `gone.py`"),
        ("a.py", 'print("It is in gone.py")'),
        ("a.md", "# One\n\n`gone.py`"),
        ("a.mjs", "/**\n * Sends what `gone.py` says. */"),
        ("a.mjs", "let x = 1; // as `gone.py` has it"),
        ("a.js", "// `gone.py`"),
        ("a.css", "p { color: red } /* as gone.py has it */"),
        ("a.html", "<p>One</p> <!-- by gone.py -->"),
        ("a.yml", "run: make x # by `gone.py`"),
        ("run", "x=1 # by gone.py"),
    ],
)
def test_a_planted_mention_is_found_where_people_read(tmp_path, file, text):
    (tmp_path / "Makefile").write_text("all:\n")
    (tmp_path / file).write_text(text + "\n")
    assert [one.text for one in Tree(tmp_path).stale()] == ["gone.py"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.mjs", 'fetch("https://gone.py")'),
        ("a.css", "a { background: url(//host/gone.py) }"),
        ("a.html", '<a href="gone.py">'),
        ("a.yml", "run: python gone.py"),
        ("a.py", 'open("gone.py")'),
    ],
)
def test_code_is_no_text_for_people(tmp_path, file, text):
    (tmp_path / "Makefile").write_text("all:\n")
    (tmp_path / file).write_text(text + "\n")
    assert [one.text for one in Tree(tmp_path).stale()] == []
