"""Requests and answers over a transport: tags, deadlines, errors. Knows no particular message but HELLO.

Must not interpret fields (`connection.py` does) and must not touch the database.
"""

import random
import time
from collections.abc import Callable, Iterator

from ..codec import RECORD_SIZE, BadMessage, Fields, FrameReader, decode_message, frame_of
from ..codec import messages as m
from ..errors import LinkSilent, NeedlepenError, ProtocolMismatch, Refused
from ..language import tr
from ..texts import pen_codes
from .trace import FROM_PEN, TO_PEN, Trace
from .transport import Transport

_REPL_KEYS = b"\x03\x04\x05"  # what interrupts or restarts a program on somebody else's MicroPython board
_REPL_LEAVE = b"\r\x02"  # back from the raw REPL that HELLO's bytes may have opened there; a pen skips it


class Link:
    """One conversation. Answers are matched to requests by tag; whatever else arrives is skipped.

    `clock` counts the seconds of every deadline; a test may bring its own.
    """

    def __init__(
        self,
        transport: Transport,
        timeout_s: float,
        trace: "Trace | None" = None,
        clock: "Callable[[], float]" = time.monotonic,
    ) -> None:
        self.name = transport.name
        self.timeout_s = timeout_s
        self.clock = clock
        self.received = 0  # bytes so far
        self.sent = 0
        self._transport = transport
        self.trace = trace
        self._reader = FrameReader()
        self._waiting: list[tuple[int, int, bytes]] = []
        self._last = b""  # what was sent
        self._tag = random.randrange(256)  # an answer to an earlier program is not taken for ours

    def close(self) -> None:
        """Close the port, so that other programs can open it."""
        self._transport.close()
        if self.trace:
            garbage = f", {self._reader.skipped} bytes between frames skipped" if self._reader.skipped else ""
            self.trace.note(f"{self.name} closed{garbage}")

    def ask(
        self,
        answer: int,
        kind: int,
        *values: "int | bytes",
        timeout_s: "float | None" = None,
        again_s: "float | None" = None,
    ) -> Fields:
        """Send a request and return the fields of its `answer`. `again_s`: sent again so often until one comes, and
        an answer to any of them counts, however late.

        Raises Refused, LinkSilent (nothing in time; asking again is harmless), LinkLost, ProtocolMismatch.
        """
        got, payload = self._next(self._send(kind, *values), timeout_s or self.timeout_s, again_s)
        if got != answer:
            raise self._no(got, payload)
        return decoded(got, payload)

    def read(self, epoch: int, sequence: int, count: int) -> "Iterator[tuple[int, list[bytes]]]":
        """One READ: (first sequence, raw records) of each frame until END. Raises as `ask` does.

        That it is what was asked for, and no more, is for the caller to check.
        """
        tag = self._send(m.READ, epoch, sequence, count)
        while True:
            kind, payload = self._next(tag, self.timeout_s)
            if kind == m.END:
                return
            if kind != m.RECORDS:
                raise self._no(kind, payload)
            size = len(payload) - m.RECORDS_HEAD
            if size <= 0 or size % RECORD_SIZE or int.from_bytes(payload[:4], "little") != epoch:
                raise mismatch(tr("it sent records in a form this tool does not know"))
            yield (
                int.from_bytes(payload[4:8], "little"),
                [payload[at : at + RECORD_SIZE] for at in range(m.RECORDS_HEAD, len(payload), RECORD_SIZE)],
            )

    def forget(self) -> None:
        """After no answer came: drop what is half received, as the rest will not follow."""
        self._reader.clear()
        self._waiting.clear()

    def _send(self, kind: int, *values: "int | bytes") -> int:
        payload: bytes = m.encode(kind, *values)
        data = self._frame(kind, payload)
        if kind == m.HELLO:  # it may reach a board that is no pen: interrupt nothing there
            while any(key in data for key in _REPL_KEYS):
                data = self._frame(kind, payload)
            data += _REPL_LEAVE
        self._waiting.clear()
        if self.trace:
            self.trace.frame(TO_PEN, kind, self._tag, payload)
        self._last = data
        self._write()
        return self._tag

    def _write(self) -> None:
        self._transport.write(self._last)
        self.sent += len(self._last)

    def _frame(self, kind: int, payload: bytes) -> bytes:
        self._tag = (self._tag + 1) & 0xFF
        return frame_of(kind, self._tag, payload)

    def _next(self, tag: int, timeout_s: float, again_s: "float | None" = None) -> "tuple[int, bytes]":
        deadline = self.clock() + timeout_s
        again_at = self.clock() + again_s if again_s else deadline
        while True:
            while self._waiting:
                kind, its_tag, payload = self._waiting.pop(0)
                if its_tag == tag and kind >= m.HELLO_IS:
                    return kind, payload
            left_s = deadline - self.clock()
            if left_s <= 0:
                if self.trace:
                    self.trace.note(f"silence for {timeout_s:.1f} s")
                raise LinkSilent(
                    tr("The pen on {name} does not answer.", name=self.name),
                    tr("Nothing came within {timeout_s:.1f} s.", timeout_s=timeout_s),
                    tr("Check the cable and try again, or give it more time: --timeout 20"),
                )
            if again_s and self.clock() >= again_at:
                again_at = self.clock() + again_s
                self._reader.clear()  # what is half received by now does not follow
                if self.trace:
                    self.trace.note("sent again")
                self._write()
            data = self._transport.read(min(left_s, max(0.0, again_at - self.clock())))
            self.received += len(data)
            frames = self._reader.feed(data)
            if self.trace:
                for got in frames:
                    self.trace.frame(FROM_PEN, *got)
            self._waiting.extend(frames)

    def _no(self, kind: int, payload: bytes) -> NeedlepenError:
        if kind != m.ERROR:
            return mismatch(tr("it answered with message 0x{kind:02x}", kind=kind))
        fields = decoded(kind, payload)
        code, detail = int(fields["code"]), int(fields["detail"])
        if code == m.E_PROTOCOL:
            return mismatch(tr("it speaks version {detail}", detail=detail))
        why, what_next = pen_codes.answer(code, detail)
        return Refused(code, detail, tr("The pen refused the request."), why, what_next)


def decoded(kind: int, payload: bytes) -> Fields:
    """The fields of a message; raises ProtocolMismatch when it has another form than it should."""
    try:
        return decode_message(kind, payload)
    except BadMessage as e:
        raise mismatch(str(e)) from e


def mismatch(how: str) -> ProtocolMismatch:
    """Pen and tool do not understand each other; `how` says in what."""
    return ProtocolMismatch(
        tr("The pen and this tool do not speak the same protocol."),
        tr("This tool speaks version {protocol}; {how}.", protocol=m.PROTOCOL, how=how),
        tr("Update the older of the two (needlepen --version shows the tool's)"),
    )
