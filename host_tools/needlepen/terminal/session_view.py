"""One session as a small picture on the terminal: a face with its zones, and a table.

Must not read the database and must not print.
"""

from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ..history import measures
from ..language import tr
from ..texts import cartridge_text, pen_codes
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
    ended = row["end_words"] or tr("no end recorded")
    at = when(row["at"], row["proven_s"], row["guess"])
    style = "bold red" if data["bled"] else "bold green" if row["end_words"] else "bold yellow"
    side = bare()
    side.add_column(no_wrap=True)
    side.add_column()
    side.add_row(face(data["zones"]), _zones(data["zones"], data["zones_together"]))
    return [
        Text(tr("● Session {number} · {at} · {ended}", number=row["number"], at=at, ended=ended), style),
        "",
        indented(side),
        indented(
            tr(
                "[dim]{whole} whole dose   {charged} charged: taken as whole   {part} part of it   {none}"
                " not treated   as in a mirror[/]",
                whole=_WHOLE,
                charged=_CHARGED,
                part=_PART,
                none=_NONE,
            )
        ),
        indented(f"[dim]{tr(BASIS)}[/]"),
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
        all_ = (tr("together"), "", um, strokes(together), seconds(together))
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
    rows.add_row(
        tr("needles"),
        tr(
            "{strokes} strokes in {minutes} min, those in the air included",
            strokes=strokes(session),
            minutes=minutes(session),
        ),
    )
    rows.add_row(tr("deepest"), f"{greatest(session['deepest_um'], session['deepest_is'])}")
    rows.add_row(
        tr("rate"),
        tr("{rate_hz} strokes/s set, {starts}", rate_hz=session["rate_hz"], starts=count(session["runs"], "start")),
    )
    rows.add_row(tr("load"), Text(pressure(load), "yellow" if load["hard"] else ""))
    kind = pen_codes.CARTRIDGES.get(cartridge.get("type") or 0) or tr("unknown type")
    uses = tr("use {uses} of {use_limit}", uses=session["uses"], use_limit=session["use_limit"])
    last = (
        tr(", now {refused_words}: discard it", refused_words=cartridge["refused_words"])
        if cartridge.get("refused")
        else ""
    )
    rows.add_row(tr("cartridge"), Text.assemble(f"{session['cartridge']}, {kind}, {uses}", (last, "yellow")))
    if cartridge and (about := cartridge_text.about(cartridge)):
        rows.add_row("", Text(about, "dim" if cartridge["recalled"] is None else "red"))
    if cut := _cut(data["zones"]):
        rows.add_row(
            tr("charged"),
            Text(tr("{cut}: taken as done, as a power cut kept it uncounted", cut=", ".join(cut)), "yellow"),
        )
    if data["checkins"]:
        hours = ", ".join(f"{h} h" for h in data["checkins"])
        rows.add_row(tr("afterwards"), Text(f"{data['findings']} ({hours})", "yellow" if data["reacted"] else ""))
    if data["next"]:
        rows.add_row(tr("next"), Text(data["next"]["title"], "yellow" if data["next"]["state"] != "open" else "green"))
        for more in (data["next"]["because"], *data["next"]["also"]):
            rows.add_row("", more)
    return rows
