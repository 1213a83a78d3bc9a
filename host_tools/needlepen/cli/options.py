"""Options that every command takes, before or after its name: `--json sync` is `sync --json`.

Like every file here it imports at its top only what names, options and help texts need, and the rest where it is
used: whoever asks for help, the version or a completion waits for no pen's protocol and no database.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from ..errors import StorageError, UsageError
from ..language import tr
from ..link import TIMEOUT_S
from .encodings import plain
from .help import Command
from .output import Output

if TYPE_CHECKING:
    from ..api import Hello, Pen, Store, Trace

_LONGEST_S = 600.0

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Options:
    """What was asked for around the command."""

    device: "str | None" = None
    db: "Path | None" = None
    json: bool = False
    timeout: float = TIMEOUT_S
    quiet: bool = False
    verbose: bool = False
    yes: bool = False
    trace: "Path | None" = None
    _trace: "Trace | None" = None

    @property
    def output(self) -> Output:
        """The object that prints this command's results, hints and errors."""
        return Output(self.json, self.quiet, self.verbose)

    def store(self, create: bool = False) -> "Store":
        """The history on this computer; raises StorageError when there is none and `create` is not set."""
        from ..api import Store

        return Store(self.path, create)

    @property
    def path(self) -> Path:
        """The file that holds the history: --db, or the usual place."""
        from ..api import default_path

        return self.db or default_path()

    def find(self) -> "tuple[Pen, Hello]":
        """The one pen that is meant, open. Raises NoPen, SeveralPens, PortBusy, ProtocolMismatch."""
        from ..api import find_pen

        pen, hello = find_pen(self.device, self.timeout, self.tracing())
        pen.tell = self.output.person
        return pen, hello

    def tracing(self) -> "Trace | None":
        """Where every frame is written, if that was asked for; the file ends with the program."""
        if self.trace and not self._trace:
            from ..api import Trace
            from ..sanitize import private_text

            try:
                self._trace = Trace(private_text(self.trace))
            except OSError as e:
                raise StorageError(
                    tr("{trace} cannot be written.", trace=self.trace),
                    str(e.strerror or e),
                    tr("Choose another file: --trace FILE"),
                ) from e
        return self._trace

    def confirm(self, question: str, again: str) -> None:
        """Go on only if a person says yes, now or with -y; `again` is what to type otherwise.

        Raises UsageError when nobody can be asked, Abort (130) when the answer is no.
        """
        if self.yes:
            return
        if self.json or not sys.stdin.isatty():
            raise UsageError(tr("This asks first, and nobody is here to say yes."), f"{question}.", again)
        click.confirm(plain(tr("{question}. Go on?", question=question), sys.stderr), abort=True, err=True)


def command(name: "str | None" = None) -> "Callable[[Callable[..., None]], click.Command]":
    """A command that takes the common options besides its own."""

    def wrap(function: "Callable[..., None]") -> click.Command:
        return click.command(name, cls=Command)(common(function))

    return wrap


def common(function: F) -> F:
    """Add the common options; what was given ends up in the `Options` of the context."""
    for option in reversed(_COMMON):
        function = option(function)
    return function


def _take(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Write an option that was given into the shared object; typed beats environment, later beats earlier."""
    options = ctx.ensure_object(Options)
    name = param.name or ""
    source = ctx.get_parameter_source(name)
    from_env = source is ParameterSource.ENVIRONMENT and getattr(options, name) is None
    if source is ParameterSource.COMMANDLINE or from_env:
        setattr(options, name, value)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= _LONGEST_S:
        raise click.BadParameter(
            tr("'{text}' is not a number of seconds up to {longest_s:g}.", text=text, longest_s=_LONGEST_S)
        )
    return value


def _option(*names: str, **how: Any) -> "Callable[[F], F]":
    return click.option(*names, expose_value=False, callback=_take, **how)


_COMMON = (
    _option(
        "-d",
        "--device",
        metavar="DEVICE",
        envvar="NEEDLEPEN_DEVICE",
        show_envvar=True,
        help="Port, serial:NUMBER or socket://host:port. Without it: the one pen that is plugged in.",
    ),
    _option(
        "--db",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="History on this computer.",
    ),
    _option("--json", is_flag=True, help="One JSON object on stdout, errors too."),
    _option(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="Wait so long for an answer of the pen; 5 without it.",
    ),
    _option(
        "--trace",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write every frame of the link to FILE.",
    ),
    _option("-y", "--yes", is_flag=True, help="Ask nothing."),
    _option("-q", "--quiet", is_flag=True, help="Only the result line."),
    _option("-v", "--verbose", is_flag=True, help="Also figures of the link, tracebacks of internal errors."),
)
