"""The commands about the pen's limits: settings get, settings set."""

from dataclasses import asdict

import click

from ..language import tr
from ..texts.dates import wait
from ..texts.limits import SETTINGS
from .help import Group
from .options import Options, command, common


@click.group(cls=Group, invoke_without_command=True)
@common
@click.pass_context
def settings(ctx: click.Context) -> None:
    """Show the pen's limits, or change one. They tighten at once and go back slowly; the pen decides.

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
    from ..terminal import settings_view

    pen, hello = options.find()
    with pen:
        present, later, limit_um = pen.settings(), pen.looser(), pen.status().depth_limit_um
    data = {"settings": asdict(present), "later": asdict(later), "depth_limit_um": limit_um}
    shown = settings_view.settings(present, later, hello.proven_s, limit_um)
    options.output.result({"pen_id": hello.pen_id, **data}, *shown)


@command("set")
@click.argument("name", type=click.Choice(list(SETTINGS)))
@click.argument("value")
@click.pass_obj
def settings_set(options: Options, name: str, value: str) -> None:
    """Change one of the pen's limits.

    The interval in days, depth in mm, uses in sessions, rate in strokes/s, needle-time in minutes. A tighter value
    holds at once. A looser one, never beyond the factory's, holds 28 days later; the present value typed again
    takes that back. Either takes a press of ▼ on the pen.

    Example: [cyan]needlepen settings set interval 42[/]
    """
    setting = SETTINGS[name]
    wanted = setting.parse(name, value)
    again = f"needlepen settings set {name} {value} --yes"
    pen, hello = options.find()
    with pen:
        before = setting.of(pen.settings())
        change = f"{name}: {setting.said(before)} → {setting.said(wanted)}"
        if before == wanted and not setting.of(pen.looser()):
            done = tr("[bold green]✓ {name} is {wanted} already[/]", name=name, wanted=setting.said(wanted))
        elif before == wanted:
            pen.tighten(setting.number, wanted)
            done = tr("[bold green]✓ {name} stays {wanted}[/]", name=name, wanted=setting.said(wanted))
        elif setting.loosens(before, wanted):
            options.confirm(tr("{change}. It is looser, and will hold 28 days from now", change=change), again)
            left_s = pen.loosen(setting.number, wanted) - hello.proven_s
            done = f"[bold green]✓ {change}, {wait(left_s)}[/]"
        else:
            options.confirm(tr("{change}. The way back takes 28 days", change=change), again)
            pen.tighten(setting.number, wanted)
            done = f"[bold green]✓ {change}[/]"
        after = pen.settings()
    data = {"setting": name, "before": before, "asked": wanted, "settings": asdict(after)}
    options.output.result({"pen_id": hello.pen_id, **data}, done)


settings.add_command(settings_get)
settings.add_command(settings_set)
