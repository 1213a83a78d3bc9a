"""The commands that move the whole history between computers: export, import."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from ..language import english, tr
from ..texts.numbers import count
from .encodings import as_utf8
from .history import pen_option, warn_of_damage
from .options import Options, command
from .output import NobodyReads, Output, escape

if TYPE_CHECKING:
    from typing import TextIO

    from ..api import PenRow, Store

_SUFFIXES = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".sqlite": "sqlite",
    ".db": "sqlite",
    ".ics": "ics",
}
_READ = ("csv", "json", "jsonl", "sqlite")
_WRITTEN = (*_READ, "ics", "fhir")


@command()
@pen_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_WRITTEN),
    help="csv: a row a record. json, jsonl: everything. sqlite: a history file of its own. ics: the plan."
    " fhir: for a clinician's system.",
)
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_obj
def export(options: Options, pen_id: "str | None", form: "str | None", file: "str | None") -> None:
    """Write the whole history to a file. [cyan]needlepen import[/] reads it again, but for ics and fhir.

    Without --format the name of FILE decides; csv otherwise. Diary and photos are in json, jsonl and sqlite.

    Example: [cyan]needlepen export -o pen.csv[/]
    """
    from ..history import queries
    from ..history.export import replacing
    from ..history.sqlite_copy import write_sqlite

    output = options.output
    path = Path(file) if file and file != "-" else None
    form = form or (_SUFFIXES.get(path.suffix.lower(), "csv") if path else "json" if output.as_json else "csv")
    if path is None and form == "sqlite":
        raise UsageError(tr("A SQLite file needs a name."), "", "needlepen export -o pen.sqlite")
    if path is None and output.as_json and form != "json":
        raise UsageError(
            tr("--json and --format {form} cannot share stdout.", form=form),
            "",
            f"needlepen export --json --format {form} -o FILE",
        )
    with options.store() as store:
        pens = queries.choose(store, pen_id)
        records = sum(store.count(row.pen_id) for row in pens)
        warn_of_damage(options, store)
        if path is None:
            try:
                _write(form, store, pens, as_utf8(sys.stdout))
            except BrokenPipeError:
                raise NobodyReads from None
            return
        if form == "sqlite":
            write_sqlite(store, pens, path)
        else:
            with replacing(path) as out:
                _write(form, store, pens, out)
    done = tr("[bold green]✓ {records} written to {path}[/]", records=count(records, "record"), path=escape(str(path)))
    output.result({"file": str(path), "format": form, "records": records}, done)


def _write(form: str, store: "Store", pens: "list[PenRow]", out: "TextIO") -> None:
    """The plan is for people; all else is for programs, and so in English."""
    if form == "ics":
        from ..history.calendar import calendar

        out.write(calendar(store, pens).decode())
        return
    with english():
        _write_for_programs(form, store, pens, out)


def _write_for_programs(form: str, store: "Store", pens: "list[PenRow]", out: "TextIO") -> None:
    from ..history import export as export_

    if form == "csv":
        export_.write_csv(store, pens, out)
    elif form == "jsonl":
        export_.write_jsonl(store, pens, out)
    elif form == "json":
        out.write(Output.as_text(Output.explained(export_.to_dict(store, pens))))
    else:
        from ..history import fhir

        out.write(fhir.as_json(store, pens))


@command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--format", "form", type=click.Choice(_READ), help="What it is, if its name does not tell.")
@click.pass_obj
def import_(options: Options, file: Path, form: "str | None") -> None:
    """Take what [cyan]needlepen export[/] wrote into the history here: a new computer, two histories in one.

    Every record is checked, also that it continues what is here. What is here already is not doubled. If anything does
    not verify, nothing is taken, and it is listed.

    Example: [cyan]needlepen import pen.jsonl[/]
    """
    from ..history.import_file import import_file
    from ..terminal import file_view

    form = form or _SUFFIXES.get(file.suffix.lower())
    if form is None:
        raise UsageError(
            tr("{file} does not tell by its name what it is.", file=file), "", f"needlepen import --format csv {file}"
        )
    with options.store(create=True) as store:
        result = import_file(store, file, form)
        data = {"import": asdict(result), "file": str(file), "format": form, "db": str(store.path)}
    options.output.result(data, *file_view.imported(result, file))
