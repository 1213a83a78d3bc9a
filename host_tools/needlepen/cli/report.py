"""The commands that write a file to look at or to print: report (HTML) and calendar (iCalendar). They need no pen."""

import sys
from pathlib import Path

import click

from ..errors import UsageError
from ..language import tr
from ..texts.numbers import count
from .encodings import as_utf8
from .history import pen_option
from .options import Options, command
from .output import escape


@command()
@pen_option
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE; needlepen.ics without it. - is stdout.")
@click.pass_obj
def calendar(options: Options, pen_id: "str | None", file: "str | None") -> None:
    """Write the plan as a calendar file: check-ins, aftercare, when to stop actives, the next allowed day.

    Import it into any calendar, and again after every session: what is there already is updated, never doubled.

    Example: [cyan]needlepen calendar -o needlepen.ics[/]
    """
    from ..history import queries
    from ..history.calendar import calendar as calendar_
    from ..history.export import replacing

    output = options.output
    if file == "-" and output.as_json:
        raise UsageError(tr("--json and -o - cannot share stdout."), "", "needlepen calendar --json -o needlepen.ics")
    with options.store() as store:
        text = calendar_(store, queries.choose(store, pen_id))
    if file == "-":
        sys.stdout.buffer.write(text)
        return
    path = Path(file or "needlepen.ics")
    with replacing(path) as out:
        out.write(text.decode())
    events = text.count(b"BEGIN:VEVENT")
    done = tr("[bold green]✓ {events} written to {path}[/]", events=count(events, "event"), path=escape(str(path)))
    output.result({"file": str(path), "events": events}, done)
    output.hint(tr("Import it into your calendar; import it again after every session."))


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
    from ..history import queries
    from ..history.export import replacing
    from ..report import page

    output = options.output
    if photos and not doctor:
        raise UsageError(
            tr("The whole report has the photos anyway."), "", "needlepen report --for-dermatologist --photos"
        )
    if file == "-" and (output.as_json or show_it):
        raise UsageError(tr("Only the page itself can go to stdout."), "", "needlepen report -o FILE")
    with options.store() as store:
        pens = queries.choose(store, pen_id)
        text = page.for_dermatologist(store, pens[0], photos) if doctor else page.report(store, pens)
    if file == "-":
        as_utf8(sys.stdout).write(text)
        return
    path = Path(file or ("needlepen-summary.html" if doctor else "needlepen-report.html"))
    with replacing(path) as out:
        out.write(text)
    size = len(text.encode())
    said = tr(
        "[bold green]✓ Report written to {path}[/] [dim]({size:,} kB)[/]", path=escape(str(path)), size=size // 1000
    )
    output.result({"file": str(path), "bytes": size, "for_dermatologist": doctor}, said)
    if show_it:
        click.launch(path.resolve().as_uri())
