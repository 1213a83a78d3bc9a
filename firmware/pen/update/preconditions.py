"""What must be true before firmware may come or go: the pen at rest, its battery charged, room in the flash; a version
that is for this board and can read what the pen has stored.

It changes nothing, but that records which the laptop holds may be dropped for room.
"""

from micropython import const

from pen.core.limits import BATTERY_START_MV
from pen.formats import messages as m
from pen.formats.reasons import Refused
from pen.formats.version import SCHEMA

from .incoming import bytes_in_other_slot

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any, Protocol

    from slots import Slots

    from pen.formats.manifest import Manifest
    from pen.storage.store import Store

    class PenView(Protocol):
        """What an update needs to know of the pen; `pen/link/pen_view.py` has it."""

        @property
        def idle(self) -> bool: ...
        @property
        def ring_moving(self) -> bool: ...
        @property
        def battery_mv(self) -> int: ...


_SPARE_BLOCKS = const(24)  # of the flash, for journal and ledger


def idle(store: "Store", view: "PenView") -> None:
    """No treatment, and nobody in the middle of something. Raises Refused."""
    if store.ledger.session_open or view.ring_moving:
        raise Refused(m.E_BUSY)
    if not view.idle:
        raise Refused(m.E_OCCUPIED)


def ready(slots: "Slots", store: "Store", view: "PenView") -> None:
    """Nothing else goes on, nothing is on trial, and the battery would last. Raises Refused."""
    idle(store, view)
    if slots.trial or slots.running != slots.record.active:
        raise Refused(m.E_TRIAL)
    if view.battery_mv < BATTERY_START_MV:
        raise Refused(m.E_BATTERY, view.battery_mv)


def fits(manifest: "Manifest", board_name: str, slots: "Slots") -> None:
    """The version that `manifest` describes can run on this board, on these slots. Raises Refused."""
    if board_name not in manifest.boards:
        raise Refused(m.E_BOARD)
    if manifest.min_boot > slots.version:
        raise Refused(m.E_BOOT, slots.version)
    reads_what_is_stored(manifest.schema)


def reads_what_is_stored(schema: "tuple[int, ...]") -> None:
    """A version that knows this `schema` of ledger and journal can read what this one has written. Raises Refused."""
    if schema[0] < SCHEMA[0] or schema[1] < SCHEMA[1]:
        raise Refused(m.E_FORMAT, SCHEMA[0])


def make_room(slots: "Slots", store: "Store", size: int, agreed: bool) -> None:
    """Room for `size` bytes in the slot, and some for the journal; records that the laptop holds may go for it.

    `agreed`: by a person at the pen; before that nothing goes, and it is enough that something could. Raises Refused.
    """
    fs: Any = slots.fs  # pyright: ignore[reportUnknownMemberType] - slots.py carries no types
    while True:
        status = fs.statvfs("/")
        missing = size - bytes_in_other_slot(slots) + (_SPARE_BLOCKS - status[3]) * status[0]
        if missing <= 0:
            return
        if not store.give_room(agreed):
            raise Refused(m.E_ROOM, missing)
        if not agreed:
            return
