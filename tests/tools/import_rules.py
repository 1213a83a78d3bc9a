"""Checks the import rules of pyproject.toml (`[tool.importlinter]`), imports by name included. Part of `make check`.

A module that is imported by its name in a text (`load("pen.link.server")`) is invisible to import-linter. Here every
text that is the name of a module counts as an import of it, so that such imports obey the same rules.
"""

import ast
import copy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import grimp
from importlinter import configuration
from importlinter.application.use_cases import read_user_options
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).resolve().parents[2]
FIRMWARE = ROOT / "firmware"
KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract, "protected": ProtectedContract}

IMPORTERS = (
    "load",
    "bring",
    "__import__",
    "import_module",
)  # functions that import the module that their first argument names

configuration.configure()


class Named(NamedTuple):
    """An import by name: `importer` and `imported` are modules."""

    importer: str
    imported: str
    line: int


def graph() -> grimp.ImportGraph:
    """Who imports whom, imports by name included."""
    for folder in (ROOT, FIRMWARE, ROOT / "host_tools"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    found = grimp.build_graph("pen", "boards", "needlepen", include_external_packages=True, cache_dir=None)
    for one in by_name(found.modules):
        found.add_import(importer=one.importer, imported=one.imported, line_number=one.line, line_contents="by name")
    return found


def by_name(modules: "set[str]", firmware: Path = FIRMWARE) -> Iterator[Named]:
    """Every import by name in the sources under `firmware`, of one of `modules`."""
    inside = {name for name in modules if name.startswith("pen.")}
    for source in sorted((firmware / "pen").rglob("*.py")):
        importer = ".".join(source.relative_to(firmware).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in inside and node.value != importer:
                yield Named(importer, str(node.value), node.lineno)


def contracts() -> Iterator[Contract]:
    """The rules of pyproject.toml."""
    options = read_user_options(str(ROOT / "pyproject.toml"))
    for one in options.contracts_options:
        yield KINDS[one["type"]](name=one["name"], session_options=options.session_options, contract_options=one)


def broken(found: grimp.ImportGraph) -> "list[str]":
    """Names of the rules that `found` breaks."""
    return [rule.name for rule in contracts() if not rule.check(copy.deepcopy(found), False).kept]


def composed(firmware: Path = FIRMWARE) -> Iterator[str]:
    """Places where a module's name is put together from pieces, which nothing here could follow."""
    for source in sorted((firmware / "pen").rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in IMPORTERS and not isinstance(node.args[0], ast.Constant | ast.Name | ast.Attribute):
                yield f"{source.relative_to(firmware)}:{node.lineno}"


def main() -> int:
    """Print each rule, and each import by name; 1 when a rule is broken."""
    found = graph()
    failed = 0
    for one in by_name(found.modules):
        print(f"by name: {one.importer} imports {one.imported} (line {one.line})")
    for place in composed():
        print(f"BROKEN a module's name stands in the source as a whole: {place}")
        failed = 1
    for rule in contracts():
        check = rule.check(copy.deepcopy(found), False)
        print("kept  " if check.kept else "BROKEN", rule.name)
        if not check.kept:
            rule.render_broken_contract(check)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
