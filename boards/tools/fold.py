"""Constants folded for the pen: numbers and texts that a module takes from another stand in its code as they are.

A name costs heap on the pen wherever it is kept, a number does not. A tuple moves to the only place that asks for it.
Definitions and imports that nobody needs any more are left out, and so is what is for type checkers only. Lines stay
where they are, so a traceback names the line of the source. It changes nothing else, and only what is shipped; tests
run on the sources and on what comes out of here.
"""

import ast
import operator
import re

_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*$")
_BINARY = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.LShift: operator.lshift,
    ast.BitOr: operator.or_,
}
Constant = int | str | tuple
_LARGEST = (1 << 30) - 1  # a small integer on the chip: a larger one is an object, and one place for it is enough


class Module:
    """One source: its tree, and what its names stand for. `name`: dotted; `text` may be replaced, then `parse()`."""

    def __init__(self, name: str, text: str):
        self.name = name
        self.text = text
        self._parsed = None
        self.parse()

    def parse(self) -> None:
        """Look at `text` anew, if it is another one."""
        if self.text == self._parsed:
            return
        self._parsed = self.text
        self.tree = ast.parse(self.text)
        self.nodes = list(ast.walk(self.tree))
        self.loaded = {n.id for n in self.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        self.attributes = {n.attr for n in self.nodes if isinstance(n, ast.Attribute)}
        self.strings = {n.value for n in self.nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}

    def definitions(self):
        """(name, statement, value) of every constant at the top that is bound once in all of the module."""
        bound = [n.id for n in self.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        bound += [n.arg for n in self.nodes if isinstance(n, ast.arg)]
        for line in self.tree.body:
            if isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
                name = line.targets[0].id
                if _CONSTANT.match(name) and bound.count(name) == 1:
                    yield name, line, line.value

    def imports(self):
        """(name here, module, name there, statement) of every `from … import` at the top."""
        for line in self.tree.body:
            if isinstance(line, ast.ImportFrom):
                base = self.name.split(".")[: -line.level] if line.level else []
                origin = ".".join(base + (line.module or "").split(".")).strip(".")
                for alias in line.names:
                    yield alias.asname or alias.name, origin, alias.name, line


def fold(sources: "dict[str, str]", drop: bool = True) -> "dict[str, str]":
    """Texts by dotted module name in, the same folded out. All that a pen imports must be among them.

    `drop` False: what nobody needs stays, for tests that look at it.
    """
    modules = {name: Module(name, text) for name, text in sources.items()}
    for module in modules.values():
        _untype(module)
        _absolute(module, modules)
    known = _values(modules)
    once = _asked_once(modules, known)
    for module in modules.values():
        _replace(module, _scope(module, modules, known), once)
    while drop and _drop(modules, known):
        pass  # one that goes may have been the last to need another
    return {name: module.text for name, module in modules.items()}


def _untype(module: Module) -> None:
    """Leave out what is for type checkers only: the pen would look for `typing` in its files."""
    choices = [node for node in module.tree.body if isinstance(node, ast.If)]
    asked = [node for node in choices if ast.unparse(node.test) == "TYPE_CHECKING"]
    if any(node.orelse for node in asked):
        return
    for node in reversed(module.tree.body):
        tried = node.body[0] if isinstance(node, ast.Try) else None
        if node in asked or (isinstance(tried, ast.ImportFrom) and tried.module == "typing"):
            _put(module, node, "")
    module.parse()


def _absolute(module: Module, modules: "dict[str, Module]") -> None:
    """`from .core.io import x` in `pen.app` is `from pen.core.io import x`: the name that the pen has anyway."""
    packages = {name.rpartition(".")[0] for name in modules}
    base = module.name.split(".") if module.name in packages else module.name.split(".")[:-1]
    relative = [node for node in module.nodes if isinstance(node, ast.ImportFrom) and node.level and node.module]
    for node in sorted(relative, key=lambda node: -node.lineno):
        name = node.module or ""
        origin = ".".join([*base[: len(base) - node.level + 1], name])
        start, _ = _span(module.text, node)
        old = "from " + "." * node.level + name
        module.text = module.text[:start] + f"from {origin}" + module.text[start + len(old) :]
    module.parse()


def _values(modules: "dict[str, Module]") -> "dict[tuple[str, str], Constant]":
    """What every constant is worth, by module and name; as often as it takes, since one leads to the next."""
    known: dict[tuple[str, str], Constant] = {}
    before = -1
    while len(known) > before:
        before = len(known)
        for module in modules.values():
            scope = _scope(module, modules, known)
            for name, _, node in module.definitions():
                value = _worth(node, scope)
                if value is not None:
                    known[module.name, name] = value
    return known


def _scope(module: Module, modules, known) -> "dict[str, Constant]":
    """What can be replaced in a module: "NAME", and "alias.NAME" of a module that was imported."""
    scope = {name: known[module.name, name] for name, _, _ in module.definitions() if (module.name, name) in known}
    for here, origin, there, _ in module.imports():
        if (origin, there) in known:
            scope[here] = known[origin, there]
        elif f"{origin}.{there}" in modules:
            scope.update({f"{here}.{n}": v for (m, n), v in known.items() if m == f"{origin}.{there}"})
    return scope


def _worth(node: ast.expr, scope: "dict[str, Constant]") -> "Constant | None":
    """The value of an expression of constants, None for any other."""
    value = None
    if isinstance(node, ast.Constant) and type(node.value) in (int, str):
        value = node.value
    elif isinstance(node, (ast.Name, ast.Attribute)):
        value = scope.get(ast.unparse(node))
    elif isinstance(node, ast.Tuple):
        items = tuple(_worth(item, scope) for item in node.elts)
        value = None if None in items else items
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "const":
        value = _worth(node.args[0], scope)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _worth(node.operand, scope)
        value = -value if isinstance(value, int) else None
    elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        left, right = _worth(node.left, scope), _worth(node.right, scope)
        if left is not None and type(left) is type(right) and not isinstance(left, tuple):
            value = _BINARY[type(node.op)](left, right)
    return None if isinstance(value, int) and abs(value) > _LARGEST else value  # pyright: ignore[reportReturnType]


def _asked_once(modules: "dict[str, Module]", known: "dict[tuple[str, str], Constant]") -> "set[int]":
    """The names (their nodes) of tuples that only one place asks for: a table of its own would be kept for nothing."""
    places: dict[int, list[int]] = {}
    for module in modules.values():
        scope = _scope(module, modules, known)
        for node in module.nodes:
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                value = scope.get(ast.unparse(node))
                if isinstance(value, tuple):
                    places.setdefault(id(value), []).append(id(node))
    return {nodes[0] for nodes in places.values() if len(nodes) == 1}


def _replace(module: Module, scope: "dict[str, Constant]", once: "set[int]") -> None:
    """Put values in place of names, from the end to the beginning so that places stay right; tuples: of `once` only."""
    shy = {id(n) for f in module.nodes if isinstance(f, ast.JoinedStr) for n in ast.walk(f)}  # no places in f-strings
    found = []
    for node in module.nodes:
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load) and id(node) not in shy:
            value = scope.get(ast.unparse(node))
            if value is not None and (not isinstance(value, tuple) or id(node) in once):
                found.append((_span(module.text, node), _literal(value)))
    for (start, end), new in sorted(found, reverse=True):
        module.text = module.text[:start] + new + module.text[end:]
    module.parse()


def _literal(value: Constant) -> str:
    return f"({value})" if isinstance(value, int) and value < 0 else repr(value)


def _drop(modules: "dict[str, Module]", known) -> bool:
    """Leave out imports and constants that nobody needs; whether there were any."""
    taken: dict[str, set[str]] = {name: set() for name in modules}
    for module in modules.values():
        for _, origin, there, _ in module.imports():
            taken.get(origin, set()).add(there)
    named = set().union(*(module.attributes | module.strings for module in modules.values()))
    found = [_dropped(m, m.loaded | taken[m.name], named, known) for m in modules.values()]
    return any(found)


def _dropped(module: Module, wanted: "set[str]", named: "set[str]", known) -> bool:
    """Leave them out of one; `wanted`: its names that are asked for, `named`: those that may be, by their text."""
    lines = {}
    for here, _, there, line in module.imports():
        kept = lines.setdefault(line, [])
        if here in wanted:
            kept.append(there if here == there else f"{there} as {here}")
    changes = {line: kept for line, kept in lines.items() if len(kept) < len(line.names)}
    for name, line, _ in module.definitions():
        if (module.name, name) in known and name not in wanted | named:
            changes[line] = []
    for line in sorted(changes, key=lambda line: -line.lineno):
        new = ""
        if changes[line]:
            new = "from %s%s import %s" % ("." * line.level, line.module or "", ", ".join(changes[line]))
        _put(module, line, new)
    module.parse()
    return bool(changes)


def _put(module: Module, node, new: str) -> None:
    """Put `new`, a line or none, in place of a statement; the lines below stay where they are."""
    start, end = _span(module.text, node)
    module.text = module.text[:start] + new + "\n" * module.text[start:end].count("\n") + module.text[end:]


def _span(text: str, node) -> "tuple[int, int]":
    """Where a node stands in `text`; the tree counts bytes of a line."""
    lines = text.splitlines(keepends=True)

    def place(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())

    return place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset)
