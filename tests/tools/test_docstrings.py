"""A docstring is a plain sentence: four words at the least, and no fragment such as "Until q."

Counted are the words before what it raises: "Close it. Raises PenError." has two. A docstring that says only when
something is raised is a sentence of its own. Where the name says everything, there is no docstring.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TREES = ("firmware", "host_tools", "boards", "tests")
LEAST_WORDS = 4

_RAISES = re.compile(r"(?<=[.;])\s+Raises [^.]*(\.(?!\s|$)[^.]*)*\.")
_FRAGMENT = re.compile(r"(Until|So (many|much|long|few))\b")


def is_short(docstring: str) -> bool:
    said = _RAISES.sub("", docstring.strip())
    return len(said.split()) < LEAST_WORDS or bool(_FRAGMENT.match(said))


def docstrings(source: str) -> "Iterator[tuple[int, str]]":
    """Line and text of each docstring of modules, classes and functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text is not None:
                yield node.body[0].lineno, text


@pytest.mark.parametrize("tree", TREES)
def test_every_docstring_is_a_sentence(tree):
    linked = ROOT / "host_tools/needlepen/formats"  # a link to the pen's
    files = [file for file in (ROOT / tree).rglob("*.py") if not file.is_relative_to(linked)]
    assert files
    short = []
    for file in sorted(files):
        for line, text in docstrings(file.read_text(encoding="utf-8")):
            if is_short(text):
                short.append(f"{file.relative_to(ROOT)}:{line}: {text}")
    assert short == []


@pytest.mark.parametrize(
    "text",
    ["Until q.", "Until q. Raises PenError.", "It did.", "All of it.", "See `Store.open`.", "",
     "So many days in the drawer.", "Close it. Raises OSError when the file is gone by then.", "Raises Answer."],
)  # fmt: skip
def test_a_fragment_is_refused(text):
    assert is_short(text)
    assert [found for _, found in docstrings(f'async def f():\n    """{text}"""\n')] == [text]


@pytest.mark.parametrize(
    "text",
    ["Drive the output high.", "Close the history's file. Raises OSError.", "Raises Refused when one is in the nose.",
     "Raises BadLog unless `words` are an action."],
)  # fmt: skip
def test_a_sentence_is_not(text):
    assert not is_short(text)
