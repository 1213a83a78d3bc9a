"""The commands that look at what was synced: history, plan, verify, export. They need no pen."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from ..clock import now
from ..errors import VerificationFailed
from ..language import tr
from .options import Options, command

if TYPE_CHECKING:
    from ..api import Store

pen_option = click.option("--pen", "pen_id", metavar="ID", help="Only the pen whose number begins with ID.")


def warn_of_damage(options: Options, store: "Store") -> None:
    """What is shown or written is made without the records that cannot be read back: how many, and what to do."""
    from ..history.verify import BRING_IN, damaged, say_damaged

    number = sum(len(found) for pen in store.pens() for found in damaged(store, pen.pen_id).values())
    if number:
        options.output.person(f"! {say_damaged(number)} {tr(BRING_IN)}")


@command()
@pen_option
@click.option("--all", "everything", is_flag=True, help="Every row instead of the latest ten.")
@click.pass_obj
def history(options: Options, pen_id: "str | None", everything: bool) -> None:
    """Show sessions, refusals with their reasons, faults, and when the next session is allowed.

    A date with ~ was worked out afterwards; "day 12" is the pen's own count, from before it was told a date.

    Example: [cyan]needlepen history --all[/]
    """
    from .. import api
    from ..terminal import history_view

    output = options.output
    with options.store() as store:
        pens = api.history(store, pen_id)
        warn_of_damage(options, store)
    if output.as_json:
        output.result({"pens": pens})
        return
    for i, pen in enumerate(pens):
        if i:
            output.line()
        output.result({}, *history_view.history(pen, everything))


@command()
@pen_option
@click.pass_obj
def cartridges(options: Options, pen_id: "str | None") -> None:
    """Show every cartridge the pen has seen: uses left, sessions, strokes, when it was used last.

    Example: [cyan]needlepen cartridges[/]
    """
    from .. import api
    from ..terminal import history_view

    output = options.output
    with options.store() as store:
        pens = api.cartridges(store, pen_id).items()
        warn_of_damage(options, store)
    if output.as_json:
        output.result({"pens": [{"pen_id": name, "cartridges": rows} for name, rows in pens]})
        return
    for name, rows in pens:
        output.result({}, *history_view.cartridges(name, rows))


@command()
@pen_option
@click.pass_obj
def plan(options: Options, pen_id: "str | None") -> None:
    """Show what to do and to leave, with dates: aftercare, check-ins, the next allowed and the suggested day.

    Reminders from what was synced; the pen decides.

    Example: [cyan]needlepen plan[/]
    """
    from .. import api
    from ..terminal import history_view

    output = options.output
    with options.store() as store:
        pens = api.plans(store, pen_id).items()
    if output.as_json:
        output.result({"pens": [{"pen_id": name, "plan": steps} for name, steps in pens]})
        return
    for name, steps in pens:
        output.result({}, *history_view.plan(name, steps, now()))


@command()
@pen_option
@click.pass_obj
def verify(options: Options, pen_id: "str | None") -> None:
    """Check every record on this computer: CRC, sequence, and the hash chain from its beginning.

    Example: [cyan]needlepen verify[/]
    """
    from .. import api
    from ..history.verify import READ_AGAIN, damaged
    from ..terminal import history_view

    output = options.output
    with options.store() as store:
        reports = api.verify_records(store, pen_id)
        spoilt = any(damaged(store, pen) for pen in reports)
    failed = sum(report.failed for of_pen in reports.values() for report in of_pen)
    error = VerificationFailed(
        tr("The history does not verify."),
        tr("It was changed or damaged after it was received."),
        tr(READ_AGAIN) if spoilt else tr("Restore a backup, or sync into a fresh file: needlepen sync --db FILE"),
    )
    pens = {pen: [{**asdict(r), "from_genesis": r.from_genesis} for r in of_pen] for pen, of_pen in reports.items()}
    verdict: dict[str, Any] = {"verified": not failed, "pens": pens}
    if failed:
        verdict["error"] = error.as_dict()
    output.result(verdict, *history_view.verified(reports))
    if failed:
        if not output.as_json:
            output.error(error)
        raise Exit(error.code)
