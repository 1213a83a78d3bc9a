"""The pen's clock beside this computer's, on the terminal. Must not ask the pen, and must not print."""

from rich.console import RenderableType
from rich.text import Text

from ..history.clock_comparison import ClockComparison
from ..language import tr
from ..texts.dates import day, when
from ..texts.next_session_text import clock_impossible
from ..texts.numbers import span
from .layout import bare, indented


def clock(compared: ClockComparison) -> "list[RenderableType]":
    """What `needlepen clock` shows."""
    rows = bare()
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_row(
        tr("pen counts"),
        tr("{day} ({proven_s:,} s that it can prove)", day=day(compared.proven_s), proven_s=compared.proven_s),
    )
    label = when(compared.pen_utc, 0) if compared.pen_utc else tr("no date yet")
    rows.add_row(tr("it says"), label)
    rows.add_row(tr("computer"), when(compared.computer_utc, 0))
    if compared.drift_ppm is not None and compared.since_s is not None:
        rows.add_row(
            tr("drift"),
            tr(
                "{drift_ppm:+.1f} ppm over {span}, since it was told the date",
                drift_ppm=compared.drift_ppm,
                span=span(compared.since_s),
            ),
        )
    return [
        _agreement(compared),
        indented(rows),
        indented(tr("[dim]The lock-out counts proven seconds and no date.[/]")),
    ]


def _agreement(compared: ClockComparison) -> Text:
    if compared.told:
        return Text(tr("✓ The pen was told this computer's date"), "bold green")
    if compared.computer_impossible:
        return Text(f"! {clock_impossible()}", "bold yellow")
    if compared.off_s is None:
        return Text(tr("● The pen knows no date yet; a sync tells it"), "bold yellow")
    if not compared.skewed:
        return Text(tr("✓ Pen and computer agree within {span}", span=span(max(1, abs(compared.off_s)))), "bold green")
    return Text(tr("! This computer's clock is {skewed}", skewed=skewed(compared.off_s)), "bold yellow")


def skewed(ahead_s: int) -> str:
    """How far, and what may have happened."""
    if ahead_s < 0:
        return tr(
            "{span} behind the pen's: it was set back, or was wrong when it told the pen the date", span=span(-ahead_s)
        )
    return tr("{span} ahead of the pen's: it was set, or the pen's clock stood still", span=span(ahead_s))
