"""The RP2040's ring oscillator as a source of random bits: ROSC RANDOMBIT (RP2040 data sheet 2.17.5).

Here a bit follows from the seed and the virtual times at which any was read, so that a run is the same each time.
"""

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

RANDOMBIT = 0x4006001C  # base 0x40060000 (section 2.2.4), offset 0x1C (section 2.17.8)


_MASK = 0x7FFFFFFF


class RingOscillator:
    """`stuck`: the oscillator stands, so that each bit is 1."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._state = world.seed & _MASK
        self.stuck = False

    def bit(self) -> int:
        """Read one random bit, 0 or 1: a congruential generator (as `rng.py`), into which the time is mixed."""
        self._state = ((self._state + self._world.now_us) * 1103515245 + 12345) & _MASK
        return 1 if self.stuck else self._state >> 16 & 1
