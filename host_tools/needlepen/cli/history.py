"""The commands that look at what was synced: history, plan, verify, export. They need no pen."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from click.exceptions import Exit
from rich.markup import escape

from ..clock import now
from ..errors import UsageError, VerificationFailed
from ..history import export as export_
from ..history import overview as history_
from ..history import plan as plan_
from ..history import verify as verify_
from ..show import history as show_history
from ..show.pen import count
from .options import Options, command
from .output import Output

_pen_option = click.option("--pen", "pen_id", metavar="ID", help="Only the pen whose number begins with ID.")


@command()
@_pen_option
@click.option("--all", "everything", is_flag=True, help="Every row instead of the latest ten.")
@click.pass_obj
def history(options: Options, pen_id: "str | None", everything: bool) -> None:
    """Show sessions, refusals with their reasons, faults, and when the next session is allowed.

    A date with ~ was worked out afterwards; "day 12" is the pen's own count, from before it was told a date.

    Example: [cyan]needlepen history --all[/]
    """
    output = options.output
    with options.store() as store:
        pens = [history_.history(store, row) for row in history_.choose(store, pen_id)]
    if output.as_json:
        output.result({"pens": pens})
        return
    for i, pen in enumerate(pens):
        if i:
            output.line()
        output.result({}, *show_history.history(pen, everything))


@command()
@_pen_option
@click.pass_obj
def plan(options: Options, pen_id: "str | None") -> None:
    """Show what to do and to leave, with dates: aftercare, check-ins, the next allowed and the suggested day.

    Reminders from what was synced; the pen decides.

    Example: [cyan]needlepen plan[/]
    """
    output = options.output
    with options.store() as store:
        pens = [
            (row.pen_id, plan_.plan(row, history_.last_session_at(store, row)))
            for row in history_.choose(store, pen_id)
        ]
    if output.as_json:
        output.result({"pens": [{"pen_id": name, "plan": steps} for name, steps in pens]})
        return
    for name, steps in pens:
        output.result({}, *show_history.plan(name, steps, now()))


@command()
@_pen_option
@click.pass_obj
def verify(options: Options, pen_id: "str | None") -> None:
    """Check every record on this computer: CRC, sequence, and the hash chain from its beginning.

    Example: [cyan]needlepen verify[/]
    """
    output = options.output
    with options.store() as store:
        reports = {row.pen_id: verify_.verify(store, row.pen_id) for row in history_.choose(store, pen_id)}
    failed = sum(report.failed for of_pen in reports.values() for report in of_pen)
    error = VerificationFailed(
        "The history does not verify.",
        "It was changed or damaged after it was received.",
        "Restore a backup, or sync into a fresh file: needlepen sync --db FILE",
    )
    pens = {pen: [{**asdict(r), "from_genesis": r.from_genesis} for r in of_pen] for pen, of_pen in reports.items()}
    verdict: dict[str, Any] = {"verified": not failed, "pens": pens}
    if failed:
        verdict["error"] = error.as_dict()
    output.result(verdict, *show_history.verified(reports))
    if failed:
        if not output.as_json:
            output.error(error)
        raise Exit(error.code)


@command()
@_pen_option
@click.option("--format", "form", type=click.Choice(["csv", "json"]), help="csv: a row a record. json: everything.")
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_obj
def export(options: Options, pen_id: "str | None", form: "str | None", file: "str | None") -> None:
    """Write the whole history as CSV or JSON.

    Without --format the name of FILE decides; csv otherwise.

    Example: [cyan]needlepen export -o pen.csv[/]
    """
    output = options.output
    path = Path(file) if file and file != "-" else None
    if form == "csv" and output.as_json and not path:
        raise UsageError(
            "--json and --format csv cannot share stdout.", "", "needlepen export --json --format csv -o FILE"
        )
    if form is None:
        form = "json" if (path.suffix == ".json" if path else output.as_json) else "csv"
    with options.store() as store:
        pens = history_.choose(store, pen_id)
        records = sum(store.count(row.pen_id) for row in pens)
        text = export_.to_csv(store, pens) if form == "csv" else Output.as_text(export_.to_dict(store, pens))
    if path is None:
        sys.stdout.write(text)
        return
    with export_.replacing(path) as out:
        out.write(text)
    done = f"[bold green]✓ {count(records, 'record')} written to {escape(str(path))}[/]"
    output.result({"file": str(path), "format": form, "records": records}, done)
