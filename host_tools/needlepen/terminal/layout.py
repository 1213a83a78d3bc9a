"""Tables, grids and indentation that every view of the terminal uses. Must not know what is shown."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.padding import Padding

from ..language import tr

if TYPE_CHECKING:
    from rich.table import Table


@cache
def _rows() -> "type[Table]":
    """A table whose cells are words as they are: who wants colours gives a Text; no word of others is markup."""
    from rich.table import Table
    from rich.text import Text

    class Rows(Table):
        def add_row(self, *renderables: "RenderableType | None", **how: Any) -> None:
            super().add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in renderables), **how)

    return Rows


_LAST_WORD = re.compile(r" (?=[^\W\d_]{3,}$)")  # no unit is as long


def table(*names: str, right: "tuple[int, ...]" = (), fold: "tuple[int, ...]" = ()) -> "Table":
    """An empty table in the house style, `names` in English: columns of numbers are `right`; those that `fold` make
    room when the terminal is narrow. What stays on one line must leave them enough of 80 columns: nothing is cut."""
    empty = _rows()(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for i, name in enumerate(names):
        justify = "right" if i in right else "left"
        empty.add_column(tr(name), justify=justify, no_wrap=i not in fold, overflow="fold")
    return empty


def stacked(figure: str) -> str:
    """What was measured, what was charged and that it was, one below the other: tables are narrow."""
    return "\n".join(_LAST_WORD.sub("\n", part) for part in figure.split(" + "))


def indented(what: RenderableType) -> Padding:
    """Two columns in, below a summary or title."""
    return Padding(what, (0, 0, 0, 2), expand=False)


def bare(gap: int = 3) -> "Table":
    """Rows without a head and without columns yet, so far apart."""
    return _rows().grid(padding=(0, gap, 0, 0))


def grid() -> "Table":
    """Rows of a dim name and what it is."""
    rows = bare()
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    return rows
