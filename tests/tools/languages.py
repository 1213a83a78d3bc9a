"""Finds every text of the laptop tool that a person reads, and brings the catalogs in `locale/` up to date with it.

`make languages`: new texts come in untranslated, those that are gone go; what is translated stays. A text is found by
where it stands: `tr`, `trn` and their like, tables of words, help of options, docstrings of commands, heads of tables.
Must not translate.
"""

import ast
import inspect
import io
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "host_tools" / "needlepen"
LOCALE = PACKAGE / "locale"
DOMAIN = "needlepen"
LANGUAGES = ("de", "fr", "es")

_ONE = ("tr", "later")  # their first argument
_ALL = ("Words", "Names", "marked")  # every text in what they are given, but for keys
_HEADS = ("table",)  # of the terminal: every argument
_NO_TEXT = ("", "#", "sha256")
_HEAD = re.compile(  # lines that change with the day, or say nothing
    rb'(?m)^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator'
    rb"|Project-Id-Version|Language-Team): .*\n"
)
_WORD = re.compile(r"[A-Za-z]{2,}")


class Found(dict):
    """Message (a string, or a pair of singular and plural) → files that have it."""

    def note(self, message, file: str) -> None:
        """A message, once more."""
        if message not in _NO_TEXT:
            self.setdefault(message, []).append(file) if file not in self.get(message, []) else None


def messages() -> Found:
    """Every text, in the order of files and lines."""
    found = Found()
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith("formats/") and name != "language.py":
            for message in of_code(path.read_text(encoding="utf-8"), heads=name.startswith("terminal/")):
                found.note(message, name)
    for path in sorted(PACKAGE.rglob("templates/*.html")):
        for message in of_template(path.read_text(encoding="utf-8")):
            found.note(message, path.relative_to(PACKAGE).as_posix())
    return found


def of_code(source: str, heads: bool = False) -> "list":
    """The texts of a Python file, with the heads of its tables. Raises ValueError where one is made of pieces."""
    found = []
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += _of_call(node, heads)
        elif isinstance(node, ast.FunctionDef) and any(_is_command(one) for one in node.decorator_list):
            found += [(node.lineno, part) for part in paragraphs(ast.get_docstring(node) or "")]
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            found += _of_table(node)
    return [message for _, message in sorted(found, key=lambda one: one[0])]


def _of_call(node: ast.Call, heads: bool) -> "list":
    name = _name(node.func)
    if name in _ONE and node.args:
        return [] if not isinstance(node.args[0], (ast.Constant, ast.JoinedStr)) else [_text(node.args[0])]
    if name == "trn" and isinstance(node.args[0], ast.Constant):
        (line, one), (_, many) = _text(node.args[0]), _text(node.args[1])
        return [(line, (one, many))]
    if name in _ALL:
        return _within(node.args[0])
    if heads and name in _HEADS:
        return [_text(one) for one in node.args if isinstance(one, ast.Constant)]
    if name in ("option", "_option"):
        return [_text(one.value) for one in node.keywords if one.arg == "help"]
    return []


def _of_table(node) -> "list":
    """Two tables that are read before a language is known, or that hold plurals."""
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    if not isinstance(target, ast.Name) or not isinstance(node.value, ast.Dict):
        return []
    if target.id == "_THINGS":
        rows = [[one.value for one in row.elts] for row in node.value.values]
        return [(node.lineno + i, found) for i, row in enumerate(rows) for found in ((row[0], row[1]), row[2])]
    if target.id == "COMMANDS":
        heads = [(one.lineno, one.value) for one in node.value.keys]
        return heads + [_text(row.elts[1]) for group in node.value.values for row in group.values]
    return []


def _within(node: ast.AST) -> "list":
    keys = {id(key) for one in ast.walk(node) if isinstance(one, ast.Dict) for key in one.keys}
    found = []
    for one in ast.walk(node):
        if isinstance(one, ast.JoinedStr):
            raise ValueError(f"line {one.lineno}: an f-string in a table of texts")
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in keys:
            if _WORD.search(one.value):
                found.append((one.lineno, one.value))
    return found


def _text(node: ast.AST) -> "tuple[int, str]":
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise ValueError(f"line {node.lineno}: no plain text: {ast.unparse(node)}")
    return node.lineno, node.value


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_command(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) in ("command", "group")


def of_template(source: str) -> "list":
    """The texts of a page."""
    from jinja2 import Environment, nodes

    found = []
    for call in Environment().parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "tr" and isinstance(call.args[0], nodes.Const):
            found.append((call.lineno, call.args[0].value))
    return [message for _, message in sorted(found)]


def paragraphs(text: str) -> "list[str]":
    """Of a help text, as `cli/help.py` shows them."""
    return [part.replace("\n", " ").strip() for part in inspect.cleandoc(text).split("\n\n")]


def path_of(language: str) -> Path:
    """The catalog of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str):
    """The catalog as it is; an empty one when there is none."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renewed(language: str) -> bytes:
    """The catalog with every text of today, as the file should be."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    old = read(language)
    new = Catalog(
        locale=language,
        header_comment=old.header_comment,
        project=DOMAIN,
        version="",
        language_team="needlepen",
        fuzzy=False,
        charset="utf-8",
    )
    for message, files in messages().items():
        new.add(message, _said(old, message), locations=[(file, None) for file in files])
    out = io.BytesIO()
    write_po(out, new, width=110, include_lineno=False, omit_header=False)
    return _HEAD.sub(b"", out.getvalue())


def _said(catalog, message):
    found = catalog.get(message if isinstance(message, str) else message[0])
    if found is None or isinstance(found.id, str) != isinstance(message, str):
        return "" if isinstance(message, str) else ("",) * catalog.num_plurals
    return found.string


def main() -> int:
    """Write the catalogs anew, and say what is missing in each."""
    missing = 0
    for language in LANGUAGES:
        text = renewed(language)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        open_ = [one.id for one in read(language) if one.id and not _whole(one.string)]
        missing += len(open_)
        print(f"{language}: {len(read(language))} texts, {len(open_)} not translated")
        for text_ in open_[:20]:
            print(f"  {text_!r}")
    return 1 if missing else 0


def _whole(said) -> bool:
    return bool(said) if isinstance(said, str) else bool(said) and all(said)


if __name__ == "__main__":
    sys.exit(main())
