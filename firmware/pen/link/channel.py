"""The bytes of the cable: whole frames in, whole frames out, never waiting for the laptop.

It knows frames and how a message is packed, and nothing of what a message means or may do.
"""

from micropython import const

from pen.formats import messages as m
from pen.formats.frame import HEADER, PAYLOAD_MAX, TRAILER, FrameReader, build

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from pen.hal.usb_serial import UsbSerial

_FULL_LINE_CHECKS = const(16)  # of a full line before the turn ends: a packet leaves every 80 us, a check takes as long
_EMPTY_CHECKS = const(16)  # of a line on which a frame has begun: a packet comes every 50 us, a check takes as long
_STUCK_TURNS = const(200)  # 2 s without a byte taken: the host has stopped reading
_SILENT_TURNS = const(50)  # 0.5 s without a byte received: a half frame will not be completed any more


class Channel:
    """The pen's end of the cable, as frames. One answer at a time stands in `out`.

    `start`, `end`: what of `out` is still to be written. `stuck`: the host has taken nothing for two seconds.
    """

    def __init__(self, serial: "UsbSerial"):
        self._serial = serial
        self._reader = FrameReader(m.REQUEST_MAX, 1)
        self.write = serial.write
        self.out = bytearray(HEADER + PAYLOAD_MAX + TRAILER)
        self.view = memoryview(self.out)
        self.reset()

    def reset(self) -> None:
        """The cable was pulled, or the host has stopped reading: forget half a request and half an answer."""
        self._reader.clear()
        self.start = 0
        self.end = 0
        self.stuck = False
        self._stuck_turns = 0
        self._silent_turns = 0
        self.kind = 0  # of the request being answered
        self.tag = 0

    def resize(self, payload_max: int) -> None:
        """Take requests with payloads of up to `payload_max` bytes from now on; a half request is forgotten."""
        self._reader = FrameReader(payload_max, 1)

    @property
    def idle(self) -> bool:
        """Whether everything that was to be sent is written."""
        return self.start == self.end

    def receive(self) -> None:
        """Once a turn: take the bytes that have come; what is on its way of the same frame, too, but not for long."""
        reader = self._reader
        came = False
        checks = 0
        while checks < _EMPTY_CHECKS:
            space = reader.space()[: reader.missing() or HEADER]  # never more than is due: see `readinto`
            count = self._serial.readinto(space) if len(space) else 0
            if count:
                reader.fed(count)
                came = True
            elif not came:
                break
            checks += 1
            if not reader.missing():
                break
        if came:
            self._silent_turns = 0
        elif self._silent_turns < _SILENT_TURNS:
            self._silent_turns += 1
            if self._silent_turns == _SILENT_TURNS and self.start == self.end:
                self._reader.clear()

    def next(self) -> "memoryview | None":
        """The payload of the next request, its `kind` and `tag` in the fields; None when there is no whole one.

        It is good until the next call. As bytes, each piece of an update would want heap in one piece, and in time a
        garbage collection, 40 ms with the cable in.
        """
        payload = self._reader.view()
        if payload is not None:
            self._silent_turns = 0  # what waits behind this request is no half frame
            self.kind = self._reader.kind
            self.tag = self._reader.tag
        return payload

    def flush(self) -> bool:
        """Write what is pending; True when all of it is gone."""
        checks = 0
        while self.start < self.end:
            count = self.write(self.view[self.start : self.end])
            if count:
                self.start += count
                self._stuck_turns = checks = 0
                continue
            checks += 1
            if checks == _FULL_LINE_CHECKS:
                self._stuck_turns += 1
                self.stuck = self._stuck_turns >= _STUCK_TURNS
                return False
        return True

    def send(self, kind: int, length: int) -> None:
        """Frame the payload of `length` bytes that stands in `out`; `flush` will write it."""
        self.end = build(self.out, kind, self.tag, length)
        self.start = 0

    def say(self, kind: int, *values: "int | bytes") -> None:
        """Answer the current request with this message."""
        payload = m.encode(kind, *values)
        self.view[HEADER : HEADER + len(payload)] = payload
        self.send(kind, len(payload))
