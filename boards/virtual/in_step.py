"""A laptop in step with a virtual pen: the pen's time stands while the laptop works, so that a run is a function of its
seed and not of how fast this computer is.

Virtual time goes on for two reasons only. A whole request has come: the pen runs until the whole answer is out. Or the
laptop's process sleeps: it asks here, by the address in `clock`, and the pen runs for so long; what time it is it asks
here, too. How a request arrives, in one piece or byte by byte, early or late, changes nothing.

It knows frames and which of them end an answer, and must not know what a request does.
"""

import contextlib
import socket
import threading
from collections.abc import Callable

from needlepen.codec import FrameReader, frame_of, messages

from boards.virtual.cable import Cable
from boards.virtual.handle import PenError, VirtualPen

_PATIENCE_MS = 20_000  # an answer takes some turns of 10 ms; the laptop waits 15 s for the slowest
_SILENCE_MS = 1_000  # of the pen's time, at once, as long as a pen that has not answered stays silent …
_SILENCE_S = 0.1  # … for so long of this computer's


class InStep:
    """One plugging-in. `watchers` are called after every time that has passed; they may look and press."""

    def __init__(self, pen: VirtualPen) -> None:
        self.watchers: list[Callable[[], None]] = []
        self.stopped = threading.Event()  # by `stop_after`
        self._pen = pen
        self._passing = threading.RLock()  # time passes for one reason at a time
        self._not_before: dict[int, int] = {}
        self._stop_kind = self._stop_count = 0
        self._reader = FrameReader()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.clock = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._line, theirs = socket.socketpair()
        self.begin({})
        pen.do("in_step", on=True)
        self._cable = Cable(pen.cable.kind)
        self._cable.attach(theirs)
        self.port = self._cable.open()
        for work in (self._serve_requests, self._serve_clock):
            threading.Thread(target=work, daemon=True).start()

    def begin(self, not_before: "dict[int, int]") -> None:
        """A command begins. `not_before`: requests of that kind wait until it has gone on for so many ms.

        For what would otherwise depend on how large the program is that is sent.
        """
        self._not_before = not_before
        self._began_us = int(self._pen.look()["now_us"])

    def stop_after(self, kind: int, count: int) -> None:
        """After `count` requests of this kind the cable carries nothing any more, and `stopped` is set."""
        self._stop_kind, self._stop_count = kind, count

    def close(self) -> None:
        """The cable is pulled."""
        self._cable.close()
        self._line.close()
        self._listener.close()
        self._pen.do("in_step", on=False)

    # --- requests ---------------------------------------------------------------------------------------

    def _serve_requests(self) -> None:
        with contextlib.suppress(OSError, PenError):
            answered = True
            while True:
                self._line.settimeout(None if answered else _SILENCE_S)
                try:
                    data = self._line.recv(4096)
                except TimeoutError:
                    self._run(_SILENCE_MS)
                    continue
                if not data:
                    return
                for frame in self._reader.feed(data):
                    answer, answered = self._exchange(*frame)
                    if self._stop_kind == frame[0]:
                        self._stop_count -= 1
                        if not self._stop_count:
                            self.stopped.set()
                            return
                    self._line.sendall(answer)

    def _exchange(self, kind: int, tag: int, payload: bytes) -> "tuple[bytes, bool]":
        """What the pen says to a request, and whether that is a whole answer."""
        with self._passing:
            if kind in self._not_before:
                due_us = self._began_us + 1000 * self._not_before[kind]
                self._run(max(0, due_us - self._pen.look()["now_us"]) // 1000)
            request, answer, reader = frame_of(kind, tag, payload), b"", FrameReader()
            while True:
                sent = bytes.fromhex(self._pen.do("carry", sent=request.hex(), at_most_ms=_PATIENCE_MS))
                answer, request = answer + sent, b""
                self._watch()
                over = any(got != messages.RECORDS for got, _, _ in reader.feed(sent))
                if over or not sent:
                    return answer, over

    # --- the laptop's clock -----------------------------------------------------------------------------

    def _serve_clock(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                laptop, _ = self._listener.accept()
                threading.Thread(target=self._tell, args=(laptop,), daemon=True).start()

    def _tell(self, laptop: socket.socket) -> None:
        """A line with milliseconds to let pass; the answer is the time in microseconds."""
        with contextlib.suppress(OSError, PenError), laptop, laptop.makefile("rwb", buffering=0) as lines:
            while line := lines.readline():
                with self._passing:
                    if ms := int(line):
                        self._run(ms)
                    now_us = self._pen.look()["now_us"]
                lines.write(b"%d\n" % now_us)

    # --- time -------------------------------------------------------------------------------------------

    def _run(self, ms: int) -> None:
        with self._passing:
            self._pen.run(ms)
            self._watch()

    def _watch(self) -> None:
        for watcher in self.watchers:
            watcher()
