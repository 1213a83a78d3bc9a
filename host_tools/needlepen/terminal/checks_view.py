"""How the doctor's findings look on a terminal. Must not look for anything, and must not print."""

from rich.console import RenderableType
from rich.text import Text

from ..language import tr
from ..texts.numbers import count
from ..troubleshooting import BAD, NOTE, OK, Check
from .layout import bare, indented

_MARKS = {OK: ("✓", "green"), NOTE: ("!", "yellow"), BAD: ("✗", "bold red")}


def checks(seen: "list[Check]") -> "list[RenderableType]":
    """What `needlepen doctor` shows."""
    bad = sum(check.state == BAD for check in seen)
    notes = sum(check.state == NOTE for check in seen)
    if bad:
        head = Text(tr("✗ {things} in the way", things=count(bad, "thing")), "bold red")
    elif notes:
        head = Text(tr("● Nothing in the way, {things} worth knowing", things=count(notes, "thing")), "bold yellow")
    else:
        head = Text(tr("✓ All is well"), "bold green")
    rows = bare(2)
    rows.add_column(no_wrap=True)
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for check in seen:
        mark, style = _MARKS[check.state]
        said = Text(check.text)
        if check.next:
            said.append("\n→ ", "dim").append(check.next, "cyan")
        rows.add_row(Text(mark, style), check.about, said)
    return [head, indented(rows)]
