"""The commands that bring a pen another version: fw update, status, confirm, rollback, history."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from ..language import tr
from .fw_bundle import fw, key_option
from .history import pen_option
from .options import Options, command
from .output import Output

if TYPE_CHECKING:
    from ..api import Bundle, Firmware, Hello
    from ..firmware.keys import PublicKey


@command("update")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--latest-in",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The newest sound one for this pen in DIR.",
)
@click.option("--dry-run", is_flag=True, help="Check everything and show what would change; send nothing.")
@key_option
@click.pass_obj
def update(
    options: Options, file: "Path | None", latest_in: "Path | None", dry_run: bool, named: "tuple[Path, ...]"
) -> None:
    """Bring the pen another version: checked here, agreed to by a hand on the pen, checked there, tried, confirmed.

    Press ▼ on the pen when it asks (▲ and ▼ together for an older version). Interrupt it whenever you like: the pen
    keeps its old version, and the same command goes on where it was. A new version that does not prove itself is
    rolled back automatically. History, lock-out and settings stay.

    Example: [cyan]needlepen fw update needlepen-0.2.0.np[/]
    """
    from ..firmware import bundle as bundles
    from ..firmware import keys, version_change
    from ..terminal import update_view

    output = options.output
    if bool(file) == bool(latest_in):
        raise UsageError(
            tr("Which bundle?"), tr("A file, or --latest-in a folder."), "needlepen fw update needlepen-0.2.0.np"
        )
    ring = keys.known(named)
    bundle = bundles.read(file, ring) if file else None
    pen, hello = options.find()
    with pen:
        runs = pen.firmware()
        bundle = bundle or _latest(options, latest_in or Path(), ring, hello)
        change = version_change.change(bundle, hello, runs)
        if change.way == version_change.SAME:
            output.result({"change": change.as_dict(), "update": None}, *update_view.same(change))
            return
        if latest_in and change.way == version_change.OLDER:
            output.result({"change": change.as_dict(), "update": None}, *update_view.nothing_newer(change, latest_in))
            return
        if dry_run:
            output.result({"change": change.as_dict(), "update": None}, *update_view.change(change, bundle))
            output.hint(tr("Nothing was sent."))
            return
        if not options.json:
            for item in update_view.change(change, bundle):
                output.err.print(item)
        again = f"needlepen fw update {file or f'--latest-in {latest_in}'} --yes"
        options.confirm(
            tr(
                "Update pen {pen_id} from {from_version} to {to_version}",
                pen_id=hello.pen_id,
                from_version=change.from_version,
                to_version=change.to_version,
            ),
            again,
        )
        with output.progress(tr("Sending")) as progress:
            done = pen.update(bundle, progress, lambda step: _say(output, step))
    output.result({"change": change.as_dict(), "update": asdict(done)}, *update_view.updated(done))


def _latest(options: Options, folder: Path, ring: "list[PublicKey]", hello: "Hello") -> "Bundle":
    from ..firmware import version_change

    bundle, wrong = version_change.latest(folder, ring, hello.board)
    for error in wrong:
        options.output.hint(f"{error.what} {error.why}")
    return bundle


def _say(output: Output, step: str) -> None:
    from ..firmware.update_pen import HOLD, HOLD_BOTH, MAY_RESTART
    from ..terminal import update_view

    if step in update_view.STEPS:
        (output.person if step in (HOLD, HOLD_BOTH, MAY_RESTART) else output.hint)(update_view.STEPS[step])


@command("status")
@click.pass_obj
def status(options: Options) -> None:
    """Show which version runs, how it was verified, whether it is confirmed, and which one lies beside it.

    Example: [cyan]needlepen fw status[/]
    """
    pen, hello = options.find()
    with pen:
        runs = pen.firmware()
    _show(options, hello, runs)


@command("confirm")
@click.pass_obj
def confirm(options: Options) -> None:
    """Keep the version that runs for a try. A pen does it by itself once its self-test has passed.

    Example: [cyan]needlepen fw confirm[/]
    """
    pen, hello = options.find()
    with pen:
        pen.confirm_firmware()
        runs = pen.firmware()
    _show(options, hello, runs)


@command("rollback")
@click.pass_obj
def rollback(options: Options) -> None:
    """Go back to the version beside the one that runs. Press ▼ on the pen when it asks. Everything else stays.

    It is tried and tests itself like a new one.

    Example: [cyan]needlepen fw rollback[/]
    """
    output = options.output
    pen, hello = options.find()
    with pen:
        runs = pen.firmware()
        aim = runs.other or tr("the version beside it")
        options.confirm(
            tr(
                "Take pen {pen_id} from {firmware} back to {aim}", pen_id=hello.pen_id, firmware=hello.firmware, aim=aim
            ),
            "needlepen fw rollback --yes",
        )
        now = pen.rollback(lambda step: _say(output, step))
        hello = pen.hello()
    _show(options, hello, now)


@command("history")
@pen_option
@click.pass_obj
def history(options: Options, pen_id: "str | None") -> None:
    """Show every update the pen has had, was offered or refused, from what was synced.

    Example: [cyan]needlepen fw history[/]
    """
    from .. import api
    from ..terminal import update_view

    output = options.output
    with options.store() as store:
        pens = api.updates(store, pen_id).items()
    if output.as_json:
        output.result({"pens": [{"pen_id": name, "updates": rows} for name, rows in pens]})
        return
    for name, rows in pens:
        output.result({}, *update_view.history(name, rows))


def _show(options: Options, hello: "Hello", runs: "Firmware") -> None:
    from ..terminal import update_view

    data = {"pen_id": hello.pen_id, "version": hello.firmware, "firmware": asdict(runs)}
    options.output.result(data, *update_view.status(hello, runs))


for _command in (update, status, confirm, rollback, history):
    fw.add_command(_command)
