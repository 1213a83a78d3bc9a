"""How a pen's bench values look on a terminal. Must not measure anything, and must not print."""

from rich.console import RenderableType
from rich.text import Text

from ..bench.run import Bench
from ..bench.values import Value
from ..language import fill, tr
from ..texts.bench_text import name_of
from ..texts.numbers import count
from .layout import indented, table

_MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("–", "dim")}


def bench(seen: Bench) -> "list[RenderableType]":
    """What `needlepen bench` shows: a verdict, then each value with its limits, how it came about, and its place."""
    beyond = len(seen.beyond)
    open_ = sum(value.value is None for value in seen.values)
    if beyond:
        head = Text(tr("✗ {values} beyond the limits", values=count(beyond, "value")), "bold red")
    elif open_:
        head = Text(tr("● Within the limits; {values} not measured", values=count(open_, "value")), "bold yellow")
    else:
        head = Text(tr("✓ Every value within its limits"), "bold green")
    head.append(tr("  pen {pen_id}, {board}", pen_id=seen.pen_id, board=seen.board), "dim")
    rows = table("", "Value", "", "Limit", "", "Belongs into", right=(2,), fold=(1, 5))
    for value in seen.values:
        mark, style = _MARKS[value.within]
        rows.add_row(
            Text(mark, style),
            name_of(value.name),
            _figure(value),
            _limit(value),
            Text(tr(value.kind), "dim"),
            value.place,
        )
    return [head, indented(rows)]


def _figure(value: Value) -> str:
    return "" if value.value is None else fill("{value} {unit}", value=value.value, unit=tr(value.unit)).strip()


def _limit(value: Value) -> str:
    if value.least == value.most:
        return fill("{least}", least=value.least)
    if value.least is None:
        return fill("≤ {most}", most=value.most)
    if value.most is None:
        return fill("≥ {least}", least=value.least)
    return fill("{least}–{most}", least=value.least, most=value.most)
