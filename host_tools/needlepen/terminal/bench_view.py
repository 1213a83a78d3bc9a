"""How a pen's bench values look on a terminal. Must not measure anything, and must not print."""

from rich.console import RenderableType
from rich.text import Text

from ..bench.run import Bench
from ..bench.values import Value
from ..texts.bench_text import name_of
from ..texts.numbers import count
from .layout import indented, table

_MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("–", "dim")}


def bench(seen: Bench) -> "list[RenderableType]":
    """What `needlepen bench` shows: a verdict, then each value with its limits, how it came about, and its place."""
    beyond = len(seen.beyond)
    open_ = sum(value.value is None for value in seen.values)
    if beyond:
        head = Text(f"✗ {count(beyond, 'value')} beyond the limits", "bold red")
    elif open_:
        head = Text(f"● Within the limits; {count(open_, 'value')} not measured", "bold yellow")
    else:
        head = Text("✓ Every value within its limits", "bold green")
    head.append(f"  pen {seen.pen_id}, {seen.board}", "dim")
    rows = table("", "Value", "", "Limit", "", "Belongs into", right=(2,), fold=(1, 5))
    for value in seen.values:
        mark, style = _MARKS[value.within]
        rows.add_row(
            Text(mark, style), name_of(value.name), _figure(value), _limit(value), Text(value.kind, "dim"), value.place
        )
    return [head, indented(rows)]


def _figure(value: Value) -> str:
    return "" if value.value is None else f"{value.value} {value.unit}".strip()


def _limit(value: Value) -> str:
    if value.least == value.most:
        return str(value.least)
    if value.least is None:
        return f"≤ {value.most}"
    return f"≥ {value.least}" if value.most is None else f"{value.least}–{value.most}"
