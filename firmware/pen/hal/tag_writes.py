"""What is ever written into the memory of a cartridge's tag (DS2431): a row of 8 bytes, checked at every stage.

Loaded for a moment, when a use is marked: needles are at rest. Sources as in `ds2431.py`; of its driver this file uses
the inner methods.
"""

from machine import Pin
from micropython import const

from pen.formats.crc16 import crc16

from .errors import TAG, BusError, DataError
from .ticks import sleep_ms

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .ds2431 import Ds2431

_DATA_BYTES = const(128)
_ROW = const(8)
_PAGE_BYTES = const(32)
_WRITE_PROTECTED = const(0x55)  # values of a protection control byte
_EPROM_MODE = const(0xAA)
_WRITE_SCRATCHPAD = const(0x0F)
_COPY_SCRATCHPAD = const(0x55)
_WHOLE_ROW = const(0x07)  # E/S register: ends at offset 7, AA = 0, PF = 0
_COPIED = const(0xAA)
_PROGRAM_MS = const(15)  # t_PROG with room for a slow timer


def write_row(tag: "Ds2431", addr: int, row8) -> None:
    """Do what `Ds2431.write_row` promises."""
    if addr % _ROW or not 0 <= addr < _DATA_BYTES or len(row8) != _ROW:
        raise ValueError("row")
    expected = _outcome(tag, addr, row8)
    if not tag.kept_power():  # it was checked before this module was loaded: it must be the same stay (S19, H36)
        raise BusError(TAG, "no tag")
    tag._command(_WRITE_SCRATCHPAD, addr)
    tag._bus.write(row8)
    tag._check_crc(crc16(row8, crc16(tag._head)))
    tag._read_scratchpad()
    if tag._head != bytes((addr, 0, _WHOLE_ROW)) or tag._row != expected:
        raise DataError(TAG, "scratchpad")
    tag._command(_COPY_SCRATCHPAD, addr)
    tag._bus.writebyte(_WHOLE_ROW)
    tag._pin.init(Pin.OUT, value=1)  # the tag programs with what the line gives (H44)
    sleep_ms(_PROGRAM_MS)
    tag._pin.init(Pin.OPEN_DRAIN, Pin.PULL_UP)
    if tag._bus.readbyte() != _COPIED:
        raise DataError(TAG, "not copied")
    tag._read(addr, tag._row)
    if tag._row != expected:
        raise DataError(TAG, "verify")


def _outcome(tag: "Ds2431", addr: int, row8) -> bytearray:
    """What the row will hold."""
    mode = tag.protections()[addr // _PAGE_BYTES]
    if mode == _WRITE_PROTECTED:
        raise DataError(TAG, "write protected")
    outcome = bytearray(row8)
    if mode == _EPROM_MODE:
        tag._read(addr, tag._row)
        for i in range(_ROW):
            outcome[i] &= tag._row[i]
    return outcome
