"""Reads the DS3231 for the rules: at boot, once a second while awake, and after every nap (S7, H9, H10)."""

from micropython import const

from pen.core.clock import ProvenClock
from pen.core.limits import MARK_EVERY_S, elapsed_ms
from pen.formats import reasons, record
from pen.hal.errors import CLOCK, DataError, PartError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from pen.core.events import Events
    from pen.core.io import Inputs
    from pen.core.ledger import Ledger
    from pen.hal.ds3231 import Ds3231

    from .sensors import Sensors

    class Store(Protocol):
        """Of `pen/storage/store.py` what the clock needs; storage is no floor below this one."""

        ledger: Ledger
        stored_mark_s: int

        def mark_time_with(self, mark: Callable[[], None]) -> None: ...


_POLL_MS = const(1_000)
_TRIES = const(3)


class ClockReader:
    """Keeps `inputs.proven_s` and `inputs.clock_ok`. `event` is the last CLOCK_ event that was not OK."""

    def __init__(self, clock: "Ds3231", sensors: "Sensors", inputs: "Inputs", store: "Store", events: "Events"):
        self._clock = clock
        self._sensors = sensors
        self._inputs = inputs
        self._store = store
        self._events = events
        self._proven = ProvenClock(store.ledger)
        self._polled_ms = 0
        self.unsaved = False  # no ledger says yet how the count goes on
        self._silent = False  # the clock does not answer
        inputs.proven_s = self._proven.proven_s
        store.mark_time_with(self.mark)

    def start(self, now_ms: int) -> int:
        """After power-on: what the counter did meanwhile. A stopped or senseless one is restarted from 0."""
        self._polled_ms = now_ms
        try:
            stopped, rtc_s = self._read()
        except PartError as error:
            return self._unreadable(error.part)
        event = self._proven.start(rtc_s, stopped, now_ms)
        self._accept(event)
        return event

    def poll(self, now_ms: int) -> None:
        """Once a second: time goes on, unless the clock does something a clock cannot do."""
        if elapsed_ms(now_ms, self._polled_ms) < _POLL_MS:
            return
        if not self._inputs.clock_ok:
            self.start(now_ms)
            return
        self._polled_ms = now_ms
        try:
            self._accept(self._proven.look(self._with_retries(self._clock.read_s), now_ms))
        except PartError as error:
            self._unreadable(error.part)

    def mark_is_due(self) -> bool:
        """Is it time to store how much time is proven?"""
        return self.unsaved or self._proven.proven_s - self._store.stored_mark_s >= MARK_EVERY_S

    def mark(self) -> None:
        """Before every commit: the ledger says how much is proven now."""
        self._proven.mark()
        self.unsaved = False

    def _read(self) -> "tuple[bool, int]":
        """Did the count stop, and the reading; a stopped or senseless clock is started again from 0."""
        if not self._with_retries(self._clock.stopped):
            try:
                return False, self._with_retries(self._clock.read_s)
            except DataError:
                pass
        self._clock.restart()
        return True, self._with_retries(self._clock.read_s)

    def _with_retries(self, read: "Callable[[], int]") -> int:
        """What `read()` says; one disturbed transfer is not yet a silent clock. Raises PartError."""
        for _ in range(_TRIES - 1):
            try:
                return read()
            except DataError:
                raise
            except PartError:
                pass
        return read()

    def _accept(self, event: int) -> None:
        self._sensors.part_answered(CLOCK)
        if self._silent:
            self._silent = False
            self.unsaved = True  # the stores say that no time is proven, which is over
        self._inputs.clock_ok = not self._proven.standing
        self._inputs.proven_s = self._proven.proven_s
        if event:
            ledger = self._store.ledger
            self.unsaved = True
            ledger.session_lost = ledger.session_open
            ledger.wall_offset_s = 0  # no date is better than a wrong one
            self._events.proven_s = self._proven.proven_s
            self._events.emit(record.CLOCK, event, ledger.mark_s)

    def _unreadable(self, part: int) -> int:
        self._sensors.part_failed(part)
        if not self._silent:
            self._silent = True
            self._inputs.clock_ok = False
            self._proven.silent()
            self.unsaved = True
            self._events.emit(record.CLOCK, reasons.CLOCK_UNREADABLE, self._store.ledger.mark_s)
        return reasons.CLOCK_UNREADABLE
