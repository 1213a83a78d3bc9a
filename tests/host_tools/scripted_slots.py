"""A scripted pen with two slots: the pen's end of an update, checked with the pen's own codec, over the real link.

It behaves: it asks for a hand, keeps what has arrived through a restart, verifies, tries, confirms or returns. What it
is to do wrong is told to it: `self_test`, `ticks` of patience, a battery, a loader.
"""

import hashlib
import time
from functools import partial

from pen.formats import bundle as b
from pen.formats import messages as m
from pen.formats import record as r
from pen.formats.manifest import Manifest
from pen.formats.pack_check import check_pack
from pen.formats.reasons import Refused
from pen.link import requests as pens_requests
from pen.link.consent import Consent
from pen.link.server import Link

from tests.firmware.formats.bundles import open_at
from tests.host_tools.bundles import KEY, good
from tests.host_tools.scripted_pen import ScriptedPen

CRASHED = 4  # how a trial ended, as the boot record tells it
_REQUESTS = (m.FW_INFO, m.FW_HEAD, m.FW_BEGIN, m.FW_DATA, m.FW_FINISH, m.FW_CONFIRM, m.FW_ROLLBACK)


def number(version):
    """A version as the journal has it."""
    return version[0] << 16 | version[1] << 8 | version[2]


class Slots:
    """The flash and the head of a pen in an update."""

    def __init__(self, store, controller, board="RPI_PICO", version=(0, 1, 0)):
        self.store, self.controller, self.board = store, controller, board
        self.ring = [(KEY.name, KEY.public.n)]
        self.files = [bytearray(good(version)), bytearray()]
        self.names = ["factory", ""]
        self.versions = [version, None]
        self.active, self.trial = 0, False
        self.boot_version, self.battery_ok = 1, True
        self.self_test, self.trial_s = True, 0.05
        self.floor = version
        self.forgets_after = None  # bytes of a transfer, then the offer is forgotten
        self.taken = 0  # bytes of FW_DATA in all
        self.used = False  # since the start: it restarts before an update
        self.slow_s = 0.0  # a piece takes so long to write
        self.restarting = False
        self.finger = False  # on a button: then it restarts later
        self._before = 0
        self._next = None  # the slot to be tried after the restart
        self._since = 0.0
        self.forget()

    def forget(self):
        """The offer, not what lies in the slot."""
        self.head, self.offer = bytearray(), None

    @property
    def version(self):
        return self.versions[self.active]

    def boot(self):
        """After a restart: the trial begins, or it is over."""
        self.restarting = self.used = False
        if self._next is not None:
            self._before, self.active, self.trial, self._next = self.active, self._next, True, None
        self.forget()
        self.store.ledger.boots += 1
        self._since = time.monotonic()

    def live(self):
        """A turn of the loop."""
        if self.trial and time.monotonic() - self._since > self.trial_s:
            if self.self_test:
                self.confirm()
            else:
                failed, self.active, self.trial = self.active, self._before, False
                self.names[failed] = ""
                self._log(r.RETURNED, CRASHED, self.versions[failed], self.version)
                self.restarting = True

    def confirm(self):
        self.trial = False
        self.floor = max(self.floor, self.version)
        self._log(r.CONFIRMED, 0, self.versions[self._before], self.version)

    @property
    def both(self):
        """▲ and ▼ are pressed together."""
        return self.controller.person.both

    @both.setter
    def both(self, value):
        self.controller.person.both = value

    def answer(self, kind, f, demand):
        if kind != m.FW_INFO and self.restarting:
            raise Refused(m.E_BUSY)
        if kind != m.FW_INFO and (self.controller.busy or self.controller.occupied):
            raise Refused(m.E_OCCUPIED)
        return getattr(self, "_" + {v: k for k, v in vars(m).items() if k.startswith("FW_") and v < 128}[kind])(
            f, demand
        )

    def _FW_INFO(self, _, demand):
        other = 1 - self.active
        there = bool(self.names[other])
        commit = Manifest(self.files[self.active]).commit
        return (
            m.FW_IS,
            self.active,
            self.boot_version,
            m.TRIAL if self.trial else m.CONFIRMED,
            self.names[self.active].encode(),
            commit.encode(),
            m.THERE if there else m.NONE,
            *(self.versions[other] if there else (0, 0, 0)),
            self.names[other].encode(),
            m.DATA_MAX,
            int(self.battery_ok),
        )

    @property
    def running(self):
        return self.active

    @property
    def record(self):
        """The boot record's part of this."""
        return self

    def _start_anew(self, demand, data=b""):
        if self.used:
            demand({"restart": self, "data": data})
            self.restarting = True
            raise Refused(m.E_RESTART)

    def _FW_HEAD(self, f, demand):
        self._start_anew(demand, f["data"])
        if f["offset"] == 0:
            self.forget()
        elif f["offset"] != len(self.head):
            raise Refused(m.E_RANGE, len(self.head))
        self.head += f["data"]
        return m.OK, len(self.head)

    def _FW_BEGIN(self, _, demand):
        if self.trial:
            raise Refused(m.E_TRIAL)
        try:
            name = b.whole_head(self.head).signer(self.ring)
            manifest = Manifest(self.head)
            if name != manifest.key:
                raise b.BadBundle(b.KEY_NAME)
        except b.BadBundle as e:
            raise Refused(m.E_BUNDLE, e.code + 256 * e.at) from e
        if self.board not in manifest.boards:
            raise Refused(m.E_BOARD)
        if manifest.min_boot > self.boot_version:
            raise Refused(m.E_BOOT, self.boot_version)
        if not self.battery_ok:
            raise Refused(m.E_BATTERY, 3410)
        older = manifest.version < self.floor
        demand({"version": number(manifest.version), "older": older, "key": name})
        self.offer = manifest
        spare = self.files[1 - self.active]
        if spare[: len(self.head)] != self.head:
            self.names[1 - self.active] = ""
            spare.clear()
            self._log(r.OFFERED, 0, self.version, manifest.version)
        return m.FW_HELD, len(spare), hashlib.sha256(spare).digest()

    def _FW_DATA(self, f, demand):
        if self.offer is None:
            raise Refused(m.E_ORDER)
        spare = self.files[1 - self.active]
        if not f["offset"]:
            spare.clear()
        if f["offset"] != len(spare):
            raise Refused(m.E_RANGE, len(spare))
        time.sleep(self.slow_s)
        spare += f["data"]
        self.taken += len(f["data"])
        if self.forgets_after is not None and self.taken >= self.forgets_after:
            self.forgets_after = None
            self.forget()
        return m.OK, len(spare)

    def _FW_FINISH(self, _, demand):
        if self.offer is None:
            raise Refused(m.E_ORDER)
        spare = bytes(self.files[1 - self.active])
        try:
            check_pack(partial(open_at, spare), self.offer)
        except b.BadBundle as e:
            self._log(r.REFUSED, m.E_BUNDLE, self.version, self.offer.version)
            raise Refused(m.E_BUNDLE, e.code + 256 * e.at) from e
        self._log(r.INSTALLED, 0, self.version, self.offer.version)
        self._switch(self.offer.version, self.offer.key)
        return m.OK, 0

    def _FW_CONFIRM(self, _, demand):
        if self.trial and not self.self_test:
            raise Refused(m.E_SELF_TEST)
        if self.trial:
            self.confirm()
        return m.OK, 0

    def _FW_ROLLBACK(self, _, demand):
        self._start_anew(demand)
        other = 1 - self.active
        if not self.names[other]:
            raise Refused(m.E_NO_OTHER)
        demand({"version": number(self.versions[other])})
        self._log(r.ROLLED_BACK, 0, self.version, self.versions[other])
        self._switch(self.versions[other], self.names[other])
        return m.OK, 0

    def _switch(self, version, key):
        self._next = 1 - self.active
        self.versions[self._next], self.names[self._next] = version, key
        self.restarting = True

    def _log(self, what, code, old, new):
        self.store.log(r.UPDATE, what, code, number(old or (0, 0, 0)), number(new))


class SlotLink(Link):
    """The real link; what concerns firmware is answered by `slots`."""

    def __init__(self, serial, store, controller, board, slots):
        super().__init__(serial, store, controller, board)
        self._scripted = slots
        self._channel.resize(m.DATA_MAX + 4)

    @property
    def idle(self):
        return self._channel.idle

    def _carried_out(self, kind, payload):
        if kind not in _REQUESTS or self._scripted.answer is None:  # None: firmware from before updates
            true, pens_requests.VERSION = pens_requests.VERSION, self._scripted.version
            try:
                return super()._carried_out(kind, payload)
            finally:
                pens_requests.VERSION = true
        consent = self._consent = self._consent or Consent(self._view, self._store.ledger)
        if kind != m.FW_INFO and not consent.is_about(kind, payload):
            consent.withdraw()
        return self._scripted.answer(kind, m.decode(kind, payload), lambda what: consent.demand(kind, payload, what))


class UpdatingPen(ScriptedPen):
    """A scripted pen that can be updated. `away_s`: how long a restart takes."""

    def __init__(self, *args, away_s=0.1, **how):
        super().__init__(*args, **how)
        self.slots = Slots(self.store, self.controller, self.board)
        self.away_s = away_s
        self.dead = False  # it never comes back

    def _serve_pty(self):
        while not self._stop.is_set():
            super()._serve_pty()

    def _run(self, serial, readable):
        link = SlotLink(serial, self.store, self.controller, self.board, self.slots)
        self.controller.person.link = link
        while not self._stop.is_set() and not serial.closed and not self.dead:
            link.poll()
            self.slots.live()
            if self.slots.restarting and link.idle and not self.slots.finger:
                time.sleep(self.away_s)
                self.slots.boot()
                return
            time.sleep(0.0005)
