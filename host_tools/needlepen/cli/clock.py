"""The command that compares the pen's clock with this computer's: clock."""

from dataclasses import asdict

import click

from ..clock import is_impossible, now
from ..errors import StorageError, UsageError
from ..language import tr
from .options import Options, command


@command()
@click.option(
    "--set",
    "tell",
    is_flag=True,
    help="Tell the pen this computer's date; press ▼ on it to agree. The lock-out ignores it.",
)
@click.pass_obj
def clock(options: Options, tell: bool) -> None:
    """Compare the pen's clock with this computer's: what it counts, what it says, how far they drift.

    Example: [cyan]needlepen clock[/]

    After this computer's clock was put right: [cyan]needlepen clock --set[/]
    """
    from ..history.clock_comparison import compare
    from ..terminal import clock_view
    from ..texts.next_session_text import clock_impossible

    if tell and is_impossible():
        raise UsageError(
            clock_impossible(), tr("The pen was told nothing."), tr("needlepen clock --set, once it is set")
        )
    pen, hello = options.find()
    with pen:
        if tell:
            options.confirm(
                tr("Tell pen {pen_id} this computer's date", pen_id=hello.pen_id), "needlepen clock --set --yes"
            )
            pen.set_wall(now())
            hello = pen.hello()
        try:
            with options.store() as store:
                seen = compare(hello, store, tell)
        except StorageError:  # no history here yet: then only no drift
            seen = compare(hello, None, tell)
    options.output.result({"clock": asdict(seen)}, *clock_view.clock(seen))
    if seen.skewed and not tell and not seen.computer_impossible:
        options.output.hint(tr("If this computer is right now: needlepen clock --set"))
