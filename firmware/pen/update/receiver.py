"""A new version on its way into the slot that does not run: looked at, accepted by a hand, kept, verified, tried (S12).

What arrives is a bundle (`formats/bundle.py`). Its front is collected in memory and must be signed before the flash is
touched; the rest goes straight into the slot (`incoming.py`). Here is who may: everything is asked before the hand on
the pen is. It must not move anything, and of ledger and journal it only adds records to the latter.
"""

from pen.core.limits import BATTERY_START_MV
from pen.core.states import FAULT, LOCKED, READY
from pen.formats import bundle, record
from pen.formats import messages as m
from pen.formats.button_bits import DOWN, UP
from pen.formats.version import SCHEMA, VERSION, as_number, as_parts

from .front import Front
from .incoming import IncomingBundle, there, try_next
from .slot_info import SlotInfo

ASKED, GETTING, RESTARTING = 1, 2, 3  # Update.phase; 0: nothing to be seen
_IDLE = (LOCKED, READY, FAULT)
_SHOWN = 300  # turns of 10 ms without a question: the offer leaves the screen …
_KEPT = 3_000  # … and everything is forgotten
_SPARE_BLOCKS = 24  # of the flash, for journal and ledger
_RING_MAX = 4 * bundle.KEY
_NOTES = 8
_NOTED = (m.E_BOARD, m.E_BOOT, m.E_FORMAT, m.E_BATTERY, m.E_ROOM, m.E_TRIAL, m.E_NO_OTHER)  # refusals worth a record


class _No(Exception):
    """The request is refused."""

    def __init__(self, code: int, detail: int = 0):
        super().__init__(code)
        self.code = code
        self.detail = detail


class Update:
    """One bundle at a time. `boot`: slots and boot record; `status`: what is known of the pen (`status.py`).

    `phase`, `version`, `older`, `going_back`, `held` and `size` are what the screen shows.
    """

    def __init__(self, boot, store, status, board_name: str):
        self._boot = boot
        self._store = store
        self._status = status
        self._board = board_name
        self._acts = {
            m.FW_INFO: self._info,
            m.FW_HEAD: self._head,
            m.FW_BEGIN: self._begin,
            m.FW_DATA: self._data,
            m.FW_FINISH: self._finish,
            m.FW_CONFIRM: self._confirm,
            m.FW_ROLLBACK: self._rollback,
        }
        self._incoming = None
        self._quiet = 0
        self._noted = []  # what the journal knows already
        self.restart = False
        self._forget()

    def _forget(self) -> None:
        self.close()
        self._front = Front(0)
        self._got = 0  # of the front
        self._manifest = None
        self.phase = 0
        self.version = 0
        self.older = False
        self.going_back = False
        self.size = 0

    def close(self) -> None:
        """The cable goes: what has come is kept. Only with needles at rest."""
        incoming = self._incoming
        self._incoming = None
        try:
            if incoming is not None:
                incoming.close()
        except OSError:  # whoever goes on looks at what is there
            self._incoming = None

    @property
    def held(self) -> int:
        """How much of it is in the slot."""
        return self._incoming.held if self._incoming is not None else 0

    def turn(self) -> bool:
        """One turn of the loop has passed; False: nobody has asked for long, and everything is forgotten."""
        self._quiet += 1
        if self._quiet == _SHOWN and self.phase == ASKED:
            self.phase = 0
        return self._quiet < _KEPT or self.restart

    def answer(self, kind: int, fields: dict) -> tuple:
        """Carry out one decoded request; kind and values of its answer."""
        self._quiet = 0
        try:
            if self.restart:
                raise _No(m.E_BUSY)
            return self._acts[kind](fields)
        except _No as no:
            if no.code in _NOTED:
                self._note(record.REFUSED, no.code)
            return m.ERROR, no.code, no.detail
        except bundle.BadBundle as bad:
            self._note(record.REFUSED, m.E_BUNDLE)
            self._forget()
            return m.ERROR, m.E_BUNDLE, bad.code + 256 * min(bad.at, 0xFFFF)
        except (OSError, MemoryError):
            self._forget()
            return m.ERROR, m.E_STORE, 0

    # --- what is here ---------------------------------------------------------------------------------

    def _info(self, _) -> tuple:
        boot = self._boot
        other = SlotInfo(boot, 1 - boot.running)
        head = (
            m.FW_IS,
            boot.running,
            boot.version,
            m.TRIAL if boot.trial else m.CONFIRMED,
            boot.record.names[boot.running],
            SlotInfo(boot, boot.running).commit,
            m.THERE if self._can_go_back(other) else m.NONE,
        )
        charged = 1 if self._status.battery_mv >= BATTERY_START_MV else 0
        return head + as_parts(other.version) + (boot.record.names[1 - boot.running], m.DATA_MAX, charged)

    def _can_go_back(self, other) -> bool:
        return bool(other.version and self._boot.record.names[1 - self._boot.running])

    # --- a bundle comes -------------------------------------------------------------------------------

    def _head(self, fields) -> tuple:
        """The front, from its first byte on. Its size is capped before there is room made for it."""
        data = fields["data"]
        if not fields["offset"]:
            self._forget()
            self._front = Front(bundle.front_size(data[: bundle.PREFIX]))
        got = self._got + len(data)
        if fields["offset"] != self._got or got > len(self._front) or self._incoming is not None:
            raise _No(m.E_RANGE, self._got)
        self._front.put(self._got, data)
        self._got = got
        return m.OK, got

    def _begin(self, _) -> tuple:
        """Everything is asked before the hand is: signature, format, board, versions, battery, room."""
        if not self._got or self._got != len(self._front):
            raise _No(m.E_ORDER)
        boot = self._boot
        self._ready()
        if self._manifest is None:
            self._manifest = self._signed()
        manifest = self._manifest
        self.version = manifest.number
        if self._board not in manifest.boards:
            raise _No(m.E_BOARD)
        if manifest.min_boot > boot.version:
            raise _No(m.E_BOOT, boot.version)
        if manifest.schema[0] < SCHEMA[0] or manifest.schema[1] < SCHEMA[1]:
            raise _No(m.E_FORMAT, SCHEMA[0])
        self.size = len(self._front) + manifest.pack_size
        self._room()
        self.older = self.version < max(as_number(VERSION), boot.record.floor)
        self._note(record.OFFERED, 0)
        self._accepted()
        self.close()
        self._incoming = IncomingBundle(boot, self._front, manifest)
        self.phase = GETTING
        return m.FW_HELD, self.held, self._incoming.hash()

    def _signed(self):
        """The manifest of the front, if one of the pen's keys has signed it. Raises BadBundle, OSError."""
        with self._boot.fs.open("/keys", "rb") as file:
            ring = file.read(_RING_MAX)
        name = bundle.signer(self._front, bundle.keys(ring))
        manifest = bundle.Manifest(self._front)
        if manifest.key != name:
            raise bundle.BadBundle(bundle.KEY_NAME)
        return manifest

    def _data(self, fields) -> tuple:
        """A piece of the pack; one that is its first begins it anew."""
        incoming = self._incoming
        if incoming is None:
            raise _No(m.E_ORDER)
        self._ready()
        offset = fields["offset"]
        if offset == len(self._front) and offset != incoming.held:
            incoming.anew()
        if offset != incoming.held or offset + len(fields["data"]) > self.size:
            raise _No(m.E_RANGE, incoming.held)
        incoming.write(fields["data"])
        return m.OK, incoming.held

    def _finish(self, _) -> tuple:
        """All of it is read back and verified; only then it may be tried, and the pen restarts."""
        incoming = self._incoming
        if incoming is None:
            raise _No(m.E_ORDER)
        self._ready()
        if incoming.held != self.size:
            raise _No(m.E_RANGE, incoming.held)
        incoming.install()
        self._leave(record.INSTALLED)
        return m.OK, self.size

    # --- trial and back -------------------------------------------------------------------------------

    def _confirm(self, _) -> tuple:
        """The new version confirms itself (`trial.py`); here it says whether it has."""
        if self._boot.trial:
            raise _No(m.E_SELF_TEST)
        return m.OK, as_number(VERSION)

    def _rollback(self, _) -> tuple:
        """To the version in the other slot, on trial; from a trial back to the one before, which needs no hand."""
        boot = self._boot
        self._idle()
        if boot.trial:
            self.restart = True
            return m.OK, boot.record.floor
        other = SlotInfo(boot, 1 - boot.running)
        if not self._can_go_back(other):
            raise _No(m.E_NO_OTHER)
        if other.schema[0] < SCHEMA[0] or other.schema[1] < SCHEMA[1]:
            raise _No(m.E_FORMAT, SCHEMA[0])
        if not self.going_back:
            self._forget()
            self.going_back = True
            self.version = other.version
        self._accepted()
        try_next(boot, other.version)
        self._leave(record.ROLLED_BACK)
        return m.OK, self.version

    def _leave(self, what: int) -> None:
        """The pen restarts, once the laptop knows."""
        self._store.events.emit(record.UPDATE, what, 0, as_number(VERSION), self.version)
        self.phase = RESTARTING
        self.restart = True

    # --- may it be? -----------------------------------------------------------------------------------

    def _ready(self) -> None:
        """Nothing else goes on, nothing is on trial, and the battery would last. Raises _No."""
        self._idle()
        if self._boot.trial or self._boot.running != self._boot.record.active:
            raise _No(m.E_TRIAL)
        if self._status.battery_mv < BATTERY_START_MV:
            raise _No(m.E_BATTERY, self._status.battery_mv)

    def _idle(self) -> None:
        if self._store.ledger.session_open or self._status.ring_moving:
            raise _No(m.E_BUSY)
        if self._status.occupied or self._status.state not in _IDLE:
            raise _No(m.E_OCCUPIED)

    def _room(self) -> None:
        """Room for the slot, and some for the journal; what the laptop has of that may go. Raises _No."""
        boot = self._boot
        while True:
            status = boot.fs.statvfs("/")
            missing = self.size - there(boot) + (_SPARE_BLOCKS - status[3]) * status[0]
            if missing <= 0:
                return
            if not self._store.give_room():
                raise _No(m.E_ROOM, missing)

    def _accepted(self) -> None:
        """Until the hand on the pen says yes, the answer is a question. Raises _No."""
        wanted = UP | DOWN if self.older else DOWN
        if self.phase != ASKED:  # a thumb that is there before the question means something else
            self.phase = ASKED
        elif self._status.buttons & wanted == wanted:
            return
        raise _No(m.E_CONFIRM_OLDER if self.older else m.E_CONFIRM)

    def _note(self, what: int, code: int) -> None:
        """For the journal, once: whoever asks again and again does not fill it."""
        note = (what, code, self.version)
        if note not in self._noted and len(self._noted) < _NOTES:
            self._noted.append(note)
            self._store.events.emit(record.UPDATE, what, code, as_number(VERSION), self.version)
