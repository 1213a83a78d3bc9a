"""Things that are to happen at a given virtual time: the script of a test, a person's hand."""

import heapq

from boards.virtual.resets import NEVER

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from boards.virtual.timeline import Timeline


class Schedule:
    """A priority queue of callbacks; equal times run in the order they were entered."""

    def __init__(self, world: "Timeline") -> None:
        self._world = world
        self._heap: list = []
        self._entered = 0
        self.due_us = NEVER

    def add(self, t_us: int, callback: "Callable[[], object]") -> None:
        """Run `callback()` at `t_us`, or at the next advance when that is already past."""
        self._entered += 1
        heapq.heappush(self._heap, (max(t_us, self._world.now_us), self._entered, callback))
        self.due_us = self._heap[0][0]

    def run(self) -> None:
        """Run the earliest callback."""
        callback = heapq.heappop(self._heap)[2]
        self.due_us = self._heap[0][0] if self._heap else NEVER
        self._world.woken = True
        callback()
