"""The hardware watchdog. Feed it after a healthy control step only, never from an interrupt or a timer.

The port can start it but not stop it; `stop` clears the enable bit itself, for the one state in which nothing
can move and the pen sleeps for longer than the watchdog can wait.
"""

from machine import WDT, mem32
from micropython import const

_MAX_MS = const(8388)  # 24 bits, counted twice a microsecond (erratum RP2040-E1)
_CTRL_CLEAR = const(0x4005_B000)  # CTRL (0x40058000) + 0x3000, its atomic bit-clear alias (section 2.1.2)
_ENABLE = const(0x4000_0000)  # CTRL bit 30 (section 4.7.6)


class Watchdog:
    """A watchdog that resets the pen `timeout_ms` (1..8388) after the last `feed()`. Raises ValueError."""

    def __init__(self, timeout_ms: int):
        if not 0 < timeout_ms <= _MAX_MS:
            raise ValueError("timeout_ms")
        self._timeout_ms = timeout_ms
        self._wdt = None

    def start(self) -> None:
        """Start it; from now on only `feed()` prevents a reset."""
        if self._wdt is None:
            self._wdt = WDT(timeout=self._timeout_ms)

    def stop(self) -> None:
        """Stop it for a long sleep. Only with everything off."""
        mem32[_CTRL_CLEAR] = _ENABLE
        self._wdt = None

    def feed(self) -> None:
        """Start the time anew. Does nothing before `start()`. No allocation."""
        if self._wdt is not None:
            self._wdt.feed()
