"""What a terminal is shown, without characters that steer it: the last place that all of it passes.

The words that other people wrote are cleaned when they come in (`sanitize.py`), and here again whatever they are: a
history that an older version of this tool filled, too, a name of a file, an error that quotes one.
"""

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.segment import Segment

from ..sanitize import neutral


class Harmless(RenderHook):
    """A hook of a rich console: colours and moves are rich's own, all else is text."""

    def process_renderables(self, renderables: "list[ConsoleRenderable]") -> "list[ConsoleRenderable]":
        """What rich prints instead."""
        return [_Neutral(one) for one in renderables]


class _Neutral:
    def __init__(self, what: RenderableType) -> None:
        self._what = what

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in console.render(self._what, options):
            yield part if part.control else Segment(neutral(part.text), part.style)
