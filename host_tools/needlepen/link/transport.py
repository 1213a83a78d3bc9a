"""Bytes to and from a pen: a serial port or pty (pyserial), or a TCP socket. Every wait has a deadline.

Must not know what the bytes mean. TCP has its own thirty lines because pyserial's `socket://` cannot say
how much has arrived and is read byte by byte; every other `scheme://` of pyserial works through
`SerialTransport`.
"""

import contextlib
import errno
import select
import socket
import time
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import serial

from ..errors import LinkLost, NoPen, UsageError
from ..language import tr
from .port_errors import cannot_open, port_name

_BLOCK = 4096  # bytes taken at once
_TURN_S = 0.1  # a serial read returns at least so often; pyserial re-configures the port when a timeout changes


class Transport(Protocol):
    """A two-way byte stream with deadlines."""

    name: str

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, after at most `timeout_s`; b"" = nothing came. Raises LinkLost."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of `data` within the timeout given at opening; raises LinkLost."""
        ...

    def close(self) -> None:
        """Give the port back; never raises."""
        ...


def open_transport(url: str, timeout_s: float) -> Transport:
    """Open a port name, a pty's path or `socket://host:port`; raises NoPen, PortBusy or UsageError."""
    if url.startswith("socket://"):
        return SocketTransport(url, timeout_s)
    return SerialTransport(url, timeout_s)


class SerialTransport:
    """A serial port, held exclusively while open."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self.name = url
        try:
            port = cast(Any, serial).serial_for_url(
                port_name(url), do_not_open=True, exclusive=True, timeout=_TURN_S, write_timeout=timeout_s
            )
            port.open()
        except (serial.SerialException, OSError) as e:
            raise cannot_open(url, e) from e
        except Exception as e:  # pyserial's handlers of `scheme://` raise almost anything about what they are given
            raise UsageError(tr("'{url}' is not a port.", url=url), str(e), "needlepen list") from e
        self._port: Any = port

    def read(self, timeout_s: float) -> bytes:
        deadline = time.monotonic() + timeout_s
        try:
            first: bytes = self._port.read(1)
            while not first and time.monotonic() < deadline:
                first = self._port.read(1)
            more = min(self._port.in_waiting, _BLOCK) if first else 0
            return first + bytes(self._port.read(more)) if more else first
        except (
            serial.SerialException,
            OSError,
            TypeError,
        ) as e:  # TypeError: pyserial, port closed meanwhile
            raise _lost(self.name) from e

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except (serial.SerialException, OSError) as e:
            raise _lost(self.name) from e

    def close(self) -> None:
        with contextlib.suppress(serial.SerialException, OSError):
            self._port.close()


class SocketTransport:
    """A TCP connection to `socket://host:port`: the virtual pen, or a port shared over the network."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self.name = url
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if not host or not port:
            raise _no_address(url)
        try:
            self._socket = socket.create_connection((host, port), timeout_s)
        except ValueError as e:  # of a name that cannot be one: an empty or long part, a zero byte
            raise _no_address(url) from e
        except OSError as e:
            next_ = tr("See what there is: needlepen list   (a virtual pen that runs is found without -d)")
            raise NoPen(tr("Nothing answers at {url}.", url=url), _reason(e), next_) from e
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self, timeout_s: float) -> bytes:
        try:
            if not select.select([self._socket], [], [], timeout_s)[0]:
                return b""
            data = self._socket.recv(_BLOCK)
        except (OSError, ValueError) as e:
            raise _lost(self.name) from e
        if not data:
            raise _lost(self.name)
        return data

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as e:
            raise _lost(self.name) from e

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()


def _no_address(url: str) -> UsageError:
    return UsageError(
        tr("'{url}' is not an address.", url=url), tr("It takes a host and a port."), "-d socket://localhost:7777"
    )


def _reason(e: Exception) -> str:
    number = getattr(e, "errno", None)
    if number == errno.ECONNREFUSED:
        return tr("The connection was refused.")
    return str(getattr(e, "strerror", None) or e)


def _lost(name: str) -> LinkLost:
    return LinkLost(
        tr("The connection to the pen on {name} was lost.", name=name),
        tr("The cable was pulled, or the pen restarted."),
        tr("Plug it in and run the command again; a sync carries on where it stopped"),
    )
