"""Proven time: only seconds that the DS3231 itself counted since the last stored mark (S6, S7, H9, H10).

The DS3231 is a free-running counter that is never set; the ledger holds a mark: this much time was proven when the
counter read that. Whatever breaks the counting (stopped, reset, went back, jumped, more than 400 days while nobody
looked) costs the time since the mark and nothing else; nothing can add time. Wall time is an offset for display and
never used here.
"""

from pen.formats.ledger import NO_MARK
from pen.formats.reasons import CLOCK_BACK, CLOCK_FAR, CLOCK_JUMPED, CLOCK_OK, CLOCK_SERVICE, CLOCK_STOPPED

from .ledger import Ledger
from .limits import (
    CLOCK_BASE_S,
    CLOCK_JUMP_S,
    CLOCK_MARGIN_S,
    PIGMENT_INTERVAL_S,
    PROVEN_MAX_S,
    UNSEEN_MAX_S,
    elapsed_ms,
)
from .skin import PIGMENT


class ProvenClock:
    """Proven seconds of this pen. `proven_s` never goes back while the pen is awake."""

    def __init__(self, ledger: "Ledger"):
        self._ledger = ledger
        self.proven_s = ledger.mark_s
        self.rtc_s = ledger.mark_rtc_s  # last reading that counted
        self._base_s = self._base_ms = 0  # where the comparison with the CPU's crystal began: for running ahead …
        self._slow_s = self._slow_ms = 0  # … and for falling behind
        self._started = False
        self._silent = False  # it does not answer: whatever happens to it now is not seen
        self.standing = False  # it has stopped counting while the pen was awake

    def start(self, rtc_s: int, stopped: bool, now_ms: int, served_s: "int | None" = None) -> int:
        """First reading after power-on, sleep or silence: time since the mark counts if the counter ran all along.

        `served_s`: the pen comes from service mode, and this was read before the port was opened (NO_MARK: nothing
        was): what was counted since proves nothing (H41).
        After sleep or silence the CPU's crystal is still there to compare with, so that is a `look`.
        Returns a CLOCK_ event. Anything but CLOCK_OK means the ledger must be stored before time counts on.
        """
        if self._started and not stopped:
            event = self.look(rtc_s, now_ms)
            self.mark()
            return event
        self._silent = False
        since_s = (rtc_s if served_s is None else served_s) - self.rtc_s
        event = CLOCK_OK if served_s is None else CLOCK_SERVICE
        if stopped:
            event = CLOCK_STOPPED
        elif self.rtc_s == NO_MARK or served_s == NO_MARK:  # nothing known of this counter: it proves nothing (S9)
            self._ledger.time_unproven()
        elif since_s < 0:
            event = CLOCK_BACK
        elif since_s > UNSEEN_MAX_S:
            event = CLOCK_FAR
        elif self.proven_s + since_s >= PROVEN_MAX_S:
            event = CLOCK_JUMPED
        else:
            self.proven_s += since_s
        self.rtc_s = rtc_s
        self._not_before_lock()
        self._base(now_ms)
        self._started = True
        self.mark()
        return event

    def look(self, rtc_s: int, now_ms: int) -> int:
        """A reading while awake, at least once an hour: it may not run ahead of the CPU's crystal.

        Returns a CLOCK_ event; after CLOCK_BACK or CLOCK_JUMPED counting goes on from the new reading, with
        nothing added, and the ledger must be stored. CLOCK_STOPPED: it has fallen behind the crystal; `standing` until
        it counts again. Jumping to and fro gains no more than one jump: what is compared with the crystal is the time
        that counted, not the reading.
        """
        if not self._started:
            raise ValueError("start first")
        self._silent = False
        awake_s = elapsed_ms(now_ms, self._base_ms) // 1000
        since_s = rtc_s - self.rtc_s
        self.rtc_s = rtc_s
        event = CLOCK_OK
        if since_s < 0:
            event = CLOCK_BACK
        elif self.proven_s + since_s - self._base_s > awake_s + CLOCK_JUMP_S:
            event = CLOCK_JUMPED
        else:
            self.proven_s += since_s
            behind = elapsed_ms(now_ms, self._slow_ms) // 1000 - (self.proven_s - self._slow_s) > CLOCK_JUMP_S
            if behind and not self.standing:
                event = CLOCK_STOPPED
            self.standing = behind or (self.standing and since_s == 0)
            if awake_s >= CLOCK_BASE_S:
                self._base(now_ms)
        if event or self.standing:
            self._slow(now_ms)
        if event:
            self.mark()
        return event

    def silent(self) -> None:
        """It does not answer. If the pen loses power now, nothing will prove what the clock did meanwhile (S7).

        The mark in the ledger records that.
        Silent from power-on, there is no crystal's count to compare with either: its first answer proves nothing.
        """
        self._silent = True
        if not self._started:
            self.unproven()
            self._not_before_lock()
        self.mark()

    def unproven(self) -> None:
        """Before the first reading: nothing proves what the clock has counted since the mark."""
        self.rtc_s = NO_MARK

    def _not_before_lock(self) -> None:
        """A session that only the journal told of began later than the mark: at least so much time has passed."""
        if self.proven_s < self._ledger.lock_from_s:
            self.proven_s = self._ledger.lock_from_s

    def mark(self) -> None:
        """Put the present into the ledger: this much is proven at this counter reading."""
        self._ledger.mark_s = self.proven_s
        self._ledger.mark_rtc_s = NO_MARK if self._silent else self.rtc_s

    def _base(self, now_ms: int) -> None:
        self._base_s = self.proven_s
        self._base_ms = now_ms
        self._slow(now_ms)

    def _slow(self, now_ms: int) -> None:
        """Start the comparison for falling behind anew: after an event the time before it no longer counts."""
        self._slow_s = self.proven_s
        self._slow_ms = now_ms


def unlock_at_s(ledger: "Ledger") -> int:
    """When the next session may start, in proven seconds; 0 when there was none yet.

    A reaction lengthens the interval, skin that darkens easily makes it 42 days at least.
    """
    if not ledger.locked:
        return 0
    interval_s = max(ledger.interval_s, PIGMENT_INTERVAL_S) if ledger.profile & PIGMENT else ledger.interval_s
    return ledger.lock_from_s + interval_s + ledger.reaction_s + CLOCK_MARGIN_S
