"""The cable of a virtual pen where there is no pty: a TCP port, used by one program after the other."""

import contextlib
import os
import socket
import struct
import time

import pytest
from needlepen.errors import PortBusy
from needlepen.link.connection import Connection

from boards.virtual.cable import Cable

_RESET = struct.pack("ii", 1, 0)


@pytest.fixture
def ends():
    """The pen's end, and where a program finds the other one."""
    cable = Cable("socket")
    ours, pen = socket.socketpair()
    cable.attach(ours)
    try:
        yield pen, ("127.0.0.1", int(cable.open().rpartition(":")[2]))
    finally:
        cable.close()
        pen.close()


@pytest.mark.filterwarnings("error")  # of the cable's thread
def test_a_program_that_goes_while_the_pen_sends_leaves_the_port_to_the_next(ends):
    pen, address = ends
    pen.setblocking(False)
    with socket.create_connection(address) as host:
        host.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        end = time.monotonic() + 2
        while time.monotonic() < end:  # until nothing more goes in: the cable waits for the program to read
            try:
                pen.send(b"x" * 65_536)
            except BlockingIOError:
                time.sleep(0.1)
                try:
                    pen.send(b"x")
                except BlockingIOError:
                    break
    with socket.create_connection(address, timeout=5) as host:
        host.sendall(b"hello")
        pen.settimeout(5)
        assert pen.recv(5) == b"hello"


def test_a_flood_is_hung_up_on_and_leaves_the_port_to_the_next(ends):
    pen, address = ends  # the pen reads nothing
    with socket.create_connection(address, timeout=5) as host, pytest.raises(OSError):
        for _ in range(1_000):
            host.sendall(b"flood " * 1_000)
    left = 0
    pen.settimeout(0.3)
    with pytest.raises(TimeoutError):
        while left < 1_000_000:
            left += len(pen.recv(65_536))
    assert left < 20_000
    with socket.create_connection(address, timeout=5) as host:
        host.sendall(b"hello")
        pen.settimeout(5)
        assert pen.recv(5) == b"hello"
        pen.sendall(b"yes")
        assert host.recv(3) == b"yes"


@pytest.mark.parametrize("kind", ["socket", "pty"])
@pytest.mark.parametrize("who", ["the pen", "the program"])
def test_it_can_be_pulled_while_one_end_sends_what_the_other_does_not_read(kind, who):
    if kind == "pty" and not hasattr(os, "openpty"):
        pytest.skip("NO PTY on this system: the cable was not pulled out of one")
    cable = Cable(kind)
    ours, pen = socket.socketpair()
    cable.attach(ours)
    port = cable.open()
    pen.setblocking(False)
    if kind == "pty":
        fd = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    else:
        host = socket.create_connection(("127.0.0.1", int(port.rpartition(":")[2])))
        host.setblocking(False)
        fd = host.fileno()
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        try:
            pen.send(b"x" * 4_096) if who == "the pen" else os.write(fd, b"x" * 4_096)
        except BlockingIOError:
            time.sleep(0.01)
        except ConnectionError:
            break
    began = time.monotonic()
    cable.close()
    assert time.monotonic() - began < 1
    pen.close()
    os.close(fd) if kind == "pty" else host.close()


def test_a_second_program_is_turned_away_and_told_that_the_port_is_in_use(ends):
    _, address = ends
    with socket.create_connection(address), pytest.raises(PortBusy, match="in use"):
        Connection.open(f"socket://{address[0]}:{address[1]}", 5)


def test_one_that_comes_right_after_another_is_not_turned_away(ends):
    pen, address = ends
    pen.settimeout(5)
    for number in range(20):
        with socket.create_connection(address) as host:
            host.sendall(b"%3d" % number)
            assert pen.recv(3) == b"%3d" % number
            host.sendall(b"flood" * 1_000)
        pen.settimeout(0.05)
        with contextlib.suppress(TimeoutError):
            while True:
                pen.recv(65_536)
        pen.settimeout(5)
