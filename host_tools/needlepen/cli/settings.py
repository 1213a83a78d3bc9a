"""The commands about the pen's limits: settings get, settings set."""

from dataclasses import asdict

import click
from rich_click import RichGroup

from ..terminal import settings_view
from ..texts.limits import SETTINGS
from .options import Options, command, common


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
    options.output.result({"pen_id": hello.pen_id, "settings": asdict(present)}, *settings_view.settings(present))


@command("set")
@click.argument("name", type=click.Choice(list(SETTINGS)))
@click.argument("value")
@click.pass_obj
def settings_set(options: Options, name: str, value: str) -> None:
    """Tighten one of the pen's limits, for good.

    The interval in days, depth in mm, uses in sessions, rate in strokes/s, needle-time in minutes. Nothing loosens
    it again, so it asks first, and so does the pen: press ▼ on it to agree.

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
