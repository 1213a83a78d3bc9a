"""`needlepen bench`: a finished pen measured, for builders."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from ..errors import StorageError, UsageError, VerificationFailed
from ..language import tr
from .encodings import plain
from .options import Options, command

if TYPE_CHECKING:
    from ..api import Bench


class _Person:
    """The builder at the terminal: told on stderr, asked where somebody can answer; `known`: answered beforehand."""

    def __init__(self, options: Options, known: "dict[str, str]") -> None:
        self._options = options
        self._known = known
        self._here = sys.stdin.isatty() and not options.json and not options.yes
        self._far = ""

    def step(self, done: int, total: int) -> None:
        """Note that `done` steps of `total` are done: that stands in front of what is told and asked."""
        self._far = f"[{done}/{total}] "

    def tell(self, text: str) -> None:
        """Print what `api.Builder` is to tell the person."""
        self._options.output.person(self._far + text)

    def ask(self, name: str, text: str) -> str:
        """The answer of the command's arguments, else the person's, to what `api.Builder` asks."""
        if name in self._known:
            return self._known[name]
        return (
            click.prompt(plain(self._far + text, sys.stderr), default="", show_default=False, err=True)
            if self._here
            else ""
        )


@command()
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write them as JSON."
)
@click.option("--told", multiple=True, metavar="NAME=VALUE", help="What you measured beforehand; as often as you like.")
@click.option("--motor/--no-motor", default=True, help="Also what needs the motor to run.", show_default=True)
@click.pass_obj
def bench(options: Options, out: "Path | None", told: "tuple[str, ...]", motor: bool) -> None:
    """Measure a pen that you built, over its service mode: each value with its limits and where it belongs.

    The pen drives nothing: its motor runs from your bench supply, without a cartridge. What only a meter, a gauge or an
    eye can tell is asked; nothing (Enter) means: not measured. A value beyond its limits is exit code 8.

    Example: [cyan]needlepen bench -o bench.json[/]
    """
    from .. import api
    from ..link import repl
    from ..terminal import bench_view

    known = _known(told)
    device = options.device or repl.choose()
    person = _Person(options, known)
    with repl.Repl(device, options.output.person) as line:
        seen = api.bench(line, person, motor, person.step)
        line.restart()
    if out:
        _write(out, seen)
    options.output.result({"bench": seen.as_dict()}, *bench_view.bench(seen))
    if out:
        options.output.hint(
            tr("Written to {out}, schema {schema_of_bench}", out=out, schema_of_bench=api.SCHEMA_OF_BENCH)
        )
    if seen.beyond:
        raise Exit(VerificationFailed.code)


def _known(told: "tuple[str, ...]") -> "dict[str, str]":
    """The values that were told with the command, by their names. Raises UsageError."""
    from .. import api

    known: dict[str, str] = {}
    for text in told:
        name, sign, value = text.partition("=")
        try:
            if not sign or api.bench_value(name, value).value is None:
                raise ValueError
        except (ValueError, StopIteration):
            raise UsageError(
                tr("--told {text} tells nothing.", text=text),
                tr("A name is one of {bench_names}.", bench_names=", ".join(api.BENCH_NAMES)),
                "--told standby_ua=85",
            ) from None
        known[name] = value
    return known


def _write(out: Path, seen: "Bench") -> None:
    try:
        out.write_text(json.dumps(seen.as_dict(), indent=2) + "\n", encoding="utf-8")
    except OSError as e:
        raise StorageError(
            tr("{out} cannot be written.", out=out), str(e.strerror or e), tr("Choose another file: -o FILE")
        ) from e
