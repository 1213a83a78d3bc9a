"""How the pen's next session, its limits and its clock look on a terminal. Answers in, rich renderables out.

Must not ask the pen or the database anything, and must not print.
"""

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ..clock import DAY_S, day, wait, when
from ..history.outlook import PEN, Outlook
from ..history.standing import from_
from ..history.timing import Timing
from ..link.pen import Settings
from ..link.settings import SETTINGS
from .pen import indented, span, table


def outlook(seen: Outlook) -> "list[RenderableType]":
    """needlepen status, for one pen."""
    shown: list[RenderableType] = [_headline(seen)]
    shown += [indented(Text(text)) for text in seen.why]
    shown += [indented(Text(f"! {text}", "yellow")) for text in seen.warnings]
    said = "it was asked just now" if seen.source == PEN else f"as it said at the sync of {when(seen.as_of, 0)}"
    shown.append(indented(Text(f"pen {seen.pen_id}, {said}", "dim")))
    return shown


def _headline(seen: Outlook) -> Text:
    if seen.fault:
        return Text(f"● No session: {seen.fault}. Acknowledge it on the pen", "bold red")
    at = f"not before {from_(seen.not_before_s)}" if seen.not_before_s else ""
    if seen.blocked:
        return Text(f"● No session for now{f', and {at}' if at and seen.wait_s else ''}", "bold yellow")
    if seen.wait_s:
        return Text(f"● Next session {f'{at}, ' if at else ''}{wait(seen.wait_s)}", "bold yellow")
    if seen.wait_s is None and seen.unlock_at_s:  # remembered, and the pen had no date
        return Text(f"● Next session not before {day(seen.unlock_at_s + DAY_S - 1)} of the pen", "bold yellow")
    since = f" since {from_(seen.not_before_s)}" if seen.not_before_s else ""
    decides = "" if seen.source == PEN else "; the pen decides"
    return Text(f"● A session is allowed{since}{decides}", "bold green")


def settings(now: Settings) -> "list[RenderableType]":
    """needlepen settings get."""
    rows = table("setting", "now", "what it is", fold=(2,))
    for name, setting in SETTINGS.items():
        rows.add_row(f"[cyan]{name}[/]", setting.said(setting.of(now)), f"[dim]{setting.about}[/]")
    return [indented(rows), indented("They can only be tightened: [cyan]needlepen settings set depth 0.30[/]")]


def clock(timing: Timing) -> "list[RenderableType]":
    """needlepen clock."""
    rows = Table.grid(padding=(0, 3, 0, 0))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_row("pen counts", f"{day(timing.proven_s)} ({timing.proven_s:,} s that it can prove)")
    label = when(timing.pen_utc, 0) if timing.pen_utc else "no date yet"
    rows.add_row("it says", label)
    rows.add_row("computer", when(timing.computer_utc, 0))
    if timing.drift_ppm is not None and timing.since_s is not None:
        rows.add_row("drift", f"{timing.drift_ppm:+.1f} ppm over {span(timing.since_s)}, since it was told the date")
    return [_agreement(timing), indented(rows), indented("[dim]The lock-out counts proven seconds and no date.[/]")]


def _agreement(timing: Timing) -> Text:
    if timing.told:
        return Text("✓ The pen was told this computer's date", "bold green")
    if timing.off_s is None:
        return Text("● The pen knows no date yet; a sync tells it", "bold yellow")
    if not timing.skewed:
        return Text(f"✓ Pen and computer agree within {span(max(1, abs(timing.off_s)))}", "bold green")
    return Text(f"! This computer's clock is {skewed(timing.off_s)}", "bold yellow")


def skewed(ahead_s: int) -> str:
    """How far, and what may have happened."""
    if ahead_s < 0:
        return f"{span(-ahead_s)} behind the pen's: it was set back, or was wrong when it told the pen the date"
    return f"{span(ahead_s)} ahead of the pen's: it was set, or the pen's clock stood still"
