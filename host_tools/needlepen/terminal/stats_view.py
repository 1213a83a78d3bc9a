"""Sums of a pen's history as bars on the terminal. Must not read the database and must not print."""

from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ..language import fill, tr
from ..texts.numbers import BASIS, count, greatest, minutes, off, strokes
from .layout import bare, indented

Row = dict[str, Any]

_BAR = 24  # columns of the longest bar
_NAME = 36  # columns of a name, before it folds


def stats(data: Row) -> "list[RenderableType]":
    """What `needlepen stats` shows, for one pen."""
    head = tr(
        "● {sessions}, {strokes} strokes in {minutes} min of needles",
        sessions=count(data["sessions"], "session"),
        strokes=strokes(data),
        minutes=minutes(data),
    )
    shown: list[RenderableType] = [Text(head, "bold green")]
    if data["months"]:
        shown += _part(tr("Sessions a month"), [(row["month"], row["count"]) for row in data["months"]])
    if data["undated"]:
        shown.append(indented(tr("[dim]and {sessions} without a date[/]", sessions=count(data["undated"], "session"))))
    if data["zones"]:
        shown += _part(tr("Strokes on the skin, measured"), [(row["words"], row["strokes"]) for row in data["zones"]])
        charged = [(row["words"], row["charged_strokes"]) for row in data["zones"] if row["charged_strokes"]]
        shown += _part(tr("Charged, at most"), charged) if charged else []
    was_off = data["depth_off_um"]
    if was_off:
        said = tr(
            "{mean} on average, {least} to {most}",
            mean=off(was_off["mean"]),
            least=off(was_off["least"]),
            most=off(was_off["most"]),
        )
        shown += ["", indented(tr("[dim]depth, measured against set:[/] {said}", said=said))]
    if data["deepest_um"] is not None:
        shown.append(
            indented(tr("[dim]deepest:[/] {greatest}", greatest=greatest(data["deepest_um"], data["deepest_is"])))
        )
    shown.append(indented(tr("[dim]cartridges used:[/] {cartridges}", cartridges=data["cartridges"])))
    shown.append(indented(tr("[dim]pressed too hard:[/] {times}", times=count(data["too_hard"], "time"))))
    if data["refusals"]:
        shown += _part(tr("The pen said no"), [(row["words"], row["count"]) for row in data["refusals"]])
    return [*shown, "", indented(f"[dim]{tr(BASIS)}[/]")]


def bars(rows: "list[tuple[str, int]]") -> Table:
    """A bar a row, to the scale of the largest."""
    most = max(number for _, number in rows) or 1
    shown = bare(2)
    shown.add_column(overflow="fold", min_width=min(_NAME, max(len(name) for name, _ in rows)))
    shown.add_column(justify="right", no_wrap=True)
    shown.add_column(no_wrap=True)
    for name, number in rows:
        shown.add_row(name, fill("{n:,}", n=number), Text(_bar(number, most), "cyan"))
    return shown


def _bar(number: int, most: int) -> str:
    eighths = -(-number * _BAR * 8 // most) if number else 0  # at least a sliver for what is not nothing
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def _part(title: str, rows: "list[tuple[str, int]]") -> "list[RenderableType]":
    return ["", f"[bold]{title}[/]", indented(bars(rows))]
