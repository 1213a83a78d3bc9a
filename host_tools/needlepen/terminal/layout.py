"""Tables, grids and indentation that every view of the terminal uses. Must not know what is shown."""

from typing import Any, cast

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


class Rows(Table):
    """A table whose cells are words as they are: who wants colours gives a Text; no word of others is markup."""

    def add_row(self, *renderables: "RenderableType | None", **how: Any) -> None:
        """As rich does, but for text."""
        super().add_row(*map(_worded, renderables), **how)


def _worded(cell: "RenderableType | None") -> "RenderableType | None":
    return Text(cell) if isinstance(cell, str) else cell


def table(*names: str, right: "tuple[int, ...]" = (), fold: "tuple[int, ...]" = ()) -> Rows:
    """An empty table in the house style: columns of numbers are `right`; those that `fold` make room when the
    terminal is narrow. What stays on one line must leave them enough of 80 columns: nothing is ever cut off."""
    empty = Rows(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for i, name in enumerate(names):
        justify = "right" if i in right else "left"
        empty.add_column(name, justify=justify, no_wrap=i not in fold, overflow="fold")
    return empty


def indented(what: RenderableType) -> Padding:
    """Two columns in, below a summary or title."""
    return Padding(what, (0, 0, 0, 2), expand=False)


def grid() -> Rows:
    """Rows of a dim name and what it is."""
    rows = cast(Rows, Rows.grid(padding=(0, 3, 0, 0)))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    return rows
