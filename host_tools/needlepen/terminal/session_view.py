"""One session as a small picture on the terminal: a face with its zones, and a table.

Must not read the database and must not print.
"""

from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ..history import measures
from ..texts import pen_codes
from ..texts.dates import when
from ..texts.numbers import BASIS, count, depth, greatest, minutes, pressure, seconds, strokes
from .layout import bare, indented, stacked, table

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
_WHOLE, _CHARGED, _PART, _NONE = "█", "▓", "▒", "·"
_MARKS = {measures.MEASURED: _WHOLE, measures.CHARGED: _CHARGED, None: _PART}  # by `measures.done`


def session(data: Row) -> "list[RenderableType]":
    """What `needlepen receipt` shows."""
    row = data["session"]
    ended = row["end_words"] or "no end recorded"
    at = when(row["at"], row["proven_s"], row["guess"])
    style = "bold red" if data["bled"] else "bold green" if row["end_words"] else "bold yellow"
    side = bare()
    side.add_column(no_wrap=True)
    side.add_column()
    side.add_row(face(data["zones"]), _zones(data["zones"], data["zones_together"]))
    return [
        Text(f"● Session {row['number']} · {at} · {ended}", style),
        "",
        indented(side),
        indented(
            f"[dim]{_WHOLE} whole dose   {_CHARGED} charged: taken as whole   {_PART} part of it   "
            f"{_NONE} not treated   as in a mirror[/]"
        ),
        indented(f"[dim]{BASIS}[/]"),
        "",
        indented(_facts(data)),
    ]


def face(zones: "list[Row]") -> Text:
    """Where needles were: whole doses, parts, and what was left out."""
    had = {row["zone"]: _MARKS[row["done"]] for row in measures.needled(zones)}
    drawn = Text()
    for line in _FACE:
        for char in line:
            if not char.isdigit():
                drawn.append(char, "dim")
            elif int(char) not in had:
                drawn.append(_NONE, "dim")
            else:
                drawn.append(had[int(char)], "green")
        drawn.append("\n")
    drawn.rstrip()
    return drawn


def _zones(rows: "list[Row]", together: Row) -> Table:
    shown = table("zone", "set", "measured", "strokes", "seconds", right=(1, 2, 3, 4))
    for row in rows:
        shown.add_row(
            row["words"],
            depth(row["depth_um"]),
            depth(row["measured_um"]),
            stacked(strokes(row)),
            stacked(seconds(row)),
        )
    if rows:
        shown.add_row("", "", "", "", "")
        um = greatest(*measures.deepest(rows))
        all_ = ("together", "", um, strokes(together), seconds(together))
        shown.add_row(*(Text(stacked(text), "bold") for text in all_))
    return shown


def _cut(rows: "list[Row]") -> "list[str]":
    """The zones that are done because they were charged."""
    return [row["words"] for row in rows if row["done"] == measures.CHARGED]


def _facts(data: Row) -> Table:
    session, load = data["session"], data["load"]
    cartridge: Row = data["cartridge"] or {}
    rows = bare()
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_row("needles", f"{strokes(session)} strokes in {minutes(session)} min, those in the air included")
    rows.add_row("deepest", f"{greatest(session['deepest_um'], session['deepest_is'])}")
    rows.add_row("rate", f"{session['rate_hz']} strokes/s set, {count(session['runs'], 'start')}")
    rows.add_row("load", Text(pressure(load), "yellow" if load["hard"] else ""))
    kind = pen_codes.CARTRIDGES.get(cartridge.get("type") or 0, "unknown type")
    uses = f"use {session['uses']} of {session['use_limit']}"
    last = f", now {cartridge['refused_words']}: discard it" if cartridge.get("refused") else ""
    rows.add_row("cartridge", Text.assemble(f"{session['cartridge']}, {kind}, {uses}", (last, "yellow")))
    if cut := _cut(data["zones"]):
        rows.add_row("charged", Text(f"{', '.join(cut)}: taken as done, as a power cut kept it uncounted", "yellow"))
    if data["checkins"]:
        hours = ", ".join(f"{h} h" for h in data["checkins"])
        rows.add_row("afterwards", Text(f"{data['findings']} ({hours})", "yellow" if data["reacted"] else ""))
    if data["next"]:
        rows.add_row("next", Text(data["next"]["title"], "yellow" if data["next"]["state"] != "open" else "green"))
        for more in (data["next"]["because"], *data["next"]["also"]):
            rows.add_row("", more)
    return rows
