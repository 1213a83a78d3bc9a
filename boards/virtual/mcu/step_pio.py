"""The `step` state machine: a word of N gives exactly N pulses, 2000 a second, then one word 0xFFFFFFFF.

The first pulse comes at once. Stopped by active(0), register X holds the pulses that are left.
"""

from boards.virtual import wiring
from boards.virtual.mcu.gpio import FUNC_PIO
from boards.virtual.mcu.state_machine import StateMachine
from boards.virtual.resets import NEVER

PULSE_US = 500
_DONE = 0xFFFFFFFF


class StepPio(StateMachine):
    """`emitted` counts all pulses on the STEP pin since the world began; `commanded` is where they put a good ring."""

    def __init__(self, world) -> None:
        self.emitted = 0
        self.commanded = 0  # micro-steps from the home stop
        self._n = 0  # of the move at work
        self._sent = 0  # of these
        self._begin_us = 0
        super().__init__(world)

    @property
    def moving(self) -> bool:
        """Whether a move is at work (also one that is stopped in the middle)."""
        return self._n > 0

    def settle(self) -> None:
        """Deliver the pulses that are due by now to the driver, at the direction that holds until now."""
        if self.active and self._n:
            sent = min(self._n, (self._world.now_us - self._begin_us) // PULSE_US + 1)
            count = sent - self._sent
            if count > 0:
                self._sent = sent
                self.x = self._n - sent
                if self.pin == wiring.STEP and self._world.gpio.func[wiring.STEP] == FUNC_PIO:
                    self.pulses(count)

    def pulses(self, count: int) -> None:
        """`count` rising edges on the STEP pin, from whatever source."""
        self.emitted += count
        gpio = self._world.gpio
        if not gpio.out[wiring.NENABLE]:
            self.commanded = max(0, self.commanded + (count if gpio.out[wiring.DIR] else -count))
        if self._world.wires.connects(wiring.STEP):
            self.at_driver(count)

    def at_driver(self, count: int) -> None:
        """`count` rising edges reach the STEP input of the driver."""
        wires = self._world.wires
        self._world.ring.pulses(count, wires.at_part(wiring.DIR) == 1, wires.at_part(wiring.NENABLE) == 0)

    def enable(self) -> None:
        """Go on with the move at work, or take one."""
        if not self.active:
            self.active = True
            if self._n:
                self._begin_us = self._world.now_us - self._sent * PULSE_US
                self.due_us = self._begin_us + self._n * PULSE_US
                self.settle()
            else:
                self.kick()

    def disable(self) -> None:
        """Stop between two pulses."""
        self.settle()
        self.active = False
        self.due_us = NEVER

    def restart(self) -> None:
        """Forget the move at work."""
        self.settle()
        self._n = 0
        self._sent = 0
        self.due_us = NEVER
        if self.active:
            self.kick()

    def kick(self) -> None:
        """Take a move when the program is waiting for one."""
        if self.active and not self._n and self.tx:
            n = self.tx.pop(0)
            if n == 0:
                self._world.violation("a step word of 0: the program would count round")
                return
            self._n = n
            self._sent = 0
            self.x = n
            self._begin_us = self._world.now_us
            self.due_us = self._begin_us + n * PULSE_US
            self.settle()

    def run(self) -> None:
        """The move is done: say so, take the next."""
        self.settle()
        self._n = 0
        self.x = _DONE
        self.due_us = NEVER
        self.push(_DONE)
        self.kick()
