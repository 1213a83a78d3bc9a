"""Events wait here while the needles move: a fixed buffer, filled without allocating, emptied into the journal (S11).

When it is full the oldest routine sample goes first. Only when nothing but safety events is left, which takes a store
that has failed, is the newest not taken: `full` stops the needles. Whatever is lost is counted and becomes a record.
"""

from .record import CARTRIDGE, POWER, REFUSAL, SAMPLE

CAPACITY = 96
_FIELDS = 11  # kind, proven_s, up_ms, 8 values


class Events:
    """A queue of events. Slots are lists of small ints made once."""

    def __init__(self, capacity: int = CAPACITY):
        self._capacity = capacity
        self._slots = [[0] * _FIELDS for _ in range(capacity)]
        self.count = 0
        self.dropped = 0  # events lost since the queue was last empty
        self.full = False
        self.proven_s = 0  # stamps of the present step, set by the controller
        self.up_ms = 0

    def emit(
        self, kind: int, a: int = 0, b: int = 0, c: int = 0, d: int = 0, e: int = 0, f: int = 0, g: int = 0
    ) -> None:
        """Queue one event with the present stamps; allocates nothing."""
        if self.count == self._capacity:
            self.dropped += 1
            if not self._drop_sample():
                self.full = True
                return
        slot = self._slots[self.count]
        slot[0] = kind
        slot[1] = self.proven_s
        slot[2] = self.up_ms
        slot[3] = a
        slot[4] = b
        slot[5] = c
        slot[6] = d
        slot[7] = e
        slot[8] = f
        slot[9] = g
        self.count += 1

    def peek(self, index: int) -> "list[int]":
        """The event at `index` (0 = oldest) as a list: kind, proven_s, up_ms, values."""
        if not 0 <= index < self.count:
            raise IndexError(index)
        return self._slots[index]

    def discard(self, count: int) -> None:
        """The oldest `count` events are durable now."""
        slots = self._slots
        self._slots = slots[count:] + slots[:count]
        self.count -= count
        if not self.count:
            self.dropped = 0
            self.full = False

    def _drop_sample(self) -> bool:
        return self._drop(SAMPLE) or self._drop(REFUSAL) or self._drop(CARTRIDGE) or self._drop(POWER)

    def _drop(self, kind: int) -> bool:
        """Drop the oldest event of a kind; False when there is none."""
        for i in range(self.count):
            if self._slots[i][0] == kind:
                free = self._slots[i]
                for j in range(i, self.count - 1):
                    self._slots[j] = self._slots[j + 1]
                self._slots[self.count - 1] = free
                self.count -= 1
                return True
        return False
