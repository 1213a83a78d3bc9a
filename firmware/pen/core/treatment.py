"""The states of a treatment, from the questions to cleaning up: made together, before one of them can be entered.

They take a tenth of the pen's heap, so the app loads this file when a treatment is near (`screening.treatment_near`)
and lets go of it when none is. What runs always must not import it, nor a module that only it needs.
"""

from . import states
from .states import arming, asking, cleaning, ended, paused, running

TYPE_CHECKING = False  # pyright takes it for true
if TYPE_CHECKING:
    from .controller import Controller


def make(pen: "Controller") -> None:
    """Give `pen` its states of a treatment. Between two steps only: it allocates."""
    pen.running_state = running.Running(pen)
    pen.paused = paused.Paused(pen)
    pen.ended = ended.Ended(pen)
    pen.asking = asking.Asking(pen)
    pen.cleaning = cleaning.Cleaning(pen)
    pen.put(states.ARMING, arming.Arming(pen))
    pen.put(states.RUNNING, pen.running_state)
    pen.put(states.PAUSED, pen.paused)
    pen.put(states.ENDED, pen.ended)
    pen.put(states.ASKING, pen.asking)
    pen.put(states.CLEANING, pen.cleaning)
