"""The clock's first reading after power-on or silence, and what it keeps when no store takes the ledger (H37, H41).

Loaded for a moment, also to take over what an earlier boot has noted there. Until CLOCK_TRIES_MS have passed a failure
means nothing yet: time is given up only then.
"""

from micropython import const

from pen.core.limits import UNSEEN_MAX_S, elapsed_ms
from pen.formats import reasons, record
from pen.formats.ledger import NO_MARK
from pen.formats.reasons import F_PART, RING_LOST
from pen.hal.errors import CLOCK, DataError, PartError
from pen.hal.modules import load

from .clock import NOTHING_NOTED

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

    from .clock import ClockReader

CLOCK_TRIES_MS = const(4_000)  # at power-on a clock that does not answer sensibly is tried for so long (J)

# a note is the fault's code, and a mask of these
BLED = const(1)
_MOVED = const(2)  # time since the mark is not proven


def start(reader: "ClockReader", now_ms: int) -> int:
    """Do what `ClockReader.start` promises."""
    try:
        reader.served = reader.service.read(bytearray(1)) > 0
    except PartError:
        reader.served = True
    if reader.served:
        reader.served_s = load("pen.hal.service_clock").read_s(reader.service)
    return attempt(reader, now_ms)


def attempt(reader: "ClockReader", now_ms: int) -> int:
    """One try; returns a CLOCK_ event."""
    inputs = reader.inputs
    first = inputs.clock_late
    waiting = first and elapsed_ms(now_ms, reader.began_ms) < CLOCK_TRIES_MS
    try:
        stopped, rtc_s = _reading(reader, waiting)
        _take_note(reader)
    except PartError as error:
        if waiting:
            return reasons.CLOCK_LATE
        if first:  # many times by now
            reader.unreadable(error.part)
        inputs.clock_late = False
        return reader.unreadable(error.part)
    inputs.clock_late = False
    served_s = reader.served_s
    reader.served_s = None
    event = reader.proven.start(rtc_s, stopped, now_ms, served_s)
    date_s = 0
    if event == reasons.CLOCK_SERVICE and served_s is not None and served_s != NO_MARK:
        date_s = max(1, min(rtc_s - served_s, UNSEEN_MAX_S))
    reader.accept(event, date_s)
    if first:
        reader.unsaved = True
    return event


def _writes():
    """What writes into the clock, for a moment: few starts need it (20 ms)."""
    return load("pen.hal.clock_writes")


def _reading(reader: "ClockReader", waiting: bool) -> "tuple[bool, int]":
    """Did the count stop, and the reading; a stopped or, in the end, a senseless clock is started again from 0."""
    clock = reader.clock

    def stopped() -> bool:
        """What two readings of the flag agree on."""
        flag = clock.stopped()
        if clock.stopped() != flag:
            raise DataError(CLOCK, "disturbed")
        return flag

    if reader.with_retries(stopped):
        reader.inputs.cell_empty = True
    else:
        try:
            return False, reader.reading()
        except DataError:
            if waiting and not _writes().senseless(clock):
                raise
    _writes().restart(clock)
    return True, reader.reading()


def _take_note(reader: "ClockReader") -> None:
    """What was noted when no store took it, once; that time is not proven must be known before any is counted."""
    if reader.note_read:
        return
    reader.noted = reader.clock.noted()
    reader.note_read = True
    if reader.noted != NOTHING_NOTED:
        reader.note_kept = True
    if reader.noted[1] & _MOVED:
        reader.proven.unproven()
        reader.store.ledger.time_unproven()


def take_over(reader: "ClockReader", pen: "Controller") -> None:
    """What `reader.noted` says of an earlier boot; the caller's next commit makes it durable."""
    fault, mask = reader.noted
    reader.noted = NOTHING_NOTED
    ledger = pen.ledger
    known = ledger.fault
    worse = not known or fault < F_PART <= known or fault in RING_LOST and known not in RING_LOST
    if fault and worse:  # a broken part, of this start it may be the clock itself, hides no other fault
        ledger.latch(fault)
    if ledger.fault != known:
        pen.events.emit(record.FAULT, fault, 0, 0)
    if mask & BLED and not ledger.review:
        pen.bled(0)


def keep(reader: "ClockReader") -> bool:
    """Do what `ClockReader.not_stored` promises."""
    ledger = reader.store.ledger
    reader.unsaved = True
    note = ledger.fault, (BLED if ledger.review else 0) | (_MOVED if reader.moved else 0)
    if note == NOTHING_NOTED:
        return False
    try:
        _take_note(reader)  # it may have answered too late for the start
        if reader.noted == NOTHING_NOTED and reader.clock.noted() != note:  # else no ledger has yet what was noted
            _writes().note(reader.clock, *note)
        reader.note_kept = True
    except PartError:
        return True  # with the next try to store
    return True


def tidy(reader: "ClockReader") -> None:
    """Note and service mode's file are of no use any more."""
    try:
        if reader.note_kept:
            _writes().note(reader.clock, 0, 0)
            reader.note_kept = False
        if reader.served:
            reader.service.remove()
            reader.served = False
    except PartError:
        return  # with the next commit
