"""The commands that make something to look at or to keep: receipt, stats, diary, calendar, report. They need no pen."""

import sys
from pathlib import Path

import click
from rich.markup import escape
from rich_click import RichGroup

from ..clock import date, now
from ..errors import UsageError
from ..history import diary as diary_
from ..history import overview
from ..history import receipt as receipt_
from ..history import stats as stats_
from ..history.export import replacing
from ..history.store import Store
from ..show import receipt as show
from ..show.pen import count
from .history import pen_option
from .options import Options, command, common


@command()
@click.argument("session", type=click.IntRange(1), required=False)
@pen_option
@click.pass_obj
def receipt(options: Options, session: "int | None", pen_id: "str | None") -> None:
    """Show one session as a small picture, the last one without a number.

    Zones with the depth set and measured, strokes, how hard it was pressed, the cartridge, and what comes next.

    Example: [cyan]needlepen receipt[/]   or   [cyan]needlepen receipt 3[/]
    """
    with options.store() as store:
        row = overview.choose(store, pen_id)[0]
        data = receipt_.receipt(overview.history(store, row), session)
    options.output.result({"receipt": data}, *show.receipt(data))


@command()
@pen_option
@click.pass_obj
def stats(options: Options, pen_id: "str | None") -> None:
    """Show sums: sessions a month, strokes a zone, how true the depth was, cartridges, refusals by reason.

    Example: [cyan]needlepen stats[/]
    """
    output = options.output
    with options.store() as store:
        pens = [stats_.stats(overview.history(store, row)) for row in overview.choose(store, pen_id)]
    if output.as_json:
        output.result({"pens": pens})
        return
    for i, pen in enumerate(pens):
        if i:
            output.line()
        output.result({}, *show.stats(pen))


@command()
@pen_option
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE; needlepen.ics without it. - is stdout.")
@click.pass_obj
def calendar(options: Options, pen_id: "str | None", file: "str | None") -> None:
    """Write the plan as a calendar file: check-ins, aftercare, when to stop actives, the next allowed day.

    Import it into any calendar, and again after every session: what is there already is updated, never doubled.

    Example: [cyan]needlepen calendar -o needlepen.ics[/]
    """
    from ..history.calendar import calendar as calendar_

    output = options.output
    if file == "-" and output.as_json:
        raise UsageError("--json and -o - cannot share stdout.", "", "needlepen calendar --json -o needlepen.ics")
    with options.store() as store:
        text = calendar_(store, overview.choose(store, pen_id))
    if file == "-":
        sys.stdout.buffer.write(text)
        return
    path = Path(file or "needlepen.ics")
    with replacing(path) as out:
        out.write(text.decode())
    events = text.count(b"BEGIN:VEVENT")
    done = f"[bold green]✓ {count(events, 'event')} written to {escape(str(path))}[/]"
    output.result({"file": str(path), "events": events}, done)
    output.hint("Import it into your calendar; import it again after every session.")


@command()
@pen_option
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE; needlepen-report.html without it.")
@click.option("--for-dermatologist", "doctor", is_flag=True, help="One A4 page of facts instead, without the diary.")
@click.option("--photos", is_flag=True, help="With --for-dermatologist: a second page with the diary's latest photos.")
@click.option("--open", "show_it", is_flag=True, help="Open it in the browser.")
@click.pass_obj
def report(
    options: Options, pen_id: "str | None", file: "str | None", doctor: bool, photos: bool, show_it: bool
) -> None:
    """Write a report to look at, to print or to give to a doctor: one HTML file, no script, no network.

    The next safe day, sessions, depth set and measured, strokes, load, cartridges, refusals, reactions, the diary with
    its photos, and whether the records verify. It is about somebody's face: who may see it is up to you.

    Example: [cyan]needlepen report --open[/]

    For a doctor: [cyan]needlepen report --for-dermatologist -o summary.html[/]
    """
    from ..report import page

    output = options.output
    if photos and not doctor:
        raise UsageError("The whole report has the photos anyway.", "", "needlepen report --for-dermatologist --photos")
    if file == "-" and (output.as_json or show_it):
        raise UsageError("Only the page itself can go to stdout.", "", "needlepen report -o FILE")
    with options.store() as store:
        pens = overview.choose(store, pen_id)
        text = page.for_dermatologist(store, pens[0], photos) if doctor else page.report(store, pens)
    if file == "-":
        sys.stdout.write(text)
        return
    path = Path(file or ("needlepen-summary.html" if doctor else "needlepen-report.html"))
    with replacing(path) as out:
        out.write(text)
    size = len(text.encode())
    said = f"[bold green]✓ Report written to {escape(str(path))}[/] [dim]({size // 1000:,} kB)[/]"
    output.result({"file": str(path), "bytes": size, "for_dermatologist": doctor}, said)
    if show_it:
        click.launch(path.resolve().as_uri())


@click.group(cls=RichGroup, invoke_without_command=True)
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
@click.option("--photo", type=click.Path(path_type=Path), metavar="FILE", help="A picture: JPEG, PNG or WebP.")
@click.option("--on", metavar="YYYY-MM-DD", help="The day it is about; today without it.")
@pen_option
@click.pass_obj
def add_entry(
    options: Options, words: str, rating: "int | None", photo: "Path | None", on: "str | None", pen_id: "str | None"
) -> None:
    """Write something down.

    Of a photo only the picture is kept, scaled down: not where, when and with what it was taken.

    Example: [cyan]needlepen diary add "a little red on the chin" --rating 4 --photo chin.jpg[/]
    """
    with options.store(create=True) as store:
        at = diary_.day(on, now()) if on else now()
        picture = diary_.read_photo(photo) if photo else None
        entry = diary_.new(words, at, _pen_of(store, pen_id), rating, picture)
        diary_.add(store, entry)
    kept = f", with a photo of {len(entry.photo) // 1000:,} kB" if entry.photo else ""
    options.output.result({"entry": entry.as_dict()}, f"[bold green]✓ Written down for {date(entry.at)}{kept}[/]")


@command("list")
@pen_option
@click.pass_obj
def list_entries(options: Options, pen_id: "str | None") -> None:
    """Show what was written down, the latest last.

    Example: [cyan]needlepen diary list[/]
    """
    with options.store() as store:
        wanted = overview.choose(store, pen_id)[0].pen_id if pen_id else None
        entries = [entry.as_dict() for entry in diary_.entries(store, wanted)]
    options.output.result({"entries": entries}, *show.diary(entries))


@command("remove")
@click.argument("entry")
@click.pass_obj
def remove_entry(options: Options, entry: str) -> None:
    """Forget an entry with its photo; ENTRY is the beginning of its id in the list.

    Example: [cyan]needlepen diary remove 4f2a1c[/]
    """
    with options.store() as store:
        gone = diary_.remove(store, entry)
    options.output.result({"removed": gone.as_dict()}, f"[bold green]✓ The entry of {date(gone.at)} is gone[/]")


for _command in (add_entry, list_entries, remove_entry):
    diary.add_command(_command)


def _pen_of(store: Store, pen_id: "str | None") -> "str | None":
    """The pen an entry is about: the one named, or the only one there is."""
    if pen_id:
        return overview.choose(store, pen_id)[0].pen_id
    pens = store.pens()
    return pens[0].pen_id if len(pens) == 1 else None
