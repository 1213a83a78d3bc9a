"""The needle motor: fuels the `needle` PIO program and nothing else.

"Fuel" is a word for the PIO program that lets the motor run for at most 6 ms: whoever stops sending words stops the
needles. It must not decide whether needles may move: the interlocks live in the core (rule S3). What it guarantees by
itself: the duty never exceeds the ceiling it was built with, a latched stop stays latched until `arm()`, and at most
five words (30 ms) of motion are ever paid for in advance (rule S4, hazard H14).
"""

from machine import Pin
from micropython import const
from rp2 import StateMachine

from .pio import needle
from .ticks import ticks_diff, ticks_ms

_MACHINE = const(0)  # PIO0
_CLOCK_HZ = const(8_000_000)  # a count is 0.25 us

# 20 kHz: a period of 200 counts, of which 2 go to the set-up of the next one (see `pio.needle`). A word is 120 periods,
# 6 ms: after each feed the queue, the hardware's four words (RP2040 data sheet, 3.2), lasts for two steps of 12 ms.
_PERIODS = const(120)
_COUNTS = const(200)
_LOW_OVERHEAD = const(2)
_MAX_HIGH = const(196)  # 98 %: the gate always toggles, or the charge pump of the dynamic drive would starve

_QUEUED_WORDS = const(4)
_LATE_MS = const(50)  # fuel that comes so late finds the needles starved: the run is over
_RUNS = const(0xFFFF)
_PULL_NOBLOCK = const(0x8080)  # encoded for `StateMachine.exec`: RP2040 data sheet, section 3.4.7 (PULL)


class Needle:
    """The motor gate on GPIO `gate`, stopped in hardware by a low level on GPIO `stop`."""

    def __init__(self, gate: int, stop: int, max_duty_permille: int):
        if not 0 < max_duty_permille <= 1000:
            raise ValueError("max_duty_permille")
        self._gate = Pin(gate, Pin.OUT, value=0)
        self._stop = Pin(stop, Pin.IN, Pin.PULL_DOWN)
        self._max_duty_permille = max_duty_permille
        self._sm = StateMachine(_MACHINE)
        self._run = self._runs = 0  # the run that may have fuel, 0: none; and of how many
        self._fed_ms = 0
        self._latched = False
        self._set_up()
        self.off()

    def arm(self) -> int:
        """Make the drive ready for fuel, with empty FIFOs and the latch open. The gate stays low.

        Return the number of the run that begins: `feed` wants it. It is good until `off()`, or until fuel comes late. 0
        when the stop circuit is open (pressed, or a broken wire): the drive stays off.
        """
        self.off()
        if not self._stop.value():
            return 0
        self._set_up()
        self._sm.restart()
        for _ in range(8):
            if self._sm.tx_fifo():
                self._sm.exec(_PULL_NOBLOCK)
            if self._sm.rx_fifo():
                self._sm.get(None, 8)
        self._latched = False
        self._runs = self._runs % _RUNS + 1
        self._run = self._runs
        self._fed_ms = ticks_ms()
        self._sm.active(1)
        return self._run

    def feed(self, run: int, permille: int) -> bool:
        """Pay for 24 to 30 ms of motion from now on, what is new of it at `permille` (0..1000, clamped to the ceiling).

        Tops the queue up to four words; 0 queues nothing, and the needles stop when the queue is empty (30 ms at most).
        `run`: the number that `arm` gave. After a pause of more than 50 ms the run is over, and the drive off: its
        needles have stopped meanwhile, and must not start again by themselves.
        Return True when the drive took it: that run, not latched, duty above 0. No allocation.
        """
        if not run or run != self._run or self.latched():
            return False
        now_ms = ticks_ms()
        if ticks_diff(now_ms, self._fed_ms) > _LATE_MS:
            self.off()
            return False
        self._fed_ms = now_ms
        high = min(min(permille, self._max_duty_permille) * _COUNTS // 1000, _MAX_HIGH)
        if high <= 0:
            return False
        low = _COUNTS - _LOW_OVERHEAD - high
        word = (_PERIODS - 1) | (high - 1) << 8 | (low - 1) << 20
        for _ in range(_QUEUED_WORDS):  # bounded: a latched program swallows words faster than we put them
            if self._sm.tx_fifo() >= _QUEUED_WORDS:
                break
            self._sm.put(word)
        return True

    def latched(self) -> bool:
        """True once the program has seen the stop input low; sticky until `arm()`. No allocation."""
        if not self._latched and self._run and self._sm.rx_fifo():
            self._latched = True
        return self._latched

    def off(self) -> None:
        """Gate low now, queue worthless, `arm()` needed. Works in any state. No allocation."""
        self._gate.init(Pin.OUT, value=0)  # first: takes the pin away from the PIO
        self._sm.active(0)
        self.latched()
        self._run = 0

    def _set_up(self) -> None:
        self._sm.init(needle, freq=_CLOCK_HZ, sideset_base=self._gate, jmp_pin=self._stop)
