"""The commands that talk to a pen: list, info, sync, service."""

from dataclasses import asdict

import click

from ..clock import iso
from ..errors import Refused
from ..history.sync import SyncResult
from ..history.watch import shown_once, watch
from ..link import discover
from ..link.pen import Pen
from ..show import pen as show
from .options import Options, command


@command("list")
@click.pass_obj
def list_pens(options: Options) -> None:
    """List the pens that are plugged in.

    Example: [cyan]needlepen list[/]
    """
    found = discover.look(options.device, options.timeout, options.tracing())
    for f in found:
        if f.pen:
            f.pen.close()
    if not any(f.pen for f in found):
        if found and not options.json:
            options.output.result({}, *show.pens(found))
        raise discover.nobody(options.device, found)
    data = [
        {
            "port": f.port.url,
            "pen": asdict(f.hello) if f.hello else None,
            "error": f.error.what if f.error else None,
        }
        for f in found
    ]
    options.output.result({"ports": data}, *show.pens(found))


@command()
@click.pass_obj
def info(options: Options) -> None:
    """Show how the pen is: locked until when, battery, limits, what is not synced, which firmware and who verified it.

    Example: [cyan]needlepen info[/]
    """
    pen, hello = options.find()
    with pen:
        status = pen.status()
        try:
            settings = pen.settings()
        except Refused:  # a session is running: the pen answers only how it is
            settings = None
        try:
            runs = pen.firmware()
        except Refused:  # the same, or firmware from before updates
            runs = None
    unlock_at = status.unlock_at_s + hello.wall_offset_s if status.unlock_at_s and hello.wall_offset_s else None
    data = {
        "pen": asdict(hello),
        "status": {**asdict(status), "not_before_utc": iso(unlock_at)},
        "settings": asdict(settings) if settings else None,
        "firmware": asdict(runs) if runs else None,
    }
    options.output.result(data, *show.info(hello, status, settings, runs))


@command()
@click.option("--watch", "watching", is_flag=True, help="Stay, and sync whenever a pen is plugged in. Ctrl-C ends it.")
@click.pass_obj
def sync(options: Options, watching: bool) -> None:
    """Copy what is new on the pen into the history on this computer.

    Only what is missing is read. Every record is checked, stored durably, and only then acknowledged to the
    pen. Interrupt it whenever you like: the next sync carries on.

    Example: [cyan]needlepen sync[/]

    With the virtual pen: [cyan]needlepen -d socket://localhost:7777 sync[/]
    """
    if watching:
        waiting = shown_once(lambda e: options.output.hint(f"Waiting for a pen. {e.what}"))
        watch(options.find, lambda pen: _sync(options, pen), waiting)
    pen, _ = options.find()
    with pen:
        if _sync(options, pen).new:
            options.output.hint("See it: needlepen history")


def _sync(options: Options, pen: Pen) -> SyncResult:
    output = options.output
    with options.store(create=True) as store:
        with output.progress("Syncing") as progress:
            result = pen.sync(store, progress)
        output.result({"sync": asdict(result), "db": str(store.path)}, *show.sync(result))
    rate = result.received_bytes / 1000 / max(result.seconds, 1e-6)
    output.detail(
        f"  {result.received_bytes:,} B in, {result.sent_bytes:,} B out,"
        f" {result.seconds:.2f} s, {rate:,.0f} kB/s\n"
        f"  record {result.last:,} of epoch {result.hello.epoch}, {options.path}"
    )
    return result


@command()
@click.pass_obj
def service(options: Options) -> None:
    """Give the pen's port to mpremote, to copy firmware or calibrate. Hold ▼ on the pen meanwhile.

    The pen stores what is waiting, switches everything off and leaves its program; needles cannot run until it is
    restarted. Its history and its lock-out stay.

    Example: [cyan]needlepen service[/], then [cyan]make flash[/] or [cyan]mpremote[/] …, at the end
    [cyan]mpremote reset[/]
    """
    pen, hello = options.find()
    with pen:
        pen.service()
    options.output.result(
        {"service": {"pen_id": hello.pen_id, "port": pen.name}},
        f"Pen {hello.pen_id} is in service: {pen.name} is open to mpremote.",
    )
    options.output.hint("Restart it: mpremote reset, or its SELECT button")
