"""How the list of recalled lots looks on a terminal. Must not read the database and must not print."""

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from ..language import tr
from ..texts.dates import date
from ..texts.numbers import count
from .layout import indented, table


def recalls(rows: "list[dict[str, Any]]") -> "list[RenderableType]":
    """What `needlepen recalls` shows."""
    if not rows:
        return [Text(tr("● No lot is on the list of recalls"), "bold green")]
    shown = table("lot", "why", "known since", right=(0,), fold=(1,))
    for row in rows:
        shown.add_row(str(row["lot"]), Text(row["reason"]), date(row["at"]))
    return [Text(f"● {count(len(rows), 'recalled lot')}", "bold yellow"), indented(shown)]


def taken(rows: int, new: int, concerned: "list[str]") -> "list[RenderableType]":
    """What an import of such a list has brought."""
    summary = tr("✓ {lots} in the file, {new} new here", lots=count(rows, "lot"), new=new)
    shown: list[RenderableType] = [Text(summary, "bold green")]
    shown += [indented(Text(f"! {text}", "red")) for text in concerned]
    return shown
