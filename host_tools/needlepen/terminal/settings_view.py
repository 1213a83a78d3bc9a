"""The pen's limits on the terminal. Must not ask the pen, and must not print."""

from rich.console import RenderableType

from ..link.answers import Settings
from ..texts.limits import SETTINGS
from .layout import indented, table


def settings(now: Settings) -> "list[RenderableType]":
    """What `needlepen settings get` shows."""
    rows = table("setting", "now", "what it is", fold=(2,))
    for name, setting in SETTINGS.items():
        rows.add_row(f"[cyan]{name}[/]", setting.said(setting.of(now)), f"[dim]{setting.about}[/]")
    return [indented(rows), indented("They can only be tightened: [cyan]needlepen settings set depth 0.30[/]")]
