"""How a pen looks on a terminal: a one-line summary first, then details. Answers in, rich renderables out.

Must not ask the pen or the database anything, and must not print. The history is in `history_view.py`.
"""

from rich.console import RenderableType
from rich.text import Text

from ..clock import utc
from ..history.measures import not_before_s, wait_s
from ..history.sync import SyncResult
from ..history.verify import BRING_IN, say_damaged
from ..language import fill, tr
from ..link.answers import Hello, Settings, Status
from ..link.discover import Found
from ..link.firmware_requests import Firmware
from ..texts import pen_codes
from ..texts.dates import not_before, wait, when
from ..texts.limits import SETTINGS
from ..texts.next_session_text import clock_impossible
from ..texts.numbers import capital, count, depth, span
from .layout import bare, indented, table


def pens(found: "list[Found]") -> "list[RenderableType]":
    """What `needlepen list` shows."""
    number = sum(1 for f in found if f.pen)
    rows = table("port", "pen", "board", "firmware", "", fold=(0, 2, 4))
    for f in found:
        if f.hello:
            pen_id, board = Text(f.hello.pen_id, "bold"), f.hello.board
            rows.add_row(f.port.url, pen_id, board, f.hello.firmware, Text(tr("answers"), "green"))
        else:
            rows.add_row(f.port.url, Text("–", "dim"), "", "", Text(f.error.what if f.error else "", "yellow"))
    return [Text(f"● {capital(count(number, 'pen'))}", "bold green" if number else "bold yellow"), indented(rows)]


def readiness(hello: Hello, status: Status) -> Text:
    """The one line that says whether a session is possible."""
    left_s = wait_s(status.unlock_at_s, hello.wall_offset_s, hello.proven_s)
    if status.fault:
        return Text(
            tr(
                "● Fault: {fault}. {remedy}",
                fault=pen_codes.fault(status.fault),
                remedy=pen_codes.remedy(pen_codes.FAULT_LATCHED),
            ),
            "bold red",
        )
    if left_s > 0:
        at = not_before(not_before_s(status.unlock_at_s, hello.wall_offset_s), status.unlock_at_s)
        return Text(tr("● Locked · next session not before {at}, {wait}", at=at, wait=wait(left_s)), "bold yellow")
    if status.reason not in (0, pen_codes.USB_POWER):  # the cable is ours
        why = f"{pen_codes.refusal(status.reason, status.detail)}. {pen_codes.remedy(status.reason)}"
        return Text(tr("● Not ready: {why}", why=why), "bold yellow")
    return Text(tr("● Ready · unplug the pen to start a session"), "bold green")


def info(
    hello: Hello, status: Status, settings: "Settings | None", runs: "Firmware | None" = None
) -> "list[RenderableType]":
    """needlepen info. `runs`: unknown while a session runs, and of a pen from before updates."""
    synced = (
        (tr("{unsynced:,} not synced", unsynced=hello.unsynced()), "yellow")
        if hello.unsynced()
        else (tr("all synced"), "green")
    )
    rows = bare()
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    known = "" if runs else f" · {tr('firmware')} {hello.firmware}"
    rows.add_row(tr("pen"), Text.assemble((hello.pen_id, "bold"), f" · {hello.board}{known}"))
    for name, text in firmware_rows(hello, runs) if runs else ():
        rows.add_row(name, text)
    rows.add_row(tr("state"), pen_codes.state(status.state) + (tr(", on USB power") if status.vbus else ""))
    rows.add_row(tr("battery"), fill("{volts:.2f} V", volts=status.battery_mv / 1000))
    rows.add_row(tr("motor"), fill("{degrees:.1f} °C", degrees=status.motor_temp_dc / 10))
    rows.add_row(tr("clock"), when(utc(hello.proven_s, hello.wall_offset_s), hello.proven_s))
    rows.add_row(tr("life"), f"{count(status.sessions, 'session')}, {count(status.boots, 'start')}")
    rows.add_row(tr("journal"), Text.assemble(f"{count(hello.next - hello.first, 'record')}, ", synced))
    rows.add_row(tr("depth"), tr("at most {depth} may be set", depth=depth(status.depth_limit_um)))
    if settings:
        rows.add_row(
            tr("interval"),
            tr("at least {interval} between sessions", interval=SETTINGS["interval"].said(settings.interval_s)),
        )
        longest = SETTINGS["needle-time"].said(settings.needle_max_ms)
        rows.add_row(
            tr("session"),
            tr(
                "at most {longest} of needles, {rate_max_hz} strokes/s",
                longest=longest,
                rate_max_hz=settings.rate_max_hz,
            ),
        )
        rows.add_row(
            tr("cartridge"), tr("at most {uses}, fewer if its type says so", uses=count(settings.uses_max, "use"))
        )
    return [readiness(hello, status), indented(rows)]


def verified(name: str) -> str:
    """How a version was verified."""
    return tr("from the factory, no signature") if name == "factory" else tr("signature of the key {name}", name=name)


def firmware_rows(hello: Hello, runs: Firmware) -> "list[tuple[str, str]]":
    """Which version runs, from which commit, in which slot, verified by whom; and the one beside it."""
    commit = (
        tr("commit {commit}", commit=runs.commit)
        if runs.commit.strip("-")
        else tr("no commit: built from changed files")
    )
    trial = tr(" · ON TRIAL") if runs.trial else ""
    said = [
        (tr("firmware"), f"{hello.firmware} · {commit} · {tr('slot')} {runs.slot} · {verified(runs.verified)}{trial}")
    ]
    if runs.other:
        said.append((tr("beside it"), f"{runs.other} · {verified(runs.other_verified)}"))
    return said


def sync(result: SyncResult) -> "list[RenderableType]":
    """What `needlepen sync` shows."""
    hello = result.hello
    new = count(result.new, "new record")
    head = (
        tr("✓ {records} from pen {pen_id}", records=new, pen_id=hello.pen_id)
        if result.new
        else tr("✓ Nothing new on pen {pen_id}", pen_id=hello.pen_id)
    )
    shown: list[RenderableType] = [Text(head, "bold green")]

    def add(text: str) -> None:
        shown.append(indented(text))

    if result.new_epoch:
        begun = tr("The pen began a new journal (epoch {epoch}). The old one is kept here.", epoch=hello.epoch)
        add(f"[yellow]! {begun}[/]")
    if result.hole:
        missing = count(result.hole.next - result.hole.first, "earlier record")
        add(tr("[yellow]! {missing} were no longer on the pen.[/] See: [cyan]needlepen verify[/]", missing=missing))
    if result.healed:
        add(
            tr(
                "Damaged on this computer, and read from the pen again: {records}",
                records=count(result.healed, "record"),
            )
        )
    if result.damaged:
        add(f"[yellow]! {say_damaged(result.damaged)}[/] {tr(BRING_IN)}")
    if result.wall_first:
        add(tr("The pen had no date yet and was told this computer's. [dim]The lock-out ignores it.[/]"))
    if result.clock_impossible:
        add(f"[yellow]! {clock_impossible()}[/] {tr('Everything was copied; the pen was told no date.')}")
    elif result.skew_s is not None:
        far = span(abs(result.skew_s))
        if result.skew_s > 0:
            add(tr("[yellow]! This computer's clock is {span} ahead of the pen's.[/] See: needlepen clock", span=far))
        else:
            add(tr("[yellow]! This computer's clock is {span} behind the pen's.[/] See: needlepen clock", span=far))
    return shown
