"""The command that says when the next session is allowed: status."""

from typing import TYPE_CHECKING

import click

from ..errors import NeedlepenError, NoPen, PortBusy, StorageError, UsageError
from ..language import tr
from .options import Options, command

if TYPE_CHECKING:
    from ..api import NextSession


@command()
@click.pass_obj
def status(options: Options) -> None:
    """Show when the next session is allowed, and why not sooner.

    Asks the pen if one is plugged in; otherwise it is what the pen said at the last sync.

    Example: [cyan]needlepen status[/]
    """
    from ..terminal import next_session_view

    output = options.output
    try:
        seen, missing = _asked(options), None
    except (NoPen, PortBusy) as e:
        seen, missing = _remembered(options, e), e
    if output.as_json:
        output.result({"pens": [one.as_dict() for one in seen]})
        return
    for i, one in enumerate(seen):
        if i:
            output.line()
        output.result({}, *next_session_view.next_session(one))
    if missing and (isinstance(missing, PortBusy) or options.device):
        output.hint(tr("The pen could not be asked: {what} {why}", what=missing.what, why=missing.why))


def _asked(options: Options) -> "list[NextSession]":
    pen, hello = options.find()
    with pen:
        seen = pen.next_session(hello)
    seen.odd += _recalled(options, hello.pen_id)
    return [seen]


def _recalled(options: Options, pen_id: str) -> "list[str]":
    """What only this computer knows: the pen cannot tell that a lot is recalled (H50)."""
    from .. import api

    if not options.path.exists():
        return []
    try:
        with options.store() as store:
            return api.recalled(store, pen_id)
    except (StorageError, UsageError):  # another pen's history, or none that can be read: the answer is the pen's
        return []


def _remembered(options: Options, no_pen: NeedlepenError) -> "list[NextSession]":
    from .. import api

    try:
        with options.store() as store:
            return api.next_sessions(store)
    except StorageError:
        if options.path.exists():
            raise
    raise no_pen
