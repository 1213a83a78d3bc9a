"""The RP2040's ring oscillator as a source of random bits: ROSC RANDOMBIT (RP2040 data sheet 2.17.5).

Here a bit follows from the seed, the virtual time and how many were read, so that a run is the same each time.
"""

from boards.virtual.rng import Rng

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

RANDOMBIT = 0x4006001C  # base 0x40060000 (section 2.2.4), offset 0x1C (section 2.17.8)


class RingOscillator:
    """`stuck`: the oscillator stands, so that each bit is 1."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._reads = 0
        self.stuck = False

    def bit(self) -> int:
        """Read one random bit, 0 or 1."""
        self._reads += 1
        return 1 if self.stuck else Rng(self._world.seed + self._world.now_us + self._reads).below(2)
