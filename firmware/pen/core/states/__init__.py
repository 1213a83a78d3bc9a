"""The states of the pen: their numbers, and what every state has in common. Each state is a file of this folder.

The numbers are what the link reports and the laptop knows, so they never change. The names of a state's phases are in
the file of that state. This module must not import a state: the screens and the link need only the numbers.
"""

from micropython import const

from pen.core.io import LOOK_CLOSELY, LOOK_NOW_AND_THEN
from pen.formats.button_bits import SELECT

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

OFF = const(0)
SELF_TEST = const(1)
LOCKED = const(2)
READY = const(3)
ARMING = const(4)
RUNNING = const(5)
PAUSED = const(6)
ENDED = const(7)
FAULT = const(8)
ASKING = const(9)  # questions: profile, check-in, today
CLEANING = const(10)  # the disinfection countdown
PRACTISING = const(11)  # a second, simulated pen has the screen and the buttons
COUNT = const(12)

# Phases that others than the file of their state need
SETTLING = const(0)  # of PAUSED, ENDED and FAULT: the needles come to rest, then what has happened is made durable
MARKING = const(4)  # of ARMING: from here on the press that starts was there; the cartridge takes its use mark
RELEASE = const(7)  # of ARMING: all is durable; all buttons must be up, the display must show; the app looks at the tag

# They are made by `treatment.py` before one of them can be entered
TREATMENT = (ARMING, RUNNING, PAUSED, ENDED, ASKING, CLEANING)

# In these the link answers only questions
BUSY = (ARMING, RUNNING)

# In these states what the laptop asks covers the screen, and the buttons answer that and nothing else.
COVERED = (LOCKED, READY, ENDED, FAULT, ASKING)

# A press that begins in one of these may become the hold that says that it bleeds, also when the pen leaves the state
_HEARD = const(1 << SELF_TEST | 1 << RUNNING | 1 << PAUSED | 1 << FAULT | 1 << CLEANING)


def may_say_bleeding(pen: "Controller") -> bool:
    """The pen leaves its state: may a press that is down now say that it bleeds, if it is held on (A23)?

    SELECT held leaves a question; after the tap that starts needles nobody says so before they have moved.
    """
    if pen.state == ASKING:
        return not pen.buttons.down & SELECT
    if pen.state == ARMING:
        return pen.phase < MARKING
    return _HEARD >> pen.state & 1 != 0


class State:
    """One state of `pen`. What it has to remember while it lasts is an attribute of its object.

    The objects of a treatment are made before one can begin, all others at boot. No method may allocate (S16).
    """

    def __init__(self, pen: "Controller"):
        self.pen = pen
        self.forget()

    def forget(self) -> None:
        """At boot and on entering: what this state remembers is as at first."""

    def enter(self) -> None:
        """The pen changes to this state. `pen.state` is still the state it comes from; `step` follows."""
        self.forget()

    def look(self, entered: bool) -> int:
        """How the app looks at the cartridge before the next step: a LOOK_ number. `entered`: it is the first step."""
        return LOOK_CLOSELY if self.pen.screening.holds() else LOOK_NOW_AND_THEN

    def step(self) -> None:
        """One control step in this state: decide from `pen.inputs`, fill `pen.outputs`, or enter another state.

        The ring's target is home already, but in SELF_TEST, ARMING and RUNNING.
        """
