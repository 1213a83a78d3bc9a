"""The pen's limits on the terminal. Must not ask the pen, and must not print."""

from rich.console import RenderableType
from rich.text import Text

from ..link.answers import Looser, Settings
from ..texts.dates import wait
from ..texts.limits import SETTINGS
from .layout import indented, table


def settings(now: Settings, later: Looser, proven_s: int) -> "list[RenderableType]":
    """What `needlepen settings get` shows; `later`: what was agreed to and does not hold yet."""
    rows = table("setting", "now", "what it is", fold=(2,))
    for name, setting in SETTINGS.items():
        rows.add_row(Text(name, "cyan"), setting.said(setting.of(now)), Text(setting.about, "dim"))
        if value := setting.of(later):
            rows.add_row("", Text(setting.said(value), "yellow"), wait(later.at_s(setting.field) - proven_s))
    return [
        indented(rows),
        indented("Tighter at once, back 28 days after you agree: [cyan]needlepen settings set depth 0.30[/]"),
    ]
