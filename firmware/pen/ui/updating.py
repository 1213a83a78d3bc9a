"""New firmware: it is offered over the cable, arrives, or is about to start. Covers the screen of a resting pen."""

from micropython import const

from pen.core.states import FAULT, LOCKED, READY
from pen.formats.version import as_parts

from .layout import title
from .texts import updates as words

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Protocol

    from pen.core.controller import Controller
    from pen.core.io import Inputs

    from .canvas import Canvas

    class Offer(Protocol):
        """What the update's receiver shows of itself (pen/update/receiver.py)."""

        phase: int
        version: int
        older: bool  # older than the firmware that runs
        going_back: bool  # to the version in the other slot
        held: int  # bytes that have arrived
        size: int


_OFFERED, _ARRIVING = 1, 2  # phases; in phase 3 the pen restarts


def draw(canvas: "Canvas", pen: "Controller", inputs: "Inputs", now_ms: int) -> None:
    """Draw what is offered and how to accept it, or how much of it has arrived."""
    offer = _offer(pen)
    title(canvas, words.OLDER if offer.older else words.BACK if offer.going_back else words.NEW, inputs)
    canvas.double(20, "%d.%d.%d" % as_parts(offer.version))
    if offer.phase == _OFFERED:
        canvas.centre(11, words.FROM_LAPTOP)
        canvas.centre(42, words.OR_NOT)
        canvas.button(54, words.HOLD_BOTH if offer.older else words.HOLD)
    elif offer.phase == _ARRIVING:
        canvas.progress(1, 5, 126, offer.held, offer.size)
        canvas.centre(54, words.ARRIVES)
    else:
        canvas.centre(11, words.RESTARTS)
        canvas.centre(42, words.COMES_BACK[0])
        canvas.centre(51, words.COMES_BACK[1])


def content(pen: "Controller", inputs: "Inputs", now_ms: int) -> "tuple[object, ...]":
    """The offer, and its progress in steps of a twentieth: drawing more often would slow the transfer down."""
    offer = _offer(pen)
    return (
        offer.phase,
        offer.version,
        offer.older,
        offer.going_back,
        offer.held * 20 // offer.size if offer.size else 0,
    )


def _offer(pen: "Controller") -> "Offer":
    return pen.offer  # pyright: ignore[reportReturnType] (the core does not know what an offer is)


SCREENS = dict.fromkeys((LOCKED, READY, FAULT), (draw, content))
