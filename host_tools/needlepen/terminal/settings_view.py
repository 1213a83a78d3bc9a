"""The pen's limits on the terminal. Must not ask the pen, and must not print."""

from rich.console import RenderableType
from rich.text import Text

from ..language import tr
from ..link.answers import Looser, Settings
from ..texts.dates import wait
from ..texts.limits import SETTINGS
from .layout import indented, table


def settings(now: Settings, later: Looser, proven_s: int, limit_um: int) -> "list[RenderableType]":
    """What `needlepen settings get` shows; `later`: what was agreed to and does not hold yet.

    `limit_um`: what the pen lets be set now; its board and the skin keep it below the limit that was told.
    """
    rows = table("setting", "now", "what it is", fold=(2,))
    for name, setting in SETTINGS.items():
        limit = tr("; now at most {limit_um} may be set", limit_um=setting.said(limit_um)) if name == "depth" else ""
        rows.add_row(Text(name, "cyan"), setting.said(setting.of(now)), Text(tr(setting.about) + limit, "dim"))
        if value := setting.of(later):
            rows.add_row("", Text(setting.said(value), "yellow"), wait(later.at_s(setting.field) - proven_s))
    return [
        indented(rows),
        indented(tr("Tighter at once, back 28 days after you agree: [cyan]needlepen settings set depth 0.30[/]")),
    ]
