"""What the clock reads when service mode begins is kept, so that what is done to it from then on proves nothing (H41).

The file holds one reading twice, the second time inverted; anything else says that the reading is not known. The
application reads it when it starts, and deletes it once a ledger says how time goes on. Here nothing is decided.
"""

from struct import pack, unpack

from micropython import const

from .ds3231 import Ds3231
from .errors import PartError
from .flash_files import SERVICE, SlotFile, root

_SIZE = const(8)
_UNKNOWN = const(0xFFFFFFFF)  # NO_MARK of `pen/formats/ledger.py`


def keep(i2c) -> None:
    """Write what the clock on this bus reads now. What an earlier service has left stays, until the application ran.

    Raises PartError: it could not be written.
    """
    file = SlotFile(root(), SERVICE)
    if file.read(bytearray(_SIZE)):
        return
    clock = Ds3231(i2c)
    rtc_s = _UNKNOWN
    for _ in range(3):
        try:
            first = clock.read_s()
            if not clock.stopped() and 0 <= clock.read_s() - first <= 1:
                rtc_s = first
                break
        except PartError:
            continue
    file.write(pack("<II", rtc_s, rtc_s ^ _UNKNOWN))


def read_s(file: "SlotFile") -> int:
    """The reading, 0xFFFFFFFF when it is not known."""
    data = bytearray(_SIZE)
    try:
        if file.read(data) != _SIZE:
            return _UNKNOWN
    except PartError:
        return _UNKNOWN
    rtc_s, inverted = unpack("<II", data)
    return rtc_s if rtc_s == inverted ^ _UNKNOWN else _UNKNOWN
