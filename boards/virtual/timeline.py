"""The virtual clock: jumps from one thing that happens to the next.

Nothing iterates while nothing moves: a month passes in one call. It knows none of the parts, only that each
has a `due_us` and a `run()`.
"""

from boards.virtual.resets import NEVER, Hang, PowerCut
from boards.virtual.schedule import Schedule

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Timeline:
    """`now_us` is the virtual time. `timed`: the parts, in the order in which equal times are served."""

    def __init__(self) -> None:
        self.now_us = 0
        self.powered = True
        self.woken = False
        self.doze_until_us = NEVER  # no sleep of the firmware lasts longer
        self.dozes_cut = 0  # how often one ended for this reason alone
        self.schedule = Schedule(self)
        self.timed: tuple = (self.schedule,)
        self.in_slot = False  # within a slot on the 1-Wire line, in which the port lets nothing interrupt it
        self._in_pen = 0

    @property
    def in_pen(self) -> bool:
        """Whether time passes as part of what the firmware does."""
        return self._in_pen > 0 and self.powered

    def at_us(self, t_us: int, callback: "Callable[[], object]") -> None:
        """Run `callback()` when the virtual clock reaches `t_us`."""
        self.schedule.add(t_us, callback)

    def after_us(self, dt_us: int, callback: "Callable[[], object]") -> None:
        """Run `callback()` in `dt_us` from now."""
        self.schedule.add(self.now_us + dt_us, callback)

    def advance_us(self, dt_us: int) -> None:
        """Let time pass, with or without power. Raises ValueError when `dt_us` is negative, `Reset` when the
        watchdog starves on the way."""
        if dt_us < 0:
            raise ValueError("time does not run backwards")
        end_us = self.now_us + dt_us
        while self._run_next(end_us):
            pass
        if self.now_us < end_us:  # a callback may itself have let time pass
            self.now_us = end_us

    def advance_until(self, end_us: int, condition: "Callable[[], object]") -> None:
        """Let time pass until `end_us`, or until something has happened that makes `condition()` true."""
        while not condition() and self._run_next(end_us):
            pass
        if not condition() and self.now_us < end_us:
            self.now_us = end_us

    def run_us(self, dt_us: int) -> None:
        """Let time pass as part of what the firmware does: raises `PowerCut` at the moment the power goes."""
        self.check()
        end_us = self.now_us + dt_us
        for part in self.timed:
            if part.due_us <= end_us:
                break
        else:  # nothing is due until then, as nearly always: this has to be cheap
            if dt_us >= 0:
                self.now_us = end_us
                return
        self._in_pen += 1
        try:
            self.advance_us(dt_us)
        finally:
            self._in_pen -= 1

    def doze_us(self, dt_us: int) -> None:
        """Like `run_us`, but return early after a scheduled event, an enabled pin interrupt, or at `doze_until_us`."""
        self.check()
        wanted_us = self.now_us + dt_us
        end_us = max(self.now_us, min(wanted_us, self.doze_until_us))
        self.woken = False
        self._in_pen += 1
        try:
            while not self.woken and self._run_next(end_us):
                pass
        finally:
            self._in_pen -= 1
        if not self.woken:
            self.now_us = max(self.now_us, end_us)
            self.dozes_cut += end_us < wanted_us

    def wait_next(self, what: str) -> None:
        """The firmware blocks on `what`: go to the next thing that happens. Raises `Hang` when
        nothing can happen."""
        self.check()
        self._in_pen += 1
        try:
            if not self._run_next(NEVER - 1):
                raise Hang(what)
        finally:
            self._in_pen -= 1

    def _run_next(self, end_us: int) -> bool:
        """Run whatever is due first, up to and including `end_us`; False when nothing is."""
        first = None
        due_us = end_us + 1
        for part in self.timed:
            if part.due_us < due_us:
                first = part
                due_us = part.due_us
        if first is None:
            return False
        if due_us > self.now_us:
            self.now_us = due_us
        first.run()
        if self._in_pen and not self.powered:
            raise PowerCut
        return True

    def check(self) -> None:
        """Raise `PowerCut` when there is no power: the first line of every device operation."""
        if not self.powered:
            raise PowerCut
