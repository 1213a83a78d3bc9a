"""Stands in for MicroPython's `time`, on virtual time. Not importable on CPython, which finds its own first.

The chip's RTC is wrong after every hard reset: `time()` counts from 2021-01-01, as on the port.
"""

from utime import gmtime, localtime, mktime  # the u makes MicroPython take the built-in module

from boards.virtual import current
from boards.virtual.ticks import (
    sleep,
    sleep_ms,
    sleep_us,
    ticks_add,
    ticks_diff,
    ticks_ms,
    ticks_us,
)

__all__ = (
    "gmtime", "localtime", "mktime", "sleep", "sleep_ms", "sleep_us", "ticks_add", "ticks_cpu", "ticks_diff",
    "ticks_ms", "ticks_us", "time", "time_ns",
)  # fmt: skip

_RTC_START_S = 1609459200  # 2021-01-01 00:00:00
ticks_cpu = ticks_us


def time() -> int:
    """Seconds since 1970 by the chip's own, meaningless, clock."""
    world = current.world
    return _RTC_START_S + (world.now_us - world.boot_us) // 1_000_000


def time_ns() -> int:
    """The same in nanoseconds."""
    world = current.world
    return _RTC_START_S * 1_000_000_000 + (world.now_us - world.boot_us) * 1000
