"""The RP2040's watchdog: fed, or stopped by its enable bit (RP2040 data sheet 4.7)."""

from boards.virtual.resets import CAUSE_WATCHDOG, NEVER, Reset

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

MAX_MS = 8388  # 24-bit counter, two counts a us (erratum RP2040-E1)


class Watchdog:
    """`starved` counts the resets it has caused."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.due_us = NEVER
        self.starved = 0
        self.scratch = [0, 0, 0, 0]  # registers SCRATCH0..3: every reset but power loss leaves them (section 4.7)
        self._timeout_us = 0  # 0: not running

    def start(self, timeout_ms: int) -> None:
        """Start the watchdog with this time-out. Raises ValueError above `MAX_MS`."""
        if not 0 < timeout_ms <= MAX_MS:
            raise ValueError("timeout exceeds %d" % MAX_MS)
        self._timeout_us = timeout_ms * 1000
        self.feed()

    def feed(self) -> None:
        """Start counting anew; a watchdog that is off stays off."""
        if self._timeout_us:
            self.due_us = self._world.now_us + self._timeout_us

    def off(self) -> None:
        """A reset of the chip, or its enable bit cleared, stops it."""
        self._timeout_us = 0
        self.due_us = NEVER

    def run(self) -> None:
        """Starved: the chip resets."""
        self.starved += 1
        self._world.reset_mcu(CAUSE_WATCHDOG)
        raise Reset(CAUSE_WATCHDOG)
