"""The running time of the processor: the only file that imports `time`.

Ticks wrap at 2**30 (`ticks_ms`: 12.4 days; `ticks_us`: 17.9 minutes): compare them with `ticks_diff` only,
never with `-` or `<`. Ticks are not the clock of the rules: elapsed days come from the DS3231 (rule S7).
"""

from time import sleep_ms, sleep_us, ticks_add, ticks_diff, ticks_ms, ticks_us

__all__ = ("sleep_ms", "sleep_us", "ticks_add", "ticks_diff", "ticks_ms", "ticks_us")
