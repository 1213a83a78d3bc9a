"""No words in the code go past the catalog: what reads as a phrase stands in `tr`, a table of words, or a text of help.

`test_no_english_is_left.py` looks at what is shown; this finds also what no test shows.
"""

import ast
import re

import pytest

from tests.tools import languages

THROUGH = {"count", "note", "tr", "trn", "later", "Words", "Names", "marked", "fill", "table", "option", "_option"}
PHRASE = re.compile(r"[A-Za-z]?[a-z]{2,}[,;:.]? [a-z]{2,}")
TYPED = re.compile(r"\s*(needlepen|make|pip|sudo|unset|git|--?[a-z]\w*|usbipd|udisksctl)\b.*", re.DOTALL)
NO_WORDS = re.compile(  # SQL, styles, HTML's and HTTP's own, Python for a pen, names
    r"\s*(SELECT|INSERT|DELETE|UPDATE|PRAGMA|ALTER|CREATE|DROP|WHERE|WITH|ORDER|\(pen_id|pen_id|at, id|epoch)"
    r"|(bold|dim|not) \w+$|default-src|frame-|attachment|[a-z]+/[a-z]+|\s*(import|try:|from) |%%|{at}"
    r"|boards/|firmware/|unable to open|is full|mobile documents|google drive|OSError\(22|offset points|-//needlepen"
    r"|, \0 bytes between frames|\[cyan\]needlepen "
)
QUIET = {  # files whose words are for programs, for who mends the tool, or are somebody else's
    "language.py",
    "kinds.py",
    "history/fhir.py",  # a clinician's system: English always
    "history/schema.py",
    "history/derive.py",
    "cli/encodings.py",
    "cli/completion.py",  # a script for a shell
    "cli/click_words.py",  # what click says, to be recognised
    "link/trace.py",  # a file for who looks at the protocol
    "report/drawing.py",
}
ERRORS_OF_PROGRAMS = {"AttributeError", "RuntimeError", "TypeError", "NotImplementedError", "AssertionError"}


def phrases(source):
    """(line, words) of every phrase that goes past the catalog."""
    tree = ast.parse(source)
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        text = _text(node)
        if text is None or isinstance(above[node], ast.JoinedStr | ast.Expr | ast.Compare | ast.FormattedValue):
            continue
        if PHRASE.search(re.sub(r"\[/?[a-z ]*\]", "", text)) and not (TYPED.match(text) or NO_WORDS.match(text)):
            if not _goes_through(node, above):
                found.append((node.lineno, text))
    return found


def _text(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)
    return None


def _goes_through(node, above):
    while node in above:
        parent = above[node]
        if isinstance(parent, ast.Call):
            name = getattr(parent.func, "id", getattr(parent.func, "attr", ""))
            if name in THROUGH | ERRORS_OF_PROGRAMS:
                return True
        if isinstance(parent, ast.AnnAssign | ast.arg) and node is parent.annotation:
            return True
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef) and node is parent.returns:
            return True
        if isinstance(parent, ast.AnnAssign | ast.Assign):
            target = parent.target if isinstance(parent, ast.AnnAssign) else parent.targets[0]
            if getattr(target, "id", "") in ("_THINGS", "COMMANDS"):  # `tests/tools/languages.py` knows these
                return True
        node = parent
    return False


FILES = sorted(
    name
    for path in languages.PACKAGE.rglob("*.py")
    if not (name := path.relative_to(languages.PACKAGE).as_posix()).startswith("formats/") and name not in QUIET
)


@pytest.mark.parametrize("name", FILES)
def test_every_phrase_goes_through_the_catalog(name):
    assert phrases((languages.PACKAGE / name).read_text(encoding="utf-8")) == []


RAW = {  # where a text that is made early is handed on as it is, to be translated by who shows it
    "history/plan.py",
    "bench/values.py",
    "cli/main.py",
}


def early(source):
    """The names of the texts that a module makes before a language is known."""
    return {
        node.targets[0].id
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "later"
    }


def raw(source, names):
    """(line, name) of every such text that is used without being translated."""
    tree = ast.parse(source)
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        name = getattr(node, "id", getattr(node, "attr", ""))
        if isinstance(node, ast.Name | ast.Attribute) and name in names and isinstance(node.ctx, ast.Load):
            if not _goes_through(node, above):
                found.append((node.lineno, name))
    return found


def test_a_text_that_is_made_early_is_translated_when_it_is_used():
    sources = {name: (languages.PACKAGE / name).read_text(encoding="utf-8") for name in FILES}
    names = {one for source in sources.values() for one in early(source)}
    names -= {"MEASURED", "TOLD", "BASIS", "SERVICE"}  # names of two things; the other is for programs
    assert len(names) > 25
    assert {name: found for name in FILES if name not in RAW and (found := raw(sources[name], names))} == {}


def test_the_search_finds_what_was_forgotten():
    assert phrases('def f():\n    return Text("No check-in is due")')
    assert phrases('def f(n):\n    hint(f"waited {n} seconds for it")')
    assert not phrases('def f(n):\n    "waits for a pen"\n    hint(tr("waited {n} seconds", n=n))')
