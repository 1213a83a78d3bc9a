"""The pen's clock beside this computer's: what it counts, what it says, how far apart, how fast they drift.

Must not set anything. Proven seconds are the pen's own (S7); a date is their label.
"""

from dataclasses import dataclass

from ..clock import is_impossible, now, utc
from ..link.answers import Hello
from .clock_difference import off_s, skewed
from .store import Store

_DRIFT_MIN_S = 7 * 86_400  # a second's rounding in a week is 1.7 ppm; before that a drift says nothing


@dataclass(frozen=True)
class ClockComparison:
    """What `needlepen clock` shows."""

    pen_id: str
    proven_s: int
    pen_utc: "int | None"  # None: it knows no date
    computer_utc: int
    off_s: "int | None"  # the computer is so far ahead
    skewed: bool  # more than any drift
    since_s: "int | None"  # the pen was told the date so many proven seconds ago; None: not in this history
    drift_ppm: "float | None"  # of the pen against this computer: + = the pen is fast
    computer_impossible: bool = False
    told: bool = False  # it was told this computer's date just now


def compare(hello: Hello, store: "Store | None", told: bool = False) -> ClockComparison:
    """Compare; `store` knows when the pen was told its date, if it was synced here since."""
    pen_utc = utc(hello.proven_s, hello.wall_offset_s)
    off = off_s(hello) if pen_utc else None
    set_at = store.wall_set_at(hello.pen_id, hello.epoch, hello.wall_offset_s) if store else None
    since_s = hello.proven_s - set_at if set_at is not None else None
    drift = -off / since_s * 1e6 if off is not None and since_s and since_s >= _DRIFT_MIN_S else None
    return ClockComparison(
        pen_id=hello.pen_id,
        proven_s=hello.proven_s,
        pen_utc=pen_utc,
        computer_utc=now(),
        off_s=off,
        skewed=skewed(hello),
        since_s=since_s,
        drift_ppm=drift,
        computer_impossible=is_impossible(),
        told=told,
    )
