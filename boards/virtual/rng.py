"""A small deterministic random number generator, equal on both interpreters. Never use it for secrets."""

_MASK = 0x7FFFFFFF


class Rng:
    """Linear congruential generator modulo 2**31 (multiplier and increment of ISO C's example `rand`)."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 2654435 + 12345) & _MASK

    def below(self, n: int) -> int:
        """A number in 0..n-1; n must be positive."""
        self._state = (self._state * 1103515245 + 12345) & _MASK
        return (self._state >> 12) % n
