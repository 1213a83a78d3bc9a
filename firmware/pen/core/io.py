"""What crosses between the app and the controller: `Inputs`, `Outputs`, requests for durability, looks at the tag (S5).

Each is one object that is made once. The controller requests that something be made durable and waits. The app looks
at `Commit.wanted` after each control step, writes to the stores and answers; in practice the simulation answers and
nothing is written. Nothing is written here.
"""

from .cartridge import Cartridge

NO_DEPTH = -32_768  # measured_um when the encoder gives nothing

# what must be durable before the controller goes on
COMMIT_NONE = 0
COMMIT_LEDGER = 1  # the journal, then the ledger in both stores
COMMIT_USE = 2  # binding and use mark on the cartridge's tag

# answers
PENDING = 0  # not answered yet
DONE = 1
FAILED_STORE = 2
FAILED_TAG = 3

# how the app looks at the cartridge before the next step
LOOK_NOT = 0
LOOK_NOW_AND_THEN = 1  # twice a second
LOOK_CLOSELY = 2  # the same, and whether it is gone in 20 ms: something is known of it that an absence ends
LOOK_PRESENT = 3  # is one in?
LOOK_SAME = 4  # is it the one that was marked, in all the time?
LOOK_AFRESH = 8  # added to one of these: first all of its tag is read, so that a swapped one is seen
LOOK_AGAIN = 16  # added: first all of it, unless it has been connected ever since it was read (10 ms, not 160)


class Inputs:
    """The world as the drivers see it, in whole units."""

    def __init__(self):
        self.buttons = 0  # raw mask: 1 SELECT, 2 UP, 4 DOWN
        self.edges = 0  # of the buttons' contacts, wraps: also of a press that came and went between two steps
        self.measured_um = NO_DEPTH
        self.ring_busy = False
        self.ring_stands = True  # no pulse is under way: what the encoder says is where the ring is
        self.ring_moved_um = 0  # what the pulses of this move so far amount to, positive: deeper
        self.ring_late = False  # a move overran its time limit (H2)
        self.strokes = 0  # tacho count since power-on
        self.stroke_span_us = 0  # what the last four strokes took
        self.uneven = 0  # count of strokes whose interval was far from the one before
        self.latched = False  # the PIO program saw the stop contact
        self.current_ma = 0
        self.battery_mv = 0
        self.motor_temp_dc = 0
        self.vbus = False
        self.proven_s = 0
        self.cell_empty = False  # the clock had stopped at power-on: its coin cell did not keep it going
        self.clock_ok = self.store_ok = self.calibrated = False
        self.clock_late = False  # it has not answered sensibly since power-on, and is tried again
        self.dark = False  # the display has not said that it shows the present picture (H31)
        self.cartridge = Cartridge()
        self.broken_part = 0  # number of a part that failed twice in a row, see hal/errors.py


class Outputs:
    """What the pen shall do. `duty` is the only number that fuels the needles (S3)."""

    def __init__(self):
        self.duty = 0  # per mille; 0 = no fuel
        self.arm = False  # re-arm the needle drive before fuel
        self.target_um = 0
        self.hold = False  # no more pulses of this move for now: the ring is looked at once more
        self.let_go = False  # no more pulses at all, and the ring's driver off
        self.at_stop = False  # a homing has reached the stop: the rest of its pulses is not wanted
        self.home = False  # drive the ring against the home stop
        self.reset = False  # start the pen anew: a part that was missing at boot may be back
        self.tone = 0  # Hz, 0 = silent
        self.display = False


class Commit:
    """What the controller wants to have stored, and what became of it. Both sides read it; only its methods change it.

    `wanted`: what the controller waits for, COMMIT_NONE when it waits for nothing.
    `page`: the next one of the ledger that goes into the EEPROM alone, while needles turn; 1 begins, 0: none.
    `unsaved`: the ledger has changed, and nobody waits for it: it is stored soon, at rest.
    """

    def __init__(self):
        self.wanted = COMMIT_NONE
        self.page = 0
        self.unsaved = False
        self._answer = PENDING

    def copy(self, page: int) -> None:
        """Both sides: the controller begins with 1 when a fault or bleeding has come, the writer says the next one.

        0: that was all, or it failed.
        """
        self.page = page

    def changed(self) -> None:
        """The controller's side: the ledger has changed."""
        self.unsaved = True

    def request(self, kind: int) -> int:
        """The controller's side: request `kind` and ask for the answer, in every step until it is not PENDING.

        The answer is given once. One that was there before the request belonged to an earlier request and is dropped.
        """
        answer = self._answer
        self._answer = PENDING
        if self.wanted == COMMIT_NONE:
            self.page = 0
            self.wanted = kind
            return PENDING
        if answer != PENDING:
            self.wanted = COMMIT_NONE
        return answer

    def cancel(self) -> None:
        """The controller's side: the answer is not waited for any more."""
        self.wanted = COMMIT_NONE

    def answer(self, result: int) -> None:
        """The writer's side: what became of `wanted`. DONE only if it was read back from where it was stored."""
        self._answer = result

    def stored(self) -> None:
        """The writer's side: the whole ledger is stored."""
        self.unsaved = False
        self.page = 0
