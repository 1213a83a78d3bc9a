"""New firmware is offered over the cable, comes, or is about to start: over the screen of a resting pen.

Its words are here, as only it needs them and it is rarely here.
"""

from pen.core.states import FAULT, LOCKED, READY
from pen.slot import parts

from .font import DOWN, UP
from .parts import title

_ASKED, _GETTING = 1, 2  # Update.phase, 3: it restarts

NEW = "New software"
BACK = "Back to the old"
OLDER = "Older software!"
FROM_LAPTOP = "The laptop offers"
HOLD = "Hold " + DOWN + ": accept"
HOLD_BOTH = "Hold " + UP + " and " + DOWN
OR_NOT = "Or pull the cable"
ARRIVES = "Leave the cable in"
RESTARTS = "It restarts now"
COMES_BACK = "If it fails, the old", "one comes back"


def draw(canvas, pen, inputs, now_ms: int) -> None:
    """What is offered and how to say yes; or how far it is."""
    offer = pen.offer
    title(canvas, OLDER if offer.older else BACK if offer.going_back else NEW, inputs)
    canvas.double(20, "%d.%d.%d" % parts(offer.version))
    if offer.phase == _ASKED:
        canvas.centre(11, FROM_LAPTOP)
        canvas.centre(42, OR_NOT)
        canvas.button(54, HOLD_BOTH if offer.older else HOLD)
    elif offer.phase == _GETTING:
        canvas.progress(1, 5, 126, offer.held, offer.size)
        canvas.centre(54, ARRIVES)
    else:
        canvas.centre(11, RESTARTS)
        canvas.centre(42, COMES_BACK[0])
        canvas.centre(51, COMES_BACK[1])


def watch(pen, inputs, now_ms: int) -> tuple:
    """What is to be seen. The bar moves twenty times: drawing it takes as long as what it shows."""
    offer = pen.offer
    return (offer.phase, offer.version, offer.older, offer.held * 20 // offer.size if offer.size else 0)


SCREENS = dict.fromkeys((LOCKED, READY, FAULT), (draw, watch))
