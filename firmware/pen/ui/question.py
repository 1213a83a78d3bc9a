"""What the laptop asks the person at the pen, and which button agrees to it. Covers the screen of a pen at rest.

The words were chosen when it was asked (`texts/consents.py`), so that they are those of that very request.
"""

from micropython import const

from pen.core.states import COVERED

from .layout import title
from .texts import updates

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Protocol

    from .screens import Canvas, Controller, Inputs

    class Question(Protocol):
        """What is asked (pen/link/consent.py)."""

        title: str
        lines: "tuple[str, ...]"
        both: bool  # ▲ and ▼ together


_FIRST_Y = const(11)
_LINE = const(9)


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw what is asked, yes and no."""
    question: Question = pen.offer  # pyright: ignore[reportAssignmentType] (the core does not know what an offer is)
    title(canvas, question.title, inputs)
    y = _FIRST_Y + (4 - len(question.lines)) * _LINE // 2
    for line in question.lines:
        canvas.centre(y, line)
        y += _LINE
    canvas.button(55, updates.BOTH_AGREE if question.both else updates.AGREE)


SCREENS = dict.fromkeys(COVERED, draw)
