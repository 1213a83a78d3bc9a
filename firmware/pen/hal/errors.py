"""The errors every driver raises, and the number of the part each one speaks of.

A driver never lets an OSError out: it turns it into one of these, so that the application can latch a fault by part
number without knowing buses. Drivers called in the control step hold their errors ready made and raise them through
`again()`, because the step runs under `heap_lock` (rule S16). This file must not import hardware.
"""

from micropython import const

DISPLAY = const(1)
CLOCK = const(2)
EEPROM = const(3)
ENCODER = const(4)
TAG = const(5)
STEPPER = const(6)
ADC = const(8)  # 7 was the needle drive and is not in use; the numbers are in journals and never change
FLASH = const(9)


class PartError(Exception):
    """A part of the pen failed. `part`: one of the numbers above; `what`: a few words for the log."""

    def __init__(self, part: int, what: str):
        super().__init__(part, what)
        self.part = part
        self.what = what


class BusError(PartError):
    """No answer: not acknowledged, timed out, or the bus is stuck."""


class DataError(PartError):
    """An answer that cannot be true: bad CRC, reserved bits set, out of range, not what was written."""


# CPython keeps the traceback of every raise on the instance and would grow it for ever; MicroPython does not.
_without_traceback = getattr(Exception, "with_traceback", None)


def again(error: PartError) -> PartError:
    """Return a ready made `error`, fit to be raised once more. Allocates nothing on the chip."""
    if _without_traceback is not None:
        _without_traceback(error, None)
    return error
