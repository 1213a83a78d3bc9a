"""How a pen's firmware and its updates look on a terminal. Must not ask the pen anything, and must not print."""

from pathlib import Path
from typing import Any, NamedTuple

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ..firmware.bundle import Bundle
from ..firmware.keys import DEVELOPMENT
from ..firmware.update_pen import AFRESH, HOLD, HOLD_BOTH, MAY_RESTART, RESTARTING, SENDING, TRIAL, VERIFYING, Updated
from ..firmware.version_change import AGAIN, NEWER, OLDER, SAME, Change
from ..language import Words, tr
from ..link.answers import Hello
from ..link.firmware_requests import Firmware
from ..texts.dates import when
from .bundle_view import signature
from .layout import grid, indented, table
from .pen_view import firmware_rows

STEPS: "dict[str, str]" = Words(
    {
        MAY_RESTART: "It was used, so it has to restart first. Press ▼ on the pen to agree. Any other button says no …",
        AFRESH: "It restarts. Let go of its buttons; then it asks for the version …",
        HOLD: "Press ▼ on the pen to agree: it shows the version. Any other button says no …",
        HOLD_BOTH: "It is older than what has run on this pen. Press ▲ and ▼ together to agree …",
        SENDING: "Agreed. Sending; needles stay off until it is done.",
        VERIFYING: "The pen checks every byte …",
        RESTARTING: "The pen restarts into it, for a try …",
        TRIAL: "It runs, and tests itself …",
    }
)
_WAYS = Words(
    {NEWER: "", OLDER: ", which is OLDER", SAME: ", which runs already", AGAIN: ", the same version built anew"}
)


class Row(NamedTuple):
    """A line about an update; `warns`: it is a reason not to."""

    name: str
    text: Text
    warns: bool = False


def change(what: Change, bundle: Bundle) -> "list[RenderableType]":
    """What an update would do."""
    style = "bold yellow" if what.way == OLDER else "bold"
    shown = grid()
    for row in rows(what, bundle):
        shown.add_row(row.name, row.text)
    return [Text(f"● {title(what)}", style), indented(shown)]


def title(what: Change) -> str:
    """From what to what."""
    return f"{what.from_version} → {what.to_version}{_WAYS[what.way]}"


def rows(what: Change, bundle: Bundle) -> "list[Row]":
    """Whose it is, what its maker says of it, what is in its way, what stays."""
    found = [
        Row(tr("pen"), Text(f"{what.pen_id} · {what.board}")),
        Row(tr("signed"), signature(bundle), what.key in ("", DEVELOPMENT)),
        Row(tr("size"), Text(tr("{bytes:,} bytes", bytes=what.bytes))),
    ]
    if not what.battery_ok:
        found.append(Row(tr("battery"), Text(tr("too low for an update: charge first"), "yellow"), True))
    if what.trial:
        found.append(Row(tr("state"), Text(tr("the version that runs is still on trial"), "yellow"), True))
    found += [Row("" if i else tr("for you"), Text(note)) for i, note in enumerate(what.notes)]
    return [*found, Row(tr("stays"), Text(tr("history, lock-out, settings")))]


def same(what: Change) -> "list[RenderableType]":
    """The bundle holds the version that runs already."""
    return [
        Text(
            tr("✓ Pen {pen_id} runs {to_version} already", pen_id=what.pen_id, to_version=what.to_version), "bold green"
        )
    ]


def nothing_newer(what: Change, folder: Path) -> "list[RenderableType]":
    """The newest of a folder is older than what runs."""
    head = tr(
        "✓ Pen {pen_id} runs {from_version}; nothing in {folder} is newer",
        pen_id=what.pen_id,
        from_version=what.from_version,
        folder=folder,
    )
    older = tr("If {to_version} is meant: name its file", to_version=what.to_version)
    return [Text(head, "bold green"), indented(Text(older, "dim"))]


def updated(done: Updated) -> "list[RenderableType]":
    """What `needlepen fw update` shows."""
    head = tr(
        "✓ Pen {pen_id} runs {to_version}; it has tested and confirmed it",
        pen_id=done.pen_id,
        to_version=done.to_version,
    )
    shown: list[RenderableType] = [Text(head, "bold green")]
    if done.resumed:
        shown.append(
            indented(
                tr(
                    "It went on where it was: {resumed_at:,} of {bytes:,} bytes were there.",
                    resumed_at=done.resumed_at,
                    bytes=done.bytes,
                )
            )
        )
    detail = tr(
        "before: {from_version}, which stays beside it · verified on the pen: key {key} · slot {slot}"
        " · {seconds:.0f} s",
        from_version=done.from_version,
        key=escape(done.key),
        slot=done.slot,
        seconds=done.seconds,
    )
    shown.append(indented(f"[dim]{detail}[/]"))
    return shown


def status(hello: Hello, runs: Firmware) -> "list[RenderableType]":
    """What `needlepen fw status` shows."""
    if runs.trial:
        head = Text(
            tr(
                "● Pen {pen_id} tries {firmware}; it is not confirmed yet", pen_id=hello.pen_id, firmware=hello.firmware
            ),
            "bold yellow",
        )
    else:
        head = Text(
            tr("✓ Pen {pen_id} runs {firmware}, confirmed", pen_id=hello.pen_id, firmware=hello.firmware), "bold green"
        )
    rows = grid()
    for name, text in firmware_rows(hello, runs):
        rows.add_row(name, text)
    rows.add_row(tr("loader"), tr("{boot_version}, never changed by an update", boot_version=runs.boot_version))
    rows.add_row(
        tr("battery"), tr("enough for an update") if runs.battery_ok else Text(tr("too low for an update"), "yellow")
    )
    return [head, indented(rows)]


def history(pen_id: str, rows: "list[dict[str, Any]]") -> "list[RenderableType]":
    """What `needlepen fw history` shows, for one pen."""
    if not rows:
        return [Text(tr("● Pen {pen_id} has had no update", pen_id=pen_id), "bold green")]
    return [
        Text(tr("● Pen {pen_id}: {words}", pen_id=pen_id, words=rows[-1]["words"]), "bold green"),
        indented(_rows(rows)),
    ]


def _rows(rows: "list[dict[str, Any]]") -> Table:
    shown = table("when", "what", fold=(1,))
    for row in rows:
        shown.add_row(when(row["at"], row["proven_s"], row["guess"]), Text(row["words"]))
    return shown
