"""What a terminal would show, as lines of plain text: for pages and whoever else has no terminal."""

import io

from rich.console import Console, RenderableType

from .harmless import Harmless

_WIDE = 4_000  # columns: nothing is folded


def plain(shown: "list[RenderableType]") -> "list[str]":
    """The lines without colours and indentation; the mark of the first is left out."""
    console = Console(file=io.StringIO(), width=_WIDE, color_system=None, highlight=False, legacy_windows=False)
    console.push_render_hook(Harmless())
    with console.capture() as seen:
        for item in shown:
            console.print(item)
    lines = [line.strip() for line in seen.get().splitlines()]
    return [line.lstrip("✓●!✗ ") for line in lines if line]
