"""The `needle` state machine: fuel words in, a toggling gate out, and the stop input between them.

A word, least significant bits first: periods - 1 (8 bits), high counts (12), low counts (12). A period is
high + 1 counts high, then low + 1 counts low and four cycles more, low too; a count is two cycles. A word costs
three cycles before its first period. With the stop pin low at the start of a
period or during its high part the pin goes low, one word is pushed, and every word is swallowed from then on
until `restart()`. Times are exact to the cycle, rounded down to the virtual microsecond; not modelled is the latency
of the test (below 1 us).
"""

from boards.virtual import wiring
from boards.virtual.mcu.state_machine import StateMachine
from boards.virtual.resets import NEVER

_CYCLES_PER_COUNT = 2
_SET_UP_CYCLES = 4  # of every period
_WORD_CYCLES = 3


class NeedlePio(StateMachine):
    """`duty` per mille while a word is being worked off, else 0. `words` counts those worked on.

    `longest_gap_us`: the longest time that it had no word and then got one, without a `restart()` between.
    """

    def __init__(self, world) -> None:
        self.duty = 0
        self.latched = False
        self.words = 0
        self.latches = 0
        self.longest_gap_us = 0
        self._dry_us: int | None = None  # since when it has no word
        self._level = 0
        self._left_us = 0
        self._paused_duty = 0
        self._start_us = 0
        self._cycles = 0
        super().__init__(world)

    def level(self) -> int:
        """Level of the gate pin; while it toggles, high."""
        return 1 if self.duty else self._level

    def set_level(self, level: int) -> None:
        """`set pins` executed by hand."""
        self._level = level
        self._world.motor.gate_changed()

    def enable(self) -> None:
        """Go on: finish the word it was stopped in, or pull."""
        if not self.active:
            self.active = True
            if self._left_us:
                self._start_us = self._world.now_us
                self._cycles = self._left_us * self.freq_hz // 1_000_000
                self.due_us = self._start_us + self._left_us
                self.duty = self._paused_duty
                self._left_us = 0
                self.pin_changed(self.jmp_pin)
                self._world.motor.gate_changed()
            else:
                self.kick()

    def disable(self) -> None:
        """Stop where it stands; in the middle of a word the pin may stay high, and does so here."""
        if self.active:
            self.active = False
            if self.duty:
                self._left_us = max(1, self.due_us - self._world.now_us)
                self._paused_duty = self.duty
                self.duty = 0
                self._level = 1
            self.due_us = NEVER
            self._world.motor.gate_changed()

    def restart(self) -> None:
        """Re-arm: the latch and the word at work are forgotten, the pin is low."""
        self.latched = False
        self._dry_us = None
        self.duty = 0
        self.due_us = NEVER
        self._level = 0
        self._left_us = 0
        if self.active:
            self.kick()
        self._world.motor.gate_changed()

    def run(self) -> None:
        """The word at work is done: take the next, or wait with the pin low."""
        self.duty = 0
        self._level = 0
        self.due_us = NEVER
        self._take(True)
        if not self.duty:
            self._dry_us = self._world.now_us
            self._world.motor.gate_changed()

    def kick(self) -> None:
        """A word has arrived: take it at once when the program is waiting in `pull`."""
        if self.active and not self.duty:
            self._take(False)

    def pin_changed(self, n: int) -> None:
        """An input has changed: the program tests the stop pin on every high count."""
        if n == self.jmp_pin and self.duty and self.sm_id is not None and not self._world.gpio.level(n):
            self._latch()
            self._take(False)

    def _take(self, back_to_back: bool) -> None:
        while self.tx and not self.duty:
            word = self.tx.pop(0)
            if self.latched:
                continue
            if not self._world.gpio.level(self.jmp_pin):
                self._latch()
                continue
            high = (word >> 8 & 0xFFF) + 1
            low = (word >> 20 & 0xFFF) + 1
            if self._dry_us is not None:
                self.longest_gap_us = max(self.longest_gap_us, self._world.now_us - self._dry_us)
                self._dry_us = None
            if not back_to_back:
                self._start_us = self._world.now_us
                self._cycles = 0
            period = (high + low) * _CYCLES_PER_COUNT + _SET_UP_CYCLES
            self._cycles += ((word & 0xFF) + 1) * period + _WORD_CYCLES
            self.due_us = max(self._world.now_us, self._start_us + self._cycles * 1_000_000 // self.freq_hz)
            self.duty = max(1, high * _CYCLES_PER_COUNT * 1000 // period)
            self.words += 1
            self._world.motor.gate_changed()

    def _latch(self) -> None:
        self.latched = True
        self.latches += 1
        self.duty = 0
        self._level = 0
        self.due_us = NEVER
        self.push(0)
        if self.pin == wiring.GATE:
            self._world.motor.gate_changed()
