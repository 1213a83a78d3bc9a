"""The requests about firmware: a new version is received, accepted by a person at the pen, verified, and tried (S12).

What arrives is a bundle (`formats/bundle.py`). Its head comes twice: first it is only summed, and must be signed before
the flash is touched; then it comes once more at the beginning of the whole file, which goes straight into the slot that
does not run (`incoming.py`). What the head says of the version is checked before the person is asked, the list of files
with the rest, at the end. Each request is a method named in `pen/link/table.py`. It must not move anything;
the ledger it leaves alone, and to the journal it only adds records.
"""

from micropython import const

from pen.formats import bundle, record
from pen.formats import messages as m
from pen.formats.manifest import Manifest
from pen.formats.reasons import Refused
from pen.formats.version import VERSION, as_number
from pen.hal.errors import PartError
from pen.storage.store import StoreError

from . import preconditions
from .incoming import IncomingBundle, run_other_slot_next
from .slot_info import SlotInfo

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from slots import Slots

    from pen.storage.store import Store

    from .preconditions import PenView

    Fields = dict[str, Any]
    Answer = tuple[Any, ...]

_GETTING = const(1)  # Update.phase; 0: nothing to be seen
_RESTARTING = const(2)
_KEPT_TURNS = const(3_000)  # turns of 10 ms without a request: everything is forgotten
_STARTS = const(8)  # of one transfer: a cable that asks for more wears the flash
_KEYS_MAX = const(4)  # in the ring
_NOTES = const(8)
_NOTED = (m.E_BOARD, m.E_BOOT, m.E_FORMAT, m.E_BATTERY, m.E_ROOM, m.E_TRIAL, m.E_NO_OTHER)  # refusals worth a record


class Update:
    """One bundle at a time. `slots`: the program's; `view`: what is known of the pen (`link/pen_view.py`).

    `phase`, `version`, `older`, `going_back`, `held` and `size` are what the screen shows; `restart`: the pen is to
    start again, as another version.
    """

    asks = False  # on the screen it is no question

    def __init__(self, slots: "Slots", store: "Store", view: "PenView", board_name: str):
        self._slots = slots
        self._store = store
        self._view = view
        self._board = board_name
        self._incoming: IncomingBundle | None = None
        self._silent_turns = 0  # since the last request about firmware
        self._noted: list[tuple[int, int, int]] = []  # what the journal knows already
        self.restart = False
        self._forget()

    def _forget(self) -> None:
        """Nothing is offered any more; what a slot holds stays there."""
        self.close()
        self._head: bundle.Head | None = None
        self._head_sum = b""  # of a head whose signature is good
        self._manifest: Manifest | None = None
        self.phase = 0
        self.version = 0
        self.older = False
        self.going_back = False
        self.size = 0
        self._starts = 0  # how often the transfer began anew

    def close(self) -> None:
        """The cable was pulled: what has come is kept in the slot. Only with needles at rest."""
        incoming = self._incoming
        self._incoming = None
        try:
            if incoming is not None:
                incoming.close()
        except OSError:  # the next transfer checks what the slot holds
            self._incoming = None

    @property
    def held(self) -> int:
        """How much of it is in the slot."""
        return self._incoming.held if self._incoming is not None else 0

    def turn(self) -> bool:
        """One turn of the loop has passed; False: no request has come for 30 s, and everything is forgotten."""
        self._silent_turns += 1
        return self._silent_turns < _KEPT_TURNS or self.restart

    def asked(self) -> None:
        """A request about firmware has come. Raises Refused: the pen is about to restart."""
        self._silent_turns = 0
        if self.restart:
            raise Refused(m.E_BUSY)

    def refusal(self, error: Exception) -> Refused:
        """What the laptop is told of `error`, which ended a request; the journal may be told, too.

        Raises `error` if it is the program's own.
        """
        if isinstance(error, Refused):
            if error.code in _NOTED:
                self._note(record.REFUSED, error.code)
            return error
        if isinstance(error, bundle.BadBundle):
            self._note(record.REFUSED, m.E_BUNDLE)
            self._forget()
            return Refused(m.E_BUNDLE, error.code + 256 * min(error.at, 0xFFFF))
        if isinstance(error, (OSError, MemoryError)):
            self._forget()
        elif not isinstance(error, (StoreError, PartError)):
            raise error
        return Refused(m.E_STORE)

    # --- a bundle comes -------------------------------------------------------------------------------

    def head(self, fields: "Fields") -> "Answer":
        """The bundle's head, from its first byte on. It is summed and not kept."""
        data = fields["data"]
        if not fields["offset"]:
            self._forget()
            self._head = bundle.Head(data[: bundle.PREFIX])
        head = self._head
        if head is None or self._incoming is not None:
            raise Refused(m.E_RANGE, 0)
        if fields["offset"] != head.received or head.received + len(data) > head.size:
            raise Refused(m.E_RANGE, head.received)
        head.add(data)
        return m.OK, head.received

    def check_begin(self, _: "Fields") -> None:
        """All that can be checked before a person is asked: signature, format, board, versions, battery, room."""
        manifest = self._manifest
        head = self._head
        if manifest is None and (head is None or head.received != head.size):
            raise Refused(m.E_ORDER)
        slots = self._slots
        preconditions.ready(slots, self._store, self._view)
        if manifest is None:
            manifest = self._manifest = self._signed(head)
            self._head = None
        self.version = manifest.number
        preconditions.fits(manifest, self._board, slots)
        self.size = manifest.pack_at + manifest.pack_size
        preconditions.make_room(slots, self._store, self.size, False)
        self.older = self.version < max(as_number(VERSION), slots.record.highest_version)
        self._note(record.OFFERED, 0)

    def asks_nothing(self, _: "Fields") -> None:
        """It writes nothing, or what it writes was agreed to."""

    def asks_begin(self, _: "Fields") -> "Fields":
        """The version, and who answers for it."""
        return {"version": self.version, "older": self.older, "key": self._manifest.key}  # pyright: ignore[reportOptionalMemberAccess] - `check_begin` was first

    def begin(self, _: "Fields") -> "Answer":
        """Open the slot for this bundle; what the slot already has of it is kept."""
        self.close()
        preconditions.make_room(self._slots, self._store, self.size, True)
        self._starts = 0
        manifest: Manifest = self._manifest  # pyright: ignore[reportAssignmentType] - `check_begin` was first
        incoming = self._incoming = IncomingBundle(self._slots, self._head_sum, manifest)
        self.phase = _GETTING
        return m.FW_HELD, incoming.held, incoming.hash()

    def _signed(self, head: "Any") -> Manifest:
        """The manifest of the bundle, if one of the pen's keys has signed it. Raises BadBundle, OSError."""
        fs: Any = self._slots.fs  # pyright: ignore[reportUnknownMemberType] - slots.py carries no types
        with fs.open("/keys", "rb") as file:
            name = head.signer(_ring(file))
        manifest = Manifest(head.start())
        if manifest.key != name:
            raise bundle.BadBundle(bundle.KEY_NAME)
        self._head_sum = head.sum()
        return manifest

    def check_data(self, fields: "Fields") -> None:
        """Is it the next piece of the accepted bundle, or its first one again?"""
        incoming = self._begun()
        preconditions.ready(self._slots, self._store, self._view)
        offset = fields["offset"]
        if offset not in (incoming.held, 0) or offset + len(fields["data"]) > self.size:
            raise Refused(m.E_RANGE, incoming.held)

    def data(self, fields: "Fields") -> "Answer":
        """Write a piece of the bundle; one that is its first starts the transfer over."""
        incoming = self._begun()
        if fields["offset"] != incoming.held:
            if self._starts == _STARTS:
                raise Refused(m.E_LIMIT, _STARTS)
            self._starts += 1
            incoming.start_over()
        incoming.write(fields["data"])
        return m.OK, incoming.held

    def check_finish(self, _: "Fields") -> None:
        """Is all of it there?"""
        incoming = self._begun()
        preconditions.ready(self._slots, self._store, self._view)
        if incoming.held != self.size:
            raise Refused(m.E_RANGE, incoming.held)

    def finish(self, _: "Fields") -> "Answer":
        """All of it is read back and verified; only then it may be tried, and the pen restarts."""
        incoming = self._begun()
        incoming.install()
        self._restart_for(record.INSTALLED)
        return m.OK, self.size

    def _begun(self) -> IncomingBundle:
        """The bundle that was accepted. Raises Refused: there is none."""
        if self._incoming is None:
            raise Refused(m.E_ORDER)
        return self._incoming

    # --- trial and back -------------------------------------------------------------------------------

    def check_rollback(self, _: "Fields") -> None:
        """Is there a version to go back to that can read what the pen has stored?"""
        slots = self._slots
        preconditions.idle(self._store, self._view)
        other = SlotInfo(slots, 1 - slots.running)
        if slots.trial:
            self.version = other.version
            return
        if not other.runnable:
            raise Refused(m.E_NO_OTHER)
        preconditions.reads_what_is_stored(other.schema)
        if not self.going_back:
            self._forget()
            self.going_back = True
            self.version = other.version

    def asks_rollback(self, _: "Fields") -> "Fields":
        """The version in the other slot."""
        return {"version": self.version}

    def rollback(self, _: "Fields") -> "Answer":
        """To the version in the other slot, on trial; from a trial back to the one before."""
        slots = self._slots
        if slots.trial:
            self.restart = True
            return m.OK, slots.record.highest_version
        run_other_slot_next(slots, self.version)
        self._restart_for(record.ROLLED_BACK)
        return m.OK, self.version

    def _restart_for(self, what: int) -> None:
        """The pen restarts, once the laptop knows."""
        self._store.events.emit(record.UPDATE, what, 0, as_number(VERSION), self.version)
        self.phase = _RESTARTING
        self.restart = True

    # --- journal --------------------------------------------------------------------------

    def _note(self, what: int, code: int) -> None:
        """Into the journal, but the same only once: repeated requests must not fill it."""
        note = (what, code, self.version)
        events = self._store.events
        if note not in self._noted and len(self._noted) < _NOTES and events.cable_may_write():
            self._noted.append(note)
            events.emit(record.UPDATE, what, code, as_number(VERSION), self.version)


def _ring(file: "Any") -> "Iterator[tuple[str, int]]":
    """Names and moduli of the key ring, read key by key: all at once they need 1.6 KB of heap in one piece."""
    for _ in range(_KEYS_MAX):
        yield from bundle.keys(file.read(bundle.KEY))
