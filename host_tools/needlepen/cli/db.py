"""The commands that look after the file that holds the history: db path, db check, db backup."""

from pathlib import Path

import click
from click.exceptions import Exit

from ..errors import StorageError, VerificationFailed
from ..language import tr
from .help import Group
from .options import Options, command, common
from .output import escape


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
    from ..history import soundness
    from ..terminal import file_view

    output = options.output
    with options.store() as store:
        found = soundness.problems(store)
        size = store.path.stat().st_size
    error = VerificationFailed(
        tr("The history {path} is damaged.", path=options.path),
        tr("What is listed does not verify."),
        tr(soundness.ANEW),
    )
    data: dict[str, object] = {"db": str(options.path), "bytes": size, "sound": not found, "problems": found}
    if found:
        data["error"] = error.as_dict()
    output.result(data, *file_view.checked(found, options.path, size))
    if found:
        if not output.as_json:
            output.error(error)
        raise Exit(error.code)


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
                raise StorageError(
                    tr("{file} is the history itself.", file=file), "", "needlepen db backup ANOTHER-FILE"
                )
            options.confirm(tr("{file} exists and would be replaced", file=file), f"needlepen db backup {file} --yes")
        sqlite_copy.backup(store, file)
    size = file.stat().st_size
    options.output.result(
        {"file": str(file), "bytes": size},
        tr("[bold green]✓ Copied to {file}[/] [dim]({size:,} bytes)[/]", file=escape(str(file)), size=size),
    )


for _part in (db_path, db_check, db_backup):
    db.add_command(_part)
