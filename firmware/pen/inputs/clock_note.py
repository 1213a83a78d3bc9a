"""A fault or a bleeding that no store took, and that an earlier boot noted in the clock's spare registers (H37).

Loaded for a moment, at the first reading of the clock. What it finds is made durable by the caller's next commit.
"""

from micropython import const

from pen.formats import record
from pen.formats.reasons import RING_LOST

from .clock import NOTHING_NOTED
from .clock_start import BLED

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.core.controller import Controller

    from .clock import ClockReader


def take_over(reader: "ClockReader", pen: "Controller") -> None:
    """`reader.noted`: a fault's code, and a mask (`clock_start.py`). What the ledger knows already changes nothing."""
    fault, mask = reader.noted
    reader.noted = NOTHING_NOTED
    ledger = pen.ledger
    if fault and not ledger.fault or fault in RING_LOST and ledger.fault not in RING_LOST:
        ledger.latch(fault)
        pen.events.emit(record.FAULT, fault, 0, 0)
    if mask & BLED and not ledger.review:
        pen.bled(0)
