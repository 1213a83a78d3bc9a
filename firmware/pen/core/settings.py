"""The owner's settings: each tightens a limit of `limits.py` at once, and goes back towards it slowly (S8, H35).

Back means: agreed to on the pen, recorded, and in force LOOSEN_S of proven time later. Nothing passes `limits.py`.
"""

from pen.formats import record

from . import limits
from .events import Events
from .ledger import Ledger

INTERVAL = 1
DEPTH_MAX = 2
USES_MAX = 3
RATE_MAX = 4
NEEDLE_MAX = 5

# id: (ledger field, lowest, highest, True if larger is stricter); the ledger's lists `looser` are in this order, from 1
TABLE = {
    INTERVAL: ("interval_s", limits.INTERVAL_MIN_S, limits.INTERVAL_MAX_S, True),
    DEPTH_MAX: ("depth_max_um", limits.DEPTH_MIN_UM, limits.CAP_UM, False),
    USES_MAX: ("uses_max", 1, limits.USES_CEILING, False),
    RATE_MAX: ("rate_max_hz", limits.RATE_MIN_HZ, limits.RATE_MAX_HZ, False),
    NEEDLE_MAX: ("needle_max_ms", 60_000, limits.NEEDLE_MAX_MS, False),
}


def check(ledger: "Ledger", setting: int, value: int) -> bool:
    """Would `setting` become looser by `value`? Nothing is changed.

    Raises ValueError for an unknown setting or a value outside its range.
    """
    if setting not in TABLE:
        raise ValueError("no setting %d" % setting)
    field, low, high, larger_is_stricter = TABLE[setting]
    old = getattr(ledger, field)
    if not low <= value <= high:
        raise ValueError("%s from %d to %d" % (field, low, high))
    return value != old and (value > old) != larger_is_stricter


def tighten(ledger: "Ledger", setting: int, value: int) -> int:
    """Set one setting and return its old value; what was agreed to for later is off. Raises ValueError: it
    loosens, and then nothing is changed; and as `check`."""
    if check(ledger, setting, value):
        raise ValueError("%s can only be tightened at once" % TABLE[setting][0])
    field = TABLE[setting][0]
    old = getattr(ledger, field)
    setattr(ledger, field, value)
    ledger.looser[setting - 1] = 0
    return old


def loosen(ledger: "Ledger", events: "Events", setting: int, value: int, proven_s: int) -> int:
    """The owner agrees, at the pen, that a setting goes back to `value`. Returns when, in proven seconds.

    The same again changes nothing, another value waits anew. Raises ValueError as `check`, and if it is not looser.
    """
    if not check(ledger, setting, value):
        raise ValueError("not looser")
    if ledger.looser[setting - 1] != value:
        ledger.looser[setting - 1] = value
        ledger.looser_at_s[setting - 1] = proven_s + limits.LOOSEN_S
        events.emit(record.LOOSER, setting, getattr(ledger, TABLE[setting][0]), value, proven_s + limits.LOOSEN_S)
    return ledger.looser_at_s[setting - 1]


def waiting(ledger: "Ledger", setting: int) -> bool:
    """Has a looser value been agreed to that is not in force yet?"""
    value = ledger.looser[setting - 1]
    return value != 0 and value != getattr(ledger, TABLE[setting][0])


def ripen(ledger: "Ledger", events: "Events", proven_s: int) -> bool:
    """Put in force what was agreed to long enough ago; True: the ledger is to be stored.

    The agreement stays in the ledger, so that a power cut between two stores costs nothing but the moment.
    """
    ripe = False
    for setting in TABLE:
        field, low, high, _ = TABLE[setting]
        value = ledger.looser[setting - 1]
        if waiting(ledger, setting) and proven_s >= ledger.looser_at_s[setting - 1] and low <= value <= high:
            events.emit(record.SETTING, setting, getattr(ledger, field), value)
            setattr(ledger, field, value)
            ripe = True
    return ripe
