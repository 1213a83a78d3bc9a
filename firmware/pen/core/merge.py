"""What two stores say becomes one ledger: the stricter value wherever they differ (S8, S9). Needed at boot only.

The third witness, the journal where it goes further than both, is `take_over.py`. It writes nothing.
"""

from binascii import crc32
from struct import pack

from micropython import const

from pen.formats.ledger import AND, ENTRIES, ENTRY, MAX, NEWER, NO_MARK, OR, ZONES, fields
from pen.formats.reasons import F_PART, RING_LOST

from .ledger import Ledger

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

# what is said of one session: not to be mixed with another session's
_OF_SESSION = (
    "session_open", "session_cart_hi", "session_cart_lo", "session_depth_um", "session_rate_hz", "needle_ms",
    "charged_ms", "strokes", "checkin_done", "reacted", "charged_zone", "charged_strokes", "zone_strokes", "zone_ds",
    "zone_um", "zone_measured_um", "cut_zones",
)  # fmt: skip


def _stricter(rule: int, old: "Any", new: "Any") -> "Any":
    """The value that a merged ledger gets."""
    if rule == NEWER:
        return new
    if rule == OR:
        return old | new
    if rule == AND:
        return old & new
    return max(old, new) if rule == MAX else min(old, new)


def stricter(a: "Ledger", b: "Ledger") -> "Ledger":
    """One ledger from two stores' (S9): the newer one, with the stricter value wherever they differ.

    One is the EEPROM's, which is one module with the clock, the other the flash's.
    """
    old, new = (a, b) if a.sequence <= b.sequence else (b, a)
    out = Ledger()
    for name, _, rule in fields():
        x, y = getattr(old, name), getattr(new, name)
        if isinstance(x, list):
            setattr(out, name, [_stricter(rule, x[i], y[i]) for i in range(ZONES)])
        else:
            setattr(out, name, _stricter(rule, x, y))
    if old.session != new.session:  # needle time and strokes belong to one session
        for name in _OF_SESSION:
            setattr(out, name, getattr(new if new.session > old.session else old, name))
    for i in range(ZONES):
        if old.looser[i] != new.looser[i]:  # what only one of them knows is not agreed to
            out.looser[i] = 0
    if out.lock_from_s > out.mark_s:  # the newer mark knows less than the lock: wait the whole interval
        out.mark_s = out.lock_from_s
        out.mark_rtc_s = NO_MARK  # and what the clock has counted since that mark does not count twice
    if out.fault >= F_PART:  # what is no broken part is worse
        out.fault = min(old.fault, new.fault) or out.fault
    for ledger in (old, new):
        if ledger.fault in RING_LOST:
            out.latch(ledger.fault)
        for at in range(ENTRY * (ENTRIES - 1), -1, -ENTRY):
            entry = ledger.cartridges[at : at + ENTRY]
            if entry[6]:
                out.set_uses(int.from_bytes(entry[:3], "big"), int.from_bytes(entry[3:6], "big"), entry[6])
    for place in range(ZONES):  # who knows of a cartridge and not when it was opened says 0, which is stricter
        entry = out.cartridges[ENTRY * place : ENTRY * (place + 1)]
        hi, lo = int.from_bytes(entry[:3], "big"), int.from_bytes(entry[3:6], "big")
        known = [ledger.began(hi, lo) for ledger in (old, new) if ledger.uses(hi, lo)]
        out.opened_s[place] = min(known) if known else 0
    # one mark is of a clock that is not there now (H40): what both know is proven, and nothing since. Two clocks that
    # began to count at the same second have the same difference, and other numbers
    if a.module != b.module or a.mark_s - a.mark_rtc_s != b.mark_s - b.mark_rtc_s:
        out.mark_s = max(out.lock_from_s, min(a.mark_s, b.mark_s))
        out.module = 0  # neither's
        time_unproven(out)
    return out


def number(ledger: "Ledger", drawn: int, known: "list[int]") -> int:
    """The number of a module that is new or was away (decision 068): not one of `known`, and never 0.

    Made of a random number, and of what was written so far. A count would begin again with an older ledger, and give a
    number once more that another module has got since.
    """
    made = crc32(ledger.journal_chain + pack("<II", ledger.sequence, drawn)) & 0xFFFF
    while made in known or not made:
        made = made + 1 & 0xFFFF
    return made


def lock_unknown(ledger: "Ledger") -> None:
    """What is known may not be the newest: lock for a full interval from now (S9)."""
    ledger.locked = 1
    ledger.history_lost = 1
    ledger.lock_from_s = ledger.mark_s = max(ledger.lock_from_s, ledger.mark_s)
    time_unproven(ledger)


def time_unproven(ledger: "Ledger") -> None:
    """Nothing proves what the clock has counted since the mark."""
    ledger.mark_rtc_s = NO_MARK
    ledger.time_unproven()
