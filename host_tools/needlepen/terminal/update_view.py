"""How a pen's firmware and its updates look on a terminal. Must not ask the pen anything, and must not print."""

from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ..firmware.bundle import Bundle
from ..firmware.update_pen import AFRESH, HOLD, HOLD_BOTH, MAY_RESTART, RESTARTING, SENDING, TRIAL, VERIFYING, Updated
from ..firmware.version_change import AGAIN, NEWER, OLDER, SAME, Change
from ..link.answers import Hello
from ..link.firmware_requests import Firmware
from ..texts.dates import when
from .bundle_view import signature
from .layout import grid, indented, table
from .pen_view import firmware_rows

Row = dict[str, Any]

STEPS: "dict[str, str]" = {
    MAY_RESTART: "It was used, so it has to restart first. Press ▼ on the pen to agree. Any other button says no …",
    AFRESH: "It restarts. Let go of its buttons; then it asks for the version …",
    HOLD: "Press ▼ on the pen to agree: it shows the version. Any other button says no …",
    HOLD_BOTH: "It is older than what has run on this pen. Press ▲ and ▼ together to agree …",
    SENDING: "Agreed. Sending; needles stay off until it is done.",
    VERIFYING: "The pen checks every byte …",
    RESTARTING: "The pen restarts into it, for a try …",
    TRIAL: "It runs, and tests itself …",
}
_WAYS = {NEWER: "", OLDER: ", which is OLDER", SAME: ", which runs already", AGAIN: ", the same version built anew"}


def change(what: Change, bundle: Bundle) -> "list[RenderableType]":
    """What an update would do."""
    style = "bold yellow" if what.way == OLDER else "bold"
    rows = grid()
    rows.add_row("pen", f"{what.pen_id} · {what.board}")
    rows.add_row("signed", signature(bundle))
    rows.add_row("size", f"{what.bytes:,} bytes")
    if not what.battery_ok:
        rows.add_row("battery", Text("too low for an update: charge first", "yellow"))
    if what.trial:
        rows.add_row("state", Text("the version that runs is still on trial", "yellow"))
    for i, note in enumerate(what.notes):
        rows.add_row("" if i else "for you", Text(note))
    rows.add_row("stays", "history, lock-out, settings")
    return [Text(f"● {what.from_version} → {what.to_version}{_WAYS[what.way]}", style), indented(rows)]


def same(what: Change) -> "list[RenderableType]":
    """The bundle holds the version that runs already."""
    return [Text(f"✓ Pen {what.pen_id} runs {what.to_version} already", "bold green")]


def nothing_newer(what: Change, folder: Path) -> "list[RenderableType]":
    """The newest of a folder is older than what runs."""
    head = f"✓ Pen {what.pen_id} runs {what.from_version}; nothing in {folder} is newer"
    older = f"If {what.to_version} is meant: name its file"
    return [Text(head, "bold green"), indented(Text(older, "dim"))]


def updated(done: Updated) -> "list[RenderableType]":
    """What `needlepen fw update` shows."""
    head = f"✓ Pen {done.pen_id} runs {done.to_version}; it has tested and confirmed it"
    shown: list[RenderableType] = [Text(head, "bold green")]
    if done.resumed:
        shown.append(indented(f"It went on where it was: {done.resumed_at:,} of {done.bytes:,} bytes were there."))
    detail = f"[dim]before: {done.from_version}, which stays beside it · verified on the pen: key {escape(done.key)}"
    shown.append(indented(f"{detail} · slot {done.slot} · {done.seconds:.0f} s[/]"))
    return shown


def status(hello: Hello, runs: Firmware) -> "list[RenderableType]":
    """What `needlepen fw status` shows."""
    if runs.trial:
        head = Text(f"● Pen {hello.pen_id} tries {hello.firmware}; it is not confirmed yet", "bold yellow")
    else:
        head = Text(f"✓ Pen {hello.pen_id} runs {hello.firmware}, confirmed", "bold green")
    rows = grid()
    for name, text in firmware_rows(hello, runs):
        rows.add_row(name, text)
    rows.add_row("loader", f"{runs.boot_version}, never changed by an update")
    rows.add_row("battery", "enough for an update" if runs.battery_ok else Text("too low for an update", "yellow"))
    return [head, indented(rows)]


def history(pen_id: str, rows: "list[Row]") -> "list[RenderableType]":
    """What `needlepen fw history` shows, for one pen."""
    if not rows:
        return [Text(f"● Pen {pen_id} has had no update", "bold green")]
    return [Text(f"● Pen {pen_id}: {rows[-1]['words']}", "bold green"), indented(_rows(rows))]


def _rows(rows: "list[Row]") -> Table:
    shown = table("when", "what", fold=(1,))
    for row in rows:
        shown.add_row(when(row["at"], row["proven_s"], row["guess"]), Text(row["words"]))
    return shown
