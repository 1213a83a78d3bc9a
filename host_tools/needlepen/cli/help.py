"""How `--help` looks: rich's boxes around what click knows of a command. rich is loaded when help is asked for.

Of rich's markup in docstrings only what the terminal's other texts have; paragraphs behind the first are dim.
"""

import inspect
import re
import sys
from typing import TYPE_CHECKING

import click

from ..language import later, tr
from .encodings import plain

if TYPE_CHECKING:
    from rich.panel import Panel
    from rich.text import Text

HELP = later("Show this message and exit.")  # click's own words about --help
_OPTION, _SWITCH, _METAVAR, _COMMAND = "cyan", "bold green", "bold yellow", "cyan"
# what gets a style is the group `it`: options that a sentence names, words of the usage, marks between values
_SHORT_NAME = r"(^|[^\w\-])(?P<it>-([^\W0-9][\w\-]*\w|[^\W0-9]))"
_LONG_NAME = r"(^|[^\w\-])(?P<it>--([^\W0-9][\w\-]*\w|[^\W0-9]))"
_WORD = r"(?P<it>\w+)"
_SEPARATORS = (r"(^|\s)(?P<it>\[|<)", r"(?P<it>\|)", r"(?P<it>(\]|>)$)")


class Command(click.Command):
    """A command whose help is drawn by `drawn`."""

    def get_help(self, ctx: click.Context) -> str:
        """The whole page, with colours if they are wanted."""
        return drawn(self, ctx)


class Group(click.Group):
    """The same for a group; `headings` puts its commands under more headings than one."""

    command_class = Command
    headings: "dict[str, list[str]] | None" = None

    def get_help(self, ctx: click.Context) -> str:
        """The whole page, with colours if they are wanted."""
        return drawn(self, ctx)


def paragraphs(text: str) -> "list[str]":
    """Of a help text, each on one line: what is translated is one of these."""
    return [part.replace("\n", " ").strip() for part in inspect.cleandoc(text).split("\n\n")]


def drawn(command: click.Command, ctx: click.Context) -> str:
    """The page of `--help`: usage, what it does, its options, its commands, the epilog."""
    from rich.columns import Columns
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    arguments = _marked(Text(" ".join(command.collect_usage_pieces(ctx))), "bold cyan", _WORD)
    console = Console()
    ctx.color = True  # click prints what rich has decided
    with console.capture() as page:
        console.print(Padding(Columns((Text(tr("Usage:"), "yellow"), Text(ctx.command_path, "bold"), arguments)), 1))
        first, *others = (tr(part) for part in paragraphs(command.help or ""))
        console.print(Padding(_text(first), (0, 1, 0 if others else 1, 1)))
        if others:
            console.print(Padding(_text("\n".join(others), "dim"), (0, 1, 1, 1)))
        console.print(_options(command, ctx))
        if isinstance(command, Group):
            for title, names in (command.headings or {later("Commands"): command.list_commands(ctx)}).items():
                console.print(_commands(tr(title), [command.commands[name] for name in names]))
        if command.epilog:
            console.print(Padding(_text(tr(command.epilog)), 1))
    return plain(page.get().removesuffix("\n"), sys.stdout)  # click takes its own view of an ASCII terminal


def _options(command: click.Command, ctx: click.Context) -> "Panel":
    rows = [_option(one, ctx) for one in command.get_params(ctx) if isinstance(one, click.Option)]
    used = [column for column in zip(*rows, strict=True) if any(column)]  # an empty column takes no room
    return _box(tr("Options"), [list(row) for row in zip(*used, strict=True)])


def _option(option: click.Option, ctx: click.Context) -> "tuple[Text | str, ...]":
    """Whether it must be given, its long and short names, what it takes, what it is for."""
    from rich.text import Text

    long = [name for name in option.opts if name.startswith("--")]
    short = [name for name in option.opts if name not in long]
    extra = option.get_help_extra(ctx)
    takes = "" if option.is_flag else option.make_metavar(ctx)
    if "range" in extra:
        takes += f" [{extra['range']}]"
    about = [_text(tr(option.help or ""))]
    if "envvars" in extra:
        about.append(Text(tr("[env var: {envvars}]", envvars=", ".join(extra["envvars"])), "dim yellow"))
    if "default" in extra:
        about.append(Text(tr("[default: {default}]", default=extra["default"]), "dim"))
    if option.required:
        about.append(Text(tr("[required]"), "dim red"))
    return (
        Text("*", "red") if option.required else Text(),
        _names([*long, *option.secondary_opts], "/", _OPTION),
        _names(short, ",", _SWITCH),
        _marked(Text(takes, _METAVAR if takes else "", overflow="fold"), "dim", *_SEPARATORS),
        Text(" ", overflow="fold").join(about),
    )


def _names(names: "list[str]", between: str, style: str) -> "Text":
    from rich.text import Text

    each = [Text(name, style) for name in names]
    return each[0] if len(each) == 1 else Text(between).join(each)


def _commands(title: str, commands: "list[click.Command]") -> "Panel":
    from rich.text import Text

    rows: list[list[Text | str]] = [
        [Text(one.name or "", _COMMAND), _text(tr(paragraphs(one.help or "")[0]))] for one in commands
    ]
    return _box(title, rows, _COMMAND)


def _box(title: str, rows: "list[list[Text | str]]", first: str = "") -> "Panel":
    """`rows` as columns in a box; the `first` column in that style, never wrapped."""
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    table = Table(show_header=False, box=None, expand=True, pad_edge=False, padding=(0, 1))
    if first:
        table.add_column(style=first, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return Panel(table, title=Text(title), title_align="left", border_style="dim", padding=(0, 1))


def _text(markup: str, style: str = "") -> "Text":
    from rich.text import Text

    text = Text.from_markup(markup, style=style, emoji=False)
    return _marked(_marked(text, _SWITCH, _SHORT_NAME), _OPTION, _LONG_NAME)


def _marked(text: "Text", style: str, *patterns: str) -> "Text":
    """`text`, with that style where a pattern has its group `it`."""
    for pattern in patterns:
        for found in re.finditer(pattern, text.plain):
            text.stylize(style, *found.span("it"))
    return text
