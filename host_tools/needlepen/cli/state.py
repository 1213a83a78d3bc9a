"""The commands about how it stands: status, settings, clock."""

from dataclasses import asdict

import click
from rich_click import RichGroup

from ..clock import now
from ..errors import NeedlepenError, NoPen, PortBusy, StorageError
from ..history import outlook as outlook_
from ..history import overview
from ..history.outlook import Outlook
from ..history.timing import timing
from ..link.settings import SETTINGS
from ..show import state as show
from .options import Options, command, common


@command()
@click.pass_obj
def status(options: Options) -> None:
    """Show when the next session is allowed, and why not sooner.

    Asks the pen if one is plugged in; otherwise it is what the pen said at the last sync.

    Example: [cyan]needlepen status[/]
    """
    output = options.output
    try:
        seen, missing = _asked(options), None
    except (NoPen, PortBusy) as e:
        seen, missing = _remembered(options, e), e
    if output.as_json:
        output.result({"pens": [one.as_dict() for one in seen]})
        return
    for i, one in enumerate(seen):
        if i:
            output.line()
        output.result({}, *show.outlook(one))
    if missing and (isinstance(missing, PortBusy) or options.device):
        output.hint(f"The pen could not be asked: {missing.what} {missing.why}")


def _asked(options: Options) -> "list[Outlook]":
    pen, hello = options.find()
    with pen:
        return [outlook_.of_pen(pen, hello)]


def _remembered(options: Options, no_pen: NeedlepenError) -> "list[Outlook]":
    try:
        with options.store() as store:
            return [outlook_.of_history(store, row) for row in overview.choose(store, None)]
    except StorageError:
        if options.path.exists():
            raise
    raise no_pen


@click.group(cls=RichGroup, invoke_without_command=True)
@common
@click.pass_context
def settings(ctx: click.Context) -> None:
    """Show the pen's limits, or tighten one. They never loosen; the pen decides.

    Example: [cyan]needlepen settings get[/]

    Tighter: [cyan]needlepen settings set depth 0.30[/]
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(settings_get)


@command("get")
@click.pass_obj
def settings_get(options: Options) -> None:
    """Show the pen's limits.

    Example: [cyan]needlepen settings get[/]
    """
    pen, hello = options.find()
    with pen:
        present = pen.settings()
    options.output.result({"pen_id": hello.pen_id, "settings": asdict(present)}, *show.settings(present))


@command("set")
@click.argument("name", type=click.Choice(list(SETTINGS)))
@click.argument("value")
@click.pass_obj
def settings_set(options: Options, name: str, value: str) -> None:
    """Tighten one of the pen's limits, for good.

    The interval in days, depth in mm, uses in sessions, rate in strokes/s, needle-time in minutes. Nothing loosens
    it again, so it asks first.

    Example: [cyan]needlepen settings set interval 42[/]
    """
    setting = SETTINGS[name]
    wanted = setting.parse(name, value)
    again = f"needlepen settings set {name} {value} --yes"
    pen, hello = options.find()
    with pen:
        before = setting.of(pen.settings())
        if before == wanted:
            done = f"[bold green]✓ {name} is {setting.said(wanted)} already[/]"
        else:
            change = f"{name}: {setting.said(before)} → {setting.said(wanted)}"
            options.confirm(f"{change}. It can never be loosened again", again)
            pen.tighten(setting.number, wanted)
            done = f"[bold green]✓ {change}[/]"
        after = pen.settings()
    data = {"setting": name, "before": before, "asked": wanted, "settings": asdict(after)}
    options.output.result({"pen_id": hello.pen_id, **data}, done)


settings.add_command(settings_get)
settings.add_command(settings_set)


@command()
@click.option("--set", "tell", is_flag=True, help="Tell the pen this computer's date. The lock-out ignores it.")
@click.pass_obj
def clock(options: Options, tell: bool) -> None:
    """Compare the pen's clock with this computer's: what it counts, what it says, how far they drift.

    Example: [cyan]needlepen clock[/]

    After this computer's clock was put right: [cyan]needlepen clock --set[/]
    """
    pen, hello = options.find()
    with pen:
        if tell:
            options.confirm(f"Tell pen {hello.pen_id} this computer's date", "needlepen clock --set --yes")
            pen.set_wall(now())
            hello = pen.hello()
        try:
            with options.store() as store:
                seen = timing(hello, store, tell)
        except StorageError:  # no history here yet: then only no drift
            seen = timing(hello, None, tell)
    options.output.result({"clock": asdict(seen)}, *show.clock(seen))
    if seen.skewed and not tell:
        options.output.hint("If this computer is right now: needlepen clock --set")
