"""Ports and sockets: deadlines hold, a lost cable is said as one, and so is a port that may not be opened."""

import contextlib
import errno
import os
import socket
import time

import pytest
import serial
from needlepen.errors import LinkLost, NoPen, PortBusy, UsageError
from needlepen.link.transport import open_transport


@pytest.fixture
def peer():
    """A TCP transport and its other end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        transport = open_transport(f"socket://127.0.0.1:{server.getsockname()[1]}", 1.0)
        other, _ = server.accept()
        yield transport, other
        transport.close()
        other.close()


@pytest.fixture
def line():
    """A serial transport on a pty and its other end."""
    master, slave = os.openpty()
    transport = open_transport(os.ttyname(slave), 1.0)
    os.close(slave)
    yield transport, master
    transport.close()
    with contextlib.suppress(OSError):
        os.close(master)


def test_a_socket_carries_both_ways_and_waits_no_longer_than_told(peer):
    transport, other = peer
    transport.write(b"to the pen")
    assert other.recv(100) == b"to the pen"
    other.sendall(b"from it")
    assert transport.read(1.0) == b"from it"
    began = time.monotonic()
    assert transport.read(0.05) == b""
    assert time.monotonic() - began < 0.5


def test_a_serial_line_carries_both_ways_and_waits_no_longer_than_told(line):
    transport, master = line
    every_byte = bytes(range(256))
    transport.write(every_byte)
    assert os.read(master, 1000) == every_byte
    os.write(master, every_byte)
    assert transport.read(1.0) == every_byte
    began = time.monotonic()
    assert transport.read(0.05) == b""
    assert time.monotonic() - began < 0.5


def test_a_socket_that_closes_is_a_lost_link(peer):
    transport, other = peer
    other.close()
    with pytest.raises(LinkLost):
        transport.read(1.0)
    with pytest.raises(LinkLost):
        for _ in range(3):
            transport.write(b"x" * 100_000)


def test_a_cable_that_is_pulled_is_a_lost_link(line):
    transport, master = line
    os.close(master)
    with pytest.raises(LinkLost) as caught:
        transport.read(1.0)
    assert "cable" in caught.value.why
    with pytest.raises(LinkLost):
        transport.write(b"x")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EBUSY])
def test_a_port_that_may_not_be_opened(monkeypatch, number):
    def refuse(*_, **__):
        raise serial.SerialException(number, os.strerror(number))

    monkeypatch.setattr(serial, "serial_for_url", refuse)
    with pytest.raises(PortBusy) as caught:
        open_transport("/dev/ttyACM0", 1.0)
    assert ("udev" in caught.value.next) == (number != errno.EBUSY)


def test_names_that_lead_nowhere():
    for url in ("socket://", "socket://host", "socket://host:notaport", "socket://:7777", "bogus://x"):
        with pytest.raises(UsageError):
            open_transport(url, 1.0)
    with pytest.raises(NoPen) as caught:
        open_transport("/dev/ttyNothing", 1.0)
    assert "plugged in" in caught.value.why
