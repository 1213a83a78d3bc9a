"""How the history looks on a terminal: a one-line summary per pen, then tables, the latest row last.

Must not read the database (`history.py` and `verify.py` do) and must not print.
"""

from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ..history.verify import EpochReport
from ..language import fill, later, tr
from ..texts import cartridge_text, pen_codes
from ..texts.dates import date, not_before, when
from ..texts.dates import wait as wait_
from ..texts.numbers import BASIS, count, depth, greatest, minutes, seconds, strokes
from .layout import indented, stacked, table

LATEST = 10  # rows of a table unless --all

Row = dict[str, Any]


def history(pen: Row, everything: bool) -> "list[RenderableType]":
    """What `needlepen history` shows, for one pen."""
    shown: list[RenderableType] = [_summary(pen), indented(_identity(pen))]
    for title, rows, make, kind in (
        (tr("Sessions"), pen["sessions"], _sessions, tr(BASIS)),
        (tr("Zones"), pen["zones"], _zones, ""),
        (tr("Skin and care"), pen["skin"], _skin, tr("told by you; bleeding and holds: by the pen")),
        (tr("Refusals"), pen["refusals"], _refusals, ""),
        (tr("Faults"), pen["faults"], _faults, ""),
        (tr("Cartridges"), pen["cartridges"], _cartridges, tr(_OF_CARTRIDGES)),
        (tr("Also noted"), pen["notes"], _notes, ""),
    ):
        if rows:
            latest = rows if everything else rows[-LATEST:]
            head = f"[bold]{title}[/]" + (f"  [dim]{kind}[/]" if kind else "")
            if more := len(rows) - len(latest):
                head += tr("  [dim]({more:,} earlier: [/][cyan]needlepen history --all[/][dim])[/]", more=more)
            shown.append(Group("", head, indented(make(latest))))
    return shown


_OF_CARTRIDGES = later("strokes: measured; the rest: told by its tag and the pen")


def _summary(pen: Row) -> Text:
    head = f"● {count(len(pen['sessions']), 'session')}, {count(len(pen['refusals']), 'refusal')}"
    if pen["fault"]:
        return Text(tr("{head} · fault: {fault_words}", head=head, fault_words=pen["fault_words"]), "bold red")
    head += f", {count(len(pen['faults']), 'fault')}"
    following = pen["next_session"]
    if not following["unlock_at_s"]:
        return Text(head, "bold green")
    at = not_before(following["not_before_s"], following["unlock_at_s"])
    if following["wait_s"] == 0:
        since = when(following["not_before_s"], 0)
        return Text(
            tr("{head} · next session allowed since {since}; the pen decides", head=head, since=since), "bold green"
        )
    soon = f", {wait_(following['wait_s'])}" if following["wait_s"] else ""
    return Text(tr("{head} · next session not before {at}{soon}", head=head, at=at, soon=soon), "bold yellow")


def _identity(pen: Row) -> str:
    records = sum(journal["records"] for journal in pen["journals"])
    line = tr(
        "[dim]pen[/] {pen_id} [dim]· {board} · firmware {firmware} · {records} · last news {date}[/]",
        pen_id=pen["pen_id"],
        board=escape(pen["board"]),
        firmware=escape(pen["firmware"]),
        records=count(records, "record"),
        date=date(pen["changed_at"]),
    )
    if len(pen["journals"]) > 1:
        replaced = tr("! {journals} journals: the pen's journal was replaced", journals=len(pen["journals"]))
        line += f"\n[yellow]{replaced}[/]"
    return line


def _sessions(rows: "list[Row]") -> Table:
    # one column, as wide as its serials: it folds before "ended"
    ends = f"{tr('cartridge'):<12}  {tr('use')}  {tr('ended')}"
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
                (row["end_words"] or tr("no end recorded"), "" if row["end_words"] else "yellow"),
                (tr(", {hard} × pressed too hard", hard=row["hard"]) if row["hard"] else "", "yellow"),
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
            remedy = tr(
                "Not before {not_before}. {remedy}",
                not_before=not_before(row["until_at"], row["until_s"]),
                remedy=remedy,
            )
        shown.add_row(when(row["at"], row["proven_s"], row["guess"]), Text(row["words"]), Text(remedy, "dim"))
    return shown


def _faults(rows: "list[Row]") -> Table:
    shown = table("when", "what", "", fold=(1,))
    for row in rows:
        cleared = Text(tr("latched"), "red") if row["cleared_s"] is None else Text(tr("acknowledged"), "green")
        shown.add_row(when(row["at"], row["proven_s"], row["guess"]), Text(row["words"], "red"), cleared)
    return shown


def _cartridges(rows: "list[Row]") -> Table:
    shown = table("serial", "type", "needles", "strokes", "use", right=(3,), fold=(4,))
    for row in rows:
        useless = f", {row['refused_words']}" if row["refused"] else ""
        more = ", ".join(text for text in (cartridge_text.lot(row), cartridge_text.opened(row)) if text)
        shown.add_row(
            row["serial"],
            pen_codes.CARTRIDGES.get(row["type"]) or tr("unknown"),
            depth(row["needle_um"]) if row["needle_um"] else "",
            stacked(strokes(row)),
            Text.assemble(
                tr("{n} of {limit}", n=row["uses"], limit=row["use_limit"]),
                (useless, "yellow"),
                (f"\n{more}" if more else "", "dim"),
                (f"\n{cartridge_text.recalled(row)}" if row["recalled"] is not None else "", "red"),
            ),
        )
    return shown


def _left(row: Row) -> Text:
    if row["recalled"] is not None:
        return Text(cartridge_text.recalled(row), "red")
    return Text(row["refused_words"], "yellow") if row["refused"] else Text(str(row["left"]))


def cartridges(pen_id: str, rows: "list[Row]") -> "list[RenderableType]":
    """What `needlepen cartridges` shows, for one pen."""
    if not rows:
        return [Text(tr("● Pen {pen_id} has seen no cartridge yet", pen_id=pen_id), "bold green")]
    usable = [row for row in rows if row["left"]]
    summary = tr(
        "● {cartridges}, {usable} with uses left",
        cartridges=count(len(rows), "cartridge"),
        usable=len(usable) or tr("none"),
    )
    shown = table(
        "serial", "type", "needles", "uses", "left", "sessions", "strokes", "last used", right=(3, 4, 5, 6), fold=(4,)
    )
    for row in rows:
        used = when(row["last_at"], row["last_proven_s"], row["last_guess"]) if row["sessions"] else tr("never")
        shown.add_row(
            Text.assemble(row["serial"], (f"\n{cartridge_text.lot(row)}" if row["lot"] is not None else "", "dim")),
            pen_codes.CARTRIDGES.get(row["type"]) or tr("unknown"),
            depth(row["needle_um"]) if row["needle_um"] else "",
            tr("{n} of {limit}", n=row["uses"], limit=row["use_limit"]),
            _left(row),
            str(row["sessions"]),
            stacked(strokes(row)),
            Text.assemble(used, (f"\n{cartridge_text.opened(row)}" if row["opened_s"] is not None else "", "dim")),
        )
    told = indented(f"[dim]{tr(_OF_CARTRIDGES)}[/]")
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
        line = tr("● No dated session of pen {pen_id} yet", pen_id=pen_id)
        before = tr("Before the first: no retinoids, acids or scrubs for 48 h, and a mild cleanser.")
        return [Text(line, "bold green"), indented(before)]
    ahead = [step for step in steps if step["at"] > now_s]
    what = f"{ahead[0]['words']}, {when(ahead[0]['at'], 0)}" if ahead else tr("nothing is pending; the pen decides")
    shown = table("when", "what", fold=(1,))
    for step in steps:
        style = "" if step["at"] > now_s else "dim"
        shown.add_row(Text(when(step["at"], 0), style), Text(step["words"], style))
    return [Text(tr("● Next: {what}", what=what), "bold yellow" if ahead else "bold green"), indented(shown)]


def verified(reports: "dict[str, list[EpochReport]]") -> "list[RenderableType]":
    """What `needlepen verify` shows, for all pens."""
    every = [report for of_pen in reports.values() for report in of_pen]
    failed = sum(report.failed for report in every)
    records = count(sum(report.records for report in every), "record")
    if failed:
        line = Text(tr("✗ {problems} in {records}", problems=count(failed, "problem"), records=records), "bold red")
    elif any(report.missing for report in every):
        line = Text(tr("✓ {records} verify, but not all were received", records=records), "bold yellow")
    else:
        line = Text(
            tr("✓ {records} verify: every CRC, every sequence, the chain from its beginning", records=records),
            "bold green",
        )
    shown = table("pen", "journal", "records", "", right=(2,), fold=(3,))
    for pen_id, of_pen in reports.items():
        for report in of_pen:
            shown.add_row(
                pen_id, tr("epoch {epoch}", epoch=report.epoch), fill("{n:,}", n=report.records), _verdict(report)
            )
    return [line, indented(shown)]


def _verdict(report: EpochReport) -> Text:
    lines = [(text, "red") for text in report.problems]
    if report.failed > len(lines):
        lines.append((tr("and {failed} more", failed=report.failed - len(lines)), "red"))
    lines += [(text, "yellow") for text in report.missing]
    text = Text("\n").join(Text(line, style) for line, style in lines)
    return text if lines else Text(tr("verifies from the first record on"), "green")
