"""The depth ring: exact step pulses from the `step` PIO program, and the second clamp of rule S1.

A move is made of short stretches. `busy()` sees the end of one, `go_on()` begins the next: between them the ring stands
still and the encoder can be asked, and a program that hangs has paid for one stretch at most (H29). It must not know
zones or settings. What it guarantees by itself: no move ends deeper than the `max_um` it was built with, every stretch
has a time limit (hazard H2), and after an abort the position is still exact. It knows only the pulses it has sent;
whether the ring followed is the encoder's word (rule S2).
"""

from machine import Pin
from micropython import const
from rp2 import StateMachine

from .errors import STEPPER, PartError, again
from .pio import step
from .ticks import ticks_add, ticks_diff, ticks_ms

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Wanted(Protocol):
        """Of `Outputs` in `pen/core/io.py` what the ring needs; core is no floor below this one."""

        let_go: bool
        home: bool
        target_um: int
        at_stop: bool
        hold: bool


_MACHINE = const(4)  # PIO1
_CLOCK_HZ = const(1_000_000)  # 500 cycles a pulse: 2000 pulses/s
_PULSES_PER_MS = const(2)
_GRACE_MS = const(100)  # on top of the time the pulses take
_STRETCH_PULSES = const(14)  # 7 ms: over before the encoder is read in the next step
_TRAVEL_UM = const(600)  # the whole thread: a shorter homing might end above the stop and call that zero (S1)
_MAX_HOME_PULSES = const(4000)

# Encoded for `StateMachine.exec`, side 0: RP2040 data sheet, sections 3.4.6 to 3.4.8 (PUSH, PULL, MOV).
_MOV_ISR_X = const(0xA0C1)
_PUSH_NOBLOCK = const(0x8000)
_PULL_NOBLOCK = const(0x8080)


class Stepper:
    """STEP, DIR (1 = deeper) and nENABLE (0 = energised) of the ring's driver, as `board` has them.

    Its pulses per 100 um are an integer ratio, so that no depth is rounded twice. `max_um`: the clamp.
    """

    stretch_pulses = _STRETCH_PULSES

    def __init__(self, board: "Any", max_um: int):
        self._enable = Pin(board.ENABLE_PIN, Pin.OUT, value=1)
        self._dir = Pin(board.DIR_PIN, Pin.OUT, value=0)
        self._pulses_per_100um = board.PULSES_PER_100UM
        self._max_um = max_um
        self._sm = StateMachine(_MACHINE, step, freq=_CLOCK_HZ, sideset_base=Pin(board.STEP_PIN))
        self._sm.active(1)
        self._position = self._began = 0  # in pulses: now, and when this move began
        self._wanted_um = 0  # the last depth that `follow` was told
        self._homed = False
        self._homing = False
        self._left = 0  # pulses of this move that are not yet sent
        self._pulses = 0  # of the stretch that is under way, 0: the ring stands
        self._deeper = False
        self._deadline = 0
        self._not_homed = PartError(STEPPER, "not homed")
        self._in_motion = PartError(STEPPER, "in motion")
        self._late = PartError(STEPPER, "time limit")
        self._lost = PartError(STEPPER, "position lost")

    def follow(self, wanted: "Wanted", pulses: int) -> None:
        """One control step: begin, go on with or end a move, as `wanted` says. `pulses`: as of `home`.

        At rest at home the ring is let go. Raises PartError. No allocation.
        """
        if wanted.let_go:
            self._wanted_um = 0
            self.release()
        elif wanted.home:
            self.abort()
            self.home(pulses)
            self._wanted_um = 0
        elif wanted.target_um != self._wanted_um:
            self.abort()
            self.move_to_um(wanted.target_um)
            self._wanted_um = wanted.target_um
        elif self.busy():
            if wanted.at_stop:
                self.at_stop()
            elif not wanted.hold:
                self.go_on()
        elif not self._wanted_um:
            self.release()

    def energise(self) -> None:
        """Give the ring's motor its holding current."""
        self._enable.value(0)

    def release(self) -> None:
        """Abort a move that runs, or its pulses would count without moving the ring; then let the ring go.

        The position counts as kept; the encoder will tell. Raises PartError (see `abort`). No allocation.
        """
        try:
            self.abort()
        finally:
            self._enable.value(1)

    def home(self, pulses: int) -> None:
        """Start retracting by `pulses`, into the stop at zero; when done, that is position 0.

        `pulses`: at least the whole travel of the thread (600 um), at most 4000.
        Raises PartError (a move is running), ValueError.
        """
        if not self._pulses_per_100um * _TRAVEL_UM // 100 <= pulses <= _MAX_HOME_PULSES:
            raise ValueError("pulses")
        if self._left or self._pulses:
            raise again(self._in_motion)
        self._homed = False
        self._homing = True
        self._go(pulses, False)

    def move_to_um(self, um: int) -> None:
        """Start a move to depth `um`, clamped to 0 .. `max_um`. Poll `busy()` for its end, and `go_on()`.

        Rounds to the shallower pulse. Raises PartError (not homed, or a move is running). No allocation.
        """
        if not self._homed:
            raise again(self._not_homed)
        if self._left or self._pulses:
            raise again(self._in_motion)
        pulses = self.clamped_um(um) * self._pulses_per_100um // 100 - self._position
        self._homing = False
        self._go(abs(pulses), pulses > 0)

    def clamped_um(self, um: int) -> int:
        """Where a move to `um` would end."""
        return max(0, min(um, self._max_um))

    def busy(self) -> bool:
        """True until the move is over. Raises PartError: a stretch overran its time, aborted (H2). No allocation."""
        if self._pulses:
            if self._sm.rx_fifo():
                self._sm.get(None, 16)
                self._arrived(0)
            elif ticks_diff(ticks_ms(), self._deadline) > 0:
                self.abort()
                raise again(self._late)
        return bool(self._left or self._pulses)

    def moving(self) -> bool:
        """As `busy`; a stretch that overran its time is over."""
        try:
            return self.busy()
        except PartError:
            return False

    def stands(self) -> bool:
        """Between two stretches, or at rest? To be asked after `busy`. No allocation."""
        return not self._pulses

    def moved_um(self) -> int:
        """What the pulses of this move so far amount to, positive: deeper. No allocation."""
        return (self._position - self._began) * 100 // self._pulses_per_100um

    def go_on(self) -> None:
        """Begin the next stretch of the move, unless one is under way or the move is over. No allocation."""
        if self._left and not self._pulses:
            self._pulses = min(self._left, _STRETCH_PULSES)
            self._left -= self._pulses
            self._deadline = ticks_add(ticks_ms(), self._pulses // _PULSES_PER_MS + _GRACE_MS)
            self._sm.put(self._pulses)

    def at_stop(self) -> None:
        """A homing that stands at the stop, as the encoder says, is over: this is position 0. No allocation."""
        if self._homing and not self._pulses:
            self._left = 0
            self._arrived(0)

    def abort(self) -> None:
        """Stop the pulses now. The position stays exact; an aborted homing leaves it unknown.

        Raises PartError (the program gave no sensible answer; the position is then unknown). No allocation.
        """
        unsent = self._left
        self._left = 0
        if not self._pulses:
            self._arrived(unsent)
            return
        sm = self._sm
        sm.active(0)
        left = -1
        if sm.rx_fifo():  # it had just finished
            sm.get(None, 16)
            left = 0
        elif sm.tx_fifo():  # it had not begun
            sm.exec(_PULL_NOBLOCK)
            left = self._pulses
        else:
            sm.exec(_MOV_ISR_X)
            sm.exec(_PUSH_NOBLOCK)
            if sm.rx_fifo():
                left = sm.get()
        sm.restart()
        sm.active(1)
        if not 0 <= left <= self._pulses:
            self._pulses = 0
            self._homed = self._homing = False
            raise again(self._lost)
        self._position += left if not self._deeper else -left  # `_arrived` adds the whole stretch
        self._arrived(left + unsent)

    def _go(self, pulses: int, deeper: bool) -> None:
        self._began = self._position
        if pulses:
            self.energise()
            self._dir.value(1 if deeper else 0)
            self._deeper = deeper
            self._left = pulses
            self.go_on()

    def _arrived(self, missing: int) -> None:
        """The stretch under way is over; `missing`: pulses of the move that will not be sent."""
        self._position += self._pulses if self._deeper else -self._pulses
        self._pulses = 0
        if self._homing and not self._left:
            self._homing = False
            self._homed = missing == 0
            self._position = 0
