"""The states of the pen: their numbers, and what every state has in common. Each state is a file of this folder.

The numbers are what the link reports and the laptop knows, so they never change. The names of a state's phases are in
the file of that state. This module must not import a state: the screens and the link need only the numbers.
"""

from micropython import const

from pen.core.io import LOOK_CLOSELY, LOOK_NOW_AND_THEN
from pen.formats.button_bits import DOWN, SELECT, UP

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


def may_bleed(pen: "Controller") -> int:
    """The buttons of which a press that begins now, held for 2 s, says that it bleeds (A23): a mask.

    None without an open session, in OFF, and between the tap that starts needles and their first stroke. Not SELECT
    where its hold means something else: it leaves a question, and acknowledges a fault whose screen asks for it.
    """
    state = pen.state
    if not pen.ledger.session_open or state == OFF or (state == ARMING and pen.phase >= MARKING):
        return 0
    if state == ASKING or (state == FAULT and pen.phase != SETTLING):
        return UP | DOWN
    return SELECT | UP | DOWN


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
