"""Has this computer's clock, or the pen's, jumped since the pen was told the date?

The pen's proven seconds only ever lag (S7): a clock that failed does not count. So a computer that is *behind* pen and
label was set back, or was ahead when it told the date; one that is *ahead* was set forward, or the pen lost time, which
its journal says. Must not correct anything: `sync.py` and `needlepen clock --set` do.
"""

from ..clock import now
from ..codec import decode_record
from ..codec import reasons as r
from ..link.answers import Hello

SKEW_S = 120  # crystals drift less between two syncs: 2 ppm (DS3231 data sheet, p. 1) is 63 s a year

_EVENTS = frozenset((1, 4))  # BOOT, CLOCK: the second byte of their records


def off_s(hello: Hello) -> int:
    """By how much this computer is ahead of the date that the pen was told, which its proven seconds carry on."""
    return now() - (hello.proven_s + hello.wall_offset_s)


def lost_time(raw: bytes) -> bool:
    """Does this record say that the pen's clock lost time, or that nobody knows?"""
    if raw[1] not in _EVENTS:
        return False
    fields = decode_record(raw)
    return fields.get("clock", fields.get("event", r.CLOCK_OK)) not in (r.CLOCK_OK, r.CLOCK_LATE)


def went_back(changed_at: int) -> bool:
    """Is this computer's clock before the time of a sync that it remembers?"""
    return now() < changed_at - SKEW_S
