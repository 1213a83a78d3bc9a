"""The commands about recalled lots of cartridges: show the list, take one from a file, take a lot off it (H50)."""

from pathlib import Path

import click

from ..language import tr
from .help import Group
from .options import Options, command, common


@click.group(cls=Group, invoke_without_command=True)
@common
@click.pass_context
def recalls(ctx: click.Context) -> None:
    """Show which lots of cartridges are recalled, as files said that were imported here.

    No pen learns of it: what is known of a lot stands wherever the cartridge is shown.

    Example: [cyan]needlepen recalls import lots.csv[/]
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_recalls)


@command("list")
@click.pass_obj
def list_recalls(options: Options) -> None:
    """Show the list of recalled lots.

    Example: [cyan]needlepen recalls list[/]
    """
    from ..history import recalls as recalls_
    from ..terminal import recalls_view

    with options.store() as store:
        rows = recalls_.listed(store)
    options.output.result({"recalls": rows}, *recalls_view.recalls(rows))


@command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_recalls(options: Options, file: Path) -> None:
    """Add the lots in FILE to the list: a CSV with the columns lot and reason, or JSON with a list of such rows.

    Example: [cyan]needlepen recalls import lots.csv[/]
    """
    from .. import api
    from ..errors import StorageError
    from ..history import recalls as recalls_
    from ..terminal import recalls_view

    with options.store(create=True) as store:
        rows, new = recalls_.take(store, file)
        try:
            concerned = api.recalled(store)
        except StorageError:  # no pen was synced yet
            concerned = []
    options.output.result({"rows": rows, "new": new, "concerned": concerned}, *recalls_view.taken(rows, new, concerned))


@command("remove")
@click.argument("lot", type=click.IntRange(0, 2**32 - 1))
@click.pass_obj
def remove_recall(options: Options, lot: int) -> None:
    """Take a lot off the list.

    Example: [cyan]needlepen recalls remove 1042[/]
    """
    from ..history import recalls as recalls_

    with options.store() as store:
        recalls_.forget(store, lot)
    options.output.result({"removed": lot}, tr("[bold green]✓ Lot {lot} is off the list[/]", lot=lot))


for _command in (list_recalls, import_recalls, remove_recall):
    recalls.add_command(_command)
