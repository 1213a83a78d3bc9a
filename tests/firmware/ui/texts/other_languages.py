"""The pen's texts in another language than English, as their author wrote them, for the tests of languages."""

import ast
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from pen.ui import font as english_font
from pen.ui.texts import labels

from boards.tools import languages
from tests.firmware.ui.texts.test_texts import literals

ENGLISH = Path(labels.__file__).parent
OTHERS = languages.names()[1:]
_NO_TEXTS = ("__init__.py", "lookup.py")
NAMES = sorted(path.name for path in ENGLISH.glob("*.py") if path.name not in _NO_TEXTS)


@cache
def module(language: str, name: str) -> ModuleType:
    """A file of the language, run here, with its letters; `name` under its folder."""
    path = languages.FOLDER / language / name
    spec = spec_from_file_location(f"pen.ui.{path.parent.name}.{path.stem}", path)
    assert spec and spec.loader
    found = module_from_spec(spec)
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(found))
    return found


def texts(language: str, name: str) -> ModuleType:
    """One of its modules of texts, such as "refusals"."""
    return module(language, f"texts/{name}.py")


def font(language: str) -> ModuleType:
    """Its font; the English one when it needs no letters."""
    return module(language, "font.py") if (languages.FOLDER / language / "font.py").exists() else english_font


def tree_of(path: Path) -> ast.Module:
    """A source, without docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            del body[0]
    return tree


def words_of(path: Path) -> "list[str]":
    """Every text literal of a source that is neither a docstring nor a type."""
    return list(literals(ast.parse(path.read_text(encoding="utf-8"))))
