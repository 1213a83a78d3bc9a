"""A pen for the host tests: the firmware's real `Link` over an in-memory journal, on a loopback socket or a pty.

It behaves (records are sealed, chained, freed, acknowledged); it has no physics. What it remembers is in
`memory_store.py`.
"""

import contextlib
import os
import select
import socket
import threading

from pen.formats import reasons as r
from pen.formats.button_bits import DOWN, UP
from pen.link.server import Link

from tests.host_tools.memory_store import MemoryStore


class Person:
    """Who is at the pen: reads what is asked on it, and presses a moment later. `agrees`: or does not."""

    reading = 170  # turns

    def __init__(self):
        self.link = None  # of the pen
        self.both = False  # ▲ and ▼ together
        self.other = 0  # or these buttons, a mask
        self._read = None, 0  # a question, and for how many turns

    def look(self):
        """Note that a turn passes in which the person reads the screen."""
        asked, turns = self._read
        self._read = (asked, turns + 1) if asked is self.sees() else (self.sees(), 0)

    def sees(self):
        offer = self.link.offer if self.link else None
        return offer if offer is not None and offer.asks else None

    def presses(self):
        asked, turns = self._read
        if asked is None or asked is not self.sees() or turns < self.reading:
            return 0
        return self.other or (UP | DOWN if self.both else DOWN)


class StillController:
    """A pen lying on the table. `confirmed`: a person is there who agrees to what is asked."""

    state = 2
    reason = r.USB_POWER
    detail = 0
    depth_limit_um = 450
    battery_mv = 3_912
    motor_temp_dc = 243
    vbus = True
    busy = False
    occupied = False
    idle = True
    confirmed = False
    ceilings_um = (300, 450, 450, 450, 250)

    def __init__(self, store):
        self._store = store
        self.person = Person()

    @property
    def shown(self):
        return self.person.sees()

    @property
    def touched(self):
        self.person.look()
        return bool(self.buttons)

    @property
    def buttons(self):
        return self.person.presses() if self.confirmed else 0

    @property
    def proven_s(self):
        return self._store.proven_s

    @property
    def unlock_at_s(self):
        return self._store.unlock_at_s


class _SocketSerial:
    """One TCP connection as the link's serial port."""

    def __init__(self, sock, chunk=256):
        self._socket = sock
        self._chunk = chunk
        sock.setblocking(False)
        self.closed = False

    def readinto(self, buf):
        try:
            count = self._socket.recv_into(buf)
        except BlockingIOError:
            return 0
        except OSError:
            count = 0
        self.closed = self.closed or not count
        return count

    def write(self, buf):
        try:
            return self._socket.send(buf[: self._chunk])
        except BlockingIOError:
            return 0
        except OSError:
            self.closed = True
            return 0


class _PtySerial:
    """The master side of a pty as the link's serial port."""

    closed = False

    def __init__(self, fd):
        self._fd = fd
        os.set_blocking(fd, False)

    def readinto(self, buf):
        try:
            data = os.read(self._fd, len(buf))
        except OSError:
            return 0
        buf[: len(data)] = data
        return len(data)

    def write(self, buf):
        try:
            return os.write(self._fd, buf[:256])
        except OSError:
            return 0


class ScriptedPen:
    """Runs a Link in a thread. `url` is what to open; `wrap` may spoil the serial port of each connection."""

    def __init__(self, store=None, pty=False, wrap=lambda serial: serial, board="RPI_PICO"):
        self.store = store or MemoryStore()
        self.controller = StillController(self.store)
        self.wrap = wrap
        self.board = board
        self.connections = 0
        self._stop = threading.Event()
        if pty:
            import tty

            self._master, slave = os.openpty()
            tty.setraw(slave)
            self._slave = slave
            self.url = os.ttyname(slave)
            target = self._serve_pty
        else:
            self._server = socket.create_server(("127.0.0.1", 0))
            self._server.settimeout(0.005)
            self.url = f"socket://127.0.0.1:{self._server.getsockname()[1]}"
            target = self._serve_socket
        self._thread = threading.Thread(target=target, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(5)
        with contextlib.suppress(AttributeError):
            self._server.close()
        with contextlib.suppress(AttributeError):
            os.close(self._master)
            os.close(self._slave)

    def _serve_socket(self):
        while not self._stop.is_set():
            try:
                sock, _ = self._server.accept()
            except TimeoutError:
                continue
            with sock:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                self._run(self.wrap(_SocketSerial(sock)), sock)

    def _serve_pty(self):
        self.connections += 1
        self._run(self.wrap(_PtySerial(self._master)), self._master)

    def _run(self, serial, readable):
        link = self.controller.person.link = Link(serial, self.store, self.controller, self.board)
        while not self._stop.is_set() and not serial.closed:
            link.poll()
            if not link.reading:
                select.select([readable], [], [], 0.002)
