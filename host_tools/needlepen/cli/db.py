"""The commands that look after the file that holds the history: db path, db check, db backup."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from ..errors import StorageError, VerificationFailed
from .help import Group
from .options import Options, command, common
from .output import escape

if TYPE_CHECKING:
    import sqlite3


@click.group(cls=Group)
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
    import sqlite3

    from .. import api
    from ..terminal import file_view

    output = options.output
    with options.store() as store:
        try:
            found = [str(row[0]) for row in store.database.sql.execute("PRAGMA integrity_check(20)")]
            found += [f"table {row[0]}: a row without its {row[2]}" for row in _orphans(store.database.sql)]
        except sqlite3.Error as e:
            found = [str(e)]
        found = [text for text in found if text != "ok"]
        if not found:
            failed = api.verify_records(store) if store.pens() else {}
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
    output.result(data, *file_view.checked(found, options.path, size))
    if found:
        if not output.as_json:
            output.error(error)
        raise Exit(error.code)


def _orphans(sql: "sqlite3.Connection") -> "list[tuple[str, int, str]]":
    return sql.execute("PRAGMA foreign_key_check").fetchall()


@command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def db_backup(options: Options, file: Path) -> None:
    """Copy the history to FILE, also while another needlepen writes. The copy is checked.

    Example: [cyan]needlepen db backup pen-2026.db[/]
    """
    from ..history import sqlite_copy

    with options.store() as store:
        if file.exists():
            if file.samefile(store.path):
                raise StorageError(f"{file} is the history itself.", "", "needlepen db backup ANOTHER-FILE")
            options.confirm(f"{file} exists and would be replaced", f"needlepen db backup {file} --yes")
        sqlite_copy.backup(store, file)
    size = file.stat().st_size
    options.output.result(
        {"file": str(file), "bytes": size}, f"[bold green]✓ Copied to {escape(str(file))}[/] [dim]({size:,} bytes)[/]"
    )


for _part in (db_path, db_check, db_backup):
    db.add_command(_part)
