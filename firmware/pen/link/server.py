"""Answers the laptop over USB: one request at a time, checked before it is acted on, never waiting for it.

Must not move anything (S10), must not block the loop, must not answer what it cannot check. It knows requests
and answers; bytes come and go through `serial`, and what a request means for the pen is up to `store` and
`controller`. What concerns the skin is answered by `link_skin.py`, what concerns new firmware by `update.py`.
"""

from struct import pack_into

from micropython import const

from pen.core.settings import TABLE, Looser
from pen.formats import messages as m
from pen.formats.frame import HEADER, PAYLOAD_MAX, TRAILER, FrameReader, build, crc32
from pen.formats.record import SIZE
from pen.formats.version import VERSION
from pen.hal.modules import load_low
from pen.storage.store import StoreError

from .skin import No, Skin

# one turn is a control step, limits.STEP_MS = 10 ms, or longer while records are sent: nothing moves then
_FRAMES = const(30)  # frames sent in a turn at most: 110 ms on the chip
_LOOKS = const(16)  # at a full line before the turn ends: a USB packet leaves every 80 us, a look takes as long
_STUCK = const(200)  # turns (2 s) without a byte taken: the host has stopped reading
_QUIET = const(50)  # turns (0.5 s) without a byte: a half frame will not be completed any more

_OF_UPDATES = (m.FW_INFO, m.FW_HEAD, m.FW_BEGIN, m.FW_DATA, m.FW_FINISH, m.FW_CONFIRM, m.FW_ROLLBACK)

_UNIX_MIN_S = const(1_577_836_800)  # 2020-01-01, before this firmware: a laptop that says so has no clock
_UNIX_MAX_S = 4_102_444_800  # 2100-01-01

_RECORDS = HEADER + m.RECORDS_HEAD  # where the records of a RECORDS frame start
_COVERED = _RECORDS + SIZE * m.RECORDS_PER_FRAME  # what the CRC of a full one covers


class Link:
    """The pen's end of the cable.

    `serial.readinto(buf)` and `serial.write(buf)` return how many bytes they moved, 0 = not now; neither may
    wait for the laptop, but while it takes what is being written. `poll()` belongs into every turn of the loop while
    USB is present, `reset()` to the moment it goes.
    """

    def __init__(self, serial, store, controller, board_name: str, boot=None):
        """`boot`: the pen's slots and boot record, None where its program is in none."""
        self._serial = serial
        self._store = store
        self._controller = controller
        self._board = board_name.encode()
        self._boot = boot
        self._update = None  # comes with the first request about firmware, goes when nobody asks any more
        self._reader = FrameReader(m.REQUEST_MAX)
        self._skin = Skin(store, controller)
        self._out = bytearray(HEADER + PAYLOAD_MAX + TRAILER)
        self._view = memoryview(self._out)
        self._headed = False  # the header of a full frame of the running READ stands in `_out`
        self._answers = {
            m.HELLO: self._hello,
            m.STATUS: self._status,
            m.READ: self._read,
            m.ACK: self._ack,
            m.GET_SETTINGS: self._settings,
            m.SET_SETTING: self._set_setting,
            m.SET_WALL: self._set_wall,
            m.SERVICE: self._service,
            m.GET_SKIN: self._about_skin,
            m.SET_PROFILE: self._about_skin,
            m.CLEARANCE: self._about_skin,
            m.CHECKIN: self._about_skin,
        }
        if boot is not None:
            for kind in _OF_UPDATES:
                self._answers[kind] = self._about_update
        self.reset()

    def reset(self) -> None:
        """The cable was pulled: forget half a request, half an answer and a running READ."""
        self._reader.clear()
        self._start = 0  # of what is still to be written in `_out`
        self._end = 0
        self._stuck = 0  # turns in which the host took nothing
        self._quiet = 0  # turns in which the host said nothing
        self._tag = 0  # of the request being answered
        self.reading = False  # a READ is being answered …
        self._sequence = 0  # … here …
        self._left = 0  # … with so many records to go
        self._leave = False  # SERVICE was granted

    @property
    def service(self) -> bool:
        """The laptop may have the port now: it asked, and has its answer."""
        return self._leave and self._start == self._end

    @property
    def restart(self) -> bool:
        """Another version is to run now: the laptop knows."""
        return self._update is not None and self._update.restart and self._start == self._end

    @property
    def offer(self):
        """The update that belongs on the screen, or None."""
        update = self._update
        return update if update is not None and update.phase else None

    def close(self) -> None:
        """The cable was pulled: keep what came of an update. Only with needles at rest."""
        if self._update is not None:
            self._update.close()
            self._update = None
            self._reader = FrameReader(m.REQUEST_MAX)

    def poll(self) -> None:
        """One turn: take what came, answer one request, or send what fits of a READ; a new request ends that."""
        if self._update is not None and not self._update.turn():
            self.close()
        self._receive()
        if not self._flush():
            return
        payload = self._reader.next()
        if payload is not None:
            self._answer(payload)  # it may have written: one a turn, so that the loop stays quick
        if self._flush() and self.reading:
            try:
                self._stream()
            except StoreError:
                self._unreadable()
                self._flush()

    # --- bytes ------------------------------------------------------------------------------------
    def _receive(self) -> None:
        space = self._reader.space()
        count = self._serial.readinto(space) if len(space) else 0
        if count:
            self._reader.fed(count)
            self._quiet = 0
        elif self._quiet < _QUIET:
            self._quiet += 1
            if self._quiet == _QUIET and self._start == self._end:
                self._reader.clear()

    def _flush(self) -> bool:
        """Write what is pending; True when all of it is gone."""
        looks = 0
        while self._start < self._end:
            count = self._serial.write(self._view[self._start : self._end])
            if count:
                self._start += count
                self._stuck = looks = 0
                continue
            looks += 1
            if looks == _LOOKS:
                self._stuck += 1
                if self._stuck >= _STUCK:
                    self.reset()
                return False
        return True

    def _send(self, kind: int, length: int) -> None:
        """The payload stands in `_out`: frame it and let `_flush` write it."""
        self._end = build(self._out, kind, self._tag, length)
        self._start = 0
        self._headed = False

    def _say(self, kind: int, *values) -> None:
        payload = m.encode(kind, *values)
        self._view[HEADER : HEADER + len(payload)] = payload
        self._send(kind, len(payload))

    def _error(self, code: int, detail: int = 0) -> None:
        self._say(m.ERROR, code, detail)

    # --- requests ---------------------------------------------------------------------------------
    def _answer(self, payload: bytes) -> None:
        self._quiet = 0  # what waits behind this request is no half frame
        kind = self._reader.kind
        self._tag = self._reader.tag
        self.reading = False
        if kind not in self._answers:
            self._error(m.E_UNKNOWN, kind)
            return
        try:
            fields = m.decode(kind, payload)
        except m.BadMessage:
            self._error(m.E_LENGTH, len(payload))
            return
        if self._controller.busy and kind not in (m.HELLO, m.STATUS):
            self._error(m.E_BUSY)
            return
        try:
            self._answers[kind](fields)
        except StoreError:
            self._error(m.E_STORE)
        except No as no:
            self._error(no.code, no.detail)

    def _hello(self, fields) -> None:
        if fields["protocol_max"] < m.PROTOCOL_MIN or fields["protocol_min"] > m.PROTOCOL:
            self._error(m.E_PROTOCOL, m.PROTOCOL)
            return
        store = self._store
        ledger = store.ledger
        self._say(
            m.HELLO_IS,
            m.PROTOCOL_MIN,
            m.PROTOCOL,
            *VERSION,
            bytes(ledger.pen_id),
            self._board,
            store.epoch,
            store.first,
            store.next,
            ledger.acked_seq,
            self._controller.proven_s,
            ledger.wall_offset_s,
            m.CAP_SETTINGS | m.CAP_SKIN | (m.CAP_UPDATE if self._boot is not None else 0),
        )

    def _status(self, _) -> None:
        c = self._controller
        ledger = self._store.ledger
        self._say(
            m.STATUS_IS,
            c.state,
            c.reason,
            c.detail,
            c.unlock_at_s,
            ledger.session,
            ledger.boots,
            ledger.fault,
            c.depth_limit_um,
            c.battery_mv,
            c.motor_temp_dc,
            1 if c.vbus else 0,
        )

    def _read(self, fields) -> None:
        store = self._store
        sequence = fields["sequence"]
        if fields["epoch"] != store.epoch:
            self._error(m.E_EPOCH)
        elif not 1 <= fields["count"] <= m.READ_MAX:
            self._error(m.E_VALUE, m.READ_MAX)
        elif not store.first <= sequence <= store.next:
            self._error(m.E_RANGE, store.first)
        else:
            self._sequence = sequence
            self._left = min(fields["count"], store.next - sequence)
            self.reading = True
            self._headed = False  # another tag, perhaps another epoch

    def _stream(self) -> None:
        """RECORDS frames of the running READ, as many as fit into a turn, and its END.

        A full frame goes the short way: on the chip every view, and every call that needs its variables from the heap,
        takes 80 us and more.
        """
        if self._controller.busy:
            self.reading = False
            self._error(m.E_BUSY)
            self._flush()
            return
        view = self._view
        full, covered, room = view[: _COVERED + TRAILER], view[:_COVERED], view[_RECORDS:_COVERED]
        read, write = self._store.read_records, self._serial.write
        for _ in range(_FRAMES):
            if not self._headed or self._left < m.RECORDS_PER_FRAME:
                self._send_records()
            elif read(self._sequence, room) == m.RECORDS_PER_FRAME:
                pack_into("<I", view, HEADER + 4, self._sequence)
                pack_into("<I", view, _COVERED, crc32(covered))
                self._sequence += m.RECORDS_PER_FRAME
                self._left -= m.RECORDS_PER_FRAME
                self._end = _COVERED + TRAILER
                self._start = write(full)
            else:
                self._unreadable()
            if not (self._start == self._end or self._flush()) or not self.reading:
                return

    def _send_records(self) -> None:
        """The next RECORDS frame of the running READ, or the END of it."""
        if not self._left:
            self.reading = False
            self._say(m.END, self._sequence)
            return
        end = _RECORDS + SIZE * min(self._left, m.RECORDS_PER_FRAME)
        count = self._store.read_records(self._sequence, self._view[_RECORDS:end])
        if not count:
            self._unreadable()
            return
        pack_into("<II", self._out, HEADER, self._store.epoch, self._sequence)
        self._send(m.RECORDS, m.RECORDS_HEAD + SIZE * count)
        self._headed = count == m.RECORDS_PER_FRAME
        self._sequence += count
        self._left -= count

    def _unreadable(self) -> None:
        self.reading = False
        self._error(m.E_STORE)

    def _ack(self, fields) -> None:
        store = self._store
        sequence = fields["sequence"]
        if fields["epoch"] != store.epoch:
            self._error(m.E_EPOCH)
        elif not store.first <= sequence < store.next:
            self._error(m.E_RANGE, store.first)
        elif bytes(store.chain_at(sequence)) != fields["chain"]:
            self._error(m.E_CHAIN)
        else:
            if sequence > store.ledger.acked_seq:  # what is acknowledged already costs no write
                store.acknowledge(sequence)
            self._say(m.OK, sequence)

    def _settings(self, _) -> None:
        ledger = self._store.ledger
        self._say(
            m.SETTINGS_ARE,
            ledger.interval_s,
            ledger.depth_max_um,
            ledger.uses_max,
            ledger.rate_max_hz,
            ledger.needle_max_ms,
        )

    def _set_setting(self, fields) -> None:
        setting = fields["setting"]
        try:
            self._store.tighten(setting, fields["value"])
        except Looser:
            self._error(m.E_LOOSER, getattr(self._store.ledger, TABLE[setting][0]))
        except ValueError:
            self._error(m.E_VALUE)
        else:
            self._say(m.OK, fields["value"])

    def _set_wall(self, fields) -> None:
        """The laptop's UTC labels records; the lock-out never sees it (S7)."""
        unix_s = fields["unix_s"]
        if not _UNIX_MIN_S <= unix_s < _UNIX_MAX_S:
            self._error(m.E_VALUE)
            return
        self._store.set_wall(unix_s - self._controller.proven_s)
        self._say(m.OK, 0)

    def _service(self, _) -> None:
        """The port goes to whoever copies firmware; a hand on the pen says that it is its owner (S10)."""
        if self._controller.occupied:  # a button held there means something else
            self._error(m.E_OCCUPIED)
            return
        if not (self._controller.vbus and self._controller.confirmed):
            self._error(m.E_CONFIRM)
            return
        self._leave = True
        self._say(m.OK, 0)

    def _about_skin(self, fields) -> None:
        self._say(*self._skin.answer(self._reader.kind, fields))

    def _about_update(self, fields) -> None:
        if self._update is None:
            update = load_low("pen.update.receiver")
            self._update = update.Update(self._boot, self._store, self._controller, self._board.decode())
        answer = self._update.answer(self._reader.kind, fields)
        if answer[0] == m.FW_HELD:  # accepted: from now on there is room for more at once
            self._reader = FrameReader(m.DATA_MAX + 4)
        self._say(*answer)
