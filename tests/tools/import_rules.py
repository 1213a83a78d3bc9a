"""Checks the import rules: pyproject.toml's (`[tool.importlinter]`) and `EXTERNAL` here. Part of `make check`.

A module that is imported by its name in a text counts as imported, so that such imports obey the same rules
(`named_imports.py`). Imports that only pyright sees (`TYPE_CHECKING`) count, too.
"""

import copy
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
from importlinter import configuration
from importlinter.application.use_cases import read_user_options
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

from tests.tools.named_imports import by_name, violations

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract, "protected": ProtectedContract}

# What each room of firmware/pen may import that is not of firmware/pen: of the interpreter, of the chip, of the four
# files beside it. Anything else is refused. `micropython` everywhere is for `const`; `typing` and `collections`, and in
# `link` and `update` `slots`, are for pyright. `pen` is its `__init__.py`, which imports nothing at all.
EXTERNAL = {
    "pen": set(),
    "pen.app": {"micropython"},
    "pen.start": {"micropython"},
    "pen.formats": {"binascii", "collections", "hashlib", "struct", "typing"},
    "pen.core": {"binascii", "micropython", "struct", "typing"},
    "pen.hal": {
        "collections", "errno", "gc", "io", "machine", "micropython", "neopixel", "onewire", "os", "rp2", "select",
        "struct", "sys", "time", "typing", "vfs",
    },
    "pen.inputs": {"collections", "micropython", "struct", "typing"},
    "pen.storage": {"collections", "micropython", "struct", "typing"},
    "pen.ui": {"array", "binascii", "collections", "micropython", "struct", "typing"},
    "pen.update": {"binascii", "collections", "hashlib", "micropython", "slots", "typing"},
    "pen.service": {"array", "board", "framebuf", "io", "machine", "micropython", "sys"},
    "pen.link": {"collections", "micropython", "slots", "struct", "typing"},
}  # fmt: skip
TABLE = "a room of the firmware imports from outside only what the table EXTERNAL has"

configuration.configure()


def graph() -> grimp.ImportGraph:
    """Who imports whom, imports by name included."""
    for folder in (ROOT, ROOT / "firmware", ROOT / "host_tools"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    found = grimp.build_graph("pen", "boards", "needlepen", include_external_packages=True, cache_dir=None)
    for one in by_name(found.modules):
        found.add_import(importer=one.importer, imported=one.imported, line_number=one.line, line_contents="by name")
    return found


def layers(container: str) -> "list[list[str]]":
    """The floors of a package, from the top, each as its rooms."""
    rules = read_user_options(str(ROOT / "pyproject.toml")).contracts_options
    (found,) = (one["layers"] for one in rules if one.get("containers") == [container])
    return [floor.split(" | ") for floor in found]


def contracts() -> Iterator[Contract]:
    """The rules of pyproject.toml."""
    options = read_user_options(str(ROOT / "pyproject.toml"))
    for one in options.contracts_options:
        yield KINDS[one["type"]](name=one["name"], session_options=options.session_options, contract_options=one)


def strangers(found: grimp.ImportGraph) -> "list[str]":
    """Imports of the firmware's modules from outside that `EXTERNAL` has not; and every import of `pen` itself."""
    wrong = []
    for module in sorted(one for one in found.modules if one.split(".")[0] == "pen"):
        may = EXTERNAL.get(".".join(module.split(".")[:2]), set())
        for imported in sorted(found.find_modules_directly_imported_by(module)):
            inside = imported.split(".")[0] == "pen" and module != "pen"
            if not inside and imported not in may:
                wrong.append(f"{module} imports {imported}")
    return wrong


def broken(found: grimp.ImportGraph) -> "list[str]":
    """Names of the rules that `found` breaks."""
    names = [rule.name for rule in contracts() if not rule.check(copy.deepcopy(found), False).kept]
    return names + ([TABLE] if strangers(found) else [])


def main() -> int:
    """Print each rule, and each import by name; 1 when a rule is broken."""
    found = graph()
    failed = 0
    for one in by_name(found.modules):
        print(f"by name: {one.importer} imports {one.imported} (line {one.line})")
    for place in violations():
        print(f"BROKEN a module's name stands in the source as a whole: {place}")
        failed = 1
    for one in strangers(found):
        print(f"BROKEN {TABLE}: {one}")
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
