"""The command line: the group, and the one place where errors become words and exit codes.

Must not know the protocol or the database; commands are in the files beside this one, found by `commands.py`.
"""

from ..language import later, tr
from . import quiet_start

# isort: split
import os
import sys
import traceback
from typing import Any

import click
from click.exceptions import Abort, ClickException, Exit, NoArgsIsHelpError

from .. import __version__, language
from ..errors import Interrupted, NeedlepenError, UsageError
from .commands import Late
from .encodings import tame
from .options import Options, common
from .output import NobodyReads, Output

_EXITS = later(
    "Exit codes: 0 ok · 1 internal · 2 usage · 3 no pen · 4 several pens · 5 permission or busy · "
    "6 link lost · 7 protocol mismatch · 8 verification failed · 9 refused by the pen · 10 storage · "
    "130 interrupted"
)


@click.group(cls=Late, invoke_without_command=True, epilog=_EXITS)
@click.option("--version", is_flag=True, help="Show the version of this tool.")
@common
@click.pass_context
def cli(ctx: click.Context, version: bool) -> None:
    """Sync a needlepen's usage history to this computer and look at it.

    Plug the pen in, then: [cyan]needlepen sync[/]
    """
    output = ctx.ensure_object(Options).output
    if version:
        if output.as_json:
            output.result({"version": __version__})
        else:
            click.echo(f"needlepen {__version__}")
        ctx.exit()
    if ctx.invoked_subcommand is None:
        if output.as_json:
            raise UsageError(tr("No command was given."), "", "needlepen --help")
        click.echo(ctx.get_help())


def run(args: "list[str]") -> int:
    """Run one command line and return its exit code."""
    tame(sys.stdout, sys.stderr)
    output = Output(as_json="--json" in args, verbose="-v" in args or "--verbose" in args)
    options = Options()
    try:
        language.use("en" if output.as_json else language.chosen(os.environ))
        code = cli.main(args, prog_name="needlepen", standalone_mode=False, obj=options)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except Exit as e:
        return e.exit_code
    except (Abort, KeyboardInterrupt):
        error: NeedlepenError = Interrupted(
            tr("Interrupted."), tr("What was received and checked is kept."), tr("Run the same command to carry on")
        )
    except NoArgsIsHelpError as e:
        click.echo(e.message, color=True)
        return e.exit_code
    except ClickException as e:
        ctx: Any = getattr(e, "ctx", None)
        error = UsageError(_in_words(e.format_message()), "", f"{ctx.command_path if ctx else 'needlepen'} --help")
    except NeedlepenError as e:
        error = e
    except (BrokenPipeError, NobodyReads):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as e:
        if output.verbose:
            traceback.print_exc()
        from ..history import soundness

        error = soundness.damage_of(options.path) or NeedlepenError(
            tr("Internal error: {name}: {e}", name=type(e).__name__, e=e),
            tr("This is a bug in needlepen."),
            tr("Run it again with -v and report what it prints"),
        )
    output.error(error)
    return error.code


def _in_words(said: str) -> str:
    if language.current() == "en":
        return said
    from .click_words import in_words

    return in_words(said)


quiet_start.over()


def main() -> None:
    """Run the `needlepen` command and end with its exit code."""
    sys.exit(run(sys.argv[1:]))
