"""The commands that look back at sessions: receipt (one of them) and stats (sums of all). They need no pen."""

import click

from .history import pen_option, warn_of_damage
from .options import Options, command


@command()
@click.argument("session", type=click.IntRange(1), required=False)
@pen_option
@click.pass_obj
def receipt(options: Options, session: "int | None", pen_id: "str | None") -> None:
    """Show one session as a small picture, the last one without a number.

    Zones with the depth set and measured, strokes, how hard it was pressed, the cartridge, and what comes next.

    Example: [cyan]needlepen receipt[/]   or   [cyan]needlepen receipt 3[/]
    """
    from .. import api
    from ..terminal import session_view

    with options.store() as store:
        data = api.session(store, session, pen_id)
        warn_of_damage(options, store)
    options.output.result({"receipt": data}, *session_view.session(data))


@command()
@pen_option
@click.pass_obj
def stats(options: Options, pen_id: "str | None") -> None:
    """Show sums: sessions a month, strokes a zone, how true the depth was, cartridges, refusals by reason.

    Example: [cyan]needlepen stats[/]
    """
    from .. import api
    from ..terminal import stats_view

    output = options.output
    with options.store() as store:
        pens = api.statistics(store, pen_id)
        warn_of_damage(options, store)
    if output.as_json:
        output.result({"pens": pens})
        return
    for i, pen in enumerate(pens):
        if i:
            output.line()
        output.result({}, *stats_view.stats(pen))
