"""The bench where pens are made and mended: the first ledger of a blank pen, a new zero after a repair.

Run from the service REPL. A history is never removed, so it is no way round the lock-out; the depth gauge procedure
that finds `zero_counts` is in boards/*/README.md.
"""

from pen.core.depth import ceiling_um
from pen.core.events import Events
from pen.core.limits import CAP_UM
from pen.hal import clock_writes, parts
from pen.hal.chip import i2c_bus
from pen.storage import upkeep
from pen.storage.store import Store

_DISPLAY = 0x3C
_PLACE = b"\x80\xb0\x80\x00\x80\x10\xc0"  # page 0, column 0, then one byte of data


def recalibrate(board, pen_id: bytes, zero_counts: int) -> None:
    """A new zero, recorded: after a repair of ring, nose or encoder, or after both stores were lost.

    History, lock and limits stay as they are; the pen then asks for its test (hold SELECT for 3 s). Raises ValueError
    for an impossible count, StoreError when a part does not answer.
    """
    own = _parts(board, zero_counts)
    store = Store(own.ledger_slots, own.segments, Events())
    store.open(pen_id)
    upkeep.recalibrate(store, zero_counts)


def provision(board, pen_id: bytes, zero_counts: int) -> None:
    """Write the first ledger: never used, encoder at 0 um = `zero_counts` (0..4095).

    Raises ValueError for an impossible count, StoreError when a ledger exists or a part does not answer.
    """
    own = _parts(board, zero_counts)
    if own.clock.stopped():
        clock_writes.restart(own.clock)
    store = Store(own.ledger_slots, own.segments, Events())
    upkeep.create(store, pen_id, zero_counts)


def display_column(board) -> int:
    """What DISPLAY_COLUMN has to be: 2 with an SH1106, 0 with an SSD1306. Only an SH1106 tells what its memory holds.

    It is tried out in column 0, which a module with an SH1106 does not show. Raises OSError: the display is silent.
    """
    i2c = i2c_bus(board.I2C_ID, board.SDA_PIN, board.SCL_PIN, board.I2C_HZ)
    answer = bytearray(2)  # one that means nothing, then the byte of the memory (SH1106 V2.3, "Read Display Data")
    for value in (0x5A, 0xA5):
        i2c.writeto(_DISPLAY, _PLACE + bytes((value,)))
        i2c.writeto(_DISPLAY, _PLACE)
        i2c.readfrom_into(_DISPLAY, answer)
        if answer[1] != value:
            return 0
    return 2


def _parts(board, zero_counts: int):
    if not 0 <= zero_counts < board.ENCODER_COUNTS_PER_TURN:
        raise ValueError("zero_counts")
    return parts.build(board, ceiling_um(board.ERROR_BUDGET_UM, CAP_UM))
