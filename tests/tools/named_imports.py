"""Imports by a name in a text, such as `load("pen.link.server")`, which import-linter does not see.

In firmware/pen every text that is the name of one of its modules, or a list of such names with spaces between, counts
as an import of it. In the laptop tool and in boards/ the text that an importing function is called with does, and a
text of a file that imports from its own package (`import_module(f"{__package__}.{place}")`). What is imported must
stand in the source as a whole: `violations` finds every call of an importing function with anything else, unless it is
in `KNOWN`, and every importing function that is renamed or handed on.

It does not see: modules taken out of `sys.modules` by a name that is put together, a name that comes from outside (a
file, the command line), and attributes that are fetched by name (`getattr(builtins, …)`).
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
TREES = {"pen": ROOT / "firmware", "needlepen": ROOT / "host_tools", "boards": ROOT}  # package: the folder it is in

_EVERYWHERE = {"__import__", "import_module", "spec_from_file_location", "run_module", "run_path"}
_PLAIN = {"exec", "eval"}  # run any code; as methods (`sm.exec` of a state machine) they are others
_FIRMWARE = {"load", "Portions"}  # of pen/hal/modules.py

KNOWN = {  # (module, call with what stands first in it): where the name comes from
    ("pen.hal.modules", "__import__(name)"): "what `load` and `Portions` are called with",
    ("pen.ui.screens", "load(name)"): "the tuples of names at the top of that file",
    ("pen.ui.texts.lookup", "load(module)"): "`_look_up` is called with whole names, in that file only",
    ("pen.inputs.cartridge", "cartridge.load(rom, self._buf)"): "no import: reads a tag into the cartridge's fields",
    ("needlepen.api", "import_module(f'{__package__}.{place}')"): "the table in that file",
    ("needlepen.cli.commands", "import_module(f'{__package__}.{file}')"): "the table in that file",
    ("boards.hardware.headers", "import_module('boards.%s.board' % board)"): "the constants of a board, by its name",
    (
        "boards.tools.languages",
        "spec_from_file_location(fullname, source)",
    ): "a module, in its language",
}


class Named(NamedTuple):
    """An import by name: `importer` and `imported` are modules."""

    importer: str
    imported: str
    line: int


class Source(NamedTuple):
    """A file with its module's name, and its package's, as `__package__` would say."""

    module: str
    package: str
    tree: ast.Module

    @property
    def is_firmware(self) -> bool:
        return self.module.split(".")[0] == "pen"

    def imports(self, call: ast.Call) -> bool:
        """Whether this is a call of a function that imports what its argument names."""
        return self._is_importer(call.func)

    def _is_importer(self, node: ast.AST) -> bool:
        functions = _EVERYWHERE | (_FIRMWARE if self.is_firmware else set())
        if isinstance(node, ast.Name):
            return node.id in functions | _PLAIN
        return isinstance(node, ast.Attribute) and node.attr in functions

    def handed_on(self) -> Iterator[ast.AST]:
        """Importing functions that are not called where they are named, or are imported under another name."""
        called = {id(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute) and self._is_importer(node) and id(node) not in called:
                yield node
            elif isinstance(node, ast.ImportFrom):
                names = _EVERYWHERE | (_FIRMWARE if self.is_firmware else set())
                if any(one.name in names and one.asname not in (None, one.name) for one in node.names):
                    yield node


def sources(trees: "dict[str, Path]" = TREES) -> "list[Source]":
    """Every file of the packages. `trees`: package and the folder that it is in."""
    return [source for package, folder in trees.items() for source in _sources(package, folder)]


@cache
def _sources(package: str, folder: Path) -> "list[Source]":
    found: list[Source] = []
    for path in sorted((folder / package).rglob("*.py")):
        if package != "needlepen" or "formats" not in path.parts:  # a link to the pen's
            parts = path.relative_to(folder).with_suffix("").parts
            module = ".".join(parts).removesuffix(".__init__")
            found.append(Source(module, ".".join(parts[:-1]), ast.parse(path.read_text(encoding="utf-8"))))
    return found


def by_name(modules: "set[str]", trees: "dict[str, Path]" = TREES) -> Iterator[Named]:
    """Every import by name: of one of `modules`, or of a package that is none of ours, which counts as a whole."""
    for source in sources(trees):
        for name, line in _names(source):
            top = name.split(".")[0]
            if name in modules and name != source.module:
                yield Named(source.module, name, line)
            elif top not in TREES:
                yield Named(source.module, top, line)


def _names(source: Source) -> "Iterator[tuple[str, int]]":
    """The names of modules in a file: name, line."""
    nodes = list(ast.walk(source.tree))
    texts = [(node.value, node.lineno) for node in nodes if isinstance(node, ast.Constant) and type(node.value) is str]
    if source.is_firmware:
        yield from ((name, line) for text, line in texts if text.startswith("pen.") for name in text.split())
    calls = [node for node in nodes if isinstance(node, ast.Call) and source.imports(node) and node.args]
    for call in calls:
        name = _literal(call.args[0])
        if name and not (source.is_firmware and name.startswith("pen.")):
            yield name, call.lineno
    if any("__package__" in ast.dump(one.args[0]) for one in calls):
        yield from ((f"{source.package}.{text.partition(':')[0]}", line) for text, line in texts)


def _literal(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def unclear(trees: "dict[str, Path]" = TREES) -> Iterator[tuple[str, str, int]]:
    """Every call whose argument does not say what is imported, every function that is handed on: module, code, line."""
    for source in sources(trees):
        constants = _constants(source.tree)
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and source.imports(node):
                which = [*node.args[:1], *(one.value for one in node.keywords if one.arg in ("first", "name"))]
                if not which or not all(_is_whole(one, constants) for one in which):
                    positional = ", ".join(ast.unparse(one) for one in node.args)
                    yield source.module, f"{ast.unparse(node.func)}({positional})", node.lineno
        for node in source.handed_on():
            yield source.module, ast.unparse(node), getattr(node, "lineno", 0)


def violations(trees: "dict[str, Path]" = TREES) -> "list[str]":
    """Those that are not known, as text; and in the firmware, pieces of modules' names."""
    found = [f"{module}:{line}: {code}" for module, code, line in unclear(trees) if (module, code) not in KNOWN]
    if "pen" in trees:
        whole = {source.module for source in sources({"pen": TREES["pen"]})}
        for source in sources({"pen": trees["pen"]}):
            for name, line in _names(source):
                if name.startswith("pen.") and name not in whole:
                    found.append(f"{source.module}:{line}: {name!r} is no module")
    return found


def _constants(tree: ast.Module) -> "set[str]":
    """Names that a file gives once, at its top, to a literal: a text, or a tuple of texts."""
    given = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    return {node.targets[0].id for node in given if _is_whole(node.value, set())}


def _is_whole(node: ast.AST, constants: "set[str]") -> bool:
    if isinstance(node, ast.Name):
        return node.id in constants
    if isinstance(node, ast.Tuple):
        return all(_is_whole(one, set()) for one in node.elts)
    if isinstance(node, ast.Call):  # const("…")
        return isinstance(node.func, ast.Name) and node.func.id == "const" and _is_whole(node.args[0], set())
    return bool(_literal(node))
