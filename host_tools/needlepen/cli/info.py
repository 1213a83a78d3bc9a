"""The commands about pens that are plugged in: list, info, service."""

from dataclasses import asdict

import click

from ..clock import iso
from ..errors import Refused
from ..language import tr
from .options import Options, command


@command("list")
@click.pass_obj
def list_pens(options: Options) -> None:
    """List the pens that are plugged in.

    Example: [cyan]needlepen list[/]
    """
    from .. import api
    from ..terminal import pen_view

    found = api.look_for_pens(options.device, options.timeout, options.tracing())
    for f in found:
        if f.pen:
            f.pen.close()
    if not any(f.pen for f in found):
        if found and not options.json:
            options.output.result({}, *pen_view.pens(found))
        raise api.why_no_pen(options.device, found)
    data = [
        {
            "port": f.port.url,
            "pen": asdict(f.hello) if f.hello else None,
            "error": f.error.what if f.error else None,
        }
        for f in found
    ]
    options.output.result({"ports": data}, *pen_view.pens(found))


@command()
@click.pass_obj
def info(options: Options) -> None:
    """Show how the pen is: locked until when, battery, limits, what is not synced, which firmware and who verified it.

    Example: [cyan]needlepen info[/]
    """
    from ..history.measures import not_before_s
    from ..terminal import pen_view

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
    unlock_at = not_before_s(status.unlock_at_s, hello.wall_offset_s)
    data = {
        "pen": asdict(hello),
        "status": {**asdict(status), "not_before_utc": iso(unlock_at)},
        "settings": asdict(settings) if settings else None,
        "firmware": asdict(runs) if runs else None,
    }
    options.output.result(data, *pen_view.info(hello, status, settings, runs))


@command()
@click.pass_obj
def service(options: Options) -> None:
    """Give the pen's port to mpremote, to copy firmware or calibrate. Press ▼ on the pen to agree.

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
        tr("Pen {pen_id} is in service: {name} is open to mpremote.", pen_id=hello.pen_id, name=pen.name),
    )
    options.output.hint(tr("Restart it: mpremote reset, or its SELECT button"))
