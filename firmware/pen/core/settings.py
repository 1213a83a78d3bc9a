"""The owner's settings: each tightens a limit of `limits.py` and can only be tightened further (S8)."""

from . import limits
from .ledger import Ledger

INTERVAL = 1
DEPTH_MAX = 2
USES_MAX = 3
RATE_MAX = 4
NEEDLE_MAX = 5

# id: (ledger field, lowest, highest, True if larger is stricter)
TABLE = {
    INTERVAL: ("interval_s", limits.INTERVAL_MIN_S, limits.INTERVAL_MAX_S, True),
    DEPTH_MAX: ("depth_max_um", limits.DEPTH_MIN_UM, limits.CAP_UM, False),
    USES_MAX: ("uses_max", 1, limits.USES_CEILING, False),
    RATE_MAX: ("rate_max_hz", limits.RATE_MIN_HZ, limits.RATE_MAX_HZ, False),
    NEEDLE_MAX: ("needle_max_ms", 60_000, limits.NEEDLE_MAX_MS, False),
}


class Looser(ValueError):
    """The value would loosen a limit; nothing was changed."""


def check(ledger: "Ledger", setting: int, value: int) -> None:
    """May `setting` become `value`? Nothing is changed.

    Raises ValueError for an unknown setting or a value outside its range, Looser for one that loosens.
    """
    if setting not in TABLE:
        raise ValueError("no setting %d" % setting)
    field, low, high, larger_is_stricter = TABLE[setting]
    old = getattr(ledger, field)
    if not low <= value <= high:
        raise ValueError("%s from %d to %d" % (field, low, high))
    if value != old and (value > old) != larger_is_stricter:
        raise Looser("%s is %d and can only be tightened" % (field, old))


def tighten(ledger: "Ledger", setting: int, value: int) -> int:
    """Set one setting and return its old value. Raises as `check`."""
    check(ledger, setting, value)
    field = TABLE[setting][0]
    old = getattr(ledger, field)
    setattr(ledger, field, value)
    return old
