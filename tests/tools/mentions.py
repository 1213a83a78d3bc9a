"""Finds names in texts for people that no longer exist: `python -m tests.tools.mentions [folder …]`.

Texts are docstrings, Markdown, the comments of Python, JavaScript, style sheets, pages, workflows and the Makefile, and
what the programs outside tests/ print.

A mention is a word that ends like a source file (`core/x.py`, with or without backticks), or a text in backticks:
a folder (`pen/ui/`), a name of Python (`pen.core.gate`, `Gate.lock`, `step()`), or a target (`make x`). A path exists
when a file of the tree ends with it; a dotted name of ours exists when its module is there and has the next part; any
other name exists when the code uses it somewhere. A name that follows a path, directly or after a comma, must be in
that file. It reads the tree as it lies on the disk and changes nothing.

It does not see a name without backticks (but for files), what is put together when it is printed, what a page or a
program in another language says, a name that still exists elsewhere with another meaning, and whether what is said of
a name is true.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
_SKIPPED = {".git", ".venv", "build", "node_modules", "__pycache__", ".ruff_cache", ".pytest_cache", ".hypothesis"}
_SOURCE = r"\.(?:py|mpy|mjs|md|toml)"
_PATH = re.compile(r"(?<![\w./*…@{-])(?:\.\./)*(?:[\w.*…-]+/)*[\w*-]+" + _SOURCE + r"\b(?![\w/(]|\.\w)")
_FOLDER = re.compile(r"(?:[a-zA-Z][\w.-]*/)+…?")
_NAME = re.compile(r"(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?P<call>\(.*\))?", re.DOTALL)
_TICKED = re.compile(r"(?<!`)`([^`\n]+(?:\n[^`\n]+)?)`(?!`)")
_AFTER = re.compile(r"`?,? `(?P<cut>…?)(?P<name>[A-Za-z_]\w*)(?P<more>…)?(?:\(.*?\))?`")
_COMMENT = {  # how one begins, in files of other languages; a line that goes on begins with a star
    **dict.fromkeys((".mjs", ".js"), re.compile(r"(?:(?<![:\"'\w/])//|/\*|^\s*\*)(.*)")),
    ".css": re.compile(r"(?:/\*|^\s*\*)(.*)"),
    ".html": re.compile(r"<!--(.*)"),
    **dict.fromkeys((".yml", ".toml", ""), re.compile(r"(?:^|\s)#(.*)")),
}
_READ = {".md", ".py", *_COMMENT} - {""}
_ROOTS = ("pen", "needlepen", "boards", "tests")
_PYTHON_WORDS = {*dir(__builtins__), "None", "True", "False", "self", "import", "lambda", "assert", "const"}

# What these texts speak of and the tree does not have: made by a target or on the pen, of MicroPython and packages
_MADE = ("build/", ".venv/", "/")
_ELSEWHERE = {
    "_boot.py",
    "board.mpy",
    "board.py",  # each board has one
    "parts.md",  # of `make hardware`
    "ports/rp2/modules/rp2.py",
    "serialposix.py",
    "serialwin32.py",
    "transport_serial.py",
}
_ELSEWHERE_NAMES = {"nENABLE", "rand", "user_version", "Clock.createAlarm"}
_EXAMPLES = {"core/x.py", "make x"}  # in this file


class Stale(NamedTuple):
    """A mention of what is not there."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def texts(path: Path) -> "Iterator[tuple[int, str]]":
    """Line and text of everything in the file that is written for people."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        yield 1, re.sub(r"(?ms)^ *```.*?^ *```", lambda block: "\n" * block[0].count("\n"), source)
    elif path.suffix == ".py":
        tree = ast.parse(source)
        docstrings: set[int] = set()
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                if ast.get_docstring(node, False):
                    first = node.body[0]
                    docstrings.add(id(first.value))  # type: ignore[attr-defined]
                    yield first.lineno, ast.get_docstring(node, False) or ""
        if "tests" not in path.parts:  # there, what is planted and what is wrong is written as text
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                    if " " in node.value:
                        yield node.lineno, node.value
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
    else:
        for number, line in enumerate(source.splitlines(), 1):
            if comment := _COMMENT[path.suffix].search(line):
                yield number, comment[1]


class Tree:
    """The files of the project and the names that its code uses."""

    def __init__(self, root: Path = ROOT):
        self.root = root
        self.files = [
            found
            for top in sorted(root.iterdir())
            if top.name not in _SKIPPED
            for found in ([top] if top.is_file() else sorted(top.rglob("*")))
            if found.is_file() and not _SKIPPED.intersection(found.relative_to(root).parts)
        ]
        self.paths = ["/" + found.relative_to(root).as_posix() for found in self.files]
        self.folders = {path[: at + 1] for path in self.paths for at, sign in enumerate(path) if sign == "/"}

    @cached_property
    def _used(self) -> "dict[Path, tuple[set[str], set[str]]]":
        return {path: _names(path) for path in self.files if path.suffix not in (".md", ".png", ".gz", ".uf2")}

    @cached_property
    def names(self) -> "dict[Path, set[str]]":
        """The identifiers in the code of each file; texts and comments do not count."""
        return {path: names for path, (names, _) in self._used.items()}

    @cached_property
    def variables(self) -> "set[str]":
        """Names that the code of some file uses for an object: a dotted mention may begin with one."""
        return set().union(*(variables for _, variables in self._used.values()))

    @cached_property
    def every_name(self) -> "set[str]":
        """The identifiers of all files together."""
        return set().union(*self.names.values(), _PYTHON_WORDS, _ELSEWHERE_NAMES)

    @cached_property
    def classes(self) -> "dict[str, list[Path]]":
        """The files that define a class, by its name."""
        found: dict[str, list[Path]] = {}
        for path in self.files:
            if path.suffix == ".py":
                for name in re.findall(r"(?m)^ *class (\w+)", path.read_text(encoding="utf-8")):
                    found.setdefault(name, []).append(path)
        return found

    @cached_property
    def targets(self) -> "set[str]":
        """What `make` can be asked for."""
        return set(re.findall(r"(?m)^([a-z0-9-]+):", (self.root / "Makefile").read_text(encoding="utf-8")))

    def found(self, mention: str, near: "Path | None" = None) -> "list[Path]":
        """The files that a path in the text of `near` may mean; one with a star means what it matches.

        A name without a folder means a file beside `near`, above it or below it, or the only one of that name, here or
        under the same top folder; or one of those that a pen starts with.
        """
        wanted = re.sub(r"^(\.{1,2}/)+", "", mention).replace(".mpy", ".py")
        pattern = re.escape("/" + wanted).replace(r"\*", "[^/]*").replace("…", ".*") + "$"
        files = [self.files[at] for at, path in enumerate(self.paths) if re.search(pattern, path)]
        if "/" in wanted or near is None:
            return files
        first = self.root / "firmware"
        close = [one for one in files if one.parent in (first, *near.parents) or near.parent in one.parents]
        top = self.root / near.relative_to(self.root).parts[0]
        inside = [one for one in files if top in one.parents]
        return next((found for found in (close, inside, files) if len({one.parent for one in found}) == 1), close)

    def has_name(self, name: str) -> bool:
        """Is there such a module, or such a name in it, or such an attribute, or is the name used anywhere?"""
        parts = name.split(".")
        longest = 0  # so many parts are a module or a package
        for count in range(len(parts), 0 if len(parts) > 1 else 1, -1):
            modules = self._modules(parts[:count])
            if any(set(parts[count:]) <= self.names[one] for one in modules):
                return True
            longest = max(longest, count if modules else 0)
        if longest > 1 or (longest and (parts[0] in _ROOTS[1:] or parts[0] not in self.variables)):
            return False
        files = self.classes.get(parts[0], self.files) if len(parts) > 1 else self.files
        return name in _ELSEWHERE_NAMES or (
            parts[0] in self.every_name and any(set(parts[1:]) <= self.names.get(one, set()) for one in files)
        )

    def _in_file(self, after: "re.Match[str]", file: Path) -> bool:
        names = self.names.get(file, set())
        part = after["cut"] or after["more"]  # "…of_a_name…"
        return after["name"] in names or bool(part and any(after["name"] in one for one in names))

    def _modules(self, parts: "list[str]") -> "list[Path]":
        parts = ["pen" if parts[:2] == ["needlepen", "formats"] else parts[0], *parts[1:]]  # through the link
        ends = tuple(f"/{'/'.join(parts)}{end}" for end in (".py", "/__init__.py"))
        return [self.files[at] for at, path in enumerate(self.paths) if path.endswith(ends)]

    def stale(self) -> "Iterator[Stale]":
        """Every mention of what is not there."""
        for path in self.files:
            if path.suffix in _READ or path.name in ("Makefile", "run"):
                for line, text in texts(path):
                    for at, said in self.stale_in(text, path):
                        yield Stale(path.relative_to(self.root).as_posix(), line + text[:at].count("\n"), said)

    def stale_in(self, text: str, near: "Path | None" = None) -> "Iterator[tuple[int, str]]":
        """Place and words of each such mention in a text."""
        for hit in _PATH.finditer(text):
            files = self.found(hit[0], near)
            if not files and hit[0] not in _ELSEWHERE | _EXAMPLES:
                yield hit.start(), hit[0]
            after = _AFTER.match(text, hit.end())
            if files and after and not any(self._in_file(after, one) for one in files):
                yield hit.start(), f"{hit[0]} `{after['name']}`"
        for hit in _TICKED.finditer(text):
            said = " ".join(hit[1].split())
            if target := re.match(r"make ([a-z][a-z0-9-]*)", said):
                missing = target[1] not in self.targets and said not in _EXAMPLES
            elif _FOLDER.fullmatch(said):
                missing = not said.startswith(_MADE) and not any(
                    one.endswith("/" + said.rstrip("…")) for one in self.folders
                )
            else:
                name = _NAME.fullmatch(said)
                missing = name is not None and not _PATH.fullmatch(said) and not self.has_name(name["name"])
            if missing:
                yield hit.start(), said


def _names(path: Path) -> "tuple[set[str], set[str]]":
    """The identifiers of a file, and those of them that are names of objects."""
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return set(), set()
    if path.suffix != ".py":
        return set(re.findall(r"\w+", re.sub(r"(?m)^\s*(?:#|//|\*).*$", "", source))), set()
    names, variables = {path.stem}, set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant):
            text = str(node.value)  # of bytes, too
            if " " not in text and "`" not in text:
                names.update(re.findall(r"\w+", text.removeprefix("b'")))
        elif isinstance(node, ast.Name):
            variables.add(node.id)
        elif isinstance(node, ast.Attribute):
            variables.add(node.attr)
        elif isinstance(node, (ast.arg, ast.keyword)) and node.arg:
            variables.add(node.arg)
        else:
            for field in ("name", "asname", "module"):
                names.update((getattr(node, field, None) or "").split("."))
    return names | variables, variables


def main(folders: "list[str]") -> int:
    """Print every stale mention, of these folders only when some are named; 1 when there is one."""
    found = [one for one in Tree().stale() if not folders or one.path.startswith(tuple(folders))]
    for one in found:
        print(one)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
