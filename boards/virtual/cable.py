"""The cable between a virtual pen's process and this computer's programs: a pty, or a TCP port where there is none.

It carries bytes and must not know what they mean. Nothing here waits for one end alone: little is under way in each
direction, and who floods the pen is hung up on. Runs on CPython.
"""

import contextlib
import os
import select
import socket
import threading
import time
from collections.abc import Callable

_UNDER_WAY = 1_024  # bytes in each direction: a USB cable holds a few packets of 64
_FLOOD = 65_536  # bytes that the pen has not taken: no program sends as much before it reads an answer
_TURN_S = 0.05  # after which it looks whether the cable was pulled
_BUSY_S = 0.3  # until then the one before may have gone
_PULLED_S = 5.0  # until then it has looked, on the slowest computer
_STALE = 1_000  # blocks that the pen has said to nobody


class Cable:
    """Carries bytes between the pen's serial line and a pty or TCP port; open only while plugged."""

    def __init__(self, kind: str):
        self.kind = kind
        self._pen: socket.socket | None = None
        self._fds: list[int] = []
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def attach(self, pen: socket.socket) -> None:
        """Plug the cable into the pen: `pen` is its end of the line."""
        pen.setblocking(False)
        pen.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * _UNDER_WAY)  # a flood ends soon after who sent it
        self._pen = pen

    def open(self) -> str:
        """Make the port and carry; returns its name."""
        self._stop.clear()
        if self.kind == "pty":
            import tty

            master, slave = os.openpty()
            tty.setraw(slave)
            os.set_blocking(master, False)
            self._fds = [master, slave]  # our own slave end keeps the port alive between two openings
            name = os.ttyname(slave)
            target = self._carry_pty
        else:
            self._listener = socket.create_server(("127.0.0.1", 0))
            name = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
            target = self._carry_socket
        self._thread = threading.Thread(target=target, daemon=True)
        self._thread.start()
        return name

    def shut(self) -> None:
        """Pull the cable, and wait until nothing is carried."""
        self._stop.set()
        if self._thread:
            self._thread.join(_PULLED_S)
            self._thread = None
        for fd in self._fds:
            os.close(fd)
        self._fds = []
        if self._listener:
            self._listener.close()
            self._listener = None

    def close(self) -> None:
        """Pull the cable for good, and let go of the pen's end."""
        self.shut()
        if self._pen:
            self._pen.close()

    def _carry_pty(self) -> None:
        master = self._fds[0]
        with contextlib.suppress(ConnectionError):  # the pen's process is no more: the next command to it says so
            self._carry(master, lambda: os.read(master, _UNDER_WAY), lambda data: os.write(master, data), _UNDER_WAY)

    def _carry_socket(self) -> None:
        assert self._listener is not None and self._pen is not None
        self._listener.settimeout(_TURN_S)
        while not self._stop.is_set():
            try:
                host, _ = self._listener.accept()
            except TimeoutError:
                continue
            with host, contextlib.suppress(ConnectionError):  # whoever has gone: the port is there for the next
                host.setblocking(False)
                host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with contextlib.suppress(BlockingIOError):
                    for _ in range(_STALE):  # answers to who has gone
                        if not self._pen.recv(4096):
                            break
                self._carry(host, lambda: host.recv(4096), host.send, _FLOOD)  # noqa: B023 - used while it is this one

    def _turn_away(self, since: "float | None") -> "float | None":
        """Another program that wants this port too, and waits since then: after a while it is told by hanging up."""
        if not self._listener or not select.select([self._listener], [], [], 0)[0]:
            return None
        if since is None or time.monotonic() - since < _BUSY_S:
            return since or time.monotonic()
        with contextlib.suppress(OSError):
            self._listener.accept()[0].close()
        return None

    def _carry(
        self, host: "socket.socket | int", read: Callable[[], bytes], write: Callable[[bytes], int], most: int
    ) -> None:
        """Carry bytes until the cable is pulled, an end has gone, or more than `most` bytes wait for the pen."""
        pen = self._pen
        assert pen is not None
        is_port = isinstance(host, int)  # a pty lets nobody write more, and nobody go
        to_pen, to_host = bytearray(), bytearray()
        waits_since: float | None = None
        while not self._stop.is_set() and (is_port or len(to_pen) <= most):
            come = [pen] if len(to_host) < _UNDER_WAY else []
            come += [host] if not is_port or len(to_pen) < most else []
            go = [pen] * bool(to_pen) + [host] * bool(to_host)
            ready, free, _ = select.select(come, go, [], _TURN_S)
            waits_since = self._turn_away(waits_since)
            with contextlib.suppress(BlockingIOError):
                if pen in free:
                    del to_pen[: pen.send(to_pen)]
            with contextlib.suppress(BlockingIOError):
                if host in free:
                    del to_host[: write(to_host)]
            for end, take, waiting in ((pen, lambda: pen.recv(4096), to_host), (host, read, to_pen)):
                if end in ready:
                    with contextlib.suppress(BlockingIOError):
                        data = take()
                        if not data:
                            return
                        waiting += data
