"""Tells the journal of a cartridge that came, and marks one as used, before the first stroke of a session (S5, S14).

Loaded for a moment, needles at rest.
"""

from struct import unpack_from

from micropython import const

from pen.core import cartridge as cartridges
from pen.formats import record
from pen.hal.errors import PartError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable

    from pen.core.cartridge import Cartridge
    from pen.core.events import Events
    from pen.core.ledger import Ledger
    from pen.hal.ds2431 import Ds2431

_ROW = const(8)  # bytes that are written at once
_LOT_AT = const(8)  # where the tag has the number of its lot, u32


def tell(cartridge: "Cartridge", ledger: "Ledger", proven_s: int, tag: bytearray, events: "Events") -> None:
    """What was put in and what this pen thinks of it; its lot, and when this pen opened it (H50)."""
    hi, lo = cartridge.hi, cartridge.lo
    uses = cartridges.uses(cartridge, ledger)
    limit = cartridges.limit(cartridge.type, ledger.uses_max)
    verdict = cartridges.refusal(cartridge, ledger, proven_s)
    events.emit(record.CARTRIDGE, hi, lo, cartridge.type, cartridge.needle_um, uses, limit, verdict)
    events.emit(record.LOT, hi, lo, unpack_from("<I", tag, _LOT_AT)[0], ledger.began(hi, lo))


def mark(
    cartridge: "Cartridge",
    ledger: "Ledger",
    proven_s: int,
    tag: "Ds2431",
    look: "Callable[[], None]",
    read: "Callable[[], None]",
) -> bool:
    """See `CartridgeReader.mark_use`. `look`: its `read_tag`; `read`: that without asking whether it stayed in."""
    hi, lo, stay = cartridge.hi, cartridge.lo, cartridge.stay
    look()  # what is written to must be what was checked
    if cartridge.stay != stay or cartridges.refusal(cartridge, ledger, proven_s):
        return False
    uses = cartridges.uses(cartridge, ledger) + (0 if ledger.session_open else 1)
    opened_s = ledger.began(hi, lo) if uses > 1 else max(1, proven_s)
    written = False
    try:
        if cartridge.bound == cartridges.UNBOUND:
            tag.write_row(cartridges.BINDING_AT, ledger.pen_id)
        if cartridge.marks < uses:
            written = True  # perhaps, whatever becomes of it
            used = bytes(min(uses, _ROW))  # a used mark is 0
            tag.write_row(cartridges.MARKS_AT, used + b"\xff" * (_ROW - len(used)))
    except PartError:
        pass
    read()
    kept = cartridge.hi == hi and cartridge.lo == lo and cartridge.marks >= uses and cartridge.bound == ledger.pen_id
    if kept or (written and cartridge.stay != stay):  # nobody could read it back: it counts, and was opened now (H50)
        ledger.set_uses(hi, lo, uses, opened_s)  # durable with the session's start
    return kept and cartridge.stay == stay
