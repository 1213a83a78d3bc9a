"""New firmware is offered over the cable, comes, or is about to start: over the screen of a resting pen."""

from pen.core.states import FAULT, LOCKED, READY
from pen.formats.version import as_parts

from .parts import title
from .texts import updating as words

_ASKED, _GETTING = 1, 2  # Update.phase, 3: it restarts


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """What is offered and how to say yes; or how far it is."""
    offer = pen.offer
    title(canvas, words.OLDER if offer.older else words.BACK if offer.going_back else words.NEW, inputs)
    canvas.double(20, "%d.%d.%d" % as_parts(offer.version))
    if offer.phase == _ASKED:
        canvas.centre(11, words.FROM_LAPTOP)
        canvas.centre(42, words.OR_NOT)
        canvas.button(54, words.HOLD_BOTH if offer.older else words.HOLD)
    elif offer.phase == _GETTING:
        canvas.progress(1, 5, 126, offer.held, offer.size)
        canvas.centre(54, words.ARRIVES)
    else:
        canvas.centre(11, words.RESTARTS)
        canvas.centre(42, words.COMES_BACK[0])
        canvas.centre(51, words.COMES_BACK[1])


def watch(pen, inputs, now_ms: int) -> tuple:
    """What is to be seen. The bar moves twenty times: drawing it takes as long as what it shows."""
    offer = pen.offer
    return (
        offer.phase,
        offer.version,
        offer.older,
        offer.going_back,
        offer.held * 20 // offer.size if offer.size else 0,
    )


SCREENS = dict.fromkeys((LOCKED, READY, FAULT), (draw, watch))
