"""Marks a cartridge as used, before the first stroke of a session (S5, S14). Loaded for a moment, needles at rest."""

from micropython import const

from pen.core import cartridge as cartridges
from pen.hal.errors import PartError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable

    from pen.core.cartridge import Cartridge
    from pen.core.ledger import Ledger
    from pen.hal.ds2431 import Ds2431

_ROW = const(8)  # bytes that are written at once


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
    try:
        if cartridge.bound == cartridges.UNBOUND:
            tag.write_row(cartridges.BINDING_AT, ledger.pen_id)
        if cartridge.marks < uses:
            used = bytes((cartridges.USED,)) * min(uses, _ROW)
            tag.write_row(cartridges.MARKS_AT, used + b"\xff" * (_ROW - len(used)))
    except PartError:
        return False
    read()
    if not (cartridge.stay == stay and cartridge.marks >= uses and cartridge.bound == ledger.pen_id):
        return False
    opened_s = ledger.began(hi, lo) if uses > 1 else max(1, proven_s)
    ledger.set_uses(hi, lo, uses, opened_s)  # durable with the session's start
    return True
