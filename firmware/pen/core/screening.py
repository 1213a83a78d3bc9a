"""What must be answered and cleaned before a session, and what START does next (H22, H27).

Shared by the states READY, ASKING, CLEANING, ARMING and PAUSED. What was answered and cleaned lives in RAM only, for an
hour; a power cut means asking again. "Clean" and "the pack was sealed" belong to this cartridge in this nose and go
with it (S19, H36). This module must not fuel, move or arm anything, and it cannot let anybody past `gate.py`.
"""

from micropython import const

from . import skin
from .cartridge import uses
from .limits import CLEAN_KEEP_MS, DISINFECT_MS, DRY_MS, SCREEN_VALID_MS, elapsed_ms
from .menu import START_ITEM, ZONE_ITEM
from .states import ARMING, ASKING, CLEANING, LOCKED, READY, SELF_TEST, TREATMENT

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .controller import Controller
    from .gate import Gate
    from .io import Inputs

# what START would do now; 1 to 3: ask a group of questions
REFUSED = 0
PROFILE = 1
CHECKIN = 2
TODAY = 3
CLEAN = 4
ARM = 5

# how near a treatment is
FAR = const(0)
NEAR = const(1)
DUE = const(2)

# of `questions.py`, which is not needed before one is asked; a test compares them
_TODAY = const(0b1_1110_0101_1111_0000_0000)  # mask of today's questions
_PACK = const(1 << 11)  # asked only when the cartridge has not been used before
_SAME_SITTING = const(1 << 15)  # asked only of a session that was open when the pen started
_LATE = const(1 << 20)  # asked only after a session


class Timestamp:
    """When something became true, by both clocks: proven time may stop, the ticks wrap after 12 days.

    What is over is not true any more, and is asked about in every step: so it cannot become true again.
    """

    def __init__(self):
        self.clear()

    def clear(self) -> None:
        """It is not true."""
        self.true = False
        self._at_ms = 0
        self._s = 0

    def set(self, now_ms: int, proven_s: int) -> None:
        """It is true from now on."""
        self.true = True
        self._at_ms = now_ms
        self._s = proven_s

    def within(self, now_ms: int, proven_s: int, for_ms: int) -> bool:
        """Has it been true for no longer than `for_ms`? If not, it is over for good."""
        if self.true and not (elapsed_ms(now_ms, self._at_ms) < for_ms and 0 <= proven_s - self._s <= for_ms // 1_000):
            self.clear()
        return self.true


class Screening:
    """Which of today's questions are answered well, and whether the nose is clean. Each `Controller` has one.

    `swapped`: in this step the cartridge is not the one of the step before, or was out in between.
    `seen`: the open session began while this program has been running, or its owner has said that it is still the same
    sitting: after a start the clock alone would have to be believed, and one that stood still meanwhile looks like a
    short cut (S6).
    """

    def __init__(self, disinfect_ms: int):
        self.disinfect_ms = disinfect_ms
        self.swapped: bool = False
        self.seen = False
        self._answered = Timestamp()
        self._clean = Timestamp()
        self._left = Timestamp()
        self._at_ms = 0
        self._hi: int = 0  # of the cartridge that the evidence is about
        self._lo: int = 0
        self._stay: int = 0
        self.forget()
        self._forget_cartridge()

    @property
    def dry_ms(self) -> int:
        """How long a tip stays wet at least: in practice both times are shorter."""
        return self.disinfect_ms // (DISINFECT_MS // DRY_MS)

    def forget(self) -> None:
        """A session has begun, or nothing is known yet: the next session needs all answers anew."""
        self._good = 0  # questions of today with a good answer
        self._answered.clear()

    def _forget_cartridge(self) -> None:
        self._good &= ~_PACK
        self._cleaned_ms = 0
        self._clean.clear()
        self._left.clear()

    def watch(self, now_ms: int, inputs: "Inputs", session_open: int, driven: bool = False) -> None:
        """In every step, asleep at least once an hour, before all else: what is over is forgotten, and what is known of
        a cartridge that is not in any more. `session_open`: in a session what is clean stays clean. `driven`: needles
        are, for a minute at most; nobody asks what is over until they rest, and looking would take a tenth of the step.
        """
        cartridge = inputs.cartridge
        if not driven:
            if self._answered.true:
                self._answered.within(now_ms, inputs.proven_s, SCREEN_VALID_MS)
            if self._left.true:
                self._left.within(now_ms, inputs.proven_s, CLEAN_KEEP_MS)
            if self._clean.true and not session_open:
                self._clean.within(now_ms, inputs.proven_s, SCREEN_VALID_MS)
        self.swapped = cartridge.stay != self._stay or cartridge.hi != self._hi or cartridge.lo != self._lo
        if self.swapped:
            self._stay = cartridge.stay
            self._hi = cartridge.hi
            self._lo = cartridge.lo
            self._forget_cartridge()

    def holds(self) -> bool:
        """Is anything known of the cartridge that is in, so that a short absence matters?"""
        return self._clean.true or self._left.true or bool(self._good & _PACK)

    def known(self, now_ms: int, inputs: "Inputs") -> bool:
        """Does an answer or the alcohol of today still hold? It is forgotten when the pen loses its power."""
        answered = bool(self._good) and self._answered.within(now_ms, inputs.proven_s, SCREEN_VALID_MS)
        return answered or self.clean(now_ms, inputs) or self._left.within(now_ms, inputs.proven_s, CLEAN_KEEP_MS)

    # --- today's questions ------------------------------------------------------------------------------

    def open(self, now_ms: int, inputs: "Inputs", fresh: bool, session: int) -> int:
        """Mask of today's questions still to be asked. `fresh`: one is in that has not been used before.

        `session`: how many there have been.
        """
        good = self._good if self._answered.within(now_ms, inputs.proven_s, SCREEN_VALID_MS) else 0
        wanted = _TODAY & ~good
        if not session:
            wanted &= ~_LATE
        return wanted if fresh else wanted & ~_PACK

    def answered(self, now_ms: int, inputs: "Inputs", asked: int) -> None:
        """These were answered well. What was answered before keeps its own hour."""
        if not self._answered.within(now_ms, inputs.proven_s, SCREEN_VALID_MS):
            self._good = 0
            self._answered.set(now_ms, inputs.proven_s)
        self._good |= asked
        self.seen = self.seen or bool(asked & _SAME_SITTING)

    def take_back(self) -> None:
        """An answer was not good: all of today's are asked again."""
        self._good = 0

    # --- disinfection -----------------------------------------------------------------------------------

    def begin_clean(self, now_ms: int, inputs: "Inputs") -> None:
        """The countdown goes on where it was left a short while ago, or starts."""
        if not self._left.within(now_ms, inputs.proven_s, CLEAN_KEEP_MS):
            self._cleaned_ms = 0
        self._at_ms = now_ms

    def tick(self, now_ms: int, inputs: "Inputs") -> int:
        """One step of the countdown; what is left in ms."""
        self._cleaned_ms += min(elapsed_ms(now_ms, self._at_ms), self.disinfect_ms)
        self._at_ms = now_ms
        self._left.set(now_ms, inputs.proven_s)
        return self.left_ms()

    def left_ms(self) -> int:
        """What is left of the countdown."""
        return max(0, self.disinfect_ms - self._cleaned_ms)

    def dry(self, now_ms: int, inputs: "Inputs") -> int:
        """It is clean and dry: for an hour, while the cartridge stays in. Returns the seconds it took."""
        self._clean.set(now_ms, inputs.proven_s)
        self._left.clear()
        return self._cleaned_ms // 1_000

    def clean(self, now_ms: int, inputs: "Inputs", session_open: bool = False) -> bool:
        """Is the nose still clean? `session_open`: then for as long as the cartridge stays in."""
        return self._clean.true if session_open else self._clean.within(now_ms, inputs.proven_s, SCREEN_VALID_MS)


# --- what comes next ------------------------------------------------------------------------------------


def treatment_near(pen: "Controller", inputs: "Inputs") -> int:
    """How near is a treatment? One of these, for the app.

    DUE: it is under way, or the next step, with these `inputs`, may enter one of its states: they must be there.
    NEAR: START is a press or two away, so they should come. FAR: they can be let go.
    """
    if pen.ledger.session_open or pen.state in TREATMENT:
        return DUE
    if pen.state == SELF_TEST or pen.state == LOCKED and pen.notice.shown:  # a check-in that is due comes after it
        return DUE if pen.self_test.check_in_due(inputs.proven_s) >= 0 else FAR
    if pen.state != READY or pen.menu.item == ZONE_ITEM:
        return FAR
    return DUE if pen.menu.item == START_ITEM and pen.buttons.down else NEAR  # a tap is heard at its release


def next_step(pen: "Controller", now_ms: int, inputs: "Inputs", gate: "Gate") -> int:
    """What START would do now; REFUSED: `gate` has the reason. An open session needs no questions again, but one.

    That is whether it is still the same sitting, if the pen has started since it began. It needs alcohol again if the
    cartridge was out, or if nobody knows, as after a power cut.
    """
    ledger = pen.ledger
    if gate.ready(inputs, ledger):
        return REFUSED
    unfit = gate.fit(inputs, ledger, pen.menu.zone)
    if unfit and inputs.cartridge.present:
        return REFUSED  # questions and alcohol would not make it the right one; an empty nose can still be filled
    if not ledger.session_open:
        if skin.blocked(ledger):  # by nothing but questions that were never asked: the rest is not `ready`
            return PROFILE
        if skin.before_next(ledger):
            return CHECKIN
        if pen.screening.open(now_ms, inputs, fresh(pen, inputs), ledger.session):
            return TODAY
    elif not pen.screening.seen:
        return TODAY
    if unfit:
        return REFUSED  # what is not in cannot be cleaned
    return ARM if pen.screening.clean(now_ms, inputs, bool(ledger.session_open)) else CLEAN


def proceed(pen: "Controller") -> None:
    """Do what START does next: ask, clean, arm, or refuse and stay."""
    step = next_step(pen, pen.now_ms, pen.inputs, pen.gate)
    if step == REFUSED:
        pen.refuse()
        if pen.state == ASKING:
            back_to_menu(pen)
    elif step == ARM:
        pen.enter(ARMING)
    elif step == CLEAN:
        pen.screening.begin_clean(pen.now_ms, pen.inputs)
        pen.enter(CLEANING)
    else:
        pen.asking.begin(step)


def back_to_menu(pen: "Controller") -> None:
    """To the menu, with START chosen, or wherever else the ledger says."""
    pen.enter_resting_state()
    if pen.state == READY:
        pen.menu.item = START_ITEM


def fresh(pen: "Controller", inputs: "Inputs") -> bool:
    """Is a cartridge in that has not been used before?"""
    cartridge = inputs.cartridge
    return cartridge.readable and uses(cartridge, pen.ledger) == 0
