"""New firmware: it arrives over the cable, or is about to start. Covers the screen of a resting pen."""

from micropython import const

from pen.core.states import COVERED
from pen.formats.version import as_parts

from .layout import title
from .pieces import progress
from .texts import updates as words

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Protocol

    from .screens import Canvas, Controller, Inputs

    class Offer(Protocol):
        """What the update's receiver shows of itself (pen/update/receiver.py)."""

        phase: int
        version: int
        older: bool  # older than the firmware that runs
        going_back: bool  # to the version in the other slot
        held: int  # bytes that have arrived
        size: int


_RECEIVING = const(1)  # phase; in phase 2 the pen restarts


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw which version it is, and how much of it has arrived."""
    offer: Offer = pen.offer  # pyright: ignore[reportAssignmentType] (the core does not know what an offer is)
    title(canvas, words.OLDER if offer.older else words.BACK if offer.going_back else words.NEW, inputs)
    canvas.double(20, "%d.%d.%d" % as_parts(offer.version))
    if offer.phase == _RECEIVING:
        canvas.call(_draw_progress, offer, offer.held * 20 // offer.size if offer.size else 0)
        canvas.centre(54, words.ARRIVES)
    else:
        canvas.centre(11, words.RESTARTS)
        canvas.centre(42, words.COMES_BACK[0])
        canvas.centre(51, words.COMES_BACK[1])


def _draw_progress(canvas: "Canvas", offer: "Offer", twentieths: int) -> None:
    """Draw the bar. Only a new twentieth makes it another picture: more of them would slow the transfer down."""
    progress(canvas, 1, 5, 126, offer.held, offer.size)


SCREENS = dict.fromkeys(COVERED, draw)
