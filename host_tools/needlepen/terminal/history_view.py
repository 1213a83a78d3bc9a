"""How the history looks on a terminal: a one-line summary per pen, then tables, the latest row last.

Must not read the database (`history.py` and `verify.py` do) and must not print.
"""

from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ..history.verify import EpochReport
from ..texts import pen_codes
from ..texts.dates import date, not_before, when
from ..texts.dates import wait as wait_
from ..texts.numbers import BASIS, count, depth, greatest, minutes, seconds, strokes
from .layout import indented, stacked, table

LATEST = 10  # rows of a table unless --all

Row = dict[str, Any]


def history(pen: Row, everything: bool) -> "list[RenderableType]":
    """What `needlepen history` shows, for one pen."""
    shown: list[RenderableType] = [_summary(pen), indented(_identity(pen))]
    for title, rows, make in (
        ("Sessions", pen["sessions"], _sessions),
        ("Zones", pen["zones"], _zones),
        ("Skin and care", pen["skin"], _skin),
        ("Refusals", pen["refusals"], _refusals),
        ("Faults", pen["faults"], _faults),
        ("Cartridges", pen["cartridges"], _cartridges),
        ("Also noted", pen["notes"], _notes),
    ):
        if rows:
            latest = rows if everything else rows[-LATEST:]
            more = len(rows) - len(latest)
            earlier = f"  [dim]({more:,} earlier: [/][cyan]needlepen history --all[/][dim])[/]" if more else ""
            shown.append(Group("", f"[bold]{title}[/]{_KINDS.get(title, '')}{earlier}", indented(make(latest))))
    return shown


_KINDS = {  # what the figures below a title are
    "Sessions": f"  [dim]{BASIS}[/]",
    "Skin and care": "  [dim]told by you; bleeding and holds: by the pen[/]",
    "Cartridges": "  [dim]strokes: measured; the rest: told by its tag and the pen[/]",
}


def _summary(pen: Row) -> Text:
    head = f"● {count(len(pen['sessions']), 'session')}, {count(len(pen['refusals']), 'refusal')}"
    if pen["fault"]:
        return Text(f"{head} · fault: {pen['fault_words']}", "bold red")
    head += f", {count(len(pen['faults']), 'fault')}"
    following = pen["next_session"]
    if not following["unlock_at_s"]:
        return Text(head, "bold green")
    at = not_before(following["not_before_s"], following["unlock_at_s"])
    if following["wait_s"] == 0:
        since = when(following["not_before_s"], 0)
        return Text(f"{head} · next session allowed since {since}; the pen decides", "bold green")
    soon = f", {wait_(following['wait_s'])}" if following["wait_s"] else ""
    return Text(f"{head} · next session not before {at}{soon}", "bold yellow")


def _identity(pen: Row) -> str:
    records = sum(journal["records"] for journal in pen["journals"])
    line = f"[dim]pen[/] {pen['pen_id']} [dim]· {escape(pen['board'])} · firmware {escape(pen['firmware'])}"
    line += f" · {count(records, 'record')} · last news {date(pen['changed_at'])}[/]"
    if len(pen["journals"]) > 1:
        line += f"\n[yellow]! {len(pen['journals'])} journals: the pen's journal was replaced[/]"
    return line


def _sessions(rows: "list[Row]") -> Table:
    ends = "cartridge     use  ended"  # one column, as wide as its serials: it folds before "ended"
    shown = table("#", "started", "deepest", "rate", "minutes", "strokes", ends, right=(0, 3, 4, 5), fold=(6,))
    for row in rows:
        last = row["uses"] >= row["use_limit"]
        shown.add_row(
            str(row["number"]),
            when(row["at"], row["proven_s"], row["guess"]),
            stacked(greatest(row["deepest_um"], row["deepest_is"])),
            f"{row['rate_hz']}/s",
            stacked(minutes(row)),
            stacked(strokes(row)),
            Text.assemble(
                f"{row['cartridge']}  ",
                (f"{row['uses']}/{row['use_limit']}", "yellow" if last else ""),
                "  ",
                (row["end_words"] or "no end recorded", "" if row["end_words"] else "yellow"),
                (f", {row['hard']} × pressed too hard" if row["hard"] else "", "yellow"),
            ),
        )
    return shown


def _zones(rows: "list[Row]") -> Table:
    shown = table("#", "zone", "set", "measured", "strokes", "seconds", right=(0, 2, 3, 4, 5))
    for row in rows:
        shown.add_row(
            str(row["session"]),
            row["words"],
            depth(row["depth_um"]),
            depth(row["measured_um"]),
            stacked(strokes(row)),
            stacked(seconds(row)),
        )
    return shown


def _skin(rows: "list[Row]") -> Table:
    shown = table("when", "what", fold=(1,))
    for row in rows:
        style = "yellow" if row["kind"] in ("bleeding", "hold") else ""
        shown.add_row(when(row["at"], row["proven_s"], row["guess"]), Text(row["words"], style))
    return shown


def _refusals(rows: "list[Row]") -> Table:
    shown = table("when", "why", "what to do", fold=(1, 2))
    for row in rows:
        remedy = row["remedy"]
        if row["until_s"]:
            remedy = f"Not before {not_before(row['until_at'], row['until_s'])}. {remedy}"
        shown.add_row(when(row["at"], row["proven_s"], row["guess"]), Text(row["words"]), Text(remedy, "dim"))
    return shown


def _faults(rows: "list[Row]") -> Table:
    shown = table("when", "what", "", fold=(1,))
    for row in rows:
        cleared = Text("latched", "red") if row["cleared_s"] is None else Text("acknowledged", "green")
        shown.add_row(when(row["at"], row["proven_s"], row["guess"]), Text(row["words"], "red"), cleared)
    return shown


def _cartridges(rows: "list[Row]") -> Table:
    shown = table("serial", "type", "needles", "strokes", "use", right=(3,))
    for row in rows:
        useless = f", {row['refused_words']}" if row["refused"] else ""
        shown.add_row(
            row["serial"],
            pen_codes.CARTRIDGES.get(row["type"], "unknown"),
            depth(row["needle_um"]) if row["needle_um"] else "",
            stacked(strokes(row)),
            Text.assemble(f"{row['uses']} of {row['use_limit']}", (useless, "yellow")),
        )
    return shown


def cartridges(pen_id: str, rows: "list[Row]") -> "list[RenderableType]":
    """What `needlepen cartridges` shows, for one pen."""
    if not rows:
        return [Text(f"● Pen {pen_id} has seen no cartridge yet", "bold green")]
    usable = [row for row in rows if row["left"]]
    summary = f"● {count(len(rows), 'cartridge')}, {len(usable) or 'none'} with uses left"
    names = ("serial", "type", "needles", "uses", "left", "sessions", "strokes", "last used")
    shown = table(*names, right=(3, 4, 5, 6), fold=(4,))
    for row in rows:
        used = when(row["last_at"], row["last_proven_s"], row["last_guess"]) if row["sessions"] else "never"
        shown.add_row(
            row["serial"],
            pen_codes.CARTRIDGES.get(row["type"], "unknown"),
            depth(row["needle_um"]) if row["needle_um"] else "",
            f"{row['uses']} of {row['use_limit']}",
            Text(row["refused_words"], "yellow") if row["refused"] else str(row["left"]),
            str(row["sessions"]),
            stacked(strokes(row)),
            used,
        )
    told = indented(_KINDS["Cartridges"].strip())
    return [Text(summary, "bold green" if usable else "bold yellow"), indented(shown), told]


def _notes(rows: "list[Row]") -> Table:
    shown = table("when", "what", fold=(1,))
    for row in rows:
        style = "yellow" if row["kind"] in ("epoch", "lost", "clock") else ""
        shown.add_row(when(row["at"], row["proven_s"], row["guess"]), Text(row["words"], style))
    return shown


def plan(pen_id: str, steps: "list[Row]", now_s: int) -> "list[RenderableType]":
    """needlepen plan, for one pen; what is over is dim."""
    if not steps:
        line = f"● No dated session of pen {pen_id} yet"
        before = "Before the first: no retinoids, acids or scrubs for 48 h, and a mild cleanser."
        return [Text(line, "bold green"), indented(before)]
    ahead = [step for step in steps if step["at"] > now_s]
    what = f"{ahead[0]['words']}, {when(ahead[0]['at'], 0)}" if ahead else "nothing is pending; the pen decides"
    shown = table("when", "what", fold=(1,))
    for step in steps:
        style = "" if step["at"] > now_s else "dim"
        shown.add_row(Text(when(step["at"], 0), style), Text(step["words"], style))
    return [Text(f"● Next: {what}", "bold yellow" if ahead else "bold green"), indented(shown)]


def verified(reports: "dict[str, list[EpochReport]]") -> "list[RenderableType]":
    """What `needlepen verify` shows, for all pens."""
    every = [report for of_pen in reports.values() for report in of_pen]
    failed = sum(report.failed for report in every)
    records = count(sum(report.records for report in every), "record")
    if failed:
        line = Text(f"✗ {count(failed, 'problem')} in {records}", "bold red")
    elif any(report.missing for report in every):
        line = Text(f"✓ {records} verify, but not all were received", "bold yellow")
    else:
        line = Text(f"✓ {records} verify: every CRC, every sequence, the chain from its beginning", "bold green")
    shown = table("pen", "journal", "records", "", right=(2,), fold=(3,))
    for pen_id, of_pen in reports.items():
        for report in of_pen:
            shown.add_row(pen_id, f"epoch {report.epoch}", f"{report.records:,}", _verdict(report))
    return [line, indented(shown)]


def _verdict(report: EpochReport) -> Text:
    lines = [(text, "red") for text in report.problems]
    if report.failed > len(lines):
        lines.append((f"and {report.failed - len(lines)} more", "red"))
    lines += [(text, "yellow") for text in report.missing]
    text = Text("\n").join(Text(line, style) for line, style in lines)
    return text if lines else Text("verifies from the first record on", "green")
