"""The diary: add, list, remove. It stays on this computer and needs no pen."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..clock import now
from ..language import tr
from ..texts.dates import date
from .help import Group
from .history import pen_option
from .options import Options, command, common

if TYPE_CHECKING:
    from ..api import Store

ZONES = ("forehead", "left-cheek", "right-cheek", "chin", "upper-lip")  # `skin_codes.ZONES`, as they are typed


@click.group(cls=Group, invoke_without_command=True)
@common
@click.pass_context
def diary(ctx: click.Context) -> None:
    """Keep a diary of the skin on this computer: words, a rating, photos. No pen and nobody else gets it.

    Example: [cyan]needlepen diary add "all calm again" --rating 5 --photo cheek.jpg[/]
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_entries)


@command("add")
@click.argument("words", default="")
@click.option("--rating", type=click.IntRange(1, 5), help="How the skin is: 1 (bad) to 5 (well).")
@click.option("--photo", type=click.Path(path_type=Path), metavar="FILE", help="A picture: JPEG, PNG, WebP or HEIC.")
@click.option(
    "--zone",
    type=click.Choice(ZONES),
    metavar="ZONE",
    help="What it shows, if not all: forehead, left-cheek, right-cheek, chin, upper-lip.",
)
@click.option("--on", metavar="YYYY-MM-DD", help="The day it is about; today without it.")
@pen_option
@click.pass_obj
def add_entry(
    options: Options,
    words: str,
    rating: "int | None",
    photo: "Path | None",
    zone: "str | None",
    on: "str | None",
    pen_id: "str | None",
) -> None:
    """Write something down.

    Of a photo only the picture is kept, scaled down: not where, when and with what it was taken.

    Example: [cyan]needlepen diary add "a little red on the chin" --rating 4 --photo chin.jpg[/]
    """
    from ..history import diary as diary_
    from ..history import photo as photo_

    with options.store(create=True) as store:
        at = diary_.day(on, now()) if on else now()
        picture = photo_.read_photo(photo) if photo else None
        entry = diary_.new(words, at, _pen_of(store, pen_id), rating, picture, ZONES.index(zone) if zone else None)
        diary_.add(store, entry)
    kept = tr(", with a photo of {photo:,} kB", photo=len(entry.photo) // 1000) if entry.photo else ""
    options.output.result(
        {"entry": entry.as_dict()}, tr("[bold green]✓ Written down for {date}{kept}[/]", date=date(entry.at), kept=kept)
    )


@command("list")
@pen_option
@click.pass_obj
def list_entries(options: Options, pen_id: "str | None") -> None:
    """Show what was written down, the latest last.

    Example: [cyan]needlepen diary list[/]
    """
    from ..history import diary as diary_
    from ..history import queries
    from ..terminal import diary_view

    with options.store() as store:
        wanted = queries.choose(store, pen_id)[0].pen_id if pen_id else None
        entries = [entry.as_dict() for entry in diary_.entries(store, wanted)]
    options.output.result({"entries": entries}, *diary_view.entries(entries))


@command("remove")
@click.argument("entry")
@click.pass_obj
def remove_entry(options: Options, entry: str) -> None:
    """Forget an entry with its photo; ENTRY is the beginning of its id in the list.

    Example: [cyan]needlepen diary remove 4f2a1c[/]
    """
    from ..history.diary import remove

    with options.store() as store:
        gone = remove(store, entry)
    options.output.result(
        {"removed": gone.as_dict()}, tr("[bold green]✓ The entry of {date} is gone[/]", date=date(gone.at))
    )


for _command in (add_entry, list_entries, remove_entry):
    diary.add_command(_command)


def _pen_of(store: "Store", pen_id: "str | None") -> "str | None":
    """The pen an entry is about: the one named, or the only one there is."""
    if pen_id:
        from ..history import queries

        return queries.choose(store, pen_id)[0].pen_id
    pens = store.pens()
    return pens[0].pen_id if len(pens) == 1 else None
