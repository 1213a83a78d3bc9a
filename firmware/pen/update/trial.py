"""After an update: writes into the journal how it went, and confirms a version on trial (S12).

A new version confirms itself once it has run healthily at rest for a while; until then the next start, whatever caused
it, goes back to the version before. `app.py` loads it when the boot record
holds an event or a trial, and lets it go when `step` returns False.
"""

from micropython import const

from pen.core.limits import elapsed_ms
from pen.core.states import OFF, SELF_TEST
from pen.formats import record
from pen.formats.version import VERSION, as_number

from .slot_info import SlotInfo

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from slots import Slots

    from pen.core.controller import Controller
    from pen.storage.store import Store

_HEALTHY_MS = const(3_000)  # of steps at rest, stores readable and written
_GIVE_UP_MS = const(60_000)


class Trial:
    """Call `step` in every turn with needles at rest until it returns False. `slots`: the program's two."""

    def __init__(self, slots: "Slots", controller: "Controller", store: "Store", cause: int, now_ms: int):
        """`cause`: why this start, see BOOT records; of a trial that is over it is how that ended."""
        self._slots = slots
        self._controller = controller
        self._store = store
        self._began_ms = now_ms
        self._healthy_since_ms = now_ms  # since when all is well
        self._fault = store.ledger.fault  # a fault from before is not this version's
        now = as_number(VERSION)
        if slots.record.outcome:
            store.events.emit(record.UPDATE, slots.record.outcome, cause, slots.record.outcome_version, now)
        if slots.trial:
            store.events.emit(record.UPDATE, record.TRIAL, 0, SlotInfo(slots, slots.record.active).version, now)

    def step(self, now_ms: int) -> bool:
        """One turn at rest; False: it is over. Restarts a pen whose trial has failed."""
        healthy = self._store.healthy and self._controller.state not in (OFF, SELF_TEST)
        fault = self._store.ledger.fault
        if not healthy or fault not in (0, self._fault) or self._store.events.count:
            self._healthy_since_ms = now_ms
        if healthy and not self._store.events.count and self._slots.record.outcome:  # the journal has it
            self._slots.record.outcome = 0
            self._slots.save()
        if not self._slots.trial:
            return self._slots.record.outcome != 0
        if elapsed_ms(now_ms, self._healthy_since_ms) >= _HEALTHY_MS:
            self._confirm()
            return False
        if elapsed_ms(now_ms, self._began_ms) >= _GIVE_UP_MS:
            self._slots.fail()
        return True

    def _confirm(self) -> None:
        slots = self._slots
        before = SlotInfo(slots, slots.record.active).version
        now = as_number(VERSION)
        slots.record.active = slots.running
        slots.record.trial = slots.none
        slots.record.highest_version = max(slots.record.highest_version, now)
        slots.save()
        slots.trial = False
        self._store.events.emit(record.UPDATE, record.CONFIRMED, 0, before, now)
