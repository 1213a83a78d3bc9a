"""Version, commit and schema of the bundle in a slot, read from the first lines of its manifest. It checks nothing."""

from micropython import const

from pen.core.limits import BATTERY_START_MV
from pen.formats import messages as m
from pen.formats.version import as_number, as_parts

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

    from slots import Slots

    from .preconditions import PenView

_HEAD = const(400)  # bytes: the lines up to the schema are far shorter


class SlotInfo:
    """`version` (a number), `commit` and `schema` (ledger, journal) of the bundle in a slot; 0, b"-", 0.0 of none.

    `runnable`: the boot record says that it was verified.
    """

    def __init__(self, slots: "Slots", slot: int):
        self.version = 0
        self.commit = b"-"
        self.schema = (0, 0)
        fs: Any = slots.fs  # pyright: ignore[reportUnknownMemberType] - slots.py carries no types
        try:
            with fs.open(slots.path(slot), "rb") as file:
                lines = file.read(_HEAD)[16:].split(b"\n")
            self.version = as_number([int(word) for word in lines[1][8:].split(b".")])
            self.commit = lines[2][7:19]
            ledger, journal = lines[5][7:].split(b".")
            self.schema = (int(ledger), int(journal))
        except (OSError, ValueError, IndexError):
            pass
        self.runnable = bool(self.version and slots.record.names[slot])


def told(slots: "Slots", view: "PenView") -> "tuple[Any, ...]":
    """The answer FW_IS: what is in both slots, and whether the battery is good for an update."""
    other = SlotInfo(slots, 1 - slots.running)
    running = (
        m.FW_IS,
        slots.running,
        slots.version,
        m.TRIAL if slots.trial else m.CONFIRMED,
        slots.record.names[slots.running],
        SlotInfo(slots, slots.running).commit,
        m.THERE if other.runnable else m.NONE,
    )
    charged = 1 if view.battery_mv >= BATTERY_START_MV else 0
    return running + as_parts(other.version) + (slots.record.names[1 - slots.running], m.DATA_MAX, charged)
