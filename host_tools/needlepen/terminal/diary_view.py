"""The entries of the diary on the terminal. Must not read the database and must not print."""

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from ..language import tr
from ..texts.dates import date
from ..texts.numbers import count
from .layout import indented, table

Row = dict[str, Any]


def entries(rows: "list[Row]") -> "list[RenderableType]":
    """What `needlepen diary list` shows."""
    if not rows:
        empty = tr("● Nothing is written down yet")
        return [Text(empty, "bold green"), indented('[cyan]needlepen diary add "all calm" --rating 5[/]')]
    photos = sum(1 for entry in rows if entry["photo_bytes"])
    head = f"● {count(len(rows), 'entry')}, {count(photos, 'photo')}"
    shown = table("when", "skin", "photo", "what", "id", fold=(3,))
    for entry in rows:
        shown.add_row(
            date(entry["at"]),
            dots(entry["rating"]),
            tr("yes") if entry["photo_bytes"] else "",
            Text(entry["words"]),
            Text(entry["id"][:6], "dim"),
        )
    return [Text(head, "bold green"), indented(shown)]


def dots(rating: "int | None") -> str:
    """A rating of 1 to 5, as circles."""
    return "●" * rating + "○" * (5 - rating) if rating else ""
