"""The command that looks for what is wrong: doctor."""

import sys

import click
from click.exceptions import Exit

from ..errors import UsageError
from ..language import tr
from .options import Options, command


@command()
@click.option("--fix-udev", is_flag=True, help="Linux: print the udev rule, and install it if you say yes.")
@click.pass_obj
def doctor(options: Options, fix_udev: bool) -> None:
    """Look for what stands between this computer and the pen: port, permission, boot loader, clock, disk, history.

    Changes nothing. --fix-udev prints the rule that gives you the port and keeps ModemManager away from it, and
    installs it when you agree (or with -y); as another user than root it says what to type.

    Example: [cyan]needlepen doctor[/]
    """
    from .. import troubleshooting
    from ..terminal import checks_view

    output = options.output
    if fix_udev:
        _fix(options)
        return
    checks = list(troubleshooting.examine(options.path, options.device, options.timeout))
    output.result({"checks": [check.as_dict() for check in checks]}, *checks_view.checks(checks))
    bad = [check.code for check in checks if check.state == troubleshooting.BAD]
    if bad:
        raise Exit(bad[0])


def _fix(options: Options) -> None:
    if sys.platform != "linux":
        raise UsageError(tr("Only Linux has udev rules."), tr("Here every user may open the port."), "needlepen doctor")
    from ..link import udev

    there = udev.installed()
    done = bool(there and there[1])
    asked = not done and (options.yes or (sys.stdin.isatty() and not options.json and not options.quiet))
    if not options.json:
        click.echo(udev.rule(), nl=False)
    if asked:
        options.confirm(
            tr("It would be installed as {target}", target=udev.TARGET), "needlepen doctor --fix-udev --yes"
        )
        udev.install()
        done = True
    if options.json:
        data = {"rule": udev.rule(), "target": str(udev.TARGET), "installed": done, "by_hand": udev.BY_HAND}
        options.output.result({"udev": data})
    elif done:
        where = there[0] if there else udev.TARGET
        options.output.hint(tr("It is installed as {where}; unplug the pen and plug it in again", where=where))
    else:
        options.output.hint(tr("To install it: {by_hand}", by_hand=udev.BY_HAND))
