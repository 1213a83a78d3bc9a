"""The command that copies what is new on the pen into the history on this computer: sync."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ..language import tr
from .options import Options, command

if TYPE_CHECKING:
    from ..api import Pen, SyncResult


@command()
@click.option("--watch", "watching", is_flag=True, help="Stay, and sync whenever a pen is plugged in. Ctrl-C ends it.")
@click.pass_obj
def sync(options: Options, watching: bool) -> None:
    """Copy what is new on the pen into the history on this computer.

    Only what is missing is read. Every record is checked, stored durably, and only then acknowledged to the
    pen. Interrupt it whenever you like: the next sync carries on.

    Example: [cyan]needlepen sync[/]

    With a virtual pen: [cyan]make pen[/], its cable in, and in another terminal the same.
    """
    from ..history.location import COPY_BY_HAND, copied, copier

    if watching:
        from ..history.watch import shown_once, watch

        waiting = shown_once(lambda e: options.output.hint(tr("Waiting for a pen. {what}", what=e.what)))
        watch(options.find, lambda pen: _sync(options, pen), waiting)
    pen, _ = options.find()
    with pen:
        if _sync(options, pen).new:
            if name := copier(options.path):
                options.output.hint(f"! {copied(name)} {tr(COPY_BY_HAND)}")
            options.output.hint(tr("See it: needlepen history"))


def _sync(options: Options, pen: "Pen") -> "SyncResult":
    from ..terminal import pen_view

    output = options.output
    with options.store(create=True) as store:
        with output.progress(tr("Syncing")) as progress:
            result = pen.sync(store, progress)
        output.result({"sync": asdict(result), "db": str(store.path)}, *pen_view.sync(result))
    rate = result.received_bytes / 1000 / max(result.seconds, 1e-6)
    output.detail(
        tr(
            "  {received_bytes:,} B in, {sent_bytes:,} B out, {seconds:.2f} s, {rate:,.0f} kB/s"
            "\n  record {last:,} of epoch {epoch}, {path}",
            received_bytes=result.received_bytes,
            sent_bytes=result.sent_bytes,
            seconds=result.seconds,
            rate=rate,
            last=result.last,
            epoch=result.hello.epoch,
            path=options.path,
        )
    )
    return result
