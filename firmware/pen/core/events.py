"""Events wait here while the needles move: a fixed buffer, filled without allocating, emptied into the journal (S11).

When it is full the oldest routine sample goes first. Only when nothing but safety events is left, which takes a store
that has failed, is the newest not taken: `full` stops the needles. Whatever is lost is counted and becomes a record.
"""

from micropython import const

from pen.formats import record

_CAPACITY = const(96)
CABLE_WRITES = 60  # J: an hour; more than any honest use, and far less than fills a journal
_HOUR_S = const(3_600)
_FIELDS = const(9)  # proven_s, up_ms, 7 values
# kinds that may be lost, the least important first
_ROUTINE = (record.SAMPLE, record.REFUSAL, record.LOT, record.CARTRIDGE, record.POWER)


class Events:
    """A queue of events. Their places are made once: kinds, and all else; what moves in the queue are their numbers."""

    def __init__(self, capacity: int = _CAPACITY):
        self._kinds = bytearray(capacity)
        self._values = [0] * (capacity * _FIELDS)
        self._queue = bytearray(range(capacity))  # places, the oldest event's first
        self.count = 0
        self.dropped = 0  # events lost since the queue was last empty
        self.full = False
        self.proven_s = 0  # stamps of the present step, set by the controller
        self.up_ms = 0
        self._hour_s = 0  # when the present hour of writes for the cable began
        self._cable_writes = 0  # since then

    def cable_may_write(self) -> bool:
        """One more write to ledger or journal that the cable causes and nobody at the pen has agreed to (H35).

        False: there were CABLE_WRITES in this hour already, by the clock that no laptop can set. The first that is
        refused leaves a record. Allocates nothing.
        """
        if self.proven_s - self._hour_s >= _HOUR_S:
            self._hour_s = self.proven_s
            self._cable_writes = 0
        if self._cable_writes > CABLE_WRITES:
            return False
        self._cable_writes += 1
        if self._cable_writes <= CABLE_WRITES:
            return True
        self.emit(record.CABLE_LIMIT, CABLE_WRITES)
        return False

    def emit(
        self, kind: int, a: int = 0, b: int = 0, c: int = 0, d: int = 0, e: int = 0, f: int = 0, g: int = 0
    ) -> None:
        """Queue one event with the present stamps; allocates nothing."""
        if self.count == len(self._queue):
            self.dropped += 1
            if not self._drop_routine():
                self.full = True
                return
        values = self._values
        at = self._queue[self.count]
        self._kinds[at] = kind
        at *= _FIELDS
        values[at] = self.proven_s
        values[at + 1] = self.up_ms
        values[at + 2] = a
        values[at + 3] = b
        values[at + 4] = c
        values[at + 5] = d
        values[at + 6] = e
        values[at + 7] = f
        values[at + 8] = g
        self.count += 1

    def peek(self, index: int) -> "list[int]":
        """The event at `index` (0 = oldest) as a list: kind, proven_s, up_ms, values."""
        if not 0 <= index < self.count:
            raise IndexError(index)
        place = self._queue[index]
        at = place * _FIELDS
        return [self._kinds[place]] + self._values[at : at + _FIELDS]

    def discard(self, count: int) -> None:
        """The oldest `count` events are durable now."""
        queue = self._queue
        self._queue = queue[count:] + queue[:count]
        self.count -= count
        if not self.count:
            self.dropped = 0
            self.full = False

    def _drop_routine(self) -> bool:
        """Drop the oldest event of the kind that matters least; False when only safety events wait."""
        queue = self._queue
        for kind in _ROUTINE:
            for i in range(self.count):
                free = queue[i]
                if self._kinds[free] == kind:
                    self.count -= 1
                    for j in range(i, self.count):
                        queue[j] = queue[j + 1]
                    queue[self.count] = free
                    return True
        return False
