"""How a pen looks on a terminal: a one-line summary first, then details. Answers in, rich renderables out.

Must not ask the pen or the database anything, and must not print. The history is in `history_view.py`.
"""

from rich.console import RenderableType
from rich.text import Text

from ..clock import utc
from ..history.measures import not_before_s, wait_s
from ..history.sync import SyncResult
from ..link.answers import Hello, Settings, Status
from ..link.discover import Found
from ..link.firmware_requests import Firmware
from ..texts import pen_codes
from ..texts.dates import not_before, wait, when
from ..texts.limits import SETTINGS
from ..texts.next_session_text import clock_impossible
from ..texts.numbers import count, depth, span
from .layout import bare, indented, table


def pens(found: "list[Found]") -> "list[RenderableType]":
    """What `needlepen list` shows."""
    number = sum(1 for f in found if f.pen)
    rows = table("port", "pen", "board", "firmware", "", fold=(0, 2, 4))
    for f in found:
        if f.hello:
            pen_id, board = Text(f.hello.pen_id, "bold"), f.hello.board
            rows.add_row(f.port.url, pen_id, board, f.hello.firmware, Text("answers", "green"))
        else:
            rows.add_row(f.port.url, Text("–", "dim"), "", "", Text(f.error.what if f.error else "", "yellow"))
    return [Text(f"● {count(number, 'pen').capitalize()}", "bold green" if number else "bold yellow"), indented(rows)]


def readiness(hello: Hello, status: Status) -> Text:
    """The one line that says whether a session is possible."""
    left_s = wait_s(status.unlock_at_s, hello.wall_offset_s, hello.proven_s)
    if status.fault:
        return Text(
            f"● Fault: {pen_codes.fault(status.fault)}. {pen_codes.remedy(pen_codes.FAULT_LATCHED)}", "bold red"
        )
    if left_s > 0:
        at = not_before(not_before_s(status.unlock_at_s, hello.wall_offset_s), status.unlock_at_s)
        return Text(f"● Locked · next session not before {at}, {wait(left_s)}", "bold yellow")
    if status.reason not in (0, pen_codes.USB_POWER):  # the cable is ours
        why = f"{pen_codes.refusal(status.reason, status.detail)}. {pen_codes.remedy(status.reason)}"
        return Text(f"● Not ready: {why}", "bold yellow")
    return Text("● Ready · unplug the pen to start a session", "bold green")


def info(
    hello: Hello, status: Status, settings: "Settings | None", runs: "Firmware | None" = None
) -> "list[RenderableType]":
    """needlepen info. `runs`: unknown while a session runs, and of a pen from before updates."""
    synced = (f"{hello.unsynced():,} not synced", "yellow") if hello.unsynced() else ("all synced", "green")
    rows = bare()
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    known = "" if runs else f" · firmware {hello.firmware}"
    rows.add_row("pen", Text.assemble((hello.pen_id, "bold"), f" · {hello.board}{known}"))
    for name, text in firmware_rows(hello, runs) if runs else ():
        rows.add_row(name, text)
    rows.add_row("state", f"{pen_codes.state(status.state)}{', on USB power' if status.vbus else ''}")
    rows.add_row("battery", f"{status.battery_mv / 1000:.2f} V")
    rows.add_row("motor", f"{status.motor_temp_dc / 10:.1f} °C")
    rows.add_row("clock", when(utc(hello.proven_s, hello.wall_offset_s), hello.proven_s))
    rows.add_row("life", f"{count(status.sessions, 'session')}, {count(status.boots, 'start')}")
    rows.add_row("journal", Text.assemble(f"{count(hello.next - hello.first, 'record')}, ", synced))
    rows.add_row("depth", f"at most {depth(status.depth_limit_um)} may be set")
    if settings:
        rows.add_row("interval", f"at least {SETTINGS['interval'].said(settings.interval_s)} between sessions")
        longest = SETTINGS["needle-time"].said(settings.needle_max_ms)
        rows.add_row("session", f"at most {longest} of needles, {settings.rate_max_hz} strokes/s")
        rows.add_row("cartridge", f"at most {count(settings.uses_max, 'use')}, fewer if its type says so")
    return [readiness(hello, status), indented(rows)]


def verified(name: str) -> str:
    """How a version was verified."""
    return "from the factory, no signature" if name == "factory" else f"signature of the key {name}"


def firmware_rows(hello: Hello, runs: Firmware) -> "list[tuple[str, str]]":
    """Which version runs, from which commit, in which slot, verified by whom; and the one beside it."""
    commit = f"commit {runs.commit}" if runs.commit.strip("-") else "no commit: built from changed files"
    trial = " · ON TRIAL" if runs.trial else ""
    said = [("firmware", f"{hello.firmware} · {commit} · slot {runs.slot} · {verified(runs.verified)}{trial}")]
    if runs.other:
        said.append(("beside it", f"{runs.other} · {verified(runs.other_verified)}"))
    return said


def sync(result: SyncResult) -> "list[RenderableType]":
    """What `needlepen sync` shows."""
    hello = result.hello
    what = f"{count(result.new, 'new record')} from" if result.new else "Nothing new on"
    shown: list[RenderableType] = [Text(f"✓ {what} pen {hello.pen_id}", "bold green")]

    def add(text: str) -> None:
        shown.append(indented(text))

    if result.new_epoch:
        add(f"[yellow]! The pen began a new journal (epoch {hello.epoch}). The old one is kept here.[/]")
    if result.hole:
        missing = count(result.hole.next - result.hole.first, "earlier record")
        add(f"[yellow]! {missing} were no longer on the pen.[/] See: [cyan]needlepen verify[/]")
    if result.wall_first:
        add("The pen had no date yet and was told this computer's. [dim]The lock-out ignores it.[/]")
    if result.clock_impossible:
        add(f"[yellow]! {clock_impossible()}[/] Everything was copied; the pen was told no date.")
    elif result.skew_s is not None:
        way = "ahead of" if result.skew_s > 0 else "behind"
        add(f"[yellow]! This computer's clock is {span(abs(result.skew_s))} {way} the pen's.[/] See: needlepen clock")
    return shown
