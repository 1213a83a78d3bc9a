"""Where output goes: results to stdout, errors, hints and progress to stderr; with --json one object on stdout
and no more.

Must not know commands. Colours have one meaning each: green = fine, yellow = wait or look, red = fault or
error, cyan = something to type. rich leaves them out when NO_COLOR is set or the output is not a terminal.
"""

import contextlib
import json
import sys
from collections.abc import Callable, Generator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import NeedlepenError
from ..language import tr
from .encodings import is_utf8

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

SCHEMA = 1  # of the JSON objects; raised when a field changes its meaning or goes
_PIPE_WIDTH = 140  # columns when nobody's terminal limits them


class NobodyReads(Exception):
    """needlepen export | head: who reads has enough. No error; click would take a BrokenPipeError for one."""


class Output:
    """One command's way to the person or program that called it."""

    def __init__(self, as_json: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.verbose = verbose

    @cached_property
    def out(self) -> "Console":
        """The console that results go to."""
        return _console(sys.stdout)

    @cached_property
    def err(self) -> "Console":
        """Where everything else goes that a person reads."""
        return _console(sys.stderr)

    def result(self, data: "dict[str, Any]", *shown: "RenderableType") -> None:
        """The answer: `data` as JSON, with what its figures are, or `shown` (the summary first) for a person."""
        if self.as_json:
            self._write(self.explained(data))
            return
        for item in shown[:1] if self.quiet else shown:
            self.out.print(item)

    def line(self) -> None:
        """An empty line between two answers."""
        if not self.as_json and not self.quiet:
            self.out.print()

    def _write(self, data: "dict[str, Any]") -> None:
        sys.stdout.write(self.as_text(data, in_ascii=not is_utf8(sys.stdout)))

    @staticmethod
    def explained(data: "dict[str, Any]") -> "dict[str, Any]":
        """`data`, and in `figures` which of its figures were measured, charged, told."""
        from ..history.measures import legend

        figures = legend(data)
        return {**data, "figures": figures} if figures else data

    @staticmethod
    def as_text(data: "dict[str, Any]", in_ascii: bool = False) -> str:
        """The versioned JSON object with `data` in it. `in_ascii`: any encoding takes that without loss."""
        from ..sanitize import escaped

        return escaped(json.dumps({"needlepen": SCHEMA, **data}, indent=2, ensure_ascii=in_ascii)) + "\n"

    def hint(self, text: str) -> None:
        """Something worth knowing that is not the answer."""
        if not self.quiet and not self.as_json:
            self.err.print(f"  [dim]{escape(text)}[/]")

    def person(self, text: str) -> None:
        """What a person has to do before anything goes on: said on stderr, whatever was asked for."""
        self.err.print(f"  [bold yellow]{escape(text)}[/]")

    def detail(self, text: str) -> None:
        """Print a line that only -v shows."""
        if self.verbose:
            self.err.print(f"[dim]{escape(text)}[/]")

    def error(self, e: NeedlepenError) -> None:
        """What, why, what next; with --json on stdout."""
        if self.as_json:
            self._write({"error": e.as_dict()})
            return
        self.err.print(f"[bold red]✗ {escape(e.what)}[/]")
        if e.why:
            self.err.print(f"  {escape(e.why)}")
        if e.next:
            self.err.print(f"  [dim]{tr('next:')}[/] [cyan]{escape(e.next)}[/]")

    @contextlib.contextmanager
    def progress(self, what: str) -> "Generator[Callable[[int, int], None] | None, None, None]":
        """A bar on stderr, only on a terminal; gives the function to call with (done, total)."""
        if self.quiet or self.as_json or not self.err.is_terminal:
            yield None
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task(what, total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            yield show


def escape(text: str) -> str:
    """`text` as it is, in the midst of rich's markup."""
    from rich.markup import escape as escape_

    return escape_(text)


def _console(file: Any) -> "Console":
    from rich.console import Console

    from ..terminal.harmless import Harmless

    console = Console(file=file, highlight=False, soft_wrap=False, emoji=False)
    console.push_render_hook(Harmless())
    if not console.is_terminal:
        console.width = max(console.width, _PIPE_WIDTH)
    return console
