"""One session as a small picture on the terminal, and the bars of `needlepen stats`. Answers in, renderables out.

Must not read the database and must not print.
"""

from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from .. import words
from ..clock import date, when
from .pen import count, depth, indented, table

Row = dict[str, Any]

_BAR = 24  # columns of a whole bar …
_NAME = 36  # … and of a name, before it folds

# a face as in a mirror: the owner's left is on the left; a digit is the number of its zone
_FACE = (
    "   ╭───────────╮   ",
    " ╭─╯ 000000000 ╰─╮ ",
    " │   000000000   │ ",
    " │               │ ",
    " │ 1111  ╷  2222 │ ",
    " │ 1111  ╰  2222 │ ",
    " │    4444444    │ ",
    " ╰─╮   ╶───╴   ╭─╯ ",
    "   ╰╮  33333  ╭╯   ",
    "    ╰─────────╯    ",
)
_WHOLE, _PART, _NONE = "█", "▒", "·"


def receipt(data: Row) -> "list[RenderableType]":
    """needlepen receipt."""
    session = data["session"]
    ended = session["end_words"] or "no end recorded"
    at = when(session["at"], session["proven_s"], session["guess"])
    style = "bold red" if data["bled"] else "bold green" if session["end_words"] else "bold yellow"
    side = Table.grid(padding=(0, 3, 0, 0))
    side.add_column(no_wrap=True)
    side.add_column()
    side.add_row(face(data["zones"]), _zones(data["zones"]))
    return [
        Text(f"● Session {session['number']} · {at} · {ended}", style),
        "",
        indented(side),
        indented(f"[dim]{_WHOLE} whole dose   {_PART} part of it   {_NONE} not treated   as in a mirror[/]"),
        "",
        indented(_facts(data)),
    ]


def face(zones: "list[Row]") -> Text:
    """Where needles were: whole doses, parts, and what was left out."""
    had = {row["zone"]: row["whole"] for row in zones if row["strokes"]}
    drawn = Text()
    for line in _FACE:
        for char in line:
            if not char.isdigit():
                drawn.append(char, "dim")
            elif int(char) not in had:
                drawn.append(_NONE, "dim")
            else:
                drawn.append(_WHOLE if had[int(char)] else _PART, "green")
        drawn.append("\n")
    drawn.rstrip()
    return drawn


def _zones(rows: "list[Row]") -> Table:
    shown = table("zone", "set", "measured", "strokes", "seconds", right=(1, 2, 3, 4))
    for row in rows:
        shown.add_row(
            row["words"],
            depth(row["depth_um"]),
            depth(row["measured_um"]),
            f"{row['strokes']:,}",
            f"{row['needle_ms'] / 1000:.1f}",
        )
    strokes, ms = sum(row["strokes"] for row in rows), sum(row["needle_ms"] for row in rows)
    if rows:
        shown.add_row("", "", "", "", "")
        shown.add_row("[bold]together[/]", "", "", f"[bold]{strokes:,}[/]", f"[bold]{ms / 1000:.1f}[/]")
    return shown


def _facts(data: Row) -> Table:
    session, load = data["session"], data["load"]
    cartridge: Row = data["cartridge"] or {}
    rows = Table.grid(padding=(0, 3, 0, 0))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_row("rate", f"{session['rate_hz']} strokes/s, {count(session['runs'], 'start')}")
    rows.add_row("load", Text(load_words(load), "yellow" if load["hard"] else ""))
    kind = words.CARTRIDGES.get(cartridge.get("type") or 0, "unknown type")
    uses = f"use {session['uses']} of {session['use_limit']}"
    last = "[yellow], used up: discard it[/]" if session["uses"] >= session["use_limit"] else ""
    rows.add_row("cartridge", f"{session['cartridge']}, {kind}, {uses}{last}")
    if data["checkins"]:
        hours = ", ".join(f"{h} h" for h in data["checkins"])
        rows.add_row("afterwards", Text(f"{data['findings']} ({hours})", "yellow" if data["reacted"] else ""))
    if data["next"]:
        rows.add_row("next", Text(data["next"]["title"], "yellow" if data["next"]["state"] != "open" else "green"))
        for more in (data["next"]["because"], *data["next"]["also"]):
            rows.add_row("", more)
    return rows


def load_words(load: Row) -> str:
    """How hard it was pressed, in words."""
    if not load["hard"] and not load["firm_ms"]:
        return "light throughout"
    said: list[str] = []
    if load["firm_ms"]:
        said.append(f"firm for {_seconds(load['firm_ms'])}")
    if load["hard"]:
        for_s = f", {_seconds(load['hard_ms'])} in all" if load["hard_ms"] else ""
        said.append(f"too hard {count(load['hard'], 'time')}{for_s}")
    return "; ".join(said)


def _seconds(ms: int) -> str:
    """A touch of 20 ms is no 0.0 s."""
    return f"{ms / 1000:.1f} s" if ms >= 100 else "less than 0.1 s"


def stats(data: Row) -> "list[RenderableType]":
    """needlepen stats, for one pen."""
    head = f"● {count(data['sessions'], 'session')}, {count(data['strokes'], 'stroke')}"
    head += f", {data['needle_ms'] / 60_000:.1f} minutes of needles"
    shown: list[RenderableType] = [Text(head, "bold green")]
    if data["months"]:
        shown += _part("Sessions a month", [(row["month"], row["count"]) for row in data["months"]])
    if data["undated"]:
        shown.append(indented(f"[dim]and {count(data['undated'], 'session')} without a date[/]"))
    if data["zones"]:
        shown += _part("Strokes", [(row["words"], row["strokes"]) for row in data["zones"]])
    off = data["depth_off_um"]
    if off:
        said = f"{off['mean']:+.1f} µm on average, {off['least']:+d} to {off['most']:+d} µm".replace("-", "−")
        shown += ["", indented(f"[dim]depth, measured against set:[/] {said}")]
    shown.append(indented(f"[dim]cartridges used:[/] {data['cartridges']}"))
    shown.append(indented(f"[dim]pressed too hard:[/] {count(data['too_hard'], 'time')}"))
    if data["refusals"]:
        shown += _part("The pen said no", [(row["words"], row["count"]) for row in data["refusals"]])
    return shown


def bars(rows: "list[tuple[str, int]]") -> Table:
    """A bar a row, to the scale of the largest."""
    most = max(number for _, number in rows) or 1
    shown = Table.grid(padding=(0, 2, 0, 0))
    shown.add_column(overflow="fold", min_width=min(_NAME, max(len(name) for name, _ in rows)))
    shown.add_column(justify="right", no_wrap=True)
    shown.add_column(no_wrap=True)
    for name, number in rows:
        shown.add_row(name, f"{number:,}", Text(_bar(number, most), "cyan"))
    return shown


def _bar(number: int, most: int) -> str:
    eighths = -(-number * _BAR * 8 // most) if number else 0  # at least a sliver for what is not nothing
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def _part(title: str, rows: "list[tuple[str, int]]") -> "list[RenderableType]":
    return ["", f"[bold]{title}[/]", indented(bars(rows))]


def diary(entries: "list[Row]") -> "list[RenderableType]":
    """needlepen diary list."""
    if not entries:
        empty = "● Nothing is written down yet"
        return [Text(empty, "bold green"), indented('[cyan]needlepen diary add "all calm" --rating 5[/]')]
    photos = sum(1 for entry in entries if entry["photo_bytes"])
    head = f"● {len(entries)} {'entry' if len(entries) == 1 else 'entries'}, {count(photos, 'photo')}"
    shown = table("when", "skin", "photo", "what", "id", fold=(3,))
    for entry in entries:
        shown.add_row(
            date(entry["at"]),
            dots(entry["rating"]),
            "yes" if entry["photo_bytes"] else "",
            Text(entry["words"]),
            f"[dim]{entry['id'][:6]}[/]",
        )
    return [Text(head, "bold green"), indented(shown)]


def dots(rating: "int | None") -> str:
    """A rating of 1 to 5, as circles."""
    return "●" * rating + "○" * (5 - rating) if rating else ""
