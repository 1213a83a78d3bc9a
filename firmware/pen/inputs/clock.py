"""Reads the DS3231 for the rules: at boot, once a second while awake, and after every nap (S7, H9, H10).

One reading is never believed alone: a second one confirms it, or the one before and the crystal. How the first one
after power-on is made, and what is noted in the clock when no store takes it, is in `clock_start.py`.
"""

from micropython import const, heap_lock, heap_unlock

from pen.core.clock import ProvenClock
from pen.core.limits import MARK_EVERY_S, elapsed_ms
from pen.formats import reasons, record
from pen.hal.errors import CLOCK, DataError, PartError
from pen.hal.modules import load

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol, TypeVar

    from pen.core.events import Events
    from pen.core.io import Inputs
    from pen.core.ledger import Ledger
    from pen.hal.ds3231 import Ds3231
    from pen.hal.flash_files import SlotFile

    from .sensors import Sensors

    Value = TypeVar("Value")

    class Store(Protocol):
        """Of `pen/storage/store.py` what the clock needs; storage is no floor below this one."""

        ledger: Ledger
        stored_mark_s: int

        def keep_time_with(self, clock: "ClockReader") -> None: ...


_POLL_MS = const(1_000)
_SOON_MS = const(3_000)
_TRY_MS = const(100)  # at power-on, while it does not answer sensibly
_TRIES = const(3)
NOTHING_NOTED = (0, 0)


class ClockReader:
    """Keeps `inputs.proven_s` and `inputs.clock_ok`. Public for `clock_start.py` alone: what has no docstring."""

    def __init__(
        self,
        clock: "Ds3231",
        sensors: "Sensors",
        inputs: "Inputs",
        store: "Store",
        events: "Events",
        service: "SlotFile",
    ):
        """`service`: the file in which service mode has left what the clock read when it began."""
        self.clock = clock
        self._sensors = sensors
        self.inputs = inputs
        self.store = store
        self._events = events
        self.service = service
        self.proven = ProvenClock(store.ledger)
        self._polled_ms = 0
        self.began_ms = 0  # of the first reading
        self.served = False  # service mode's file is there until a ledger says how time goes on
        self.served_s: int | None = None  # what is in it
        self.unsaved = False  # no ledger says yet how the count goes on
        self.moved = False  # of what is unsaved: the count was broken
        self._silent = False  # the clock does not answer
        self.noted: tuple[int, int] = NOTHING_NOTED  # what an earlier boot could store nowhere else
        self.note_read = self.note_kept = False
        inputs.proven_s = self.proven.proven_s
        store.keep_time_with(self)

    def start(self, now_ms: int) -> int:
        """After power-on: what the counter did meanwhile. A stopped or senseless one is restarted from 0.

        Returns a CLOCK_ event. CLOCK_LATE: it does not answer sensibly yet; `poll` goes on trying for some seconds.
        """
        self.began_ms = self._polled_ms = now_ms
        self.inputs.clock_late = True
        return load("pen.inputs.clock_start").start(self, now_ms)

    def poll(self, now_ms: int) -> bool:
        """Once a second: time goes on, unless the clock does something a clock cannot do. Was it read now?"""
        if elapsed_ms(now_ms, self._polled_ms) < (_TRY_MS if self.inputs.clock_late else _POLL_MS):
            return False
        self._look(now_ms)
        return True

    def _look(self, now_ms: int) -> None:
        since_ms = elapsed_ms(now_ms, self._polled_ms)
        self._polled_ms = now_ms
        if not self.inputs.clock_ok:
            load("pen.inputs.clock_start").attempt(self, now_ms)
            return
        rtc_s = self._as_expected(since_ms) if since_ms < _SOON_MS else -1
        if rtc_s < 0:
            self._look_closely(now_ms)
        else:
            self.accept(self.proven.look(rtc_s, now_ms))

    def _look_closely(self, now_ms: int) -> None:
        try:
            self.accept(self.proven.look(self.reading(), now_ms))
        except PartError as error:
            self.unreadable(error.part)

    def _as_expected(self, since_ms: int) -> int:
        """A reading that is what the last one, `since_ms` ago, and the crystal make of it: believed at once. Else -1.

        With the heap locked: each call on the way to the bus would look there for room, with needles for 0.6 ms.
        """
        heap_lock()
        try:
            return self._one_reading(since_ms)
        finally:
            heap_unlock()

    def _one_reading(self, since_ms: int) -> int:
        try:
            rtc_s = self.clock.read_s()
            return rtc_s if 0 <= rtc_s - self.proven.rtc_s <= since_ms // 1_000 + 1 else -1
        except PartError:
            return -1
        except MemoryError:  # an error, or a count beyond 30 bits, has no room in a locked heap: it is read again
            return -1

    def mark_is_due(self) -> bool:
        """Is it time to store how much time is proven?"""
        return self.unsaved or self.proven.proven_s - self.store.stored_mark_s >= MARK_EVERY_S

    def mark(self) -> None:
        """Before every commit: the ledger says how much is proven now."""
        self.proven.mark()
        self.unsaved = False

    def stored(self) -> None:
        """Both stores have the ledger: what was noted elsewhere is not needed any more."""
        self.moved = False
        if self.noted == NOTHING_NOTED and (self.note_kept or self.served):  # else no ledger has yet what was noted
            load("pen.inputs.clock_start").tidy(self)

    def not_stored(self) -> bool:
        """No store took the ledger: what must not be forgotten is noted in the clock (H37). Is there such a thing?"""
        return load("pen.inputs.clock_start").keep(self)

    def reading(self) -> int:
        return self.with_retries(self._read_twice)

    def _read_twice(self) -> int:
        """A reading that a second one confirms: one that was disturbed may look like any time."""
        rtc_s = self.clock.read_s()
        if not 0 <= self.clock.read_s() - rtc_s <= 1:
            raise DataError(CLOCK, "disturbed")
        return rtc_s

    def with_retries(self, read: "Callable[[], int]") -> int:
        """What `read()` says; one disturbed transfer is not yet a silent clock. Raises PartError."""
        for _ in range(_TRIES - 1):
            try:
                return read()
            except PartError:
                pass
        return read()

    def accept(self, event: int, date_s: int = 0) -> None:
        """It has answered. `date_s`: what the date, which is a label, gains though no time is proven; 0: it is lost."""
        self._sensors.part_answered(CLOCK)
        if self._silent:
            self._silent = False
            self.unsaved = True  # the stores say that no time is proven, which is over
        self.inputs.clock_ok = not self.proven.standing
        self.inputs.proven_s = self.proven.proven_s
        if event:
            ledger = self.store.ledger
            self.unsaved = self.moved = True
            offset_s = ledger.wall_offset_s
            ledger.time_unproven()
            if date_s and offset_s:
                ledger.wall_offset_s = offset_s + date_s
            self._events.proven_s = self.proven.proven_s
            self._events.emit(record.CLOCK, event, ledger.mark_s)

    def unreadable(self, part: int) -> int:
        self._sensors.part_failed(part)
        if not self._silent:
            self._silent = True
            self.inputs.clock_ok = False
            self.proven.silent()
            self.unsaved = self.moved = True
            self._events.emit(record.CLOCK, reasons.CLOCK_UNREADABLE, self.store.ledger.mark_s)
        return reasons.CLOCK_UNREADABLE
