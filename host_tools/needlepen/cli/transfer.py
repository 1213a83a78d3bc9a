"""The commands that move the history as a whole: export, import, db."""

import sqlite3
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import click
from click.exceptions import Exit
from rich.markup import escape
from rich_click import RichGroup

from ..errors import StorageError, UsageError, VerificationFailed
from ..history import copying, importing, overview, sources
from ..history import export as export_
from ..history import verify as verify_
from ..history.store import PenRow, Store
from ..show import transfer as show
from ..show.pen import count
from .history import pen_option
from .options import Options, command, common
from .output import NobodyReads, Output

_SUFFIXES = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".sqlite": "sqlite",
    ".db": "sqlite",
    ".ics": "ics",
}
_FORMATS = ("csv", "json", "jsonl", "sqlite", "ics")


@command()
@pen_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="csv: a row a record. json, jsonl: everything. sqlite: a history file of its own. ics: the plan.",
)
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_obj
def export(options: Options, pen_id: "str | None", form: "str | None", file: "str | None") -> None:
    """Write the whole history to a file. What is written, [cyan]needlepen import[/] reads again, but for ics.

    Without --format the name of FILE decides; csv otherwise. Diary and photos are in json, jsonl and sqlite.

    Example: [cyan]needlepen export -o pen.csv[/]
    """
    output = options.output
    path = Path(file) if file and file != "-" else None
    form = form or (_SUFFIXES.get(path.suffix.lower(), "csv") if path else "json" if output.as_json else "csv")
    if path is None and form == "sqlite":
        raise UsageError("A SQLite file needs a name.", "", "needlepen export -o pen.sqlite")
    if path is None and output.as_json and form != "json":
        raise UsageError(
            f"--json and --format {form} cannot share stdout.", "", f"needlepen export --json --format {form} -o FILE"
        )
    with options.store() as store:
        pens = overview.choose(store, pen_id)
        records = sum(store.count(row.pen_id) for row in pens)
        if path is None:
            try:
                _WRITERS[form](store, pens, sys.stdout)
            except BrokenPipeError:
                raise NobodyReads from None
            return
        if form == "sqlite":
            copying.write_sqlite(store, pens, path)
        else:
            with export_.replacing(path) as out:
                _WRITERS[form](store, pens, out)
    done = f"[bold green]✓ {count(records, 'record')} written to {escape(str(path))}[/]"
    output.result({"file": str(path), "format": form, "records": records}, done)


def _write_json(store: Store, pens: "list[PenRow]", out: TextIO) -> None:
    out.write(Output.as_text(export_.to_dict(store, pens)))


def _write_ics(store: Store, pens: "list[PenRow]", out: TextIO) -> None:
    from ..history.calendar import calendar

    out.write(calendar(store, pens).decode())


_WRITERS = {"csv": export_.write_csv, "jsonl": export_.write_jsonl, "json": _write_json, "ics": _write_ics}


@command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--format", "form", type=click.Choice(sources.FORMS), help="What it is, if its name does not tell.")
@click.pass_obj
def import_(options: Options, file: Path, form: "str | None") -> None:
    """Take what [cyan]needlepen export[/] wrote into the history here: a new computer, two histories in one.

    Every record is checked, also that it continues what is here. What is here already is not doubled. If anything does
    not verify, nothing is taken, and it is listed.

    Example: [cyan]needlepen import pen.jsonl[/]
    """
    form = form or _SUFFIXES.get(file.suffix.lower())
    if form is None:
        raise UsageError(f"{file} does not tell by its name what it is.", "", f"needlepen import --format csv {file}")
    with options.store(create=True) as store:
        result = importing.import_file(store, file, form)
        data = {"import": asdict(result), "file": str(file), "format": form, "db": str(store.path)}
    options.output.result(data, *show.imported(result, file))


@click.group(cls=RichGroup)
@common
def db() -> None:
    """Look after the file that holds the history: where it is, whether it is sound, a copy of it.

    Example: [cyan]needlepen db check[/]
    """


@command("path")
@click.pass_obj
def db_path(options: Options) -> None:
    """Say where the history is.

    Example: [cyan]needlepen db path[/]
    """
    path = options.path
    if options.json:
        options.output.result({"db": str(path), "exists": path.exists()})
    else:
        click.echo(str(path))  # as it is: for $(needlepen db path)


@command("check")
@click.pass_obj
def db_check(options: Options) -> None:
    """Check the file and every record in it. What is damaged is shown, never repaired.

    Example: [cyan]needlepen db check[/]
    """
    output = options.output
    with options.store() as store:
        try:
            found = [str(row[0]) for row in store.database.sql.execute("PRAGMA integrity_check(20)")]
            found += [f"table {row[0]}: a row without its {row[2]}" for row in _orphans(store.database.sql)]
        except sqlite3.Error as e:
            found = [str(e)]
        found = [text for text in found if text != "ok"]
        if not found:
            failed = {row.pen_id: verify_.verify(store, row.pen_id) for row in store.pens()}
            found = [f"pen {pen}: {text}" for pen, of_pen in failed.items() for r in of_pen for text in r.problems]
        size = store.path.stat().st_size
    error = VerificationFailed(
        f"The history {options.path} is damaged.",
        "What is listed does not verify.",
        "Restore a copy (needlepen db backup makes them), or sync into a fresh file: --db FILE",
    )
    data: dict[str, object] = {"db": str(options.path), "bytes": size, "sound": not found, "problems": found}
    if found:
        data["error"] = error.as_dict()
    output.result(data, *show.checked(found, options.path, size))
    if found:
        if not output.as_json:
            output.error(error)
        raise Exit(error.code)


def _orphans(sql: sqlite3.Connection) -> "list[tuple[str, int, str]]":
    return sql.execute("PRAGMA foreign_key_check").fetchall()


@command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def db_backup(options: Options, file: Path) -> None:
    """Copy the history to FILE, also while another needlepen writes. The copy is checked.

    Example: [cyan]needlepen db backup pen-2026.db[/]
    """
    with options.store() as store:
        if file.exists():
            if file.samefile(store.path):
                raise StorageError(f"{file} is the history itself.", "", "needlepen db backup ANOTHER-FILE")
            options.confirm(f"{file} exists and would be replaced", f"needlepen db backup {file} --yes")
        copying.backup(store, file)
    size = file.stat().st_size
    options.output.result(
        {"file": str(file), "bytes": size}, f"[bold green]✓ Copied to {escape(str(file))}[/] [dim]({size:,} bytes)[/]"
    )


for _part in (db_path, db_check, db_backup):
    db.add_command(_part)
