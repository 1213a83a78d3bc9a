"""One session as a small picture on the terminal: a face with its zones, and a table.

Must not read the database and must not print.
"""

from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ..texts import pen_codes
from ..texts.dates import when
from ..texts.numbers import at_most, count, depth, pressure
from .layout import bare, indented, table

Row = dict[str, Any]

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


def session(data: Row) -> "list[RenderableType]":
    """What `needlepen receipt` shows."""
    row = data["session"]
    ended = row["end_words"] or "no end recorded"
    at = when(row["at"], row["proven_s"], row["guess"])
    style = "bold red" if data["bled"] else "bold green" if row["end_words"] else "bold yellow"
    side = bare()
    side.add_column(no_wrap=True)
    side.add_column()
    side.add_row(face(data["zones"]), _zones(data["zones"]))
    return [
        Text(f"● Session {row['number']} · {at} · {ended}", style),
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
            at_most(f"{row['strokes']:,}", row["charged"]),
            at_most(f"{row['needle_ms'] / 1000:.1f}", row["charged"]),
        )
    strokes, ms = sum(row["strokes"] for row in rows), sum(row["needle_ms"] for row in rows)
    if rows:
        shown.add_row("", "", "", "", "")
        charged = bool(_cut(rows))
        sums = at_most(f"{strokes:,}", charged), at_most(f"{ms / 1000:.1f}", charged)
        shown.add_row(Text("together", "bold"), "", "", *(Text(figure, "bold") for figure in sums))
    return shown


def _cut(rows: "list[Row]") -> "list[str]":
    """The zones in which a power cut ended the last run: what was charged for it counts, and was not measured."""
    return [row["words"] for row in rows if row["charged"]]


def _facts(data: Row) -> Table:
    session, load = data["session"], data["load"]
    cartridge: Row = data["cartridge"] or {}
    rows = bare()
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_row("rate", f"{session['rate_hz']} strokes/s, {count(session['runs'], 'start')}")
    rows.add_row("load", Text(pressure(load), "yellow" if load["hard"] else ""))
    kind = pen_codes.CARTRIDGES.get(cartridge.get("type") or 0, "unknown type")
    uses = f"use {session['uses']} of {session['use_limit']}"
    last = ", used up: discard it" if session["uses"] >= session["use_limit"] else ""
    rows.add_row("cartridge", Text.assemble(f"{session['cartridge']}, {kind}, {uses}", (last, "yellow")))
    if cut := _cut(data["zones"]):
        rows.add_row("power cut", Text(f"in {', '.join(cut)}: taken as enough, as nothing was counted", "yellow"))
    if data["checkins"]:
        hours = ", ".join(f"{h} h" for h in data["checkins"])
        rows.add_row("afterwards", Text(f"{data['findings']} ({hours})", "yellow" if data["reacted"] else ""))
    if data["next"]:
        rows.add_row("next", Text(data["next"]["title"], "yellow" if data["next"]["state"] != "open" else "green"))
        for more in (data["next"]["because"], *data["next"]["also"]):
            rows.add_row("", more)
    return rows
