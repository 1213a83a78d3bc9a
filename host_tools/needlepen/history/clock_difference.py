"""Has this computer's clock, or the pen's, jumped since the pen was told the date?

The pen's proven seconds only ever lag (S7): a clock that failed does not count. So a computer that is *behind* pen and
label was set back, or was ahead when it told the date; one that is *ahead* was set forward, or the pen lost time, which
its journal says. Must not correct anything: `needlepen clock --set` does, with a hand on the pen.
"""

from ..clock import now, utc
from ..link.answers import Hello

SKEW_S = 120  # crystals drift less between two syncs: 2 ppm (DS3231 data sheet, p. 1) is 63 s a year


def off_s(hello: Hello) -> int:
    """By how much this computer is ahead of the date that the pen was told, which its proven seconds carry on."""
    return now() - (hello.proven_s + hello.wall_offset_s)


def skewed(hello: Hello) -> bool:
    """Has the pen a date, and is this computer further away from it than any drift?"""
    return utc(hello.proven_s, hello.wall_offset_s) is not None and abs(off_s(hello)) > SKEW_S


def went_back(changed_at: int) -> bool:
    """Is this computer's clock before the time of a sync that it remembers?"""
    return now() < changed_at - SKEW_S
