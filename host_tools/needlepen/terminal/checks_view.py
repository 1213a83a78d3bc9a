"""How the doctor's findings look on a terminal. Must not look for anything, and must not print."""

from rich.console import RenderableType
from rich.text import Text

from ..texts.numbers import count
from ..troubleshooting import BAD, NOTE, OK, Check
from .layout import bare, indented

_MARKS = {OK: ("✓", "green"), NOTE: ("!", "yellow"), BAD: ("✗", "bold red")}


def checks(seen: "list[Check]") -> "list[RenderableType]":
    """What `needlepen doctor` shows."""
    bad = sum(check.state == BAD for check in seen)
    notes = sum(check.state == NOTE for check in seen)
    if bad:
        head = Text(f"✗ {count(bad, 'thing')} in the way", "bold red")
    elif notes:
        head = Text(f"● Nothing in the way, {count(notes, 'thing')} worth knowing", "bold yellow")
    else:
        head = Text("✓ All is well", "bold green")
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
