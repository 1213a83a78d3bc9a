"""The cable between a virtual pen's process and this computer's programs: a pty, or a TCP port where there is none.

It carries bytes and must not know what they mean. Runs on CPython.
"""

import contextlib
import os
import select
import socket
import threading


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
        """The pen's end."""
        self._pen = pen

    def open(self) -> str:
        """Make the port and carry; returns its name."""
        self._stop.clear()
        if self.kind == "pty":
            import tty

            master, slave = os.openpty()
            tty.setraw(slave)
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
        """Pull the cable."""
        self._stop.set()
        if self._thread:
            self._thread.join()
            self._thread = None
        for fd in self._fds:
            os.close(fd)
        self._fds = []
        if self._listener:
            self._listener.close()
            self._listener = None

    def close(self) -> None:
        """For good."""
        self.shut()
        if self._pen:
            self._pen.close()

    def _carry_pty(self) -> None:
        pen, master = self._pen, self._fds[0]
        assert pen is not None
        with contextlib.suppress(ConnectionError):  # the pen's process is no more: the next command to it says so
            while not self._stop.is_set():
                ready, _, _ = select.select([pen, master], [], [], 0.05)
                if pen in ready:
                    data = pen.recv(4096)
                    if not data:
                        return
                    os.write(master, data)
                if master in ready:
                    pen.sendall(os.read(master, 4096))

    def _carry_socket(self) -> None:
        assert self._listener is not None
        self._listener.settimeout(0.05)
        while not self._stop.is_set():
            try:
                host, _ = self._listener.accept()
            except TimeoutError:
                continue
            with host, contextlib.suppress(ConnectionError):  # whoever has gone: the port is there for the next
                self._carry_connection(host)

    def _carry_connection(self, host: socket.socket) -> None:
        pen = self._pen
        assert pen is not None
        while not self._stop.is_set():
            ready, _, _ = select.select([pen, host], [], [], 0.05)
            for come, other in ((pen, host), (host, pen)):
                if come in ready:
                    data = come.recv(4096)
                    if not data:
                        return
                    other.sendall(data)
