"""An update in a pen that was used since its start: it starts again first (decision 052), if a person there agrees.

Loaded with such a request, in the place of `pen/update/receiver.py`, whose names have no room beside a treatment's. It
must not restart anything: `server.py` does, once a request got as far as E_RESTART.
"""

from micropython import const

from pen.core.limits import BATTERY_START_MV
from pen.formats import messages as m
from pen.formats.reasons import Refused

from .requests import Requests

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from slots import Slots

    from pen.storage.store import Store

    from .pen_view import PenView
    from .requests import Answer, Fields

_MAGIC = b"NPBUNDL1"  # of `formats/bundle.py`, which belongs to an update; a test compares them


class Restart(Requests):
    """Answers one request of `kind` about firmware."""

    def __init__(self, store: "Store", view: "PenView", boot: "Slots", kind: int):
        super().__init__(store, view)
        self._boot = boot
        self._kind = kind

    def check(self, fields: "Fields") -> None:
        """Would the request be taken after a restart: as in `update/preconditions.py`, and by what its bytes are?"""
        view, boot = self._view, self._boot
        if not view.idle:
            raise Refused(m.E_OCCUPIED if view.occupied else m.E_BUSY)
        if self._store.ledger.session_open:
            raise Refused(m.E_BUSY)
        if boot.trial or boot.running != boot.record.active:  # a restart would end the trial
            raise Refused(m.E_TRIAL)
        if view.battery_mv < BATTERY_START_MV:
            raise Refused(m.E_BATTERY, view.battery_mv)
        if self._kind == m.FW_HEAD:
            if fields["offset"]:
                raise Refused(m.E_RANGE, 0)
            if bytes(fields["data"][:8]) != _MAGIC:
                raise Refused(m.E_BUNDLE)
        elif self._kind != m.FW_ROLLBACK:
            raise Refused(m.E_ORDER)

    def asks(self, _: "Fields") -> "Fields":
        """A restart forgets today's answers and the alcohol, and is a record: whoever is there is asked (S18)."""
        return {"restart": m.E_RESTART}

    def act(self, _: "Fields") -> "Answer":
        """Somebody has agreed. Raises Refused: the laptop is to ask again."""
        raise Refused(m.E_RESTART)
