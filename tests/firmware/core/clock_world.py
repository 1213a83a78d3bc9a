"""True time beside a clock that anything can happen to: the reference model for S6, S7 and S9."""

import copy

from pen.core.clock import ProvenClock
from pen.core.ledger import Ledger


class World:
    """True time, a DS3231 that anything can happen to, a CPU with a crystal, and a ledger that is stored or not.

    What it cannot do: move the counter forward while nothing looks (power off). No pen could notice that; see README.
    """

    def __init__(self, rtc_s=700_000_000):
        self.true_s = 0
        self.rtc_s = rtc_s
        self.stopped = False
        self.readable = True
        self.now_ms = (1 << 30) - 3_000
        self.stored = Ledger()
        self.bases = 0  # how often the comparison with the crystal can have begun anew
        self.awake_s = 0
        self.boot()

    def boot(self):
        """Power returns: what was not stored is gone."""
        self.ledger = copy.copy(self.stored)
        self.clock = ProvenClock(self.ledger)
        self.now_ms = (1 << 30) - 3_000
        self.started = self.booted = False
        self.start()

    def start(self):
        """As `ClockReader.start`: a stopped clock is restarted from 0."""
        if not self.readable:
            self.clock.silent()
            return
        stopped = self.stopped
        if stopped:
            self.rtc_s, self.stopped = 0, False
        self.bases += 1 if stopped or not self.booted else 0
        self.booted = True
        self._took(self.clock.start(self.rtc_s, stopped, self.now_ms))
        self.started = True

    def look(self):
        if not self.readable:
            self.clock.silent()
            self.started = False  # ClockReader: not clock_ok, so start() next time
        elif not self.started:
            self.start()
        else:
            self._took(self.clock.look(self.rtc_s, self.now_ms))

    def _took(self, event):
        if event:
            self.clock.mark()
            self.stored = copy.copy(self.ledger)

    def store(self):
        self.clock.mark()
        self.stored = copy.copy(self.ledger)

    def awake(self, seconds):
        """Time passes, looked at every second for a while, then hour by hour."""
        while seconds:
            dt = 1 if seconds <= 20 else min(seconds, 3_500)
            seconds -= dt
            self._pass(dt)
            self.awake_s += dt
            self.now_ms = (self.now_ms + dt * 1_000) & 0x3FFFFFFF
            self.look()

    def off(self, seconds):
        self._pass(seconds)
        self.boot()

    def nap(self, seconds):
        for _ in range(0, seconds, 3_600):
            self._pass(3_600)
            self.awake_s += 3_600
            self.now_ms = (self.now_ms + 3_600_000) & 0x3FFFFFFF
            self.start()

    def _pass(self, dt):
        self.true_s += dt
        if not self.stopped:
            self.rtc_s += dt
