"""The RP2040 itself: its identity, why it started, its I2C bus, its watchdog, its light sleep.

Why it started is more than the chip knows: a word in a register that survives every reset but power loss says what
was going on (watchdog SCRATCH0; the SDK's own use begins at 4, data sheet section 2.8.1.1).
"""

import machine
from machine import WDT, Pin, mem32
from micropython import const

from .i2c import i2c_bus  # noqa: F401 - the chip's one bus, for all who open it

# why the pen started: BOOT records of the journal carry these
_POWER_ON = const(1)  # as machine.PWRON_RESET
_SOFT_RESET = const(2)  # the interpreter alone, pins and clocks untouched
WATCHDOG = const(3)  # as machine.WDT_RESET: the program hung
CRASH = const(4)  # the program ended with an error, its screen stood until somebody restarted the pen
SERVICE = const(5)  # from service mode
RESTART = const(6)  # the application wished it: an update begins or ends

# Registers of the watchdog: data sheet section 4.7.6; base 0x40058000
_SCRATCH0 = const(0x4005_800C)
_CTRL_CLEAR = const(0x4005_B000)  # CTRL in its atomic bit-clear alias (section 2.1.2)
_ENABLE = const(0x4000_0000)  # CTRL bit 30
_MARK = const(0x4E50_5000)  # so that a register that was never written is recognised

RUNNING = const(0)
HOMING = const(7)  # running, and the ring has been sent home: it may be brought in if the program fails

_WATCHDOG_MAX_MS = const(8388)  # 24 bits, counted twice a microsecond (erratum RP2040-E1)
_SLEEP_MAX_MS = const(3_600_000)  # the port refuses what does not fit its 32-bit microseconds (71 minutes)


def unique_id() -> bytes:
    """Eight bytes that no other chip has (the flash chip's own number)."""
    return machine.unique_id()


def why_started() -> int:
    """1 power on … RESTART. Ask once: from then on the pen counts as running."""
    left = mem32[_SCRATCH0]
    note(RUNNING)
    if left & ~0xFF != _MARK:
        return machine.reset_cause()
    why = left & 0xFF
    if why in (RUNNING, HOMING):  # it ended without a call of `note`
        return WATCHDOG if machine.reset_cause() == WATCHDOG else _SOFT_RESET
    return why


def note(why: int) -> None:
    """Keep CRASH, SERVICE or RESTART for the next `why_started`; RUNNING or HOMING for a program that fails."""
    mem32[_SCRATCH0] = _MARK | why


def left() -> int:
    """What was noted last."""
    return mem32[_SCRATCH0] ^ _MARK


def reset(why: int = RESTART) -> None:
    """Start anew, as after power-on. Only with everything off."""
    note(why)
    machine.reset()


class Watchdog:
    """Resets the pen `timeout_ms` (1..8388) after the last `feed()`. Raises ValueError.

    Feed it after a healthy control step only, never from an interrupt or a timer.
    """

    def __init__(self, timeout_ms: int):
        if not 0 < timeout_ms <= _WATCHDOG_MAX_MS:
            raise ValueError("timeout_ms")
        self._timeout_ms = timeout_ms
        self._wdt = None

    def start(self) -> None:
        """Start it; from now on only `feed()` prevents a reset."""
        if self._wdt is None:
            self._wdt = WDT(timeout=self._timeout_ms)

    def stop(self) -> None:
        """Stop it for a sleep longer than it can wait, which the port cannot. Only with everything off."""
        mem32[_CTRL_CLEAR] = _ENABLE
        self._wdt = None

    def feed(self) -> None:
        """Start the time anew. Does nothing before `start()`. No allocation."""
        if self._wdt is not None:
            self._wdt.feed()


def _wake(_pin) -> None:
    """Nothing to do: the interrupt itself ends the sleep."""


def wake_on(vbus: int) -> None:
    """Let VBUS (plugged in) end a sleep, as the buttons do (`hal/pins.py`). Call once, before `light_sleep`.

    A pin wakes the sleep only if the sleep has a time limit and the pin's interrupt a handler (micropython issue 7035).
    """
    Pin(vbus).irq(handler=_wake, trigger=Pin.IRQ_RISING)


def light_sleep(ms: int) -> None:
    """Sleep until a wake pin changes or `ms` (clamped to 1..3600000) have passed.

    Never with needles armed, a move running or USB in: the processor clock, and the PIO with it, changes during the
    sleep. Stop the watchdog first, or sleep shorter than its time.
    """
    machine.lightsleep(max(1, min(ms, _SLEEP_MAX_MS)))
