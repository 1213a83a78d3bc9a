"""Light sleep between control steps of an idle pen.

Never with needles armed, a move running or USB in: the processor clock, and the PIO with it, changes during
the sleep. On the RP2040 a pin wakes the sleep only if the sleep has a time limit and the pin's interrupt has
a handler (micropython issue 7035). Stop the watchdog first, or sleep shorter than its time.
"""

from machine import Pin, lightsleep
from micropython import const

_MAX_MS = const(3_600_000)  # the port refuses what does not fit its 32-bit microseconds (71 minutes)


def _wake(_pin) -> None:
    """Nothing to do: the interrupt itself ends the sleep."""


def wake_on(select_pin: int, vbus_pin: int) -> None:
    """Let SELECT (either edge) and VBUS (plugged in) end a sleep. Call once, before `light_sleep`."""
    Pin(select_pin).irq(handler=_wake, trigger=Pin.IRQ_FALLING | Pin.IRQ_RISING)
    Pin(vbus_pin).irq(handler=_wake, trigger=Pin.IRQ_RISING)


def light_sleep(max_ms: int) -> None:
    """Sleep until a wake pin changes or `max_ms` (clamped to 1..3600000) have passed."""
    lightsleep(max(1, min(max_ms, _MAX_MS)))
