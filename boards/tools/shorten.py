"""Names made cheap for the pen: those that only the program knows become ones that MicroPython has in its own flash.

Every name that the chip does not have yet costs it 20 bytes of heap, and 0.1 ms wherever an import meets it again: it
looks through all others. So they are replaced by names that MicroPython knows and the program uses for nothing else:

- private names (`_close_cut`) and the arguments of functions by those of its numbered list, one again and again where
  the old ones never meet;
- what modules share (`at_rest`) by one of its other names each (`micropython_names.txt`). Only what MicroPython itself
  does not know is replaced, so nothing of MicroPython's can be meant.

What is looked up by its text stays, and so does what stands in a file that is not part of the program, the name of a
module, and of an error, as the screen shows it. A name becomes the same everywhere, so that what looks in from outside
(a test's probe) can be treated alike. Lines stay where they are. It changes nothing else, and only what is shipped.
"""

import ast
import io
import keyword
import re
import tokenize
from functools import cache

from boards.tools.known_names import listed

_PRIVATE = re.compile(r"_[A-Za-z]\w*$")
# of py/makeqstrdata.py, MicroPython v1.28.0 (static_qstr_list): what a .mpy holds as a number
_NUMBERED = """
ArithmeticError AssertionError AttributeError BaseException EOFError Ellipsis Exception GeneratorExit
ImportError IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError NoneType
NotImplementedError OSError OverflowError RuntimeError StopIteration SyntaxError SystemExit TypeError ValueError
ZeroDivisionError abs all any append args bool builtins bytearray bytecode bytes callable chr classmethod clear close
const copy count dict dir divmod end endswith eval exec extend find format from_bytes get getattr globals hasattr hash
id index insert int isalpha isdigit isinstance islower isspace issubclass isupper items iter join key keys len list
little locals lower lstrip main map micropython next object open ord pop popitem pow print range read readinto readline
remove replace repr reverse rfind rindex round rsplit rstrip self send sep set setattr setdefault sort sorted split
start startswith staticmethod step stop str strip sum super throw to_bytes tuple type update upper value values write
zip
"""
_ARGUMENTS = 12  # so many of the names are for arguments, the others for private names
# what MicroPython asks an object of the program for by its name, whatever the program is: never a new name
_ASKED_FOR = {
    *("args", "append", "chdir", "close", "flush", "getcwd", "ilistdir", "ioctl", "keys", "mkdir", "mount", "open"),
    *("read", "readblocks", "readinto", "readline", "remove", "rename", "rmdir", "send", "stat", "statvfs", "throw"),
    *("umount", "update", "value", "write", "writeblocks"),
}


class Shorter:
    """What becomes of the names of one program, `sources`: texts by path; `outside`: texts that know it."""

    def __init__(self, sources: "dict[str, str]", outside: "tuple[str, ...]" = ()):
        trees = [ast.parse(text) for text in sources.values()]
        nodes = [node for tree in trees for node in ast.walk(tree)]
        said = {node.value for tree in trees for node in _values(tree) if isinstance(node, ast.Constant)}
        used = {token.string for text in (*sources.values(), *outside) for token in _tokens(text)}
        spare = [name for name in _NUMBERED.split() if name not in used | said]
        self._arguments = spare[:_ARGUMENTS]
        self._keywords = {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
        self.private = _colours([_bound(tree) - said for tree in trees], spare[_ARGUMENTS:])
        stay = said | listed() | set(re.findall(r"\w+", " ".join((*sources, *outside)))) | _errors(nodes)
        shared = sorted(set().union(*(_shared(tree, self._keywords) for tree in trees)) - stay)
        taken = used | said | _ASKED_FOR | set(spare)
        free = [name for name in sorted(listed() - taken) if name[0] != "_" and not keyword.iskeyword(name)]
        self.shared = dict(zip(shared, free, strict=False))  # should they ever not be enough, the rest stays

    def shorten(self, text: str, arguments_too: bool = True) -> str:
        """A module of the program with its names replaced; `arguments_too` False: one that only looks into it."""
        arguments = self._of_arguments(text) if arguments_too else {}
        lines = text.splitlines(keepends=True)
        for token in reversed(_tokens(text)):
            row, column = token.start
            new = arguments.get(token.start) or self.private.get(token.string) or self.shared.get(token.string)
            if new:
                line = lines[row - 1]
                lines[row - 1] = line[:column] + new + line[column + len(token.string) :]
        return "".join(lines)

    def _of_arguments(self, text: str) -> "dict[tuple[int, int], str]":
        """New names of arguments, by the place where an old one stands; whatever a caller names stays."""
        found = {}
        lines = text.splitlines(keepends=True)
        for function in _outermost(ast.parse(text)):
            nodes = list(ast.walk(function))
            old = [node.arg for node in nodes if isinstance(node, ast.arg)]
            old = [name for name in dict.fromkeys(old) if name != "self" and not name.startswith("_")]
            new = dict(zip([name for name in old if name not in self._keywords], self._arguments, strict=False))
            for node in nodes:
                if not isinstance(node, ast.arg | ast.Name):
                    continue
                name = node.arg if isinstance(node, ast.arg) else node.id
                if name in new:
                    column = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
                    found[node.lineno, column] = new[name]
        return found


@cache
def _tokens(text: str) -> "list[tokenize.TokenInfo]":
    return [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.NAME]


def _values(tree: ast.AST):
    """Every node but those of annotations, which are for people."""
    for name, child in ast.iter_fields(tree):
        if name not in ("annotation", "returns"):
            for node in child if isinstance(child, list) else [child]:
                if isinstance(node, ast.AST):
                    yield node
                    yield from _values(node)


def _errors(nodes: "list[ast.AST]") -> "set[str]":
    """Classes of exceptions: made from another one, which nothing else is here."""
    return {node.name for node in nodes if isinstance(node, ast.ClassDef) and node.bases}


def _shared(tree: ast.Module, keywords: "set[str]") -> "set[str]":
    """The names that a module gives a meaning to for others, too."""
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.arg) and node.arg in keywords:
            found.add(node.arg)
    for line in tree.body:
        if isinstance(line, ast.Assign):
            found |= {target.id for target in line.targets if isinstance(target, ast.Name)}
        elif isinstance(line, ast.Import | ast.ImportFrom):
            found |= {alias.asname for alias in line.names if alias.asname}
    return {name for name in found if not name.startswith("_")}


def _bound(tree: ast.AST) -> "set[str]":
    """The private names that a module gives a meaning to. Raises ValueError for an f-string, which hides names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            raise ValueError(f"line {node.lineno}: an f-string")
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return {name for name in found if _PRIVATE.match(name)}


def _colours(groups: "list[set[str]]", new_names: "list[str]") -> "dict[str, str]":
    """A new name for each, never the same for two that are in one group. Names that find none stay."""
    everywhere = {name: sum(name in group for group in groups) for group in groups for name in group}
    found: dict[str, str] = {}
    for name in sorted(everywhere, key=lambda name: (-everywhere[name], name)):
        taken = {found.get(other) for group in groups if name in group for other in group}
        free = [new for new in new_names if new not in taken]
        if free:
            found[name] = free[0]
    return found


def _outermost(tree: ast.AST) -> "list[ast.FunctionDef]":
    """Functions and methods that are in no other function."""
    found = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            found.append(node)
        else:
            found += _outermost(node)
    return found
