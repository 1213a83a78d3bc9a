"""Reads the DS3231 for the rules: at boot, once a second while awake, and after every nap (S7, H9, H10).

One reading is never believed alone. What no store takes is noted in the clock's spare registers, and read at the next
boot (H37).
"""

from micropython import const

from pen.core.clock import ProvenClock
from pen.core.limits import CLOCK_TRIES_MS, MARK_EVERY_S, UNSEEN_MAX_S, elapsed_ms
from pen.formats import reasons, record
from pen.formats.ledger import NO_MARK
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

        def mark_time_with(self, mark: Callable[[], None]) -> None: ...


_POLL_MS = const(1_000)
_TRY_MS = const(100)  # at power-on, while it does not answer sensibly
_TRIES = const(3)

# what is noted in the clock's spare registers when no store takes the ledger: the fault's code, and a mask of these
BLED = const(1)
MOVED = const(2)  # time since the mark is not proven


class ClockReader:
    """Keeps `inputs.proven_s` and `inputs.clock_ok`. `event` is the last CLOCK_ event that was not OK."""

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
        self._clock = clock
        self._sensors = sensors
        self._inputs = inputs
        self._store = store
        self._events = events
        self._proven = ProvenClock(store.ledger)
        self._polled_ms = 0
        self._began_ms = 0  # of the first reading
        self._service = service
        self._served_s: int | None = None  # what is in it: NO_MARK, not known; None: service mode was not entered
        self._served = False  # it is there until a ledger says how time goes on
        self.unsaved = False  # no ledger says yet how the count goes on
        self._moved = False  # of what is unsaved: the count was broken
        self._silent = False  # the clock does not answer
        self.noted = (0, 0)  # what an earlier boot could store nowhere else: a fault's code, BLED and MOVED
        self._note_kept = False
        inputs.proven_s = self._proven.proven_s
        store.mark_time_with(self.mark)

    def start(self, now_ms: int) -> int:
        """After power-on: what the counter did meanwhile. A stopped or senseless one is restarted from 0.

        Returns a CLOCK_ event. CLOCK_LATE: it does not answer sensibly yet; `poll` goes on trying for some seconds.
        """
        self._began_ms = now_ms
        try:
            self._served = self._service.read(bytearray(1)) > 0
        except PartError:
            self._served = True
        if self._served:
            self._served_s = load("pen.hal.service_clock").read_s(self._service)
        self._inputs.clock_late = True
        return self._try(now_ms)

    def poll(self, now_ms: int) -> None:
        """Once a second: time goes on, unless the clock does something a clock cannot do."""
        late = self._inputs.clock_late
        if elapsed_ms(now_ms, self._polled_ms) < (_TRY_MS if late else _POLL_MS):
            return
        if not self._inputs.clock_ok:
            self._try(now_ms)
            return
        self._polled_ms = now_ms
        try:
            event = self._proven.look(self._reading(), now_ms)
        except PartError as error:
            self._unreadable(error.part)
            return
        self._accept(event)

    def mark_is_due(self) -> bool:
        """Is it time to store how much time is proven?"""
        return self.unsaved or self._proven.proven_s - self._store.stored_mark_s >= MARK_EVERY_S

    def mark(self) -> None:
        """Before every commit: the ledger says how much is proven now."""
        self._proven.mark()
        self.unsaved = False

    def stored(self) -> None:
        """Both stores have the ledger: what was noted elsewhere is not needed any more."""
        self._moved = False
        try:
            if self._note_kept:
                self._clock.note(0, 0)
                self._note_kept = False
            if self._served:
                self._service.remove()
                self._served = False
        except PartError:
            return  # with the next commit

    def not_stored(self) -> bool:
        """No store took the ledger: what must not be forgotten is noted in the clock (H37). Is there such a thing?"""
        ledger = self._store.ledger
        self.unsaved = True
        high = (BLED if ledger.review else 0) | (MOVED if self._moved else 0)
        if not (ledger.fault or high):
            return False
        try:
            if self._clock.noted() != (ledger.fault, high):
                self._clock.note(ledger.fault, high)
            self._note_kept = True
        except PartError:
            return True  # with the next try to store
        return True

    def _try(self, now_ms: int) -> int:
        """A reading after power-on or silence. Until CLOCK_TRIES_MS have passed a failure means nothing yet."""
        first = self._inputs.clock_late
        waiting = first and elapsed_ms(now_ms, self._began_ms) < CLOCK_TRIES_MS
        self._polled_ms = now_ms
        try:
            stopped, rtc_s = self._start_reading(waiting)
            if first:
                self._take_note()
        except PartError as error:
            if waiting:
                return reasons.CLOCK_LATE
            if first:  # many times by now
                self._sensors.part_failed(error.part)
            self._inputs.clock_late = False
            return self._unreadable(error.part)
        self._inputs.clock_late = False
        event = self._proven.start(rtc_s, stopped, now_ms, self._served_s)
        self._accept(event, rtc_s)
        self._served_s = None
        if first:
            self.unsaved = True
        return event

    def _take_note(self) -> None:
        """What was noted when no store took it; that time is not proven must be known before any is counted."""
        self.noted = self._clock.noted()
        if self.noted != (0, 0):
            self._note_kept = True
        if self.noted[1] & MOVED:
            self._proven.unproven()
            self._store.ledger.session_lost = self._store.ledger.session_open

    def _start_reading(self, waiting: bool) -> "tuple[bool, int]":
        """Did the count stop, and the reading; a stopped or, in the end, a senseless clock is started again from 0."""
        stopped = self._with_retries(self._stopped)
        if not stopped:
            try:
                return False, self._reading()
            except DataError:
                if waiting and not self._clock.senseless():
                    raise
        self._clock.restart()
        return True, self._reading()

    def _stopped(self) -> bool:
        stopped = self._clock.stopped()
        if self._clock.stopped() != stopped:
            raise DataError(CLOCK, "disturbed")
        return stopped

    def _reading(self) -> int:
        return self._with_retries(self._read_twice)

    def _read_twice(self) -> int:
        """A reading that a second one confirms: one that was disturbed may look like any time."""
        rtc_s = self._clock.read_s()
        if not 0 <= self._clock.read_s() - rtc_s <= 1:
            raise DataError(CLOCK, "disturbed")
        return rtc_s

    def _with_retries(self, read: "Callable[[], Value]") -> "Value":
        """What `read()` says; one disturbed transfer is not yet a silent clock. Raises PartError."""
        for _ in range(_TRIES - 1):
            try:
                return read()
            except PartError:
                pass
        return read()

    def _accept(self, event: int, rtc_s: int = 0) -> None:
        self._sensors.part_answered(CLOCK)
        if self._silent:
            self._silent = False
            self.unsaved = True  # the stores say that no time is proven, which is over
        self._inputs.clock_ok = not self._proven.standing
        self._inputs.proven_s = self._proven.proven_s
        if event:
            self.unsaved = self._moved = True
            ledger = self._store.ledger
            ledger.session_lost = ledger.session_open
            if event != reasons.CLOCK_SERVICE or self._served_s in (None, NO_MARK):
                ledger.wall_offset_s = 0  # no date is better than a wrong one
            elif ledger.wall_offset_s:  # a label, so what the clock has counted in service may move it
                ledger.wall_offset_s += max(0, min(rtc_s - self._served_s, UNSEEN_MAX_S))
            self._events.proven_s = self._proven.proven_s
            self._events.emit(record.CLOCK, event, ledger.mark_s)

    def _unreadable(self, part: int) -> int:
        self._sensors.part_failed(part)
        if not self._silent:
            self._silent = True
            self._inputs.clock_ok = False
            self._proven.silent()
            self.unsaved = self._moved = True
            self._events.emit(record.CLOCK, reasons.CLOCK_UNREADABLE, self._store.ledger.mark_s)
        return reasons.CLOCK_UNREADABLE
